"""What baseball's plays are worth to momentum.

Each is worth the runs that it adds on average over all situations of the season 2019, so that what it did
counts and not where others stood (linear weights: runs scored and change of the runs expected of the rest of
the half-inning). In units of four runs a home run alone makes a momentum of 0.33, and two singles, a walk and
a home run in one inning come to about 0.55.
"""

from livebet.domain.plays import PlayKind
from livebet.game.momentum import Manner
from livebet.game.state import PlayMark

HALF_LIFE = 12.0
"""Plate appearances and running plays after which one counts half: about three half-innings."""
SCALE = 4.0

RECENT = 30
"""How many of them momentum can look back on: about three innings and a half."""

RUNS: dict[PlayKind, float] = {
    PlayKind.SINGLE: 0.46,
    PlayKind.DOUBLE: 0.75,
    PlayKind.TRIPLE: 1.04,
    PlayKind.HOME_RUN: 1.37,
    PlayKind.ERROR: 0.49,
    PlayKind.WALK: 0.32,
    PlayKind.HIT_BY_PITCH: 0.35,
    PlayKind.STRIKEOUT: -0.29,
    PlayKind.OUT: -0.26,
    PlayKind.DOUBLE_PLAY: -0.85,
    PlayKind.FIELDERS_CHOICE: -0.20,
    PlayKind.SACRIFICE: -0.12,
    PlayKind.STOLEN_BASE: 0.17,
    PlayKind.CAUGHT_STEALING: -0.46,
    PlayKind.PICKOFF: -0.25,
    PlayKind.ADVANCE: 0.26,
}
"""Average runs of each; a fielder's choice lies between an out and nobody out, as both are called so."""


def worth(mark: PlayMark) -> float:
    """What a plate appearance or a running play is worth to the batting side."""
    return RUNS.get(mark.kind, 0.0) / SCALE


MOMENTUM = Manner(HALF_LIFE, worth)
