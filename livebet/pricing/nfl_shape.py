"""The shape of football's scores."""

from livebet.domain.games import Side
from livebet.domain.plays import Play
from livebet.game.sports.nfl_periods import QUARTER_SECONDS, REGULATION
from livebet.game.state import Ball, GameState
from livebet.pricing.shape import Clock, Shape

_GOAL_VALUE = 6.0
_YARD_VALUE = 0.067
_DOWN_COST = 0.5
_TRY_VALUE = 0.95
_LAST_DRIVE_SECONDS = 40.0


def _expected_points(state: GameState) -> float:
    if state.ball is Ball.TRY:
        return _TRY_VALUE
    if state.ball is Ball.KICKOFF or state.yards_to_goal is None:
        return 0.0
    return _GOAL_VALUE - _YARD_VALUE * state.yards_to_goal - _DOWN_COST * max(0, state.down - 1)


def possession_value(state: GameState) -> float:
    """Expected points of the drive, positive for the home side.

    Expected points fall about linearly with the distance to the goal line (Romer, "Do Firms Maximize?",
    2006): 6 at the goal line, 1 at one's own 25. The last seconds leave no time to finish a drive.
    """
    if state.possession is None:
        return 0.0
    haste = 1.0
    if state.period >= REGULATION and state.ball is not Ball.TRY:
        haste = min(1.0, state.clock_seconds / _LAST_DRIVE_SECONDS)
    value = _expected_points(state) * haste
    return value if state.possession is Side.HOME else -value


def _stops(play: Play) -> bool:
    """Points and lost balls."""
    return bool(play.scores) or play.turnover


NFL = Shape(
    share_left=Clock(REGULATION, QUARTER_SECONDS),
    margin_sd=13.4,
    total_sd=13.3,
    settling_sd=1.0,
    mean_total=45.1,
    home_advantage=2.5,
    possession_value=possession_value,
    stops=_stops,
    margin_error=1.5,
    total_error=3.0,
)
"""Regular season and playoffs 2009–2018: spread of final margins and totals around their closing lines,
mean total, mean home margin. Stern (The American Statistician 45(3), 1991) found 13.86 for 1981–1984."""
