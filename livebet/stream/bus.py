"""The Bus port: what services need of a stream, whatever carries it.

Streams are partitioned by game: all messages of one game lie in one partition, in order. Inbound is the
log that the engine is a function of; outbound is what it says. Both are bounded.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from livebet.domain.messages import Inbound, Published, Refused
from livebet.stream.codec import StreamMessage

Trace = Mapping[str, int]
"""Hop name -> nanoseconds since the epoch at which the message passed it (latency, not game time)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as read from a stream, with its place there."""

    stream: str
    entry_id: str
    message: StreamMessage
    trace: Trace


def partition_of(game_id: UUID, partitions: int) -> int:
    """Which partition holds a game: a pure function of its id."""
    return game_id.int % partitions


class Bus(Protocol):
    """Ordered, bounded, partitioned delivery."""

    partitions: int

    async def tell(self, messages: Sequence[Inbound], trace: Trace) -> None:
        """Append to the inbound log, in order."""
        ...

    async def say(self, *said: tuple[Sequence[Published], Trace]) -> None:
        """Append messages with their traces to the outbound stream, and each game's last offset, at once."""
        ...

    async def last_offsets(self, partition: int) -> dict[UUID, int]:
        """The last offset said of each game of a partition."""
        ...

    async def refuse(self, refused: Sequence[Refused], trace: Trace) -> None:
        """Append to the stream of refused items."""
        ...

    async def tip(self, stream: str) -> str:
        """The id of the newest entry of a stream; "0-0" where there is none."""
        ...

    def read(self, streams: Mapping[str, str]) -> AsyncIterator[list[Entry]]:
        """Batches of entries after the given ids (stream -> id, "0-0" for all), for ever, in order."""
        ...


def inbound(partition: int) -> str:
    """The name of a partition's inbound log."""
    return f"livebet:in:{partition}"


def outbound(partition: int) -> str:
    """The name of a partition's outbound stream."""
    return f"livebet:out:{partition}"


REFUSED = "livebet:refused"
"""The stream of items that could not be placed."""
