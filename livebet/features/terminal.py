"""A game that is over is no forecast: its probability is what happened."""

from livebet.game.state import GameState, Phase


def settled_probability(state: GameState) -> float | None:
    """1 where home won, 0 where away won, 0.5 for a tie; None while the game is not over."""
    if state.phase is not Phase.FINAL:
        return None
    margin = state.score.margin
    return 0.5 if margin == 0 else float(margin > 0)
