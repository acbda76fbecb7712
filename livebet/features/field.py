"""What a situation is worth: net points of the next score, for the side that has the ball or receives it."""

from livebet.game.state import Ball

KICKOFF_WORTH = 0.7
TRY_WORTH = 0.95 - KICKOFF_WORTH
FIRST_DOWN = (6.0, -0.065)
DOWN_COST = (0.0, 0.5, 1.1, 2.2)
DISTANCE_COST = 0.07
HALF_END_SECONDS = 60.0


def expected_points(
    ball: Ball, down: int, distance: int, yards_to_goal: int | None, half_seconds_left: float
) -> float:
    """Net points of the next score."""
    fade = half_seconds_left / (half_seconds_left + HALF_END_SECONDS)
    if ball is Ball.KICKOFF:
        return KICKOFF_WORTH * fade
    if ball is Ball.TRY:
        return TRY_WORTH
    if yards_to_goal is None or down == 0:
        return 0.0
    level = FIRST_DOWN[0] + FIRST_DOWN[1] * yards_to_goal
    return (level - DOWN_COST[down - 1] - DISTANCE_COST * (distance - 10)) * fade
