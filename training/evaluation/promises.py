"""What can be promised of a forecast: calls that are right in 85 % or 90 % of games, with their coverage.

A call is a moment at which the likelier side's probability reaches a threshold. Thresholds are frozen on
earlier seasons: the lowest that kept the promise there by more than `SPARE` standard errors over games (few
games make them high); without earlier seasons they are the promise itself, which a calibrated forecast keeps.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.data.rows import Rows
from training.dataset import Doubles, Flags, Ints
from training.evaluation.slices import REGULATION
from training.measures import Interval, correct, game_interval, game_sums

PROMISES = (0.85, 0.90)
SPARE = 1.645
"""One season in twenty may have kept a promise so well by luck."""
_GRID = np.round(np.arange(0.60, 0.981, 0.005), 3)


@dataclass(frozen=True, slots=True)
class Promise:
    """How a promise was kept. `coverage` is the share of games or plays that were called.

    `gone` is the mean share of regulation that had been played at the call of a game, 0 for plays.
    """

    name: str
    promised: float
    threshold: float
    right: Interval
    coverage: float
    gone: float = 0.0
    frozen_on: tuple[int, ...] = ()


@dataclass(frozen=True)
class Called:
    """Forecasts with what calls need: how sure, how right, when in the game, in the order of the plays."""

    sure: Doubles
    right: Doubles
    gone: Doubles
    game: Ints
    late: Flags
    seasons: tuple[int, ...]


RowsAt = Callable[[Called, float], Ints]


def called(rows: Rows, probability: Doubles) -> Called:
    """What calls need of a forecast of the home side; games without a winner are left out by the caller."""
    last = REGULATION[rows.sport]
    regulation = {"nfl": 3600.0, "nba": 2880.0, "mlb": 54.0}[rows.sport.value]
    gone = np.where(rows.period > last, 1.0, 1.0 - rows.left / regulation)
    fourth = rows.period == last if last == 4 else rows.period >= last - 2
    return Called(
        np.maximum(probability, 1 - probability),
        correct(rows.home_won, probability),
        gone,
        rows.game,
        fourth,
        rows.seasons,
    )


def first_calls(calls: Called, threshold: float) -> Ints:
    """The first row of each game that reaches the threshold; games that never do have none."""
    reached = np.flatnonzero(calls.sure >= threshold)
    _, first = np.unique(calls.game[reached], return_index=True)
    rows: Ints = reached[first]
    return rows


def freeze_game_calls(earlier: Called | None, promised: float) -> float:
    """The threshold of one call a game."""
    return _frozen(earlier, promised, first_calls)


def freeze_play_calls(earlier: Called | None, promised: float) -> float:
    """The threshold of called plays."""
    return _frozen(earlier, promised, lambda calls, at: np.flatnonzero(calls.sure >= at))


def _frozen(earlier: Called | None, promised: float, rows_at: RowsAt) -> float:
    if earlier is None or not len(earlier.sure):
        return promised
    for threshold in _GRID:
        rows = rows_at(earlier, float(threshold))
        if len(rows) and _at_least(earlier.right[rows], earlier.game[rows]) >= promised:
            return float(threshold)
    return float(_GRID[-1])


def _at_least(right: Doubles, game: Ints) -> float:
    """The share that was right, less `SPARE` standard errors over games."""
    sums, rows = game_sums(right, game)
    share = float(sums.sum() / rows.sum())
    return share - SPARE * float(np.sqrt(((sums - share * rows) ** 2).sum()) / rows.sum())


def promises(judged: Called, earlier: Called | None) -> list[Promise]:
    """One call a game, called plays, and all plays of the fourth quarter (MLB: of the last three innings)."""
    told: list[Promise] = []
    frozen_on = () if earlier is None else earlier.seasons
    games = len(np.unique(judged.game))
    for promised in PROMISES:
        threshold = freeze_game_calls(earlier, promised)
        rows = first_calls(judged, threshold)
        told.append(
            Promise(
                "one call a game",
                promised,
                threshold,
                _share(judged, rows),
                len(rows) / games,
                float(judged.gone[rows].mean()) if len(rows) else 0.0,
                frozen_on,
            )
        )
    for promised in PROMISES:
        threshold = freeze_play_calls(earlier, promised)
        rows = np.flatnonzero(judged.sure >= threshold)
        told.append(
            Promise(
                "called plays",
                promised,
                threshold,
                _share(judged, rows),
                len(rows) / len(judged.sure),
                frozen_on=frozen_on,
            )
        )
    late = np.flatnonzero(judged.late)
    told.append(Promise("late plays", 0.86, 0.5, _share(judged, late), len(late) / len(judged.sure)))
    return told


def _share(judged: Called, rows: Ints) -> Interval:
    if not len(rows):
        return Interval(0.0, 0.0, 0.0)
    return game_interval(judged.right[rows], judged.game[rows])
