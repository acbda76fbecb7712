"""What can be promised of a forecast: calls that are right in 85 % or 90 % of games, with their coverage.

A call is a moment at which the likelier side's probability reaches a threshold. Thresholds are frozen on
forecasts of earlier seasons that the model did not learn from (`freeze`): the lowest that kept both what is
promised of accuracy and of coverage by `SPARE` standard errors over games. Where none did, the highest that
kept both: a call that was wrong costs more than one that was not made. Where none kept both, the one whose
smaller spare is the greatest among those that kept the accuracy. Without earlier seasons a threshold is the
promise itself, which a calibrated forecast keeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags, Ints
from training.evaluation.slices import REGULATION
from training.measures import Interval, correct, game_interval

GAME_CALLS = {0.85: 0.97, 0.90: 0.92}
"""One call a game: the share of calls that is promised to be right, and the share of games to be called."""
PLAY_CALLS = {0.85: 0.72, 0.90: 0.52}
"""Called plays: the share that is promised to be right, and the share of plays to be called."""
LATE_PLAYS = 0.86
SPARE = 1.645
"""One season in twenty may have kept a promise so well by luck."""
_GRID = np.round(np.arange(0.60, 0.9801, 0.0025), 4)


@dataclass(frozen=True, slots=True)
class Promise:
    """How a promise was kept: `rows` calls in `games` games, or plays called in so many games.

    `coverage` is the share of all games or plays that were called.

    `gone` is the mean share of regulation that had been played at the calls.
    """

    name: str
    promised: float
    threshold: float
    right: Interval
    coverage: float
    gone: float
    rows: int
    games: int
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


def callable_plays(rows: Rows) -> Flags:
    """Plays on which calls are made: those that are judged, of games that somebody won."""
    keep: Flags = rows.judged & (rows.home_won != 0.5)
    return keep & (rows.side != 0) if rows.sport is Sport.NFL else keep


def calls_of(rows: Rows, probability: Doubles) -> Called:
    """What calls need, on the plays on which they are made."""
    keep = callable_plays(rows)
    return called(rows.where(keep), probability[keep])


def first_calls(calls: Called, threshold: float) -> Ints:
    """The first row of each game that reaches the threshold; games that never do have none."""
    reached = np.flatnonzero(calls.sure >= threshold)
    game = calls.game[reached]
    rows: Ints = reached[np.r_[True, game[1:] != game[:-1]]] if len(reached) else reached
    return rows


def called_plays(calls: Called, threshold: float) -> Ints:
    """All rows that reach the threshold."""
    rows: Ints = np.flatnonzero(calls.sure >= threshold)
    return rows


@dataclass(frozen=True, slots=True)
class Frozen:
    """Thresholds of max(p, 1 - p) by what they promise, and the seasons on which they were frozen."""

    game: Mapping[float, float]
    plays: Mapping[float, float]
    frozen_on: tuple[int, ...] = ()

    def card(self) -> dict[str, Any]:
        """As a model's card tells it under `calls`."""
        told = {
            name: {f"{one:g}": at for one, at in getattr(self, name).items()} for name in ("game", "plays")
        }
        return {**told, "frozen_on": list(self.frozen_on)}

    @classmethod
    def of_card(cls, told: Mapping[str, Any]) -> Self:
        """From what a card tells under `calls`."""
        game, plays = ({float(one): at for one, at in told[name].items()} for name in ("game", "plays"))
        return cls(game, plays, tuple(told["frozen_on"]))


def freeze(earlier: Called | None) -> Frozen:
    """Thresholds by what was said of earlier seasons, none of which the forecaster may have learnt from."""
    if earlier is None or not len(earlier.sure):
        return Frozen({one: one for one in GAME_CALLS}, {one: one for one in PLAY_CALLS})
    return Frozen(
        _frozen(earlier, first_calls, GAME_CALLS),
        _frozen(earlier, called_plays, PLAY_CALLS),
        earlier.seasons,
    )


def _frozen(earlier: Called, rows_at: RowsAt, promised: Mapping[float, float]) -> dict[float, float]:
    game = np.unique(earlier.game, return_inverse=True)[1]
    possible = np.bincount(game).astype(np.float64)
    if rows_at is first_calls:
        possible = np.ones_like(possible)
    tallies = [_tally(earlier, rows_at(earlier, float(at)), game, possible) for at in _GRID]
    return {right: _chosen(tallies, right, coverage) for right, coverage in promised.items()}


@dataclass(frozen=True, slots=True)
class _Tally:
    """By game: how many calls, how many of them right, how many there could have been."""

    calls: Doubles
    right: Doubles
    possible: Doubles


def _tally(told: Called, rows: Ints, game: Ints, possible: Doubles) -> _Tally:
    count = len(possible)
    calls = np.bincount(game[rows], minlength=count).astype(np.float64)
    return _Tally(calls, np.bincount(game[rows], told.right[rows], count).astype(np.float64), possible)


def _spare(part: Doubles, whole: Doubles, promised: float) -> float:
    """By how many standard errors over games a share exceeds what is promised of it."""
    if not whole.any():
        return -np.inf
    share = float(part.sum() / whole.sum())
    error = float(np.sqrt(((part - share * whole) ** 2).sum()) / whole.sum())
    return (share - promised) / max(error, 1e-9)


def _chosen(tallies: list[_Tally], right: float, coverage: float) -> float:
    spare = np.array([_spare(one.right, one.calls, right) for one in tallies])
    room = np.array([_spare(one.calls, one.possible, coverage) for one in tallies])
    least = np.minimum(spare, room)
    sure, both, kept = (np.flatnonzero(one) for one in (least >= SPARE, least >= 0.0, spare >= 0.0))
    if len(sure):
        return float(_GRID[sure[0]])
    if len(both):
        return float(_GRID[both[-1]])
    return float(_GRID[kept[np.argmax(least[kept])] if len(kept) else -1])


def promises(judged: Called, frozen: Frozen) -> list[Promise]:
    """One call a game, called plays, and all plays of the fourth quarter (MLB: of the last three innings)."""
    games, plays = len(np.unique(judged.game)), len(judged.sure)
    told = [
        _kept(judged, first_calls(judged, at), games, ("one call a game", right, at, frozen.frozen_on))
        for right, at in frozen.game.items()
    ]
    told += [
        _kept(judged, called_plays(judged, at), plays, ("called plays", right, at, frozen.frozen_on))
        for right, at in frozen.plays.items()
    ]
    return [*told, _kept(judged, np.flatnonzero(judged.late), plays, ("late plays", LATE_PLAYS, 0.5, ()))]


def _kept(
    judged: Called, rows: Ints, possible: int, what: tuple[str, float, float, tuple[int, ...]]
) -> Promise:
    name, promised, threshold, frozen_on = what
    coverage = len(rows) / max(possible, 1)
    if not len(rows):
        return Promise(name, promised, threshold, Interval(0.0, 0.0, 0.0), coverage, 0.0, 0, 0, frozen_on)
    right, gone = game_interval(judged.right[rows], judged.game[rows]), float(judged.gone[rows].mean())
    games = len(np.unique(judged.game[rows]))
    return Promise(name, promised, threshold, right, coverage, gone, len(rows), games, frozen_on)
