"""The shape of basketball's scores."""

from livebet.domain.games import Side
from livebet.domain.plays import Play
from livebet.game.sports.nba_periods import QUARTER_SECONDS, REGULATION
from livebet.game.state import GameState
from livebet.pricing.shape import Clock, Shape

POSSESSION = 0.5
"""About half of what a possession brings: the other side gets the next one."""


def possession_value(state: GameState) -> float:
    """Worth of having the ball, positive for the home side."""
    if state.possession is None:
        return 0.0
    return POSSESSION if state.possession is Side.HOME else -POSSESSION


def _stops(_play: Play) -> bool:
    """No basket: there are a hundred a game, and bookmakers reprice on them."""
    return False


NBA = Shape(
    share_left=Clock(REGULATION, QUARTER_SECONDS),
    margin_sd=13.0,
    total_sd=17.9,
    settling_sd=1.3,
    mean_total=225.0,
    home_advantage=2.2,
    possession_value=possession_value,
    stops=_stops,
    margin_error=1.5,
    total_error=4.0,
)
"""Seasons 2014–15 to 2024–25: spread of final margins (12.9; 13.5 since 2020–21) and totals around their
closing lines, mean total since 2020–21, mean home margin. A last shot stays open with no time left."""
