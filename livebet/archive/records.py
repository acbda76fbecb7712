"""One archived payload, as it lies in a file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

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
    """A record as the body that is written."""
    return _encoder.encode(record)


def unpacked(found: Iterable[bytes]) -> Iterator[Archived]:
    """The records of bodies; it ends where one is no record."""
    for body in found:
        try:
            yield _decoder.decode(body)
        except msgspec.MsgspecError:
            return


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
