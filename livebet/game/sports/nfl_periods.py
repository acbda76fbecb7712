"""Quarters, halves and overtime of the NFL, by season."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from livebet.domain.games import SeasonType

QUARTER_SECONDS = 900
REGULATION = 4
"""Periods before overtime."""

TIMEOUTS = 3
"""A side's timeouts in a half."""


class OvertimeEnd(StrEnum):
    """What ends an overtime before its clock does."""

    SUDDEN_DEATH = "sudden_death"
    """Any score."""

    MODIFIED = "modified"
    """A touchdown, a safety, or a lead once both sides had the ball."""

    BOTH_POSSESS = "both_possess"
    """A safety or the defence's touchdown, or a lead once both sides had the ball."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """An overtime's rules. With `ties` a level score after its one period ends the game."""

    ends: OvertimeEnd
    seconds: int
    timeouts: int
    ties: bool


@cache
def overtime(season: int, season_type: SeasonType) -> Overtime:
    """The rules of a season's overtime (NFL rule 16 of that year)."""
    playoffs = season_type is SeasonType.PLAYOFFS
    if season < (2010 if playoffs else 2012):
        ends = OvertimeEnd.SUDDEN_DEATH
    elif season < (2022 if playoffs else 2025):
        ends = OvertimeEnd.MODIFIED
    else:
        ends = OvertimeEnd.BOTH_POSSESS
    seconds = QUARTER_SECONDS if playoffs or season < 2017 else 600
    return Overtime(ends, seconds, TIMEOUTS if playoffs else 2, ties=not playoffs)


def starts_half(period: int) -> bool:
    """Whether a half begins with this period; two overtime periods make one of the playoffs'."""
    return period % 2 == 1


@cache
def kickoff_yards_to_goal(season: int) -> int:
    """Where kickoffs are kicked, as the receiver's yards to goal: the kicker's 30 until 2010, then 35."""
    return 30 if season < 2011 else 35


@cache
def touchback_yards_to_goal(season: int) -> int:
    """Where a kickoff into the end zone puts the ball: the 20 until 2015, the 25 until 2023, then the 30."""
    if season < 2016:
        return 80
    return 75 if season < 2024 else 70


@cache
def try_yards_to_goal(season: int) -> int:
    """Where a try by kick is snapped: the 2 until 2014, then the 15."""
    return 2 if season < 2015 else 15
