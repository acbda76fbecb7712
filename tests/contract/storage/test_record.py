"""The record process between a real Redis and a real PostgreSQL."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from livebet.domain.messages import GameListed
from livebet.embedded import postgres, redis, server
from livebet.services.record import Limits, Recorder
from livebet.settings import environment
from livebet.storage import migrate
from livebet.storage.writer import Writer, Written
from livebet.stream.codec import encode
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

PARTITIONS = 2
SOON_S = 30.0


class WatchedWriter(Writer):
    """Wakes whoever waits each time that a batch is stored."""

    def __init__(self, pool: Any) -> None:
        super().__init__(pool)
        self.stored: list[str] = []
        self._woken = asyncio.Condition()

    async def write(self, messages: Sequence[Any], positions: Mapping[str, str] | None = None) -> Written:
        written = await super().write(messages, positions)
        async with self._woken:
            self.stored += [type(message).__name__ for message in messages]
            self._woken.notify_all()
        return written

    async def has_stored(self, messages: int) -> None:
        async with asyncio.timeout(SOON_S), self._woken:
            await self._woken.wait_for(lambda: len(self.stored) >= messages)


@asynccontextmanager
async def recording(bus: RedisBus, pool: Any, limits: Limits | None = None) -> AsyncIterator[WatchedWriter]:
    """A recorder at work, stopped in order at the end."""
    writer, stop = WatchedWriter(pool), asyncio.Event()
    task = asyncio.create_task(Recorder(bus, writer, limits or Limits(wait_s=0.01)).run(stop))
    try:
        yield writer
    finally:
        stop.set()
        async with asyncio.timeout(SOON_S):
            await task


def bus_of(client: Redis) -> RedisBus:
    return RedisBus(client, PARTITIONS, 100_000)


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[RedisBus]:
    async with redis_client(redis_url) as client:
        yield bus_of(client)


async def say_everything(bus: RedisBus, teller: Any) -> int:
    *published, refused = teller.everything()
    await bus.say((published, {"said": 1}))
    await bus.refuse([refused], {"fed": 1})
    return len(published) + 1


async def counts(pool: Any) -> dict[str, int]:
    tables = ("live_odds_updates", "live_events", "live_predictions", "live_value_bets", "refused_items")
    return {table: await pool.fetchval(f"SELECT count(*) FROM {table}") for table in tables}


ONE_OF_EACH = {
    "live_odds_updates": 1,
    "live_events": 1,
    "live_predictions": 1,
    "live_value_bets": 1,
    "refused_items": 1,
}


async def test_all_that_is_said_and_refused_is_stored_with_its_place(
    bus: RedisBus, pool: Any, teller: Any, other: Any
) -> None:
    said = await say_everything(bus, teller) + await say_everything(bus, other)
    async with recording(bus, pool) as writer:
        await writer.has_stored(said)
    assert await counts(pool) == dict.fromkeys(ONE_OF_EACH, 2) | {"refused_items": 1}
    places = await Writer(pool).positions()
    assert places == {stream: await bus.tip(stream) for stream in places}
    assert "livebet:refused" in places


async def test_a_recorder_that_is_started_anew_goes_on_where_the_last_one_stopped(
    bus: RedisBus, pool: Any, teller: Any
) -> None:
    said = await say_everything(bus, teller)
    async with recording(bus, pool) as writer:
        await writer.has_stored(said)
    await bus.say(([teller.odds(50)], {}))
    async with recording(bus, pool) as writer:
        await writer.has_stored(1)
        assert writer.stored == ["OddsUpdate"]
    assert (await counts(pool))["live_odds_updates"] == 2


async def test_what_was_read_is_stored_before_the_recorder_ends(
    bus: RedisBus, pool: Any, teller: Any
) -> None:
    patient = Limits(messages=1_000_000, wait_s=1_000.0)
    read = asyncio.Event()

    class TellingBus(RedisBus):
        async def read(self, streams: Mapping[str, str]) -> AsyncIterator[Any]:
            async for entries in super().read(streams):
                yield entries
                read.set()

    telling = TellingBus(bus._client, PARTITIONS, 100_000)
    await bus.say(([teller.update(), teller.odds(2)], {}))
    async with recording(telling, pool, patient) as writer:
        async with asyncio.timeout(SOON_S):
            await read.wait()
        assert writer.stored == []
    assert writer.stored == ["GameUpdate", "OddsUpdate"]
    assert (await counts(pool))["live_odds_updates"] == 1


async def test_a_batch_is_stored_as_soon_as_it_is_full(bus: RedisBus, pool: Any, teller: Any) -> None:
    await bus.say(([teller.update(), *(teller.odds(number) for number in range(2, 52))], {}))
    async with recording(bus, pool, Limits(messages=50, wait_s=1_000.0)) as writer:
        await writer.has_stored(51)


async def test_what_does_not_fit_is_counted_by_reason(bus: RedisBus, pool: Any, teller: Any) -> None:
    labels = {"reason": "OddsUpdate: value too long for type character varying(50)"}
    before = REGISTRY.get_sample_value("livebet_recorded_refused_total", labels) or 0.0
    kinds = {"kind": "OddsUpdate"}
    recorded = REGISTRY.get_sample_value("livebet_recorded_total", kinds) or 0.0
    await bus.say(([teller.update(), teller.odds(2, bookmaker="b" * 51), teller.odds(3)], {"said": 1}))
    async with recording(bus, pool) as writer:
        await writer.has_stored(3)
    assert REGISTRY.get_sample_value("livebet_recorded_refused_total", labels) == before + 1
    assert REGISTRY.get_sample_value("livebet_recorded_total", kinds) == recorded + 1


async def test_what_nobody_can_read_is_refused_and_what_follows_is_stored(
    bus: RedisBus, pool: Any, teller: Any
) -> None:
    for fields in ({"k": "Unheard", "b": b"\x80", "t": b"\x80"}, {"k": "Finding", "b": b"\xff"}, {"x": b""}):
        await bus._client.xadd("livebet:out:0", fields)
        await bus._client.xadd("livebet:out:1", fields)
    inbound = GameListed(game=teller.game, observed_at=teller.update().observed_at)
    await bus._client.xadd("livebet:out:1", dict(zip("kb", encode(inbound), strict=True)) | {"t": b"\x80"})
    await bus.say(([teller.update(), teller.odds(2)], {}))
    async with recording(bus, pool) as writer:
        await writer.has_stored(9)
    assert (await counts(pool))["live_odds_updates"] == 1
    reasons = await pool.fetch("SELECT reason, count(*) AS items FROM refused_items GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in reasons] == [
        ("GameListed: no table takes it", 1),
        ("unreadable message: KeyError", 4),
        ("unreadable message: ValidationError", 2),
    ]


async def test_a_postgres_that_is_killed_and_returns_costs_nothing(
    bus: RedisBus, server_home: Path, teller: Any
) -> None:
    home, port, quick = server_home / "mortal", server.free_port(), {"fsync": "off"}
    with postgres.start(home, port, settings=quick) as first:
        migrate.upgrade(first.url)
        pools = asyncpg.create_pool(first.url, min_size=0, max_size=2)
        async with pools as pool, recording(bus, pool) as writer:
            await bus.say(([teller.update(), teller.odds(2)], {}))
            await writer.has_stored(2)
            os.kill(first.pid, signal.SIGKILL)
            await asyncio.to_thread(first.process.wait)
            await bus.say(([teller.odds(3), teller.odds(4)], {}))
            with postgres.start(home, port, settings=quick):
                await writer.has_stored(4)
                ids = [row["id"] for row in await pool.fetch("SELECT id FROM live_odds_updates")]
    postgres.erase(home)
    assert sorted(ids) == sorted(teller.odds(number).message_id for number in (2, 3, 4))


async def test_a_redis_that_is_restarted_costs_nothing(pool: Any, tmp_path: Path, teller: Any) -> None:
    port = server.free_port()
    first = redis.start(tmp_path, port)
    async with redis_client(first.url) as client, recording(bus_of(client), pool) as writer:
        await bus_of(client).say(([teller.update(), teller.odds(2)], {}))
        await writer.has_stored(2)
        first.stop()
        with redis.start(tmp_path, port):
            await bus_of(client).say(([teller.odds(3)], {}))
            await writer.has_stored(3)
    assert await pool.fetchval("SELECT count(*) FROM live_odds_updates") == 2


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(SOON_S):
        while not await true():  # noqa: ASYNC110 - another process cannot set an event of ours
            await asyncio.sleep(0.02)


async def test_the_process_stores_tells_its_metrics_and_ends_in_order_on_sigterm(
    bus: RedisBus, pool: Any, teller: Any, redis_url: str, database_url: str
) -> None:
    told = {
        "LIVEBET_REDIS_URL": redis_url,
        "LIVEBET_DATABASE_URL": database_url,
        "LIVEBET_METRICS_PORT": str(server.free_port() - 1),
        "LIVEBET_PARTITIONS": str(PARTITIONS),
    }
    await say_everything(bus, teller)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "livebet.services.record"), env=environment(told), stderr=subprocess.PIPE
    )
    await until(lambda: pool.fetchval("SELECT outcome FROM live_value_bets"))
    await bus.say(([teller.odds(50)], {}))
    await until(lambda: pool.fetchval("SELECT count(*) = 2 FROM live_odds_updates"))
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), SOON_S)
    assert (process.returncode, errors.decode()) == (0, "")
    assert await counts(pool) == ONE_OF_EACH | {"live_odds_updates": 2}
