"""What football's plays are worth to momentum.

Points / 7, minus `TURNOVER` where the ball was lost, plus `SUCCESS` for a successful scrimmage play, minus as
much for a failed one: one touchdown drive and a turnover gained come to about 0.8.
"""

from livebet.domain.plays import PlayKind
from livebet.game.momentum import Manner
from livebet.game.state import PlayMark

HALF_LIFE = 8.0
"""Plays after which a play counts half."""
TURNOVER = 0.6
"""About what losing the ball costs, in touchdowns (4 points of 7)."""
SUCCESS = 0.08
"""Half the difference between a successful scrimmage play and a failed one, in touchdowns."""

_SCRIMMAGE = frozenset({PlayKind.RUN, PlayKind.PASS, PlayKind.SACK})


def worth(mark: PlayMark) -> float:
    """What a play is worth to the side that had the ball."""
    value = mark.points / 7.0
    if mark.turnover:
        value -= TURNOVER
    if mark.kind in _SCRIMMAGE:
        value += SUCCESS if mark.success else -SUCCESS
    return value


MOMENTUM = Manner(HALF_LIFE, worth)
