"""Momentum: which side the last plays went for.

Every play has a worth to the side that had the ball, by its sport's `Manner`. Older plays fade by half every
`half_life` plays. The weighted sum, home minus away, goes through tanh, so nothing passes 1. It describes;
nothing says that it foretells.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import tanh

from livebet.domain.games import Side
from livebet.game.state import PlayMark


@dataclass(frozen=True, slots=True)
class Manner:
    """What a play is worth in a sport to the side that had the ball, and after how many plays it counts half.

    A worth of 1 is about as much as one side can do at one go: it alone makes a momentum of 0.76.
    """

    half_life: float
    worth: Callable[[PlayMark], float]


def momentum(recent: Sequence[PlayMark], manner: Manner) -> float:
    """The score in (−1, 1), positive for the home side; `recent` runs from the oldest play to the newest."""
    total, fade = 0.0, 0.5 ** (1.0 / manner.half_life)
    for mark in recent:
        worth = manner.worth(mark)
        total = total * fade + (worth if mark.side is Side.HOME else -worth)
    return tanh(total)


Recent = tuple[PlayMark, ...]


@dataclass(slots=True)
class Remembered:
    """`momentum` that does not sum the same plays twice: it remembers the two tuples asked about last."""

    manner: Manner
    newest: tuple[Recent, float] = ((), 0.0)
    before: tuple[Recent, float] = ((), 0.0)

    def __call__(self, recent: Recent) -> float:
        """The momentum of these plays."""
        for known, value in (self.newest, self.before):
            if known is recent:
                return value
        self.before, self.newest = self.newest, (recent, momentum(recent, self.manner))
        return self.newest[1]
