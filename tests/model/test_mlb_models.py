"""Baseball's chain judged in blocks of dates: on a season drawn from known chances of runs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import Rows
from training.ensemble.members import EventPredictionNet
from training.evaluation.anchors import date_blocks
from training.models.event import EventParameters, fit_event
from training.models.graphs import event_graph
from training.models.names import EVENT_FILE
from training.seasons.simulated import simulated_rows
from training.sports.mlb_folds import (
    Events,
    chain_log_odds,
    cross_fitted,
    judge,
    later_promises,
    rest_of_half,
    runs_table,
)

NAMES = FEATURES_OF[Sport.MLB].names
COLUMNS = ("margin", "inning", "bottom", "outs", "expected_margin", "share_left")
Event = tuple[float, ...]


def game_of(draw: np.random.Generator, drift: float) -> tuple[list[Event], float]:
    """Three events a half, each a run in 18 of 100 cases, more for the better side."""
    margin, told, inning = 0, [], 1
    while inning <= 9 or margin == 0:
        for bottom in (0, 1):
            if inning >= 9 and bottom and margin > 0:
                break
            for outs in range(3):
                share = (54 - 6 * (min(inning, 9) - 1) - 3 * bottom - outs) / 54
                told.append((margin, inning, bottom, outs, drift, share))
                chance = 0.18 + 0.02 * (drift if bottom else -drift)
                margin += (1 if bottom else -1) * int(draw.random() < chance)
                if inning >= 9 and bottom and margin > 0:
                    break
        inning += 1
    return told, float(margin > 0)


@pytest.fixture(scope="module")
def season() -> Rows:
    draw, events, of_game = np.random.default_rng(3), [], []
    for number in range(400):
        told, won = game_of(draw, float(draw.normal(0.2, 1.0)))
        events += [(*one, won, number) for one in told]
        of_game.append(won)
    table = np.array(events)
    features = np.zeros((len(table), len(NAMES)), np.float32)
    for place, name in enumerate(COLUMNS):
        features[:, NAMES.index(name)] = table[:, place]
    game = table[:, 7].astype(np.int64)
    return Rows(
        sport=Sport.MLB,
        games=tuple(str(number) for number in range(400)),
        features=features,
        home_won=table[:, 6],
        season=np.full(len(table), 2019),
        day=20190401 + game // 4,
        game=game,
        play=np.arange(len(table)),
        period=table[:, 1].astype(np.int64),
        left=table[:, 5] * 54,
        side=np.where(table[:, 2] > 0, 1, -1),
        judged=np.ones(len(table), np.bool_),
        anchor=np.full(len(table), np.nan),
        following=np.zeros(len(table), np.int64),
    )


def test_the_rest_of_a_half_counts_its_own_event_and_is_unknown_for_a_games_last_half(season):
    first = season.where(season.game == 0)
    margin, rest = first.column("margin"), rest_of_half(first)
    visitors = margin[0] - margin[3]
    assert rest[:3].tolist() == [visitors, margin[1] - margin[3], margin[2] - margin[3]]
    last = (first.period == first.period[-1]) & (first.side == first.side[-1])
    assert set(rest[last]) == {-1}


def test_the_chain_favours_a_lead_and_home_that_leads_in_the_ninths_bottom_has_won(season):
    events = Events.of(season)
    table = runs_table(events, rest_of_half(season), np.ones(len(season), np.bool_))
    assert table.sum(axis=1)[[0, 8, 16]] == pytest.approx([1.0, 1.0, 1.0])
    at = Events(
        half=np.array([9, 9, 9, 17]),
        state=np.array([0, 0, 0, 0]),
        margin=np.array([-2, 0, 2, 0]),
        drift=np.zeros(4),
        share=np.full(4, 0.5),
    )
    odds = chain_log_odds(at, table)
    assert odds[0] < 0 < odds[2]
    assert odds[1] > 0
    assert odds[3] > odds[1]


def test_no_block_is_judged_by_a_chain_that_saw_its_outcomes(season):
    """A planted leak: other outcomes in a block change what is said of the others and nothing of its own."""
    block = date_blocks(season.day)
    turned = replace(season, home_won=np.where(block == 2, 1 - season.home_won, season.home_won))
    before, after = cross_fitted(season), cross_fitted(turned)
    assert (before[block == 2] == after[block == 2]).all()
    assert (before[block != 2] != after[block != 2]).any()


def test_the_cross_fitted_chain_beats_the_state_table_on_few_games(season):
    judged = judge(season)
    assert judged.games == 400
    assert judged.difference is not None
    assert judged.difference.high < 0
    assert judged.ours.calibration_error < 0.05


def test_promises_of_later_dates_rest_on_the_first_blocks_alone(season):
    turned = replace(season, home_won=np.where(season.day > 20190460, 1 - season.home_won, season.home_won))
    told = {one.name: one for one in later_promises(season) if one.promised == 0.85}
    other = {one.name: one for one in later_promises(turned) if one.promised == 0.85}
    assert set(told) == {"one call a game", "called plays"}
    assert 0.5 < told["one call a game"].coverage <= 1.0
    assert {name: one.threshold for name, one in told.items()} == {
        name: one.threshold for name, one in other.items()
    }


def test_how_long_until_the_next_run_is_told_in_outs(tmp_path: Path) -> None:
    rows = simulated_rows(Sport.MLB, 2023, games=12)
    quick = EventParameters(nets=1, hidden=16, epochs=8, dropout=0.0)
    (tmp_path / EVENT_FILE).write_bytes(event_graph(Sport.MLB, fit_event(rows, quick)))
    net = EventPredictionNet.from_folder(tmp_path)
    assert net is not None
    first = rows.where(rows.period == 1)
    assert 2.0 < float(np.median(net.predict(first.features).until_score)) < 15.0
