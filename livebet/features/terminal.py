"""A game that is over is no forecast: its probability is what happened."""

from livebet.domain.games import home_won
from livebet.game.state import GameState, Phase


def settled_probability(state: GameState) -> float | None:
    """1 where home won, 0 where away won, 0.5 for a tie; None while the game is not over."""
    if state.phase is not Phase.FINAL:
        return None
    return home_won(state.score.margin)
