"""What comes next, read from the rows below."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import Rows
from training.models.coming import coming, mirrored_classes
from training.models.event import as_the_ball_was_got

NAMES = FEATURES_OF[Sport.NFL].names


def _rows(plays: Sequence[dict[str, float]]) -> Rows:
    """One game of football."""
    blank = dict.fromkeys(NAMES, 0.0) | {"home_timeouts": 3.0, "away_timeouts": 3.0, "period": 1.0}
    told = [blank | play for play in plays]
    count = len(plays)
    numbers = np.arange(count)
    return Rows(
        Sport.NFL,
        ("game",),
        np.array([[play[name] for name in NAMES] for play in told], np.float32),
        np.ones(count),
        np.full(count, 2020),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        numbers,
        np.array([int(play["period"]) for play in told]),
        np.array([play["seconds_left"] for play in told]),
        np.ones(count, np.int64),
        np.ones(count, np.bool_),
        np.full(count, np.nan),
        np.zeros(count, np.int64),
    )


GAME = _rows(
    [
        {"seconds_left": 3600.0},
        {"seconds_left": 3570.0},
        {"seconds_left": 3500.0, "margin": 6.0},
        {"seconds_left": 3400.0, "margin": 7.0, "turnovers": 1.0, "period": 2.0},
        {"seconds_left": 1900.0, "margin": 7.0, "turnovers": 1.0, "away_timeouts": 2.0, "period": 2.0},
        {"seconds_left": 1800.0, "margin": 7.0, "turnovers": 1.0, "period": 3.0},
        {"seconds_left": 0.0, "margin": 7.0, "turnovers": 1.0, "period": 4.0},
    ]
)


def test_the_time_to_a_score_ends_where_the_score_shows() -> None:
    came = coming(GAME)

    assert came.wait.tolist() == [100.0, 70.0, 100.0, 1500.0, 0.0, 1800.0, 0.0]
    assert came.scored.tolist() == [True, True, True, False, False, False, False]


def test_a_turnover_of_the_visitors_and_then_a_timeout_of_theirs() -> None:
    assert coming(GAME).stop.tolist() == [4, 4, 4, 3, 0, 0, 0]


def test_a_timeout_given_back_at_half_time_is_no_stop_and_an_unknown_one_is_unknown() -> None:
    features = GAME.features.copy()
    features[0, NAMES.index("home_timeouts")] = np.nan

    assert coming(replace(GAME, features=features)).stop.tolist() == [-1, 4, 4, 3, 0, 0, 0]


def test_a_mirrored_class_is_the_other_sides() -> None:
    assert mirrored_classes(("none", "home goal", "away goal")).tolist() == [0, 2, 1]


def _halves(margins: Sequence[float], bottom: Sequence[int]) -> Rows:
    """One game of baseball, all in its first inning and the top of its second."""
    names, count = FEATURES_OF[Sport.MLB].names, len(margins)
    features = np.zeros((count, len(names)), np.float32)
    features[:, names.index("margin")] = margins
    side = np.where(np.array(bottom) > 0, 1, -1)
    inning = 1 + np.cumsum(np.r_[0, np.diff(bottom) < 0])
    return replace(
        _rows([{"seconds_left": 0.0}] * count), sport=Sport.MLB, features=features, side=side, period=inning
    )


def test_a_side_is_retired_where_no_run_comes_before_the_half_inning_ends() -> None:
    rows = _halves([0, 0, -1, -1, -1, -1, -1], [0, 0, 0, 1, 1, 0, 0])

    assert coming(rows).stop.tolist() == [0, 0, 2, 1, 1, -1, -1]


def test_the_net_also_learns_from_the_moment_a_side_got_the_ball() -> None:
    names = FEATURES_OF[Sport.NBA].names
    played = np.zeros((3, len(names)), np.float32)
    told = {"ball_seconds": (14.0, 14.0, np.nan), "seconds_left": 100.0, "period_seconds_left": 40.0}
    for name, values in told.items():
        played[:, names.index(name)] = values
    moved, earlier = as_the_ball_was_got(names, played)
    assert earlier.tolist() == [0.0, 14.0, 0.0]
    assert moved[:, names.index("ball_seconds")].tolist()[:2] == [14.0, 0.0]
    assert moved[:, names.index("seconds_left")].tolist() == [100.0, 114.0, 100.0]
    assert moved[:, names.index("period_seconds_left")].tolist() == [40.0, 54.0, 40.0]
    assert as_the_ball_was_got(NAMES, GAME.features)[0] is GAME.features
