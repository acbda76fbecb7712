"""How live feeds are: what each process that reads them leaves in the Redis hash `livebet:feeds`."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
from redis.asyncio import Redis

FEEDS_KEY = "livebet:feeds"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """One feed as it is.

    `reading` is False once the process that read it has stopped. `circuit` is closed, open or half-open;
    `fault` is the last one, empty while the feed is well; `said` is the last that it told of itself.
    `quota_left` counts credits, None where there is no quota. Lags are seconds from the feed's own stamps to
    the receipt, None where it has none.
    """

    feed: str
    reading: bool = True
    circuit: str = "closed"
    faults: int = 0
    fault: str = ""
    try_at: datetime | None = None
    said: str = ""
    quota_left: int | None = None
    heard_at: datetime | None = None
    payload_at: datetime | None = None
    payloads: int = 0
    items: int = 0
    refused: int = 0
    lag_p50: float | None = None
    lag_p95: float | None = None
    updated_at: datetime


class FeedStates:
    """Reads and writes them."""

    def __init__(self, client: Redis) -> None:
        """Wrap a client made with `decode_responses=False`."""
        self._client = client

    async def read(self) -> list[FeedState]:
        """All feeds of the process that reads, or read last, by name. What cannot be read is passed over."""
        asked = cast("Awaitable[dict[bytes, bytes]]", self._client.hgetall(FEEDS_KEY))
        found = [_read(body) for body in (await asked).values()]
        return sorted((state for state in found if state is not None), key=lambda state: state.feed)

    async def begin(self, states: Sequence[FeedState]) -> None:
        """Put these feeds in place of those of the run before."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.delete(FEEDS_KEY)
            pipe.hset(FEEDS_KEY, mapping=_mapping(states))
            await pipe.execute()

    async def write(self, states: Sequence[FeedState]) -> None:
        """Write down how these feeds are now."""
        await cast("Awaitable[int]", self._client.hset(FEEDS_KEY, mapping=_mapping(states)))


def _mapping(states: Sequence[FeedState]) -> dict[Any, Any]:
    return {state.feed: msgspec.json.encode(state) for state in states}


def _read(body: bytes) -> FeedState | None:
    try:
        return msgspec.json.decode(body, type=FeedState)
    except msgspec.MsgspecError:
        return None


def credits_left(states: Sequence[FeedState], now: datetime) -> Mapping[str, int]:
    """What feeds had left when they were read last, where that was in this month."""
    month = (now.year, now.month)
    return {
        state.feed: state.quota_left
        for state in states
        if state.quota_left is not None and (state.updated_at.year, state.updated_at.month) == month
    }
