"""The Exchange Stream's lines as typed structs; fields that nothing here reads are passed over.

Field names are the exchange's: `atb`/`atl` available to back/lay by price, `batb`/`batl` the best of them by
position, `bdatb`/`bdatl` the same with cross-matched bets, `trd` traded by price, `ltp` last price traded,
`tv` traded volume, `hc` handicap, `rc` runner changes, `mc` market changes, `con` conflated, `img` image.
"""

from datetime import datetime
from typing import Annotated

import msgspec

Millis = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]
"""Milliseconds since 1970, UTC, up to the last year that a datetime holds."""
Size = tuple[float, float]
"""Price, and the money at it."""
Level = tuple[int, float, float]
"""Position from the best on, price, and the money at it."""


class RunnerChange(msgspec.Struct, gc=False):
    """What changed of a runner; a size of 0 removes a price, or a position."""

    id: int | str
    hc: float | None = None
    atb: list[Size] | None = None
    atl: list[Size] | None = None
    batb: list[Level] | None = None
    batl: list[Level] | None = None
    bdatb: list[Level] | None = None
    bdatl: list[Level] | None = None
    trd: list[Size] | None = None
    ltp: float | None = None
    tv: float | None = None


class RunnerDefinition(msgspec.Struct, gc=False):
    """A runner of a market; `name` is told in historical files only."""

    id: int | str
    status: str = "ACTIVE"
    hc: float | None = None
    name: str = ""


class KeyLine(msgspec.Struct, gc=False):
    """A runner at the handicap that the exchange shows first."""

    id: int
    hc: float


class KeyLines(msgspec.Struct, gc=False):
    """The lines shown first, of both sides."""

    kl: list[KeyLine] = []


class MarketDefinition(msgspec.Struct, gc=False):
    """What a market asks and how it stands, always told whole; names in historical files only."""

    status: str
    runners: list[RunnerDefinition]
    event_id: str = msgspec.field(name="eventId", default="")
    event_type: str = msgspec.field(name="eventTypeId", default="")
    event_name: str = msgspec.field(name="eventName", default="")
    market_type: str = msgspec.field(name="marketType", default="")
    betting_type: str = msgspec.field(name="bettingType", default="ODDS")
    market_time: datetime | None = msgspec.field(name="marketTime", default=None)
    in_play: bool = msgspec.field(name="inPlay", default=False)
    bet_delay: int = msgspec.field(name="betDelay", default=0)
    key_lines: KeyLines | None = msgspec.field(name="keyLineDefinition", default=None)


class MarketChange(msgspec.Struct, gc=False):
    """What changed of a market; with `img` it replaces all that was known of it."""

    id: str
    rc: list[RunnerChange] | None = None
    definition: MarketDefinition | None = msgspec.field(name="marketDefinition", default=None)
    img: bool = False
    con: bool = False


class Line(msgspec.Struct, gc=False):
    """One message of the stream, of any operation."""

    op: str
    pt: Millis | None = None
    ct: str = ""
    segment: str = msgspec.field(name="segmentType", default="")
    status: int | None = None
    mc: list[MarketChange] | None = None
    connection_id: str = msgspec.field(name="connectionId", default="")
    status_code: str = msgspec.field(name="statusCode", default="")
    error_code: str | None = msgspec.field(name="errorCode", default=None)
    error_message: str | None = msgspec.field(name="errorMessage", default=None)
    closed: bool = msgspec.field(name="connectionClosed", default=False)


class SpoiledLine(msgspec.Struct):
    """A message whose markets are read one by one, because not all of them can be."""

    op: str
    pt: Millis | None = None
    ct: str = ""
    segment: str = msgspec.field(name="segmentType", default="")
    status: int | None = None
    mc: list[msgspec.Raw] = []


LINE = msgspec.json.Decoder(Line)
SPOILED_LINE = msgspec.json.Decoder(SpoiledLine)
MARKET_CHANGE = msgspec.json.Decoder(MarketChange)
