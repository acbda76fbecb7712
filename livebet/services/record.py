"""The record process: outbound and refused streams into PostgreSQL (`python -m livebet.services.record`).

Beside it the journal is written: all that came in and was said, in files, beyond what Redis holds.

Rows and the place up to which the streams were read are written in one transaction, so everything is stored
once: after a crash, or when PostgreSQL or Redis went away, it goes on from the place that is stored.
"""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, cast

import asyncpg
import stamina
import structlog
import uvloop
from prometheus_client import Counter, Gauge, Histogram, start_http_server
from redis.exceptions import RedisError

from livebet.archive.journal import journal_root
from livebet.domain.clock import SystemClock, stamp_ns
from livebet.domain.messages import Published, Refused
from livebet.services.journal import Journalist
from livebet.services.logs import configure_logs, fault
from livebet.services.stopping import on_stop
from livebet.settings import Settings, settings
from livebet.storage.writer import Writer, Written
from livebet.stream.bus import REFUSED, Bus, Entry, outbound
from livebet.stream.connect import open_bus

RECORDED = Counter("livebet_recorded_total", "Messages stored, repeats among them", ["kind"])
NOT_STORED = Counter("livebet_recorded_refused_total", "Items stored as refused", ["reason"])
LAG = Gauge("livebet_record_lag_seconds", "Age of the newest message of the last batch as it was stored")
BATCH_SECONDS = Histogram("livebet_record_batch_seconds", "Time to store a batch")

TROUBLE = (OSError, RedisError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""Of a server, not of a message: it passes, or a person sees to it; what is in the stream waits."""
METRICS_STEP = 1
"""Behind decide, counted from LIVEBET_METRICS_PORT."""
_MOST_REASONS = 50
_LONGEST_WAIT_S = 5.0

Stopped = asyncio.Future[Literal[True]]
"""Done when the process was told to stop."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """A batch is stored when it is so large or its first message has waited so long."""

    messages: int = 1_000
    wait_s: float = 0.2


class Recorder:
    """Copies the streams of one bus into one database."""

    def __init__(self, bus: Bus, writer: Writer, limits: Limits | None = None) -> None:
        """Take the bus, the writer and the batch's limits."""
        self._bus = bus
        self._writer = writer
        self._limits = limits or Limits()
        self._reasons: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Record until `stop` is set; what was read by then is stored before it returns."""
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                patiently = stamina.retry_context(
                    on=TROUBLE, attempts=None, timeout=None, wait_initial=0.1, wait_max=_LONGEST_WAIT_S
                )
                async for attempt in patiently:
                    with attempt:
                        await self._record(stopped)
        finally:
            stopped.cancel()

    async def _record(self, stopped: Stopped) -> None:
        """Record until stopped. Trouble before anything was stored is raised, later trouble ends it."""
        if stopped.done():
            return
        stored = False
        try:
            async with aclosing(self._batches(await self._places(), stopped)) as batches:
                async for batch in batches:
                    await self._store(batch)
                    stored = True
        except TROUBLE as error:
            if not stored:
                raise
            log.warning("recording is interrupted", fault=fault(error))

    async def _places(self) -> dict[str, str]:
        """Where to go on in every stream."""
        stored = await self._writer.positions()
        streams = [*map(outbound, range(self._bus.partitions)), REFUSED]
        return {stream: stored.get(stream, "0-0") for stream in streams}

    async def _batches(self, places: dict[str, str], stopped: Stopped) -> AsyncGenerator[list[Entry], None]:
        """Entries by size and time; while one batch is stored, the next is read (one read ahead)."""
        loop, reads = asyncio.get_running_loop(), aiter(self._bus.read(places))
        coming = asyncio.ensure_future(anext(reads))
        batch: list[Entry] = []
        due = math.inf
        try:
            while not stopped.done():
                awaited: set[asyncio.Future[Any]] = {coming, stopped}
                wait_s = None if due == math.inf else max(0.0, due - loop.time())
                await asyncio.wait(awaited, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
                if coming.done():
                    batch += coming.result()
                    coming = asyncio.ensure_future(anext(reads))
                if batch:
                    due = min(due, loop.time() + self._limits.wait_s)
                if len(batch) >= self._limits.messages or loop.time() >= due:
                    yield batch
                    batch, due = [], math.inf
            if batch:
                yield batch
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)

    async def _store(self, batch: list[Entry]) -> None:
        messages = [cast("Published | Refused", entry.message) for entry in batch]
        places = {entry.stream: entry.entry_id for entry in batch}
        with BATCH_SECONDS.time():
            written = await self._writer.write(messages, places)
        self._count(written)
        passed = max(batch[-1].trace.values(), default=None)
        if passed is not None:
            LAG.set((stamp_ns() - passed) / 1e9)

    def _count(self, written: Written) -> None:
        for kind, number in written.stored.items():
            RECORDED.labels(kind).inc(number)
        for item in written.refused:
            if len(self._reasons) < _MOST_REASONS:
                self._reasons.add(item.reason)
            NOT_STORED.labels(item.reason if item.reason in self._reasons else "other").inc()


async def record(of: Settings) -> None:
    """Record until the process is told to stop."""
    if of.database_url is None:
        raise SystemExit("no database: set LIVEBET_DATABASE_URL, or let `livebet up` start one")
    stop = asyncio.Event()
    on_stop(stop.set)
    address = of.database_url.get_secret_value()
    async with asyncpg.create_pool(address, min_size=0, max_size=2, command_timeout=60) as pool:
        journalist = Journalist(open_bus(of), journal_root(of.home), SystemClock(), of.archive_days)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Recorder(open_bus(of), Writer(pool)).run(stop))
            tasks.create_task(journalist.run(stop))


def main() -> None:
    """Run the process; a signal ends it with status 0 once everything read is stored."""
    of = settings()
    configure_logs()
    start_http_server(of.metrics_port + METRICS_STEP, addr="127.0.0.1")
    uvloop.run(record(of))


if __name__ == "__main__":
    main()
