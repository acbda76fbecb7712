"""The shapes of baseball's plays, and where in the game one is."""

from datetime import datetime
from typing import Annotated

import msgspec

from livebet.domain.plays import Diamond
from livebet.feeds.sportradar.payload import Id, Period, Words

Base = Annotated[int, msgspec.Meta(ge=0, le=4)]
"""0: the plate as the batter's, or out; 4: home, a run."""

Small = Annotated[int, msgspec.Meta(ge=0, le=99)]


class RawPerson(msgspec.Struct):
    """A player by the parts of his name."""

    id: str = ""
    preferred_name: str = ""
    first_name: str = ""
    last_name: str = ""

    @property
    def name(self) -> str:
        """As he is called."""
        return f"{self.preferred_name or self.first_name} {self.last_name}".strip()


class RawRunner(msgspec.Struct):
    """A runner, the batter included once he reaches: from base to base, how, and whether he is out."""

    starting_base: Base = 0
    ending_base: Base = 0
    outcome_id: str = ""
    out: bool = False
    description: Words = ""
    last_name: str = ""


class RawCount(msgspec.Struct):
    """Balls, strikes and outs after the pitch, and the number of pitches to this batter."""

    balls: Small = 0
    strikes: Small = 0
    outs: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0
    pitch_count: Small = 0


class RawFlags(msgspec.Struct):
    """What a pitch came to."""

    is_ab_over: bool = False
    is_wild_pitch: bool = False
    is_passed_ball: bool = False
    is_double_play: bool = False


class RawEvent(msgspec.Struct):
    """A pitch, a steal, a line-up change, the start of a half-inning or of a plate appearance."""

    id: Id
    type: str = ""
    inning: Period | None = None
    inning_half: str = ""
    sequence_number: int | None = None
    sequence: int | None = None
    outcome_id: str = ""
    status: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted: datetime | None = None
    description: Words = ""
    flags: RawFlags = msgspec.field(default_factory=RawFlags)
    count: RawCount | None = None
    hitter: RawPerson | None = None
    pitcher: RawPerson | None = None
    runners: list[RawRunner] = []
    position: int | None = None
    team_id: str = ""
    preferred_name: str = ""
    first_name: str = ""
    last_name: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where in the game an event is, and what the half-inning was like before it, if that is known."""

    inning: int
    half: str
    sequence: int
    batter: str = ""
    pitcher: str = ""
    known: Diamond | None = None
