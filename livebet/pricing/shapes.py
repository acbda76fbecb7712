"""What a sport's scoring looks like from afar: how long a game is and how far its final score strays."""

from collections.abc import Callable
from dataclasses import dataclass

from livebet.domain.games import Side, Sport
from livebet.game.state import Ball, GameState

_GOAL_VALUE = 6.0
_YARD_VALUE = 0.067
_DOWN_COST = 0.5
_TRY_VALUE = 0.95
_LAST_DRIVE_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Constants of one sport; points unless said otherwise.

    `margin_sd` and `total_sd` are those of the final score around its closing line; `settling_sd` is what
    stays open with no time left; `possession_value` is what the present possession is worth to the home side.
    """

    periods: int
    period_seconds: int
    margin_sd: float
    total_sd: float
    settling_sd: float
    mean_total: float
    home_advantage: float
    possession_value: Callable[[GameState], float]

    @property
    def regulation_seconds(self) -> int:
        """Length of a game without overtime."""
        return self.periods * self.period_seconds


def _expected_points(state: GameState) -> float:
    if state.ball is Ball.TRY:
        return _TRY_VALUE
    if state.ball is Ball.KICKOFF or state.yards_to_goal is None:
        return 0.0
    return _GOAL_VALUE - _YARD_VALUE * state.yards_to_goal - _DOWN_COST * max(0, state.down - 1)


def nfl_possession_value(state: GameState) -> float:
    """Expected points of the drive, positive for the home side.

    Expected points fall about linearly with the distance to the goal line (Romer, "Do Firms Maximize?",
    2006): 6 at the goal line, 1 at one's own 25. The last seconds leave no time to finish a drive.
    """
    if state.possession is None:
        return 0.0
    haste = 1.0
    if state.period >= NFL.periods and state.ball is not Ball.TRY:
        haste = min(1.0, state.clock_seconds / _LAST_DRIVE_SECONDS)
    value = _expected_points(state) * haste
    return value if state.possession is Side.HOME else -value


NFL = Shape(
    periods=4,
    period_seconds=900,
    margin_sd=13.4,
    total_sd=13.3,
    settling_sd=1.0,
    mean_total=45.1,
    home_advantage=2.5,
    possession_value=nfl_possession_value,
)
"""Regular season and playoffs 2009–2018: spread of final margins and totals around their closing lines,
mean total, mean home margin. Stern (The American Statistician 45(3), 1991) found 13.86 for 1981–1984."""

SHAPES: dict[Sport, Shape] = {Sport.NFL: NFL}
