"""The shapes of football's plays."""

from datetime import datetime
from typing import Annotated

import msgspec

from livebet.feeds.sportradar.payload import Id, Points, RawPeriod, RawTeam, Words

Yards = Annotated[int, msgspec.Meta(ge=-1000, le=1000)]
Flag = Annotated[int, msgspec.Meta(ge=0, le=9)]


class RawSpot(msgspec.Struct):
    """Where the ball lies: in whose half, on which line (1–50)."""

    id: str = ""
    yardline: Annotated[int, msgspec.Meta(ge=0, le=50)] | None = None


class RawSituation(msgspec.Struct):
    """The situation before or after a play; down 0 on kicks and tries."""

    clock: str | None = None
    down: Annotated[int, msgspec.Meta(ge=0, le=4)] = 0
    yfd: Yards = 0
    possession: RawTeam | None = None
    location: RawSpot | None = None


class RawStat(msgspec.Struct):
    """One statistic of a play. `nullified` ones did not count, for a flag."""

    stat_type: str
    team: RawTeam | None = None
    category: str = ""
    yards: Yards = 0
    att_yards: Yards = 0
    sack_yards: Annotated[float, msgspec.Meta(ge=-1000, le=1000)] = 0.0
    complete: Flag = 0
    made: Flag = 0
    missed: Flag = 0
    blocked: Flag = 0
    touchdown: Flag = 0
    safety: Flag = 0
    interception: Flag = 0
    lost: Flag = 0
    sack: Flag = 0
    penalty: Flag = 0
    firstdown: Flag = 0
    nullified: bool = False


class RawEvent(msgspec.Struct):
    """A play or an administrative row. `reference` is the league's number, `deleted` makes it a stub."""

    id: Id
    reference: str = ""
    sequence: float | None = None
    clock: str | None = None
    event_type: str = ""
    play_type: str = ""
    description: Words = ""
    alt_description: Words = ""
    wall_clock: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted: datetime | bool | None = None
    official: bool | None = None
    scoring_play: bool = False
    home_points: Points | None = None
    away_points: Points | None = None
    period: RawPeriod | None = None
    start_situation: RawSituation | None = None
    end_situation: RawSituation | None = None
    statistics: list[RawStat] | None = None

    @property
    def words(self) -> str:
        """The league's own description, without the numbers on the shirts where the feed has both."""
        return self.alt_description or self.description

    @property
    def stats(self) -> list[RawStat]:
        """The statistics; none while the play is under review."""
        return self.statistics or []


class RawDrive(msgspec.Struct):
    """An entry of a period: a drive with its plays, or one row of its own."""

    type: str = ""
    events: list[msgspec.Raw] = []
