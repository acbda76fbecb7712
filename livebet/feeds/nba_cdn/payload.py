"""The shapes of the league's files; actions, games and outcomes stay raw, so a bad one is refused alone."""

from datetime import datetime
from typing import Annotated

import msgspec

Period = Annotated[int, msgspec.Meta(ge=1, le=20)]
Order = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
GameId = Annotated[str, msgspec.Meta(pattern=r"^\d{8,12}$")]


class RawAction(msgspec.Struct, rename="camel"):
    """One action; live files have `order_number` and `time_actual`, those of the archive `action_id`."""

    action_number: Order
    clock: str
    period: Period
    action_type: str
    order_number: Order | None = None
    action_id: Order | None = None
    time_actual: Instant | None = None
    edited: str = ""
    sub_type: str | None = None
    descriptor: str | None = None
    team_id: int = 0
    team_tricode: str | None = None
    possession: int = 0
    score_home: str = ""
    score_away: str = ""
    shot_result: str | None = None
    shot_value: int = 0
    location: str = ""
    player_name: str | None = None
    player_name_i: str | None = None
    description: str | None = None


class RawTeam(msgspec.Struct, rename="camel"):
    """One of the two teams."""

    team_id: int
    team_tricode: str
    score: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0


class RawArena(msgspec.Struct, rename="camel"):
    """Where it is played."""

    arena_name: str | None = None


class RawGame(msgspec.Struct, rename="camel"):
    """A game on the scoreboard or in a box score. `game_status`: 1 to come, 2 in play, 3 over."""

    game_id: GameId
    game_status: int
    home_team: RawTeam
    away_team: RawTeam
    game_status_text: str = ""
    period: int = 0
    game_clock: str | None = None
    game_time_utc: Instant | None = msgspec.field(default=None, name="gameTimeUTC")
    arena: RawArena | None = None


class RawActions(msgspec.Struct, rename="camel"):
    """One game's actions."""

    game_id: GameId
    actions: list[msgspec.Raw]


class RawScoreboard(msgspec.Struct):
    """A day's games."""

    games: list[msgspec.Raw]


class RawOldGame(msgspec.Struct):
    """The oldest shape (data.nba.com): periods with their plays."""

    gid: GameId
    pd: list["RawOldPeriod"]
    gcode: str = ""


class RawOldPeriod(msgspec.Struct):
    """One period of it."""

    p: Period
    pla: list[msgspec.Raw]


class RawOldPlay(msgspec.Struct):
    """One play of it: `etype` and `mtype` number its kind, `hs` and `vs` are the home and visitors' score."""

    evt: Order
    cl: str
    de: str
    etype: int
    mtype: int = 0
    opt1: int = 0
    tid: int = 0
    hs: int = 0
    vs: int = 0


class RawResultSet(msgspec.Struct, rename="camel"):
    """One table of stats.nba.com."""

    name: str
    headers: list[str]
    row_set: list[msgspec.Raw]


class RawFile(msgspec.Struct, rename="camel"):
    """Any of the files: which part is there tells which it is."""

    game: msgspec.Raw = msgspec.Raw(b"")
    scoreboard: RawScoreboard | None = None
    games: list[msgspec.Raw] | None = None
    result_sets: list[RawResultSet] | None = None
    g: RawOldGame | None = None
    team_tricode: str | None = None
