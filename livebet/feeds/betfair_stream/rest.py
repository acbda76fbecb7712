"""Answers of the exchange's other services, as they lie beside recordings: known by their keys.

The stream tells no names, so a catalogue's are remembered for the markets that come; the rest is named only.
"""

from collections.abc import Set

import msgspec

from livebet.feeds.betfair_stream.meaning import Names

LOGIN = "an answer about a log-in"
"""What may hold a session token: its text is never kept."""
CATALOGUE = "marketCatalogue"
"""The operation under which recorders keep a market's catalogue entry."""

_KNOWN = (
    ({"loginStatus"}, LOGIN),
    ({"token", "product"}, LOGIN),
    ({"marketId", "status"}, "a market book of the betting service"),
    ({"bspMarket", "runners"}, "a market definition by itself"),
    ({"eventId", "score"}, "a score of the in-play service"),
    ({"eventId", "updateContext"}, "a score of the in-play service"),
    ({"eventId", "incidents"}, "incidents of the in-play service"),
    ({"eventId", "eventStatus"}, "an event of the in-play service"),
)
"""Keys that an answer must have, and what it then is."""


class CatalogueRunner(msgspec.Struct):
    """A runner's name."""

    id: int = msgspec.field(name="selectionId")
    name: str = msgspec.field(name="runnerName")


class CatalogueEvent(msgspec.Struct):
    """The event of a market."""

    name: str = ""


class CatalogueMarket(msgspec.Struct):
    """A market's names."""

    market_id: str = msgspec.field(name="marketId")
    market_name: str = msgspec.field(name="marketName")
    runners: list[CatalogueRunner] = []
    event: CatalogueEvent = msgspec.field(default_factory=CatalogueEvent)


class Answer(msgspec.Struct):
    """JSON-RPC's envelope."""

    jsonrpc: str
    result: list[msgspec.Raw] = []


_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANSWER = msgspec.json.Decoder(Answer)
_CATALOGUE = msgspec.json.Decoder(CatalogueMarket)
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)


def told(raw: bytes) -> dict[str, Names] | str | None:
    """Names by market id of a catalogue, else what the answer is, None where that is unknown."""
    try:
        keys = _KEYS.decode(raw).keys()
        if "jsonrpc" not in keys:
            return _one(raw, keys)
        found = [_one(bytes(one), _KEYS.decode(one).keys()) for one in _ANSWER.decode(raw).result]
    except _BROKEN:
        return None
    names = {market_id: one for part in found if isinstance(part, dict) for market_id, one in part.items()}
    said = next((part for part in found if isinstance(part, str)), "an answer of the betting service")
    return names or said


def _one(raw: bytes, keys: Set[str]) -> dict[str, Names] | str | None:
    if {"marketId", "marketName"} <= keys:
        market = _CATALOGUE.decode(raw)
        runners = {runner.id: runner.name for runner in market.runners}
        return {market.market_id: Names(market.event.name, runners)}
    return next((what for wanted, what in _KNOWN if wanted <= keys), None)
