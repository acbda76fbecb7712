"""What is there of a season, game by game, and whether it is whole."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from livebet.domain.games import Sport
from livebet.domain.messages import Refused
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recordings import eids
from training.data.rows import Rows
from training.seasons.made import season_rows
from training.seasons.past import weeks_of
from training.seasons.season import Origin, Season
from training.seasons.simulated import GAMES

FEWEST: dict[Sport, int] = {Sport.NFL: 256, Sport.NBA: 1230, Sport.MLB: 2420}
"""Games of a whole regular season; games that were never made up are few."""
SHORTENED: dict[tuple[Sport, int], int] = {
    (Sport.NBA, 2012): 990,
    (Sport.NBA, 2020): 1059,
    (Sport.NBA, 2021): 1080,
    (Sport.MLB, 2020): 898,
}
"""Seasons that were played shorter, by the year that their files name (the NBA's: in which they ended)."""
DAYS: dict[Sport, int] = {Sport.NFL: 112, Sport.NBA: 140, Sport.MLB: 160}
"""Days from the first game to the last of a regular season: what spans fewer is still going on."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Whether a season has all its games: how many there are, how many there should be, and what is said."""

    games: int
    wanted: int
    complete: bool
    said: str


def games_table(season: Season, home: Path) -> pd.DataFrame:
    """One row a game: its name, day, week, plays, and why it was refused (empty: it was not).

    Recordings are refused that do not add up to the league's own record.
    """
    rows = season_rows(season, home)
    table = _told(rows)
    if season.origin is Origin.RECORDINGS:
        told = set(table["game"])
        refused = [_refused(eid) for eid in eids(season.year) if eid not in told]
        table = pd.concat([table, pd.DataFrame(refused, columns=table.columns)], ignore_index=True)
    return table


def _told(rows: Rows) -> pd.DataFrame:
    plays = pd.DataFrame({"number": rows.game, "day": rows.day, "week": weeks_of(rows)})
    told = plays.groupby("number", sort=False).agg(
        day=("day", "first"), week=("week", "first"), plays=("day", "size")
    )
    told.insert(0, "game", [rows.games[number] for number in told.index])
    return told.assign(refused="").reset_index(drop=True)


def _refused(eid: str) -> dict[str, object]:
    found = reconciled(eid)
    why = found.reason if isinstance(found, Refused) else "it has no plays"
    return {"game": eid, "day": int(eid[:8]), "week": 0, "plays": 0, "refused": why}


def games_file(home: Path, sport: Sport, year: int) -> Path:
    """Where the games of a season are told, for people and for checks."""
    return home / "history" / "games" / f"{sport.value}-{year}.parquet"


def keep_games(season: Season, home: Path) -> pd.DataFrame:
    """Write the table of a season's games whole: a reader sees the old one or the new one."""
    table, path = games_table(season, home), games_file(home, season.sport, season.year)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    table.to_parquet(draft, index=False)
    draft.replace(path)
    return table


def kept_games(sport: Sport, year: int, home: Path) -> pd.DataFrame:
    """The table that was written last.

    Raises:
        FileNotFoundError: none was.
    """
    return pd.read_parquet(games_file(home, sport, year))


def refused(table: pd.DataFrame) -> pd.DataFrame:
    """The games that give no rows, with the reason."""
    return table.loc[table["refused"] != "", ["game", "refused"]]


def by_week(table: pd.DataFrame) -> pd.DataFrame:
    """Games and plays of each week."""
    kept = table[table["refused"] == ""]
    return kept.groupby("week").agg(games=("game", "size"), plays=("plays", "sum"), first_day=("day", "min"))


def whole(season: Season, table: pd.DataFrame) -> Whole:
    """Whether all games of a season are there; one that still goes on must only have no empty fortnight."""
    games = len(table)
    if season.origin is Origin.SIMULATED:
        return Whole(games, GAMES[season.sport], games == GAMES[season.sport], "simulated")
    wanted = SHORTENED.get((season.sport, season.year), FEWEST[season.sport])
    if games >= wanted:
        return Whole(games, wanted, True, "whole")
    days = np.sort(np.array([_ordinal(day) for day in table["day"].unique() if day]))
    if len(days) and days[-1] - days[0] < DAYS[season.sport]:
        gap = int(np.diff(days).max(initial=0))
        return Whole(games, wanted, gap < 14, f"still going on; at most {gap} days without a game")
    return Whole(games, wanted, False, f"{wanted - games} games are missing")


def _ordinal(day: int) -> int:
    return date(day // 10_000, day // 100 % 100, day % 100).toordinal()
