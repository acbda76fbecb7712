"""A feed of our own words: items and messages as bytes, read back one by one, for feeds that push.

JSON: a list of pairs, the name of a type and its fields. A pair that does not fit its type is refused alone.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, get_args

import msgspec

from livebet.domain.messages import Inbound, Refused
from livebet.domain.prices import Price
from livebet.feeds.feed import Session
from livebet.feeds.items import Item
from livebet.feeds.refusals import refused

Thing = Item | Inbound
TYPES: dict[str, type] = {kind.__name__: kind for kind in (*get_args(Item), *get_args(Inbound))}

_PAIRS = msgspec.json.Decoder(list[tuple[str, msgspec.Raw]])
_FAULTS = (msgspec.MsgspecError, ValueError, KeyError, RecursionError)


def written(things: Iterable[Thing]) -> bytes:
    """The bytes of one payload."""
    return msgspec.json.encode([(type(thing).__name__, thing) for thing in things], enc_hook=float)


def read(feed: str, raw: bytes) -> list[Thing]:
    """What a payload holds; what cannot be read of it comes as refused."""
    try:
        pairs = _PAIRS.decode(raw)
    except _FAULTS as error:
        return [refused(feed, f"file: {error}", raw)]
    return [_one(feed, kind, bytes(body)) for kind, body in pairs]


def _one(feed: str, kind: str, body: bytes) -> Thing:
    try:
        thing: Thing = _decoder(kind).decode(body)
    except _FAULTS as error:
        return refused(feed, f"item: {error}", body)
    if isinstance(thing, Refused):
        return refused(feed, "item: a refusal", body)
    return thing


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(TYPES[kind], dec_hook=_price)


def _price(kind: type, value: object) -> Price:
    if kind is Price and isinstance(value, int | float):
        return Price(value)
    raise ValueError(f"cannot read {kind.__name__} from {value!r}")


def reader(feed: str) -> "Session | Any":
    """A session of such a feed."""

    def session(raw: bytes) -> Sequence[Thing]:
        return read(feed, raw)

    return session
