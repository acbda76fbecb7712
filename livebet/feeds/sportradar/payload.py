"""The shapes of Sportradar's games: REST answers and push messages, JSON; what is not used is left out.

Plays stay raw bytes until their sport reads them, so that a bad one is refused alone.
"""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

NAME = "sportradar"

Points = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Period = Annotated[int, msgspec.Meta(ge=0, le=50)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Words = Annotated[str, msgspec.Meta(max_length=4000)]

NOTHING = msgspec.Raw()


class RawTeam(msgspec.Struct):
    """A team. `name` is the nickname, `market` the place, or `name` is both; `runs` is baseball's score."""

    id: str = ""
    name: str = ""
    market: str = ""
    alias: str = ""
    abbr: str = ""
    points: Points | None = None
    runs: Points | None = None

    @property
    def full_name(self) -> str:
        """Place and nickname."""
        return f"{self.market} {self.name}".strip()


class RawPair(msgspec.Struct):
    """Both teams."""

    home: RawTeam
    away: RawTeam


class RawSeason(msgspec.Struct):
    """A season: its year and part (PRE, REG, PST)."""

    year: int | None = None
    type: str = ""


class RawWeek(msgspec.Struct):
    """A week of a season's part."""

    sequence: int | None = None


class RawSummary(msgspec.Struct):
    """Where football keeps its teams, season and week."""

    home: RawTeam
    away: RawTeam
    season: RawSeason = msgspec.field(default_factory=RawSeason)
    week: RawWeek = msgspec.field(default_factory=RawWeek)


class RawVenue(msgspec.Struct):
    """A stadium."""

    name: str = ""


class RawPeriod(msgspec.Struct):
    """Which period a play is of: `number` counts within its type, `sequence` goes on into overtime."""

    number: Period | None = None
    sequence: Period | None = None


class RawGame(msgspec.Struct):
    """A game's head, whatever the sport; `home_team` is an id or, in college football, the whole team."""

    id: Id
    status: str = ""
    scheduled: datetime | None = None
    clock: str | None = None
    quarter: Period | None = None
    half: Period | None = None
    home: RawTeam | None = None
    away: RawTeam | None = None
    home_team: RawTeam | str | None = None
    away_team: RawTeam | str | None = None
    home_points: Points | None = None
    away_points: Points | None = None
    summary: RawSummary | None = None
    scoring: RawPair | None = None
    game_number: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    venue: RawVenue | None = None
    periods: list[msgspec.Raw] = []
    innings: list[msgspec.Raw] = []
    quarters: list[msgspec.Raw] = []


class RawMetadata(msgspec.Struct):
    """What a push message says of itself."""

    league: str = ""
    operation: str = ""


class RawPush(msgspec.Struct):
    """One push message: the game's head as it is now and one play, or a stub of a deleted one."""

    game: RawGame
    event: msgspec.Raw = NOTHING


def utc(moment: datetime | None) -> datetime | None:
    """An instant in UTC; one without a zone is taken as UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def clock_seconds(clock: str | None) -> int | None:
    """Whole seconds of a clock like "11:43", "00:19.10" or ":07"; None where it is none."""
    minutes, colon, seconds = (clock or "").partition(":")
    seconds = seconds.partition(".")[0]
    if not colon or not seconds.isdecimal() or not (minutes or "0").isdecimal():
        return None
    return int(minutes or 0) * 60 + int(seconds)
