"""How members become one forecast: weights on their log odds, moved by settled games and by the market.

Log loss is convex in the log odds, so a blend is never worse than the mean of its members weighed alike. The
weights move by exponential weights (Vovk 1990, Littlestone and Warmuth 1994): a settled game multiplies each
by exp(-RATE · its log loss of that game), all plays of a game being one observation. While a game is on the
market tells earlier who was right: where it moves after a forecast, each member is scored by the price after
the move as by an outcome that is known to so much (cross entropy), with a rate a hundredth of a game's, for a
game has some hundred moves. A floor keeps every member alive, so that one that was wrong for a season can
come back.
"""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

DIFFUSION, BASE, MOMENTUM = "diffusion", "base", "momentum"
RATE = 0.5
"""How fast a settled game moves the weights; 1 is what a mixture of probabilities could bear."""
MARKET_RATE = 0.005
"""How fast one move of the market does."""


class Blend(msgspec.Struct, frozen=True):
    """Members with their weights, which sum to 1, and the scale of the log odds by phase.

    `scales` are those of `phases`, the periods that they begin with; one of 1.0 from period 1 is none.
    """

    members: tuple[str, ...] = (BASE,)
    weights: tuple[float, ...] = (1.0,)
    floor: float = 0.05
    phases: tuple[int, ...] = (1,)
    scales: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        """Check that the numbers fit each other.

        Raises:
            ValueError: they do not.
        """
        if not self.members or len(self.members) != len(self.weights):
            raise ValueError("every member of a blend has one weight")
        if abs(sum(self.weights) - 1.0) > 1e-6 or min(self.weights) < 0.0:
            raise ValueError("the weights of a blend are shares of 1")
        if not self.phases or self.phases[0] > 1 or len(self.phases) != len(self.scales):
            raise ValueError("every phase of a blend has one scale, the first from period 1")
        if self.floor * len(self.members) > 1.0:
            raise ValueError("the floor leaves no room")

    def moved(self, games: Sequence[Mapping[str, float]], rate: float = RATE) -> "Blend":
        """The blend after settled games, each with the mean log loss of every member."""
        weights = self.weights
        for losses in games:
            least = min(losses[name] for name in self.members)
            grown = [
                weight * exp(-rate * (losses[name] - least))
                for name, weight in zip(self.members, weights, strict=True)
            ]
            weights = floored(tuple(grown), self.floor)
        return msgspec.structs.replace(self, weights=weights)

    def taught(self, logits: Doubles, market: float, rate: float = MARKET_RATE) -> "Blend":
        """The blend after the market moved to a home probability from what members said before, [members]."""
        told = losses(logits, market).tolist()
        return self.moved([dict(zip(self.members, told, strict=True))], rate)


def losses(logits: Doubles, home: float) -> Doubles:
    """Log loss of log odds, where the home side won in this share of worlds (1, 0, a tie or a price)."""
    told: Doubles = home * np.logaddexp(0.0, -logits) + (1.0 - home) * np.logaddexp(0.0, logits)
    return told


def floored(weights: tuple[float, ...], floor: float) -> tuple[float, ...]:
    """Weights that sum to 1, none below the floor: what is above it gives in proportion."""
    total = sum(weights)
    shares = [weight / total for weight in weights]
    low = {place for place, share in enumerate(shares) if share < floor}
    while True:
        left = 1.0 - floor * len(low)
        high = sum(share for place, share in enumerate(shares) if place not in low)
        told = [floor if place in low else share * left / high for place, share in enumerate(shares)]
        more = {place for place, share in enumerate(told) if share < floor - 1e-12}
        if not more:
            return tuple(told)
        low |= more


def blended(blend: Blend, logits: Doubles, period: NDArray[np.floating[Any]]) -> Doubles:
    """Log odds of the blend from those of its members [n, members]; `period` chooses the phase's scale."""
    told: Doubles = logits @ np.array(blend.weights)
    if blend.scales == (1.0,):
        return told
    place = np.searchsorted(np.asarray(blend.phases, np.float64), period, side="right") - 1
    scaled: Doubles = told * np.asarray(blend.scales)[np.maximum(place, 0)]
    return scaled
