"""The shape of a Shield game (api.nfl.com): teams, summary, and the drive chart with every play so far."""

from datetime import datetime
from typing import Annotated

import msgspec

from livebet.feeds.nfl_official.payload import Down, Small, Words

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Points = Annotated[int, msgspec.Meta(ge=0, le=200)]
Sequence = Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


class Camel(msgspec.Struct, rename="camel"):
    """Every shape here has camel-cased names."""


class ShieldStat(Camel):
    """One statistic of a play by the league's numbers, in the order things happened."""

    stat_type: int
    team_id: str | None = None
    yards: Small | None = None


class ShieldPlay(Camel):
    """One play. `play_id` is the GSIS id; a row that the league deleted keeps nothing but that."""

    play_id: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]
    play_sequence_number: Sequence = 0.0
    play_deleted: bool = False
    play_type: str = ""
    quarter: Annotated[int, msgspec.Meta(ge=0, le=15)] = 0
    clock_time: str | None = None
    down: Down = 0
    yards_remaining: Small | None = None
    yard_line: str | None = None
    pre_play_by_play: str | None = None
    play_description: Words | None = None
    play_scored: bool | None = None
    play_start_time: Instant | None = None
    stats: list[ShieldStat] = []


class ShieldScore(Camel):
    """One side's points."""

    total: Points = 0


class ShieldTeamSummary(Camel):
    """One side as it stands."""

    score: ShieldScore = msgspec.field(default_factory=ShieldScore)


class ShieldSummary(Camel):
    """How the game stands: `phase` is PREGAME, INGAME, HALFTIME, FINAL, FINAL_OVERTIME, SUSPENDED."""

    home_team: ShieldTeamSummary
    away_team: ShieldTeamSummary
    phase: str = ""


class ShieldTeam(Camel):
    """A club by its full name."""

    id: str
    full_name: str


class ShieldVenue(Camel):
    """A stadium."""

    name: str | None = None


class ShieldId(Camel):
    """The game's id elsewhere; `elias` is GameCenter's."""

    source: str
    id: str


class ShieldChart(Camel):
    """The drive chart; plays stay raw, so that a bad one is refused alone."""

    plays: list[msgspec.Raw] = []


class ShieldGame(Camel):
    """The game."""

    id: str
    home_team: ShieldTeam
    away_team: ShieldTeam
    season: int | None = None
    season_type: str = ""
    week: int | None = None
    time: Instant | None = None
    venue: ShieldVenue | None = None
    external_ids: list[ShieldId] = []
    summary: ShieldSummary | None = None
    drive_chart: ShieldChart | None = None


class ShieldMark(Camel):
    """What a Shield game is known by."""

    home_team: msgspec.Raw
    away_team: msgspec.Raw
    drive_chart: msgspec.Raw = msgspec.Raw(b"")


GAME = msgspec.json.Decoder(ShieldGame)
PLAY = msgspec.json.Decoder(ShieldPlay)
MARK = msgspec.json.Decoder(ShieldMark)
LIST = msgspec.json.Decoder(list[msgspec.Raw])
ERRORS = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
