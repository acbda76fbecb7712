"""DraftKings' three flat lists as typed structs, in JSON with names and in msgpack by position."""

from datetime import datetime

import msgspec


class Participant(msgspec.Struct):
    """A team; `role` is Home or Away."""

    name: str
    role: str = msgspec.field(name="venueRole", default="")


class EventMetadata(msgspec.Struct):
    """The one league id that frames tell."""

    league: str = msgspec.field(name="masterLeagueId", default="")


class Event(msgspec.Struct):
    """A game; snapshots tell its league, frames the master league."""

    id: str
    participants: list[Participant] = []
    start: datetime | None = msgspec.field(name="startEventDate", default=None)
    status: str = ""
    league: str = msgspec.field(name="leagueId", default="")
    metadata: EventMetadata = msgspec.field(default_factory=EventMetadata)


class MarketType(msgspec.Struct):
    """What a market asks."""

    name: str = ""


class Market(msgspec.Struct):
    """A market of an event; a change of it leaves out what stays."""

    id: str
    event: str = msgspec.field(name="eventId", default="")
    name: str = ""
    type: MarketType | None = msgspec.field(name="marketType", default=None)
    suspended: bool | None = msgspec.field(name="isSuspended", default=None)


class Odds(msgspec.Struct):
    """A price as shown: American, with U+2212 for minus."""

    american: str


class Selection(msgspec.Struct):
    """A selection of a market at a line; the line is part of its id."""

    id: str
    label: str
    odds: Odds | None = msgspec.field(name="displayOdds", default=None)
    decimal: float | None = msgspec.field(name="trueOdds", default=None)
    points: float | None = None
    market: str = msgspec.field(name="marketId", default="")
    outcome: str = msgspec.field(name="outcomeType", default="")
    tags: list[str] = []


class League(msgspec.Struct):
    """A league's name."""

    id: str
    name: str = ""


class Lists(msgspec.Struct):
    """The flat lists; items stay raw, so that a bad one is refused alone."""

    events: list[msgspec.Raw] = []
    markets: list[msgspec.Raw] = []
    selections: list[msgspec.Raw] = []
    leagues: list[msgspec.Raw] = []


class Removed(msgspec.Struct):
    """Ids of what is gone."""

    events: list[str] = []
    markets: list[str] = []
    selections: list[str] = []


class Delta(msgspec.Struct):
    """What a frame adds, changes and removes."""

    add: Lists = msgspec.field(default_factory=Lists)
    change: Lists = msgspec.field(default_factory=Lists)
    remove: Removed = msgspec.field(default_factory=Removed)


class Metadata(msgspec.Struct):
    """When the change was published."""

    published: datetime | None = msgspec.field(name="publishedTime", default=None)


class FrameData(msgspec.Struct):
    """A frame's content."""

    data: Delta
    metadata: Metadata = msgspec.field(default_factory=Metadata)


class Frame(msgspec.Struct):
    """A frame of the socket; `data` is an empty string where it only says that we are subscribed."""

    event: str
    data: msgspec.Raw = msgspec.Raw(b"")
    published: datetime | None = msgspec.field(name="websocketPublishTimestamp", default=None)


class Captured(msgspec.Struct):
    """One frame of a capture."""

    direction: str = msgspec.field(name="dir", default="receive")
    packed: bytes = msgspec.field(name="raw_b64", default=b"")


class Capture(msgspec.Struct):
    """Frames of a socket as a tool kept them, msgpack in base64."""

    frames: list[Captured]


class PackedParticipant(msgspec.Struct, array_like=True):
    """A team by position."""

    id: str
    name: str
    role: str


class PackedEvent(msgspec.Struct, array_like=True):
    """A game by position; what follows is passed over."""

    id: str
    start: datetime
    participants: list[PackedParticipant]
    status: str
    clock: msgspec.Raw
    scorecard: msgspec.Raw
    tags: list[str]
    metadata: EventMetadata


class PackedSelection(msgspec.Struct, array_like=True):
    """A selection by position."""

    id: str
    label: str
    odds: list[str]
    decimal: float | None
    points: float | None
    sort: int
    tags: list[str]


class PackedFrame(msgspec.Struct, array_like=True):
    """A frame by position: id, what it is, content, something unknown, when it was published."""

    id: str
    event: str
    data: msgspec.Raw
    unknown: msgspec.Raw
    published: tuple[datetime, int] | None = None


class PackedData(msgspec.Struct, array_like=True):
    """Content by position: (added, removed, changed), each a list a kind; unknown; metadata."""

    delta: tuple[list[list[msgspec.Raw]], list[list[str]], list[list[msgspec.Raw]]]
    unknown: msgspec.Raw
    metadata: Metadata
