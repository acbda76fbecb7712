"""How often forecasts of finished games were right, by phase, and how promises were kept."""

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from typing import Self

import numpy as np
from pydantic import BaseModel, Field

from livebet.domain.games import Sport
from livebet.guard.phases import PHASES
from livebet.storage.forecasts import MOST_GAMES, FirstCall, PeriodSums
from training.measures import sums_interval

FEWEST_GAMES = 10
"""Fewer say too little for an interval: they might agree by luck."""
_Z = 1.96
PROMISES = (0.85, 0.90)
WHOLE = "whole game"
NO_PROFIT = (
    "Accuracy is no profit: a forecast that is right nine times in ten earns nothing where the price says so"
    " too. Promises are about accuracy; each stands beside the share of games or forecasts that it covers."
)


class Estimate(BaseModel):
    """A share, with its 95 % interval over games."""

    value: float = Field(examples=[0.861])
    low: float | None = Field(examples=[0.812], description=f"null for fewer than {FEWEST_GAMES} games")
    high: float | None = Field(examples=[0.904])

    @classmethod
    def of(cls, right: Sequence[float], asked: Sequence[float]) -> Self | None:
        """From each game's sum and number, games drawn anew; None where nothing was asked."""
        sums, rows = np.asarray(right, np.float64), np.asarray(asked, np.float64)
        sums, rows = sums[rows > 0], rows[rows > 0]
        if not len(rows):
            return None
        if len(rows) < FEWEST_GAMES:
            return cls(value=round(float(sums.sum() / rows.sum()), 4), low=None, high=None)
        told = sums_interval(sums, rows)
        return cls(value=round(told.value, 4), low=round(told.low, 4), high=round(told.high, 4))

    @classmethod
    def of_games(cls, right: Sequence[float]) -> Self | None:
        """From one outcome a game (Wilson 1927); None where there is none."""
        if not (games := len(right)):
            return None
        share, spare = sum(right) / games, _Z**2 / games
        middle = (share + spare / 2) / (1 + spare)
        half = _Z * sqrt(share * (1 - share) / games + spare / games / 4) / (1 + spare)
        low, high = max(0.0, middle - half), min(1.0, middle + half)
        return cls(value=round(share, 4), low=round(low, 4), high=round(high, 4))


class Kept(BaseModel):
    """A promise, and how it was kept."""

    promised: float = Field(examples=[0.85])
    coverage: float = Field(examples=[0.73], description="Share of games or forecasts that were called.")
    called: int = Field(examples=[1320])
    accuracy: Estimate | None = Field(description="Of those called; null where nothing was called.")


class PhaseAccuracy(BaseModel):
    """Forecasts of one phase of the games, or of whole games."""

    phase: str = Field(examples=["quarter 4"])
    games: int = Field(examples=[16])
    forecasts: int = Field(examples=[640])
    accuracy: Estimate = Field(description="How often the likelier side won; a tie counts half.")
    expected: float = Field(
        examples=[0.842],
        description="The mean probability of the likelier side: how often a calibrated forecast is right.",
    )
    called: list[Kept] = Field(description="Called plays, by promise.")


class LiveAccuracy(BaseModel):
    """How often the forecasts of finished games were right, and how calls kept what they promise."""

    sport: Sport
    games: int = Field(
        examples=[16], description=f"Finished games that were forecast: the newest {MOST_GAMES} at most."
    )
    model_versions: list[str] = Field(examples=[["3", "4"]], description="Who forecast them.")
    phases: list[PhaseAccuracy] = Field(description="In order; the last is the whole game.")
    game_calls: list[Kept] = Field(description="One call a game, by promise.")
    note: str = Field(examples=[NO_PROFIT])


def accuracy_of(sport: Sport, sums: Sequence[PeriodSums], calls: Sequence[FirstCall]) -> LiveAccuracy:
    """The answer, from sums by game and period."""
    games = len({one.game_id for one in sums})
    phases = [_phase(name, part) for name, part in _parts(sport, sums) if part]
    return LiveAccuracy(
        sport=sport,
        games=games,
        model_versions=sorted({version for one in sums for version in one.versions}),
        phases=phases,
        game_calls=[_game_call(promised, games, calls) for promised in PROMISES] if games else [],
        note=NO_PROFIT,
    )


def _parts(sport: Sport, sums: Sequence[PeriodSums]) -> Iterable[tuple[str, list[PeriodSums]]]:
    """The sums of each phase, then of all."""
    phases = PHASES[sport]
    ends = (*(phase.first for phase in phases[1:]), None)
    for phase, end in zip(phases, ends, strict=True):
        yield (
            phase.name,
            [one for one in sums if phase.first <= one.period and (end is None or one.period < end)],
        )
    yield WHOLE, list(sums)


def _by_game(sums: Sequence[PeriodSums], value: Callable[[PeriodSums], float]) -> list[float]:
    """A value, summed over the periods of each game."""
    told: dict[object, float] = {}
    for one in sums:
        told[one.game_id] = told.get(one.game_id, 0.0) + value(one)
    return list(told.values())


def _phase(name: str, sums: Sequence[PeriodSums]) -> PhaseAccuracy:
    asked = _by_game(sums, lambda one: one.forecasts)
    accuracy = Estimate.of(_by_game(sums, lambda one: one.right), asked)
    assert accuracy is not None  # noqa: S101 - each of the sums is of at least one forecast
    return PhaseAccuracy(
        phase=name,
        games=len(asked),
        forecasts=int(sum(asked)),
        accuracy=accuracy,
        expected=round(sum(one.sure for one in sums) / sum(asked), 4),
        called=[
            _called(0.85, sums, lambda one: one.called_85, lambda one: one.right_85),
            _called(0.90, sums, lambda one: one.called_90, lambda one: one.right_90),
        ],
    )


def _called(
    promised: float,
    sums: Sequence[PeriodSums],
    called: Callable[[PeriodSums], float],
    right: Callable[[PeriodSums], float],
) -> Kept:
    number = _by_game(sums, called)
    return Kept(
        promised=promised,
        coverage=round(sum(number) / sum(one.forecasts for one in sums), 4),
        called=int(sum(number)),
        accuracy=Estimate.of(_by_game(sums, right), number),
    )


def _game_call(promised: float, games: int, calls: Sequence[FirstCall]) -> Kept:
    right = [one.right for one in calls if one.promised == promised]
    return Kept(
        promised=promised,
        coverage=round(len(right) / games, 4),
        called=len(right),
        accuracy=Estimate.of_games(right),
    )
