"""Calls, anchors, slices and markets on rows of our own, by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import Rows
from training.evaluation.anchors import (
    FiveParameters,
    date_blocks,
    fit_five_parameters,
    next_score_table,
    shares_by_cell,
    state_table,
)
from training.evaluation.compared import Forecasts, compared
from training.evaluation.evaluate import evaluate, next_score_losses
from training.evaluation.forecasters import Forecaster, bare_diffusion
from training.evaluation.market import margins_before, market, moments, read_prices
from training.evaluation.promises import (
    Called,
    Frozen,
    called,
    first_calls,
    freeze,
    promises,
)
from training.evaluation.report import as_json, as_text
from training.evaluation.slices import periods, time_left


def made(sport: Sport, games: int = 40, plays: int = 50, seed: int = 1, season: int = 2024) -> Rows:
    """Games whose margin is a random walk, with the outcome that it came to."""
    rng = np.random.default_rng(seed)
    names = FEATURES_OF[sport].names
    steps = rng.integers(-2, 3, (games, plays))
    margin = np.cumsum(steps, axis=1)
    final = margin[:, -1] + rng.integers(-2, 3, games) + 0.5
    rows = games * plays
    features = np.zeros((rows, len(names)), np.float32)
    features[:, names.index("margin")] = margin.ravel()
    left = np.tile(np.linspace(2880, 0, plays), games)
    features[:, names.index("diffusion_logit")] = margin.ravel() / (1 + np.sqrt(left) / 20)
    if sport is Sport.MLB:
        features[:, names.index("inning")] = np.tile(1 + np.arange(plays) * 9 // plays, games)
    return Rows(
        sport,
        tuple(f"g{number}" for number in range(games)),
        features,
        np.repeat((final > 0).astype(np.float64), plays),
        np.full(rows, season),
        np.repeat(20240101 + np.arange(games) // 4, plays),
        np.repeat(np.arange(games), plays),
        np.arange(rows),
        np.tile(1 + np.arange(plays) * 4 // plays, games),
        left,
        np.tile(np.array([1, -1]), rows // 2),
        np.ones(rows, np.bool_),
        np.full(rows, np.nan),
        rng.integers(0, 2, rows),
    )


def calls(sure: list[float], right: list[float], game: list[int]) -> Called:
    count = len(sure)
    return Called(
        np.array(sure),
        np.array(right),
        np.linspace(0, 1, count),
        np.array(game),
        np.zeros(count, bool),
        (2020,),
    )


def test_a_call_is_the_first_moment_that_reaches_the_threshold() -> None:
    told = calls([0.6, 0.9, 0.95, 0.7, 0.7, 0.86], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 2])
    assert first_calls(told, 0.85).tolist() == [1, 5]


def test_without_earlier_seasons_the_threshold_is_the_promise() -> None:
    assert freeze(None) == Frozen({0.85: 0.85, 0.9: 0.9}, {0.85: 0.85, 0.9: 0.9})


def plays_of_games(games: int, kinds: list[tuple[float, int]]) -> Called:
    """Each game has plays of these kinds: how sure they are, and that one in so many of them is wrong."""
    sure = np.tile([one for one, _ in kinds], games)
    right = np.ravel([[number % many != 0 for _, many in kinds] for number in range(games)]).astype(float)
    game = np.repeat(np.arange(games), len(kinds))
    return replace(calls([0.0], [0.0], [0]), sure=sure, right=right, game=game, gone=sure)


def test_a_threshold_is_the_lowest_that_kept_accuracy_and_coverage_with_something_to_spare() -> None:
    told = freeze(plays_of_games(400, [(0.7, 5), (0.8, 20)]))
    assert told.game == {0.85: 0.7025, 0.9: 0.7025}
    assert told.frozen_on == (2020,)


def test_where_little_is_to_spare_what_is_left_of_coverage_goes_to_accuracy() -> None:
    told = freeze(plays_of_games(400, [(0.6, 2), (0.7, 7), (0.8, 7), (0.9, 7)]))
    assert told.plays[0.85] == 0.7


def test_a_threshold_that_covers_too_little_gives_up_what_it_has_to_spare_but_not_the_accuracy() -> None:
    told = freeze(plays_of_games(400, [(0.65, 8), (0.7, 7), (0.8, 7), (0.9, 20)]))
    assert told.plays[0.85] == 0.6
    assert told.plays[0.9] == 0.7025


def test_frozen_thresholds_are_told_by_a_card_and_read_from_it() -> None:
    told = Frozen({0.85: 0.84, 0.9: 0.88}, {0.85: 0.65, 0.9: 0.755}, (2018, 2019))
    card = told.card()
    assert card["game"] == {"0.85": 0.84, "0.9": 0.88}
    assert card["frozen_on"] == [2018, 2019]
    assert Frozen.of_card(card) == told


def test_promises_tell_share_coverage_and_how_early() -> None:
    told = calls([0.9, 0.9, 0.5, 0.86, 0.5, 0.5], [1, 1, 0, 0, 0, 1], [0, 0, 0, 1, 1, 2])
    one = promises(told, freeze(None))[0]
    assert (one.name, one.promised, one.threshold) == ("one call a game", 0.85, 0.85)
    assert (one.right.value, one.coverage) == (0.5, pytest.approx(2 / 3))
    assert (one.rows, one.games) == (2, 2)
    assert one.gone == pytest.approx((0.0 + 0.6) / 2)


def test_what_is_called_of_a_home_forecast_is_its_likelier_side() -> None:
    rows = made(Sport.NBA, games=1, plays=4)
    told = called(rows, np.array([0.2, 0.8, 0.5, 0.9]))
    won = rows.home_won[0] == 1
    assert told.sure.tolist() == pytest.approx([0.8, 0.8, 0.5, 0.9])
    assert told.right.tolist() == ([0, 1, 0.5, 1] if won else [1, 0, 0.5, 0])
    assert told.late.tolist() == [False, False, False, True]


def test_a_forecast_is_compared_game_by_game_with_its_anchor() -> None:
    won = np.array([1.0, 1.0, 0.0, 0.0])
    told = compared(Forecasts(won, np.array([0.9, 0.9, 0.1, 0.1]), np.full(4, 0.5), np.array([0, 0, 1, 1])))
    assert told.ours.log_loss == pytest.approx(-np.log(0.9))
    assert told.anchor is not None and told.anchor.accuracy == 0.5
    assert told.difference is not None and told.difference.value == pytest.approx(np.log(0.5 / 0.9))
    assert told.difference.low == told.difference.high == pytest.approx(told.difference.value)


def test_seen_from_the_visitors_a_forecast_is_turned() -> None:
    told = Forecasts(np.array([1.0, 1.0]), np.array([0.7, 0.7]), None, np.array([0, 0]))
    turned = told.seen_from(np.array([1, -1]))
    assert (turned.won.tolist(), turned.ours.tolist()) == ([1.0, 0.0], pytest.approx([0.7, 0.3]))


def test_blocks_of_dates_are_whole_and_in_order() -> None:
    day = np.array([20190401, 20190401, 20190402, 20190405, 20190409, 20190409])
    assert date_blocks(day, 2).tolist() == [0, 0, 0, 1, 1, 1]


def test_the_state_table_never_learns_from_the_dates_that_it_judges() -> None:
    rows = made(Sport.MLB)
    turned = replace(rows, home_won=np.where(date_blocks(rows.day) == 0, 1 - rows.home_won, rows.home_won))
    first = date_blocks(rows.day) == 0
    assert np.array_equal(state_table(rows)[first], state_table(turned)[first])


def test_the_five_parameters_are_found_again() -> None:
    truth = FiveParameters(22.0, 0.6, 0.01, 0.08, 0.4)
    rows = made(Sport.NBA, games=400)
    chance = truth.predict(rows)
    drawn = replace(rows, home_won=(np.random.default_rng(2).random(len(rows)) < chance).astype(float))
    found = fit_five_parameters(drawn)
    assert np.abs(found.predict(rows) - chance).mean() < 0.02


def test_the_table_of_next_scores_is_the_share_in_each_cell() -> None:
    shares = shares_by_cell(
        np.array([0] * 300 + [1] * 300), np.array([0] * 300 + [1] * 300), np.array([0, 1]), 2
    )
    assert shares[0, 0] > 0.98 and shares[1, 1] > 0.98
    assert next_score_losses(shares, np.array([0, 1])).tolist() == pytest.approx(-np.log(shares.diagonal()))


def test_the_table_of_the_nba_goes_by_possession() -> None:
    rows = made(Sport.NBA)
    rows = replace(rows, following=np.where(rows.side > 0, 0, 1))
    table = next_score_table(rows, rows, 2)
    assert table[0, 0] > 0.95 and table[1, 1] > 0.95


def test_slices_part_the_rows_of_regulation() -> None:
    rows = made(Sport.NFL, games=2)
    assert sum(part.sum() for part in time_left(rows).values()) == len(rows)
    assert sum(part.sum() for part in periods(rows).values()) == len(rows)


def test_an_evaluation_is_told_as_text_and_json() -> None:
    rows = made(Sport.NBA)
    found = evaluate(rows, bare_diffusion(), "pbp.parquet", made(Sport.NBA, seed=5, season=2023))
    text = as_text(found)
    assert text.startswith("nba: diffusion on pbp.parquet, season 2024")
    assert "five-parameter diffusion, fitted on 2023" in text
    assert "one call a game  85% promised at" in text and "(frozen on 2023)" in text
    assert "what scores next, 2,000 plays of 2024: log loss of a table learnt on 2023" in text
    assert '"model": "diffusion"' in as_json(found)


def test_overtime_and_ties_of_football_are_judged_apart() -> None:
    rows = made(Sport.NFL)
    tied = np.where(rows.game == 0, 0.5, rows.home_won)
    period = np.where(rows.play % 50 == 49, 5, rows.period)
    found = evaluate(replace(rows, home_won=tied, period=period), bare_diffusion(), "x")
    win, overtime = found.judged
    assert (win.whole.games, win.anchor, overtime.task, overtime.whole.rows) == (39, "", "overtime", 39)


def test_a_better_forecaster_has_a_negative_difference() -> None:
    rows = made(Sport.NFL)
    rows = replace(rows, anchor=np.full(len(rows), 0.5))
    oracle = Forecaster("oracle", lambda known: np.where(known.home_won > 0.5, 0.9, 0.1))
    told = evaluate(rows, oracle, "x").judged[0].whole
    assert told.difference is not None and told.difference.high < -0.5


def test_a_forecaster_of_the_next_score_stands_beside_the_table() -> None:
    rows, before = made(Sport.NBA), made(Sport.NBA, seed=5, season=2023)
    seer = Forecaster("seer", lambda known: known.diffusion, lambda known: np.eye(2)[known.following])
    told = evaluate(rows, seer, "x", before).next_score
    assert told is not None and told.ours is not None and told.difference is not None
    assert told.ours.value == pytest.approx(0, abs=1e-6) and told.difference.high < -0.6


def test_a_blend_is_judged_at_the_same_moments_as_the_market(tmp_path: Path) -> None:
    candles(tmp_path / "candles.parquet", "7")
    rows = replace(made(Sport.NBA, games=1, plays=8), games=("7",))
    copier = Forecaster("copier", lambda known: known.diffusion, blend=lambda known, ours, price: price)
    told = evaluate(rows, copier, "x", candles=tmp_path / "candles.parquet").blend
    assert told is not None and told.whole.difference is not None
    assert (told.whole.rows, told.whole.difference.value) == (3, 0.0)


TIP = 1_761_003_000


def candles(path: Path, game: str, before: int = 90) -> None:
    """A market that sleeps before the tip, moves in play, and rests at the breaks."""
    rng = np.random.default_rng(4)
    price, rows = 60.0, []
    scheduled = TIP - TIP % 1800
    for minute in range(-before, 160):
        since = minute - 10
        rest = since < 0 or 28 <= since < 32 or 60 <= since < 75 or 105 <= since < 109
        if not rest:
            price = min(95.0, max(5.0, price + rng.choice([-3.0, 3.0])))
        rows.append(
            {
                "game_id": int(game), "home_team": "BOS", "yes_team": "ATL",
                "timestamp": scheduled + 60 * minute,
                "high": price + (0 if rest else 2), "low": price, "close": price,
            }
        )  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), path)


def test_tip_and_breaks_are_found_from_prices_alone(tmp_path: Path) -> None:
    candles(tmp_path / "candles.parquet", "7")
    (prices,) = read_prices(tmp_path / "candles.parquet")
    told = moments(prices)
    assert told is not None
    assert told.tip == 90 + 10
    assert [at - told.tip for at in told.breaks] == pytest.approx([29, 61, 106], abs=2)


def test_a_price_for_the_visitors_is_turned_and_stands_at_the_next_quarters_first_row(tmp_path: Path) -> None:
    candles(tmp_path / "candles.parquet", "7")
    rows = replace(made(Sport.NBA, games=1, plays=8), games=("7",))
    told = market(rows, tmp_path / "candles.parquet")
    assert told.rows.tolist() == [2, 4, 6] and told.quarter.tolist() == [1, 2, 3]
    assert told.before.tolist() == pytest.approx([0.4] * 3)
    assert margins_before(tmp_path / "candles.parquet")["7"] == pytest.approx(-3.19, abs=0.01)
