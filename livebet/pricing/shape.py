"""What is asked of a sport to price its games: how much is left, and how far the final score strays."""

from collections.abc import Callable
from dataclasses import dataclass

from livebet.domain.plays import Play
from livebet.game.state import GameState


@dataclass(frozen=True, slots=True)
class Shape:
    """Constants of one sport; points unless said otherwise.

    `share_left` is the share of a game that is still to be played; `margin_sd` and `total_sd` are those of
    the final score around its closing line; `settling_sd` is what stays open with nothing left;
    `possession_value` is what the present possession is worth to the home side; `stops` says whether
    bookmakers stop taking bets for a play; `margin_error` and `total_error` are how far simulated bookmakers
    err before the game.
    """

    share_left: Callable[[GameState], float]
    margin_sd: float
    total_sd: float
    settling_sd: float
    mean_total: float
    home_advantage: float
    possession_value: Callable[[GameState], float]
    stops: Callable[[Play], bool]
    margin_error: float
    total_error: float


@dataclass(frozen=True, slots=True)
class Clock:
    """The share left of a game that a clock measures: so many periods of so many seconds."""

    periods: int
    period_seconds: int

    def __call__(self, state: GameState) -> float:
        """To the end of regulation, then to the end of the overtime period."""
        left = max(0, self.periods - state.period) * self.period_seconds + state.clock_seconds
        return left / (self.periods * self.period_seconds)
