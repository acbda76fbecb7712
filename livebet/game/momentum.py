"""Momentum: which side the last plays went for.

A play is worth to the side that had the ball: its points / 7, minus `TURNOVER` where it lost the ball, plus
`SUCCESS` where it was a successful scrimmage play, minus as much where it was not. Older plays fade by half
every `HALF_LIFE` plays. The weighted sum, home minus away, goes through tanh, so one touchdown drive and a
turnover gained come to about 0.8 and nothing passes 1. It describes; nothing says that it foretells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import tanh

from livebet.domain.games import Side
from livebet.domain.plays import PlayKind
from livebet.game.state import PlayMark

HALF_LIFE = 8.0
"""Plays after which a play counts half."""
TURNOVER = 0.6
"""About what losing the ball costs, in touchdowns (4 points of 7)."""
SUCCESS = 0.08
"""Half the difference between a successful scrimmage play and a failed one, in touchdowns."""

_FADE = 0.5 ** (1.0 / HALF_LIFE)
_SCRIMMAGE = frozenset({PlayKind.RUN, PlayKind.PASS, PlayKind.SACK})


def momentum(recent: Sequence[PlayMark]) -> float:
    """The score in (−1, 1), positive for the home side; `recent` runs from the oldest play to the newest."""
    total = 0.0
    for mark in recent:
        worth = mark.points / 7.0
        if mark.turnover:
            worth -= TURNOVER
        if mark.kind in _SCRIMMAGE:
            worth += SUCCESS if mark.success else -SUCCESS
        total = total * _FADE + (worth if mark.side is Side.HOME else -worth)
    return tanh(total)


Recent = tuple[PlayMark, ...]


@dataclass(slots=True)
class Remembered:
    """`momentum` that does not sum the same plays twice: it remembers the two tuples asked about last."""

    newest: tuple[Recent, float] = ((), 0.0)
    before: tuple[Recent, float] = ((), 0.0)

    def __call__(self, recent: Recent) -> float:
        """The momentum of these plays."""
        for known, value in (self.newest, self.before):
            if known is recent:
                return value
        self.before, self.newest = self.newest, (recent, momentum(recent))
        return self.newest[1]
