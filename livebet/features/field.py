"""What a situation is worth to the side that has the ball: expected net points of the half's next score.

Least squares over the plays of 2009–2014 with more than five minutes left in the half: for each down a broken
line over field position, and a price for a distance that differs from 10 yards (or from the goal line where
that is nearer). A touchdown counts 7. As a half runs out, what is far from the goal is worth less.
"""

from bisect import bisect_right
from math import log1p, nan

from livebet.game.state import Ball

KICKOFF_WORTH = 0.75
"""Receiving a kickoff (0.62 while touchbacks came out to the 20, 0.92 since they come to the 25)."""
TRY_WORTH = 0.95
"""A try after a touchdown, in points of its own."""

_AT = (1, 3, 6, 10, 20, 30, 40, 50, 60, 75, 90, 99)
_WORTH_AT = (
    (6.34, 6.00, 5.55, 5.00, 4.51, 3.92, 3.08, 2.42, 1.81, 0.81, -0.10, -1.01),
    (5.98, 5.41, 5.09, 4.56, 3.93, 3.40, 2.43, 1.94, 1.08, 0.28, -0.70, -1.56),
    (5.36, 4.34, 3.88, 3.92, 3.26, 2.63, 1.66, 1.04, 0.42, -0.47, -1.44, -2.00),
    (3.73, 3.16, 3.09, 2.77, 2.28, 1.91, 0.27, -0.19, -0.55, -1.54, -2.52, -2.98),
)
_DISTANCE_PRICE = (-0.37, -0.52, -0.60, -0.19)
_LONGEST = 25
_SECONDS_A_YARD = 0.3
"""A half with this many seconds for each yard to the goal makes good half of a situation's worth."""


def _between(yards: int, worth: tuple[float, ...]) -> float:
    place = max(1, min(bisect_right(_AT, yards), len(_AT) - 1))
    left, right = _AT[place - 1], _AT[place]
    share = (yards - left) / (right - left)
    return worth[place - 1] + share * (worth[place] - worth[place - 1])


_FIELD = tuple(tuple(_between(yards, worth) for yards in range(100)) for worth in _WORTH_AT)
_PRICE = tuple(log1p(min(yards, _LONGEST)) for yards in range(100))


def expected_points(
    ball: Ball, down: int, distance: int, yards_to_goal: int | None, half_seconds_left: float
) -> float:
    """Expected net points for the side that has the ball or receives it; NaN where nobody knows."""
    if ball is Ball.TRY:
        return TRY_WORTH - KICKOFF_WORTH
    if ball is Ball.KICKOFF:
        return KICKOFF_WORTH * _made_good(half_seconds_left, 75)
    if yards_to_goal is None or not 1 <= down <= 4:
        return nan
    yards = max(0, min(99, yards_to_goal))
    longer = _PRICE[max(0, min(99, distance))] - _PRICE[min(10, yards)]
    worth = _FIELD[down - 1][yards] + _DISTANCE_PRICE[down - 1] * longer
    return worth * _made_good(half_seconds_left, yards)


def _made_good(half_seconds_left: float, yards: int) -> float:
    """The share of a worth that the rest of the half leaves time for."""
    return (half_seconds_left + 1.0) / (half_seconds_left + 1.0 + _SECONDS_A_YARD * yards)
