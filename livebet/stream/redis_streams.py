"""The Bus over Redis Streams."""

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import msgspec
from redis.asyncio import Redis
from redis.typing import EncodableT, FieldT, KeyT, StreamIdT

from livebet.domain.messages import Inbound, Published, Refused
from livebet.stream.bus import REFUSED, Entry, Trace, inbound, outbound, partition_of
from livebet.stream.codec import StreamMessage, decode, encode

_trace_decoder = msgspec.msgpack.Decoder(dict[str, int])
_READ_AT_MOST = 512
_BLOCK_MS = 1000
_PAYLOAD_AT_MOST = 4_000
_LAST_MS = 253_402_300_799_000
"""The last millisecond that a datetime holds; an entry's id may name a later one."""


def _fields(message: StreamMessage, trace: Trace) -> dict[FieldT, EncodableT]:
    kind, body = encode(message)
    return {"k": kind, "b": body, "t": msgspec.msgpack.encode(dict(trace))}


def _entry(stream: bytes, entry_id: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    """An entry as it reads; one that nobody can read comes as refused, so that what follows is read."""
    message: StreamMessage
    try:
        message = decode(fields[b"k"].decode(), fields[b"b"])
        trace = _trace_decoder.decode(fields[b"t"])
    except (LookupError, ValueError, msgspec.MsgspecError) as error:
        message, trace = _unreadable(stream, entry_id, fields, error), {}
    return Entry(stream.decode(), entry_id.decode(), message, trace)


def _unreadable(stream: bytes, entry_id: bytes, fields: Mapping[bytes, bytes], error: Exception) -> Refused:
    milliseconds = min(int(entry_id.split(b"-")[0]), _LAST_MS)
    return Refused(
        feed="stream",
        reason=f"unreadable message: {type(error).__name__}",
        payload=repr(dict(fields))[:_PAYLOAD_AT_MOST],
        native_id=f"{stream.decode()} {entry_id.decode()}",
        observed_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
    )


class RedisBus:
    """Streams `livebet:in:<p>` and `livebet:out:<p>`, each trimmed to about `bound` entries."""

    def __init__(self, client: Redis, partitions: int, bound: int) -> None:
        """Wrap a client made with `decode_responses=False`."""
        self.partitions = partitions
        self._client = client
        self._bound = bound

    async def tell(self, messages: Sequence[Inbound], trace: Trace) -> None:
        """Append to the inbound log, in order."""
        async with self._client.pipeline(transaction=False) as pipe:
            for message in messages:
                stream = inbound(partition_of(message.game_id, self.partitions))
                pipe.xadd(stream, _fields(message, trace), maxlen=self._bound, approximate=True)
            await pipe.execute()

    async def tell_and_mark(
        self, messages: Sequence[Inbound], trace: Trace, key: str, mark: Mapping[str, str]
    ) -> None:
        """Append to the inbound log and set fields of the hash `key`, in one transaction.

        Who tells a recording marks how far it is: what is marked was told, and what was told is marked.
        """
        async with self._client.pipeline(transaction=True) as pipe:
            for message in messages:
                stream = inbound(partition_of(message.game_id, self.partitions))
                pipe.xadd(stream, _fields(message, trace), maxlen=self._bound, approximate=True)
            pipe.hset(key, mapping=dict(mark))
            await pipe.execute()

    async def say(self, *said: tuple[Sequence[Published], Trace]) -> None:
        """Append messages with their traces to the outbound stream, and each game's last offset, at once."""
        async with self._client.pipeline(transaction=True) as pipe:
            for message, trace in ((message, trace) for messages, trace in said for message in messages):
                stream = outbound(partition_of(message.game_id, self.partitions))
                pipe.xadd(stream, _fields(message, trace), maxlen=self._bound, approximate=True)
                pipe.hset(f"{stream}:offsets", str(message.game_id), str(message.offset))
            await pipe.execute()

    async def last_offsets(self, partition: int) -> dict[UUID, int]:
        """The last offset said of each game of a partition."""
        asked = self._client.hgetall(f"{outbound(partition)}:offsets")
        found = await cast("Awaitable[dict[bytes, bytes]]", asked)
        return {UUID(game.decode()): int(offset) for game, offset in found.items()}

    async def refuse(self, refused: Sequence[Refused], trace: Trace) -> None:
        """Append to the stream of refused items."""
        async with self._client.pipeline(transaction=False) as pipe:
            for item in refused:
                pipe.xadd(REFUSED, _fields(item, trace), maxlen=self._bound, approximate=True)
            await pipe.execute()

    async def tip(self, stream: str) -> str:
        """The id of the newest entry of a stream; "0-0" where there is none."""
        newest = await self._client.xrevrange(stream, count=1)
        return newest[0][0].decode() if newest else "0-0"

    async def read(self, streams: Mapping[str, str]) -> AsyncIterator[list[Entry]]:
        """Batches of entries after the given ids, for ever, in order within each stream."""
        after: dict[KeyT, StreamIdT] = dict(streams.items())
        while True:
            answer = await self._client.xread(after, count=_READ_AT_MOST, block=_BLOCK_MS)
            batch: list[Entry] = []
            for stream, entries in answer:
                batch += [_entry(stream, entry_id, fields) for entry_id, fields in entries]
                after[stream.decode()] = entries[-1][0]
            yield batch
