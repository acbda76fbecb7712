"""The outlook on a game: where its final score is expected and how far it may still stray."""

import math
from dataclasses import dataclass

from livebet.game.state import GameState, Phase
from livebet.pricing.shape import Shape
from livebet.pricing.shapes import SHAPES

_CERTAIN_SD = 1e-6


@dataclass(frozen=True, slots=True)
class Outlook:
    """Normal beliefs about the final score: the margin (home minus away) and the total, in points."""

    margin: float
    margin_sd: float
    total: float
    total_sd: float

    def shifted(self, margin: float, total: float) -> "Outlook":
        """The same outlook held by somebody who sees it that many points otherwise."""
        return Outlook(self.margin + margin, self.margin_sd, self.total + total, self.total_sd)


def share_left(state: GameState) -> float:
    """The share of a game that is still to be played; in overtime what is left of it beside a whole game."""
    return 0.0 if state.phase is Phase.FINAL else min(1.0, SHAPES[state.game.sport].share_left(state))


def outlook(state: GameState, expected_margin: float, expected_total: float) -> Outlook:
    """What the score, the share left and the ball say, given what was expected before the kickoff.

    The part of the pre-game expectation that is still to come shrinks with what is left, and the standard
    deviation with its square root: a Brownian motion with drift (Stern, "A Brownian Motion Model for the
    Progress of Sports Scores", JASA 89, 1994).
    """
    points = state.score.home + state.score.away
    if state.phase is Phase.FINAL:
        return Outlook(float(state.score.margin), _CERTAIN_SD, float(points), _CERTAIN_SD)
    shape = SHAPES[state.game.sport]
    left = share_left(state)
    value = shape.possession_value(state)
    return Outlook(
        margin=state.score.margin + expected_margin * left + value,
        margin_sd=_spread_out(shape.margin_sd, left, shape),
        total=points + expected_total * left,
        total_sd=_spread_out(shape.total_sd, left, shape),
    )


def _spread_out(full_sd: float, left: float, shape: Shape) -> float:
    return math.sqrt(full_sd**2 * left + shape.settling_sd**2)
