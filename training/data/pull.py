"""Seasons from where they are public: nflverse's releases, NBA.com, MLB's StatsAPI.

What is got lies under `<home>/data/pulled` until it is a file of `training.data.formats`; a season that is
complete is kept in the store, one that is not goes on with the next pull.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from livebet.settings import settings
from training.data.downloads import Downloads, NotReachedError, Say
from training.data.formats import recognise
from training.data.pulled_mlb import mlb_season
from training.data.pulled_nba import nba_season
from training.data.store import Store

__all__ = ["PULLED", "NotReachedError", "pull_seasons"]

NFLVERSE = "https://github.com"
_RELEASES = "/nflverse/nflverse-data/releases/download"
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A file that a season became, and where it is from."""

    path: Path
    origin: str


Pull = Callable[[Downloads, int, Path, Say], list[Pulled]]


def address(place: str, otherwise: str) -> str:
    """The origin of a place: `LIVEBET_FEED_ADDRESSES` may name another one (a proxy, a local server)."""
    return settings().feed_addresses.get(place, otherwise).rstrip("/")


def _nfl(downloads: Downloads, season: int, folder: Path, say: Say) -> list[Pulled]:
    """Plays of a season, and the schedule with the closing lines of all."""
    origin, found = address("nflverse", NFLVERSE) + _RELEASES, []
    for release, name in (("pbp", f"play_by_play_{season}.parquet"), ("schedules", "games.parquet")):
        url = f"{origin}/{release}/{name}"
        say(f"nfl {season}: {name}")
        if downloads.get(url, folder / name):
            found.append(Pulled(folder / name, url))
        else:
            say(f"nfl {season}: nothing at {url}")
    return found


def _nba(downloads: Downloads, season: int, folder: Path, say: Say) -> list[Pulled]:
    stats = address("nba_stats", "https://stats.nba.com")
    cdn = address("nba_cdn", "https://cdn.nba.com")
    path = nba_season(downloads, season, folder, say, stats, cdn)
    return [] if path is None else [Pulled(path, cdn)]


def _mlb(downloads: Downloads, season: int, folder: Path, say: Say) -> list[Pulled]:
    origin = address("mlb_statsapi", "https://statsapi.mlb.com")
    path = mlb_season(downloads, season, folder, say, origin)
    return [] if path is None else [Pulled(path, origin)]


PULLED: dict[str, Pull] = {"nfl": _nfl, "nba": _nba, "mlb": _mlb}


def pull_seasons(
    store: Store, sport: str, seasons: Sequence[int], now: datetime, say: Say, wait: float = 0.5
) -> None:
    """Get seasons and keep them; files of games that were got before are not asked for again.

    Raises:
        NotReachedError: a place cannot be reached.
    """
    with httpx.Client(follow_redirects=True, timeout=_TIMEOUT) as client:
        downloads = Downloads(client, say, wait)
        for season in seasons:
            if season < now.year - 1 and _complete(store, sport, season):
                say(f"{sport} {season}: there already")
                continue
            found = PULLED[sport](downloads, season, store.root / "pulled" / sport / str(season), say)
            for one in found:
                entry = store.keep(recognise(sport, one.path), one.origin, now)
                told = (
                    "there already" if entry is None else f"{entry.rows:,} rows, sha256 {entry.sha256[:12]}"
                )
                say(f"{sport} {season}: {one.path.name}: {told}")
                one.path.unlink()
            if not found:
                say(f"{sport} {season}: nothing found")


def _complete(store: Store, sport: str, season: int) -> bool:
    """Whether the plays of a season that is long over are kept."""
    entry = store.manifest().of(sport, _PLAYS[sport](season))
    return entry is not None and store.path(entry).exists()


_PLAYS: dict[str, Callable[[int], str]] = {
    "nfl": lambda season: f"play_by_play_{season}.parquet",
    "nba": lambda season: f"pbp_{season}_{(season + 1) % 100:02d}.parquet",
    "mlb": lambda season: f"events_{season}.parquet",
}
"""What a season's plays are called."""
