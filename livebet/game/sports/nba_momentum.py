"""What basketball's plays are worth to momentum.

A shot or a lost ball uses up a possession, which is worth 1.1 points on average (league mean of 2020–21 to
2023–24); a free throw brings 0.8. What a play brought beyond that, in units of nine points, is its worth:
an 8–0 run over four possessions each, in which one side scores twice every time and the other never, comes to
a momentum of about 0.6.
"""

from livebet.domain.plays import PlayKind
from livebet.game.momentum import Manner
from livebet.game.state import PlayMark

HALF_LIFE = 10.0
"""Shots, free throws and lost balls after which one counts half: about five possessions of each side."""
POSSESSION = 1.1
"""Points of an average possession."""
FREE_THROW = 0.8
"""Points of an average free throw."""
SCALE = 9.0

RECENT = 24
"""How many shots, free throws and lost balls momentum can look back on: about three minutes."""


def worth(mark: PlayMark) -> float:
    """What a shot, a free throw or a lost ball is worth to the side whose it was."""
    return (mark.points - (FREE_THROW if mark.kind is PlayKind.FREE_THROW else POSSESSION)) / SCALE


MOMENTUM = Manner(HALF_LIFE, worth)
