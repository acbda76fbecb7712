"""Seasons in the feature store: brought there, and which of them can be learnt from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from feature_repo.names import GAME_STATE, TEAM_STRENGTH
from feature_repo.parts import history_folder, part_mark, write_part
from livebet.domain.games import Sport
from training.seasons.found import available, season_of
from training.seasons.made import season_mark, season_rows
from training.seasons.past import write_past
from training.seasons.season import Season
from training.seasons.strength import season_strengths


@dataclass(frozen=True)
class Kept:
    """A season in the store: its rows, a table of its weeks, and what it was made from."""

    rows: int
    weeks: pd.DataFrame
    mark: str

    @property
    def said(self) -> str:
        """One line."""
        written = int(self.weeks["written"].sum())
        return f"{self.rows} rows of {len(self.weeks)} weeks, {written} of them written now"


def keep_features(season: Season, home: Path) -> Kept:
    """Make a season's rows where they are missing or out of date, and bring them into the store by weeks."""
    rows, mark = season_rows(season, home), season_mark(season)
    weeks = write_past(rows, season, mark)
    if season.sport is Sport.NFL and part_mark(TEAM_STRENGTH, season.key) != mark:
        write_part(TEAM_STRENGTH, season.key, season_strengths(season, home), mark)
    return Kept(len(rows), pd.DataFrame([asdict(week) for week in weeks]).set_index("week"), mark)


def seasons_in_store(sport: Sport, home: Path) -> tuple[Season, ...]:
    """Those of the available seasons whose features are there."""
    parts = history_folder(home, GAME_STATE[sport]).glob("*-w*.parquet")
    there = {path.stem.split("-w")[0] for path in parts}
    return tuple(season for season in available(sport, home) if season.key in there)


def seasons_to_learn(sport: Sport, home: Path, years: Sequence[int] | None) -> tuple[Season, ...]:
    """The seasons of these years; none named: all whose features are there.

    Raises:
        LookupError: one is not available, or none is there.
    """
    if years:
        return tuple(season_of(sport, year, home) for year in sorted(years))
    found = seasons_in_store(sport, home)
    if not found:
        raise LookupError(f"no features of {sport.value} are there: backfill a season first")
    return found
