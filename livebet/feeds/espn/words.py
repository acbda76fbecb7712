"""ESPN's words in ours: leagues, phases, instants, clocks."""

import math
import re
from datetime import UTC, datetime, timedelta

from livebet.domain.games import SeasonType
from livebet.feeds.espn.raw import RawStatus
from livebet.feeds.refusals import UNKNOWN_INSTANT

NAME = "espn"

_LEAGUES = {"28": "nfl", "23": "ncaaf", "46": "nba", "59": "wnba", "10": "mlb", "90": "nhl", "41": "ncaam"}
_SPORTS = {
    "600": "soccer",
    "850": "tennis",
    "1100": "golf",
    "3301": "mma",
    "20": "football",
    "40": "basketball",
    "70": "hockey",
    "1": "baseball",
}
_COUNTS_DOWN = frozenset(("nfl", "ncaaf", "nba", "wnba", "ncaam", "nhl"))
_UID = re.compile(r"s:(\d+)(?:~l:(\d+))?")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3})(?:\.\d+)?")
_STATES = {"pre": "scheduled", "in": "in_play", "post": "final"}
_NAMES = {
    "STATUS_POSTPONED": "postponed",
    "STATUS_RESCHEDULED": "postponed",
    "STATUS_CANCELED": "abandoned",
    "STATUS_ABANDONED": "abandoned",
    "STATUS_FORFEIT": "abandoned",
}
_SEASON_TYPES = {1: SeasonType.PRESEASON, 2: SeasonType.REGULAR, 3: SeasonType.PLAYOFFS}


def sport_of(uid: str, slug: str = "") -> str:
    """The league by our word, from an id such as `s:20~l:28~e:401547417`, or from its own name."""
    told = _UID.match(uid)
    if told is None:
        return slug or "unknown"
    return _LEAGUES.get(told[2] or "") or _SPORTS.get(told[1]) or slug or f"sport {told[1]}"


def phase_of(status: RawStatus) -> str:
    """How far the game is; a game that ended without being completed was given up."""
    named = _NAMES.get(status.type.name)
    if named:
        return named
    phase = _STATES.get(status.type.state, "scheduled")
    return "abandoned" if phase == "final" and not status.type.completed else phase


def season_type_of(number: int | None) -> SeasonType | None:
    """Part of a season; None for a play-in and for what other sports number otherwise."""
    return _SEASON_TYPES.get(number or 0)


def instant_of(text: str | None) -> datetime:
    """A stamp of the feed in UTC, such as `2023-09-17T17:00Z`; the unknown instant where it has none."""
    if not text:
        return UNKNOWN_INSTANT
    try:
        told = datetime.fromisoformat(text)
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (ValueError, OverflowError):
        return UNKNOWN_INSTANT


def revision_of(modified: str | None, wallclock: str | None) -> int:
    """Minutes from a play to its last change: grows with every correction, 0 where either is untold.

    ESPN numbers no corrections, but stamps a play anew when it changes one (to the minute). After a game it
    stamps them all, so a higher number alone does not mean other content.
    """
    changed, played = instant_of(modified), instant_of(wallclock)
    if UNKNOWN_INSTANT in (changed, played):
        return 0
    return max(0, (changed - played) // timedelta(minutes=1))


def clock_of(shown: str | None) -> int | None:
    """Whole seconds left, from `12:00` or `26.1`; None where it is no clock."""
    told = _CLOCK.fullmatch(shown) if shown else None
    return int(told[1] or 0) * 60 + int(told[2]) if told else None


def running_clock(sport: str, shown: str | None) -> int | None:
    """Seconds left of the period in sports whose clock counts down; baseball's says 0:00 all the time."""
    return clock_of(shown) if sport in _COUNTS_DOWN else None


def whole(text: str | None) -> int | None:
    """A score told as text; None where it is none."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 3:
        return None
    return int(text)


def american(odds: float) -> float:
    """American odds as a decimal price; 0 stands for none.

    Raises:
        ValueError: between −100 and 100 there are no such odds.
    """
    if not math.isfinite(odds) or abs(odds) < 100.0:
        raise ValueError(f"no American odds: {odds:g}")
    return 1.0 + (odds / 100.0 if odds > 0 else 100.0 / -odds)
