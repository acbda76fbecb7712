"""The shape of baseball's scores. There is no clock: what is left of a game is counted in outs."""

from livebet.domain.games import Side
from livebet.domain.plays import Diamond, Play
from livebet.game.sports.mlb_innings import OUTS, REGULATION
from livebet.game.sports.mlb_runs import RUNS_AN_OUT, expected_runs
from livebet.game.state import GameState
from livebet.pricing.shape import Shape

_GAME_OUTS = 2 * OUTS * REGULATION


def _outs_left(state: GameState) -> tuple[int, int]:
    """Outs left of this half and after it: of regulation, or of this extra inning."""
    innings = max(0, REGULATION - state.period)
    now = max(0, OUTS - (state.diamond or Diamond()).outs)
    later = 2 * innings + (state.possession is not Side.HOME)
    return now, OUTS * later


def share_left(state: GameState) -> float:
    """The share of a game's 54 outs that is left; in an extra inning that of the inning."""
    return sum(_outs_left(state)) / _GAME_OUTS


def possession_value(state: GameState) -> float:
    """Runs that the side at bat may expect of this half beyond what the other side's next half will bring.

    Positive for the home side; in the bottom of an inning both sides have as many halves left after it.
    """
    runs = expected_runs(state.diamond or Diamond())
    if state.possession is Side.HOME:
        return runs
    return OUTS * RUNS_AN_OUT - runs


def _stops(play: Play) -> bool:
    """Runs."""
    return bool(play.scores)


MLB = Shape(
    share_left=share_left,
    margin_sd=4.3,
    total_sd=4.4,
    settling_sd=0.3,
    mean_total=8.8,
    home_advantage=0.3,
    possession_value=possession_value,
    stops=_stops,
    margin_error=0.3,
    total_error=0.6,
)
"""Seasons 2010–2019: spread of final margins around those of closing moneylines (4.2; 4.3 since 2015) and of
totals around closing lines (4.3; 4.4 since 2015), mean total. The home side wins 53 games of 100, which is
worth 0.3 runs; its mean margin is smaller (0.13), since it bats no more once it leads."""
