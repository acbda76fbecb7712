"""MLB's recorded seasons from Retrosheet: one row an event of the game, with the state before it.

The information used here was obtained free of charge from and is copyrighted by Retrosheet
(www.retrosheet.org). Starts are the park's local time without its zone, taken as New York's; a start after
noon is told without saying so (708 is 7:08 in the evening). Who is put out by a runner's play is not told.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pyarrow.dataset as ds

from livebet.domain.games import Score, SeasonType, Side, Sport
from livebet.domain.plays import Diamond, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.identity.tables import Tables
from livebet.feeds.seasons.season import Played, Row, SeasonFeed, SeasonGame, number

NAME = "mlb_seasons"
EASTERN = ZoneInfo("America/New_York")
USUAL_START, SECOND_START = time(19, 5), time(16, 10)
EARLIEST_HOUR = 10
"""Games begin from ten in the morning on: a lower hour is one of the afternoon or evening."""

KINDS = {
    2: PlayKind.OUT,
    3: PlayKind.STRIKEOUT,
    4: PlayKind.STOLEN_BASE,
    6: PlayKind.CAUGHT_STEALING,
    8: PlayKind.PICKOFF,
    9: PlayKind.ADVANCE,
    10: PlayKind.ADVANCE,
    14: PlayKind.WALK,
    15: PlayKind.WALK,
    16: PlayKind.HIT_BY_PITCH,
    18: PlayKind.ERROR,
    19: PlayKind.FIELDERS_CHOICE,
    20: PlayKind.SINGLE,
    21: PlayKind.DOUBLE,
    22: PlayKind.TRIPLE,
    23: PlayKind.HOME_RUN,
}
"""Event types of Retrosheet; others are rows without a play of ours."""

_LISTED = ["GAME_ID", "GAME_DT", "GAME_CT", "START_GAME_TM", "HOME_TEAM_ID", "AWAY_TEAM_ID", "GAME_TYPE_TX"]
_PLAYED = [
    *("GAME_ID", "EVENT_ID", "INN_CT", "BAT_HOME_ID", "OUTS_CT", "EVENT_OUTS_CT", "BASES_BEFORE"),
    *("EVENT_CD", "EVENT_TX", "BAT_ID", "PIT_ID", "HOME_SCORE_CT", "AWAY_SCORE_CT"),
    *("HOME_FINAL", "AWAY_FINAL"),
]


def calendar(folder: Path) -> list[SeasonGame]:
    """The games of all files, in order of their starts; those of teams that nobody knows are left out."""
    tables = Tables()
    found = []
    for path in sorted((folder / "mlb").glob("games_*.parquet")):
        rows = ds.dataset(path).to_table(columns=_LISTED).to_pylist()
        found += [game for row in rows if (game := _listed(row, tables)) is not None]
    return sorted(found, key=lambda game: (game.kickoff, game.native_id))


def _listed(row: Row, tables: Tables) -> SeasonGame | None:
    home, away = (tables.team(Sport.MLB, str(row[f"{side}_TEAM_ID"])) for side in ("HOME", "AWAY"))
    if home is None or away is None:
        return None
    day = date.fromisoformat(str(row["GAME_DT"]))
    start = datetime.combine(day, _start(number(row, "START_GAME_TM"), number(row, "GAME_CT")), EASTERN)
    return SeasonGame(
        sport=Sport.MLB,
        native_id=str(row["GAME_ID"]),
        home=home,
        away=away,
        day=day,
        kickoff=start.astimezone(UTC),
        season=day.year,
        season_type=SeasonType.REGULAR if row["GAME_TYPE_TX"] == "regular" else SeasonType.PLAYOFFS,
    )


def _start(told: int, game_of_day: int) -> time:
    hour, minute = divmod(told, 100)
    if not told or hour > 12 or minute > 59:
        return SECOND_START if game_of_day > 1 else USUAL_START
    return time(hour if hour >= EARLIEST_HOUR else hour + 12, minute)


def played(folder: Path, games: Sequence[SeasonGame]) -> Iterator[tuple[SeasonGame, Played]]:
    """The plays of some games."""
    wanted = {game.native_id: game for game in games}
    rows_of: defaultdict[str, list[Row]] = defaultdict(list)
    for path in sorted((folder / "mlb").glob("events_*.parquet")):
        asked = pc.field("GAME_ID").cast("string").isin(list(wanted))
        for row in ds.dataset(path).to_table(columns=_PLAYED, filter=asked).to_pylist():
            rows_of[row["GAME_ID"]].append(row)
    for game_id, rows in rows_of.items():
        rows.sort(key=lambda row: number(row, "EVENT_ID"))
        plays = [_play(row, after) for row, after in zip(rows, [*rows[1:], None], strict=True)]
        final = Score(number(rows[-1], "HOME_FINAL"), number(rows[-1], "AWAY_FINAL"))
        yield wanted[game_id], Played(tuple(plays), final)


def _play(row: Row, following: Row | None) -> Play:
    """Outs and bases as recorded before the event, outs after it; runs from the score before the next one."""
    batting = Side.HOME if number(row, "BAT_HOME_ID") else Side.AWAY
    names = ("HOME_FINAL", "AWAY_FINAL") if following is None else ("HOME_SCORE_CT", "AWAY_SCORE_CT")
    after = sum(number(following or row, name) for name in names)
    runs = after - number(row, "HOME_SCORE_CT") - number(row, "AWAY_SCORE_CT")
    outs = number(row, "OUTS_CT")
    diamond = Diamond(
        outs=outs, bases=number(row, "BASES_BEFORE"), batter=str(row["BAT_ID"]), pitcher=str(row["PIT_ID"])
    )
    kind = KINDS.get(number(row, "EVENT_CD"), PlayKind.OTHER)
    return Play(
        situation=Situation(
            play_id=str(row["EVENT_ID"]),
            sequence=number(row, "EVENT_ID"),
            period=number(row, "INN_CT"),
            clock_seconds=None,
            possession=batting,
            diamond=diamond,
        ),
        kind=kind,
        description=f"{row['BAT_ID']}: {kind.value.replace('_', ' ')} ({row['EVENT_TX']})",
        scores=(ScoreChange(batting, ScoreKind.RUN),) * runs,
        side=batting,
        player=str(row["BAT_ID"]),
        diamond_after=Diamond(outs=min(3, outs + number(row, "EVENT_OUTS_CT"))),
    )


FEED = SeasonFeed(NAME, Sport.MLB, calendar, played)
