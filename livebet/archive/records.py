"""One archived payload, and records as they lie in a file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

SUFFIX = ".mpk.zst"
LENGTH_BYTES = 4
RECORD_AT_MOST = 128 * 1024 * 1024
"""A longer one is no record: the file is torn or none of ours."""
_FEED = re.compile(r"[a-z0-9_]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A payload as it came. `target` is what was read, without secrets; `session` whose payloads it is of."""

    feed: str
    target: str
    session: str
    received_at: datetime
    payload: bytes = field(repr=False)


_decoder = msgspec.msgpack.Decoder(Archived)
_encoder = msgspec.msgpack.Encoder()


def packed(record: Archived) -> bytes:
    """A record with its length before it."""
    body = _encoder.encode(record)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def unpacked(pieces: Iterable[bytes]) -> Iterator[Archived]:
    """The whole records of a file's pieces; it ends where the rest is torn or is no record."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= LENGTH_BYTES:
            end = LENGTH_BYTES + int.from_bytes(held[:LENGTH_BYTES], "big")
            if end > RECORD_AT_MOST:
                return
            if len(held) < end:
                break
            try:
                yield _decoder.decode(held[LENGTH_BYTES:end])
            except msgspec.MsgspecError:
                return
            del held[:end]


def root(home: Path) -> Path:
    """Where the archive of a home lies."""
    return home / "archive" / "raw"


def folder(under: Path, feed: str, at: datetime) -> Path:
    """The folder of a feed's day (UTC).

    Raises:
        ValueError: that is no feed's name.
    """
    if not _FEED.fullmatch(feed):
        raise ValueError(f"no feed is called {feed!r}")
    return under / feed / f"{at.astimezone(UTC):%Y-%m-%d}"


def hour_of(at: datetime) -> str:
    """The hour of an instant (UTC), as files are named by it."""
    return f"{at.astimezone(UTC):%H}"
