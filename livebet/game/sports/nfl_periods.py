"""Quarters, halves and where kicks are taken, by season."""

from functools import cache

QUARTER_SECONDS = 900
REGULATION = 4
"""Periods before overtime."""

TIMEOUTS = 3
"""A side's timeouts in a half."""


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
