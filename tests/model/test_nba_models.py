"""What scores next in basketball, and the forecast beside the market: on rows drawn from known laws."""

from dataclasses import replace

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import Rows
from training.evaluation.anchors import next_score_table
from training.evaluation.evaluate import next_score_losses
from training.evaluation.market import Market
from training.measures import calibration_error, game_interval
from training.models.event import Event, EventParameters, fit_event
from training.models.sides import sides_of
from training.sports.nba_market import LEAST_GAMES, fit_share, judge_market, log_odds, mixed
from training.view import sigmoid

NAMES = FEATURES_OF[Sport.NBA].names
SMALL = EventParameters(hidden=16, epochs=6, steps=40, learning_rate=0.02, dropout=0.0)


def rows_of(features: np.ndarray, following: np.ndarray, per_game: int, season: int) -> Rows:
    count = len(features)
    game = np.arange(count) // per_game
    draw = np.random.default_rng(1)
    return Rows(
        sport=Sport.NBA,
        games=tuple(f"{season}-{number}" for number in range(int(game[-1]) + 1)),
        features=features.astype(np.float32),
        home_won=draw.integers(0, 2, int(game[-1]) + 1).astype(np.float64)[game],
        season=np.full(count, season),
        day=20240101 + game,
        game=game,
        play=np.arange(count),
        period=np.ones(count, np.int64),
        left=np.full(count, 1440.0),
        side=features[:, NAMES.index("possession")].astype(np.int64),
        judged=np.ones(count, np.bool_),
        anchor=np.full(count, np.nan),
        following=following,
    )


def season_of_next_scores(seed: int, count: int = 4000) -> Rows:
    """The side with the ball scores next in 60 of 100 cases, with free throws to come in 90."""
    draw = np.random.default_rng(seed)
    features = np.zeros((count, len(NAMES)))
    holder = draw.choice((-1.0, 1.0), count)
    at_the_line = draw.random(count) < 0.3
    features[:, NAMES.index("possession")] = holder
    features[:, NAMES.index("free_throws")] = 2 * holder * at_the_line
    scores = draw.random(count) < np.where(at_the_line, 0.9, 0.6)
    return rows_of(features, np.where(scores == (holder > 0), 0, 1), 40, 2000 + seed)


@pytest.fixture(scope="module")
def learnt() -> tuple[Event, Rows]:
    rows = season_of_next_scores(1)
    return fit_event(rows, SMALL), rows


def test_free_throws_to_come_tell_more_of_the_next_score_than_possession_alone(learnt):
    net, rows = learnt
    later = season_of_next_scores(2)
    told = net.scores(later)
    losses = [next_score_losses(one, later.following) for one in (told, next_score_table(rows, later, 2))]
    assert game_interval(losses[0] - losses[1], later.game).high < -0.01
    assert calibration_error((later.following == 0).astype(float), told[:, 0]) < 0.04


def test_swapping_the_sides_swaps_the_chances_of_the_next_score(learnt):
    net, rows = learnt
    turned = rows_of(sides_of(Sport.NBA).mirrored(rows.features), 1 - rows.following, 40, 2001)
    assert net.scores(turned)[:, ::-1] == pytest.approx(net.scores(rows), abs=1e-6)


def test_of_many_plays_the_net_learns_from_as_many_as_it_may():
    rows = season_of_next_scores(3)
    assert fit_event(rows, replace(SMALL, epochs=1, most_rows=1000)).scores(rows).shape == (4000, 2)


def moments(seed: int, games: int = 400) -> tuple[np.ndarray, ...]:
    """One moment a game: the model knows the truth, the market only part of it."""
    draw = np.random.default_rng(seed)
    truth = draw.normal(0.0, 1.5, games)
    market = truth + draw.normal(0.0, 1.0, games)
    won = (draw.random(games) < sigmoid(truth)).astype(np.float64)
    return truth, market, won, np.arange(games), np.arange(games) // 4


def test_with_few_earlier_games_the_market_speaks_alone():
    model, market, won, game, day = moments(1)
    said = mixed(model, market, won, game, day)
    assert (said[:LEAST_GAMES] == sigmoid(market[:LEAST_GAMES])).all()


def test_a_mixture_never_learns_from_its_own_day_or_later_ones():
    model, market, won, game, day = moments(2)
    turned = won.copy()
    turned[200:] = 1 - turned[200:]
    before, after = (mixed(model, market, outcome, game, day) for outcome in (won, turned))
    assert (before[:204] == after[:204]).all()
    assert (before[204:] != after[204:]).any()


def test_a_model_that_knows_more_than_the_market_gets_the_greater_share_and_a_blind_one_none():
    model, market, won, game, _ = moments(3)
    blind = np.random.default_rng(5).normal(0.0, 1.5, len(won))
    assert fit_share(model, market, won, game) > 0.7
    assert fit_share(blind, model, won, game) < 0.1


def test_the_mixture_is_judged_beside_the_market_on_all_moments_and_by_quarter():
    model, market, won, game, day = moments(4)
    rows = rows_of(np.zeros((len(won), len(NAMES))), np.zeros(len(won), np.int64), 1, 2024)
    rows.home_won[:], rows.day[:] = won, day
    prices = Market(game, sigmoid(market), np.full(len(won), 0.5), np.where(game % 2, 1, 2))
    judged = judge_market(rows, sigmoid(model), prices)
    assert judged.model.rows == 400
    assert judged.later.rows == 400 - LEAST_GAMES
    assert sorted(judged.model_by_quarter) == [1, 2]
    assert judged.mixture.difference is not None
    assert judged.mixture.difference.high < 0


def test_no_market_at_all_is_said():
    rows = rows_of(np.zeros((2, len(NAMES))), np.zeros(2, np.int64), 1, 2024)
    none = Market(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0, np.int64))
    with pytest.raises(ValueError, match="no game"):
        judge_market(rows, np.full(2, 0.5), none)


def test_a_price_beyond_a_cent_is_as_good_as_a_cent():
    assert log_odds(np.array([0.0, 1.0])) == pytest.approx(log_odds(np.array([0.01, 0.99])))
