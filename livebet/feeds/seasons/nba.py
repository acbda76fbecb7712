"""The NBA's recorded seasons: one row a play, the date of every game, no time of day.

The tip-offs are made: the games of a date begin from 19:00 in New York on, half an hour apart, in the order
of their ids, and over again after four of them. Rows of blocks and steals say more of the row before them and
are left out; ends of periods, which the files lack, are put in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.dataset as ds

from livebet.domain.games import Score, SeasonType, Side, Sport
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.seasons.season import Played, Row, SeasonFeed, SeasonGame, number

NAME = "nba_seasons"
EASTERN = ZoneInfo("America/New_York")
FIRST_TIP = time(19)
APART = timedelta(minutes=30)
STARTS = 4

KINDS = {
    "2pt": PlayKind.TWO_POINTER,
    "3pt": PlayKind.THREE_POINTER,
    "freethrow": PlayKind.FREE_THROW,
    "rebound": PlayKind.REBOUND,
    "turnover": PlayKind.TURNOVER,
    "foul": PlayKind.FOUL,
    "jumpball": PlayKind.JUMP_BALL,
    "timeout": PlayKind.TIMEOUT,
    "substitution": PlayKind.SUBSTITUTION,
    "violation": PlayKind.VIOLATION,
}
POINTS = {"2pt": ScoreKind.TWO_POINTER, "3pt": ScoreKind.THREE_POINTER, "freethrow": ScoreKind.FREE_THROW}
LEFT_OUT = frozenset(("block", "steal"))

_LISTED = ["game_id", "date", "season_year", "season_type", "home_team", "away_team"]
_PLAYED = [
    *("game_id", "home_team", "away_team", "team", "period", "clock_seconds", "actionNumber"),
    *("actionType", "shotResult", "final_home", "final_away"),
]


def calendar(folder: Path) -> list[SeasonGame]:
    """The games of all files, in order of their days."""
    found: dict[int, dict[str, Any]] = {}
    for path in _files(folder):
        table = ds.dataset(path).to_table(columns=_LISTED)
        for row in table.group_by(_LISTED).aggregate([]).to_pylist():
            found[row["game_id"]] = row
    of_day: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for game_id in sorted(found):
        of_day[found[game_id]["date"]].append(found[game_id])
    return [_listed(row, place) for day in sorted(of_day) for place, row in enumerate(of_day[day])]


def _listed(row: dict[str, Any], place: int) -> SeasonGame:
    day = date.fromisoformat(str(row["date"]))
    tip = datetime.combine(day, FIRST_TIP, EASTERN) + APART * (place % STARTS)
    return SeasonGame(
        sport=Sport.NBA,
        native_id=f"00{row['game_id']}",
        home=row["home_team"],
        away=row["away_team"],
        day=day,
        kickoff=tip.astimezone(UTC),
        season=row["season_year"] - 1,
        season_type=SeasonType.PLAYOFFS if row["season_type"] == "Playoffs" else SeasonType.REGULAR,
    )


def played(folder: Path, games: Sequence[SeasonGame]) -> Iterator[tuple[SeasonGame, Played]]:
    """The plays of some games."""
    wanted = {int(game.native_id): game for game in games}
    for path in _files(folder):
        asked = pc.field("game_id").isin(list(wanted))
        rows_of: defaultdict[int, list[Row]] = defaultdict(list)
        for row in ds.dataset(path).to_table(columns=_PLAYED, filter=asked).to_pylist():
            rows_of[row["game_id"]].append(row)
        for game_id, rows in rows_of.items():
            final = Score(number(rows[-1], "final_home"), number(rows[-1], "final_away"))
            yield wanted[game_id], Played(tuple(plays_of(rows)), final)


def plays_of(rows: Iterable[Row]) -> Iterator[Play]:
    """The plays that the rows of one game tell, and the ends of its periods."""
    told = [row for row in rows if row["actionType"] not in LEFT_OUT]
    for place, (row, following) in enumerate(pairwise([*told, None])):
        if row is None:
            continue
        yield _play(row, 2 * place)
        if following is None or following["period"] != row["period"]:
            end = _situation(row, 2 * place + 1, 0)
            description = f"End of period {number(row, 'period')}"
            yield Play(situation=end, kind=PlayKind.PERIOD_END, description=description)


def _play(row: Row, sequence: int) -> Play:
    side = {row["home_team"]: Side.HOME, row["away_team"]: Side.AWAY}.get(row["team"])
    word = str(row["actionType"])
    kind = KINDS.get(word, PlayKind.OTHER)
    made = row["shotResult"] == "Made" and side is not None and word in POINTS
    how = (" made" if made else " missed") if word in POINTS else ""
    return Play(
        situation=_situation(row, sequence, number(row, "clock_seconds")),
        kind=kind,
        description=f"{row['team'] or ''} {kind.value.replace('_', ' ')}{how}".strip(),
        scores=(ScoreChange(side, POINTS[word]),) if made and side else (),
        turnover=kind is PlayKind.TURNOVER,
        side=side,
        timeout_by=side if kind is PlayKind.TIMEOUT else None,
    )


def _situation(row: Row, sequence: int, clock_seconds: int) -> Situation:
    return Situation(
        play_id=f"{number(row, 'actionNumber')}.{sequence}",
        sequence=sequence,
        period=number(row, "period"),
        clock_seconds=clock_seconds,
        possession=None,
    )


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "nba").glob("pbp_*.parquet"))


FEED = SeasonFeed(NAME, Sport.NBA, calendar, played)
