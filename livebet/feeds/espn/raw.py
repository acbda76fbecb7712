"""The shapes of ESPN's answers, in its own words. Lists stay raw, so that a bad item is refused alone."""

import re
from typing import Annotated

import msgspec

Points = Annotated[int, msgspec.Meta(ge=0, le=400)]
Period = Annotated[int, msgspec.Meta(ge=0, le=40)]
Words = Annotated[str, msgspec.Meta(max_length=4000)]
Small = Annotated[int, msgspec.Meta(ge=-1000, le=1000)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
PlayId = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,30}$")]

_IN_URL = re.compile(r"/(\w+)/(-?\d+)(?=[/?]|$)")


class RawTeamRef(msgspec.Struct, rename={"ref": "$ref"}):
    """A team by its id or by its address, which ends in the id."""

    id: str = ""
    ref: str = ""

    @property
    def key(self) -> str:
        """The team's id; empty where neither tells."""
        return self.id or in_url(self.ref, "teams")


class RawPeriod(msgspec.Struct):
    """Quarter or inning; `type` is Top, Mid, Bottom or End in baseball."""

    number: Period
    type: str = ""


class RawClock(msgspec.Struct, rename="camel"):
    """What is left of the period as shown: `12:00`, or `26.1` in a last minute of basketball."""

    display_value: str = ""


class RawType(msgspec.Struct):
    """What sort of play, by number and in words."""

    id: str = ""
    text: str = ""


class RawStatusType(msgspec.Struct, rename="camel"):
    """How far a game is: `state` is pre, in or post."""

    state: str
    name: str = ""
    completed: bool = False
    short_detail: str = ""


class RawStatus(msgspec.Struct, rename="camel"):
    """How far a game is, with what is shown of its clock (always 0:00 in baseball)."""

    type: RawStatusType
    period: Period = 0
    display_clock: str | None = None


class RawTeam(msgspec.Struct, rename="camel"):
    """A team as ESPN spells it."""

    id: str = ""
    abbreviation: str = ""
    display_name: str = ""

    @property
    def spelt(self) -> str:
        """Its abbreviation, or its name where it has none."""
        return self.abbreviation or self.display_name


class RawCompetitor(msgspec.Struct, rename="camel"):
    """A side of a game; the score is told as text, or not at all."""

    home_away: str
    team: RawTeam
    id: str = ""
    score: str | None = None


class RawVenue(msgspec.Struct, rename="camel"):
    """Where it is played."""

    full_name: str = ""


class RawSeason(msgspec.Struct):
    """Season by its year; `type` 1 preseason, 2 regular, 3 playoffs."""

    year: int | None = None
    type: int | None = None


class RawWeek(msgspec.Struct):
    """Week of a season's part."""

    number: int | None = None


class RawProbability(msgspec.Struct, rename="camel"):
    """A win probability, of both sides and of a tie."""

    home_win_percentage: Share | None = None
    tie_percentage: Share = 0.0


class RawLastPlay(msgspec.Struct):
    """The last play as a scoreboard shows it."""

    id: str = ""
    probability: RawProbability | None = None


class RawPerson(msgspec.Struct, rename="camel"):
    """A player."""

    id: str = ""
    display_name: str = ""


class RawAtBat(msgspec.Struct):
    """Who bats or pitches on a scoreboard."""

    athlete: RawPerson = msgspec.field(default_factory=RawPerson)


class RawSituation(msgspec.Struct, rename="camel"):
    """What is known as the next play begins; `yard_line` counts from the home side's goal line."""

    last_play: RawLastPlay | None = None
    down: int | None = None
    distance: int | None = None
    yard_line: int | None = None
    possession: str | None = None
    balls: Small = 0
    strikes: Small = 0
    outs: Small = 0
    on_first: bool = False
    on_second: bool = False
    on_third: bool = False
    batter: RawAtBat | None = None
    pitcher: RawAtBat | None = None


class RawCompetition(msgspec.Struct):
    """A contest of an event; an evening of boxing has many."""

    competitors: list[msgspec.Raw]
    status: RawStatus | None = None
    date: str = ""
    situation: msgspec.Raw = msgspec.Raw()
    odds: list[msgspec.Raw] | None = None
    venue: RawVenue | None = None


class RawEvent(msgspec.Struct, rename={"short_name": "shortName"}):
    """What a scoreboard lists, and a summary's header."""

    id: str
    competitions: list[msgspec.Raw] = []
    uid: str = ""
    season: RawSeason | None = None
    week: RawWeek | int | None = None
    short_name: str = ""


def there(raw: msgspec.Raw) -> bool:
    """Whether a part that may be left out is there."""
    return bytes(raw) not in (b"", b"null")


def in_url(address: str, name: str) -> str:
    """The number that follows a name in an address (`…/events/401/…`); empty where it is not there."""
    return next((number for word, number in _IN_URL.findall(address) if word == name), "")
