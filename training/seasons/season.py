"""A season that can be learnt from, and what a card says of where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from livebet.domain.games import Sport

REAL = "real seasons with closing lines"
REAL_RATED = "real seasons with ratings"
REAL_PRICED = "real seasons with prices before the game"
REAL_BARE = "real seasons without lines"
RECORDED = "recordings with ratings"
SIMULATED = "simulated seasons"


class Origin(StrEnum):
    """Where the plays of a season come from."""

    IMPORTED = "imported"
    RECORDINGS = "recordings"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Season:
    """A season of a sport; `str(year)` is its partition.

    `plays` is the file of an imported season, which may hold others too; `lines` the file of closing lines
    that covers it. `own_lines` tells that the plays carry lines themselves. `prices` is a file of prices in
    play: what stood before a game tells its expected margin where no line does.
    """

    sport: Sport
    year: int
    origin: Origin
    plays: Path | None = None
    lines: Path | None = None
    own_lines: bool = False
    prices: Path | None = None

    @property
    def key(self) -> str:
        """Its partition."""
        return str(self.year)

    @property
    def learnt_from(self) -> str:
        """What a card says of a model that learnt from it."""
        if self.origin is Origin.SIMULATED:
            return SIMULATED
        if self.lines is not None or self.own_lines:
            return REAL
        if self.origin is Origin.RECORDINGS:
            return RECORDED
        if self.prices is not None:
            return REAL_PRICED
        return REAL_RATED if self.sport is Sport.NFL else REAL_BARE


def learnt_from(seasons: Iterable[Season]) -> str:
    """The card's words for some seasons."""
    return in_words(one.learnt_from for one in seasons)


def in_words(kinds: Iterable[str]) -> str:
    """Each kind of season once, in their order."""
    return " and ".join(dict.fromkeys(kinds))
