"""Messages to bytes and back, tagged by the name of their type."""

from functools import cache
from typing import Any, get_args

import msgspec

from livebet.domain.messages import Inbound, Published, Refused
from livebet.domain.prices import Price

StreamMessage = Inbound | Published | Refused

TYPES: dict[str, type] = {kind.__name__: kind for kind in (*get_args(Inbound), *get_args(Published), Refused)}


def _encode_hook(value: object) -> object:
    if isinstance(value, float):
        return float(value)
    raise TypeError(f"no wire form for {type(value).__name__}")


def _decode_hook(kind: type, value: object) -> object:
    if kind is Price and isinstance(value, (int, float)):
        return Price(value)
    raise TypeError(f"cannot read {kind.__name__} from {value!r}")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_encode_hook)


@cache
def _decoder(kind: str) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(TYPES[kind], dec_hook=_decode_hook)


def encode(message: StreamMessage) -> tuple[str, bytes]:
    """The name of the message's type and its body (msgpack)."""
    return type(message).__name__, _ENCODER.encode(message)


def decode(kind: str, body: bytes) -> StreamMessage:
    """Rebuild a message.

    Raises:
        KeyError: the kind is unknown.
        msgspec.ValidationError: the body does not fit the kind.
    """
    message: StreamMessage = _decoder(kind).decode(body)
    return message
