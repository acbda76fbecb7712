"""Which seasons there are to learn from: files of `livebet data`, else recordings, else simulated ones."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from livebet.domain.games import Sport
from livebet.feeds.recordings import RESERVED_SEASON, SEASONS
from livebet.settings import settings
from training.data.store import Entry, Manifest, Store
from training.seasons.season import Origin, Season

SIMULATED_YEARS = (2023, 2024, 2025)
"""Years of simulated seasons, for a sport of which nothing is imported."""
LINE_FILES: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: ("schedules", "games"),
    Sport.NBA: ("nba_odds",),
    Sport.MLB: ("mlb_odds",),
}
"""How the names of files begin that hold one closing line a game."""


def available(sport: Sport, home: Path) -> tuple[Season, ...]:
    """The seasons that may be learnt from, in order of years.

    The NFL's reserved season is replayed as if live, so it is left out unless `include_reserved` is set.

    Raises:
        BrokenManifestError: the list of imported files is damaged.
    """
    store = Store(home)
    kept = store.manifest()
    years = {season.year: season for season in _recorded_or_simulated(sport, store, kept)}
    years |= {season.year: season for season in _imported(sport, store, kept)}
    if sport is Sport.NFL and not settings().include_reserved:
        years.pop(RESERVED_SEASON, None)
    return tuple(years[year] for year in sorted(years))


def season_of(sport: Sport, year: int, home: Path) -> Season:
    """The season of a year.

    Raises:
        LookupError: there is none, or it may not be learnt from.
    """
    for season in available(sport, home):
        if season.year == year:
            return season
    raise LookupError(f"no season {year} of {sport.value} to learn from")


def _imported(sport: Sport, store: Store, kept: Manifest) -> Iterator[Season]:
    """A season of each year in a file of plays; of two files the one with more plays a season."""
    files = [one for one in kept.files if one.sport == sport.value and one.kind == "plays" and one.seasons]
    for entry in sorted(files, key=lambda one: (one.rows / len(one.seasons), one.taken_at)):
        path = store.path(entry)
        own = sport is Sport.NFL and "spread_line" in pq.read_schema(path).names
        for year in entry.seasons:
            lines = lines_of(store, kept, sport, year)
            yield Season(sport, year, Origin.IMPORTED, path, lines, own, _prices_of(store, kept, sport))


def _recorded_or_simulated(sport: Sport, store: Store, kept: Manifest) -> Iterator[Season]:
    if sport is Sport.NFL:
        for year in SEASONS:
            yield Season(sport, year, Origin.RECORDINGS, lines=lines_of(store, kept, sport, year))
    elif not any(one.sport == sport.value and one.kind == "plays" for one in kept.files):
        for year in SIMULATED_YEARS:
            yield Season(sport, year, Origin.SIMULATED)


def lines_of(store: Store, kept: Manifest, sport: Sport, year: int) -> Path | None:
    """The newest file of closing lines that covers a season."""
    return _newest(store, [one for one in kept.files if _has_lines(one, sport, year)])


def _prices_of(store: Store, kept: Manifest, sport: Sport) -> Path | None:
    """The newest file of prices in play; one holds games of several seasons."""
    return _newest(store, [one for one in kept.files if (one.sport, one.kind) == (sport.value, "market")])


def _newest(store: Store, files: list[Entry]) -> Path | None:
    return store.path(max(files, key=lambda one: one.taken_at)) if files else None


def _has_lines(entry: Entry, sport: Sport, year: int) -> bool:
    named = entry.file.startswith(LINE_FILES[sport])
    return (entry.sport, entry.kind) == (sport.value, "lines") and named and year in entry.seasons
