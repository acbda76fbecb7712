"""Keeps the inbound log and what was said beyond what Redis holds: part of the record process.

Streams are bounded; the journal is not, but by days. It is written in order, one reader for all streams, and
what cannot be written waits in Redis, so memory stays bounded whatever the disk does.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import stamina
import structlog
from prometheus_client import Counter
from redis.exceptions import RedisError

from livebet.archive.journal import Journaled, JournalFile, last_place
from livebet.archive.retention import prune
from livebet.domain.clock import Clock
from livebet.services.logs import fault
from livebet.stream.bus import Bus, Entry, inbound, outbound
from livebet.stream.codec import encode

JOURNALED = Counter("livebet_journaled_total", "Entries written to the journal", ["stream"])
JOURNALED_BYTES = Counter("livebet_journal_bytes_total", "Bytes written to the journal, compressed")

TROUBLE = (OSError, RedisError)
"""Of the disk or of Redis: it passes, or a person sees to it; what is in the streams waits."""
_LONGEST_WAIT_S = 5.0

log = structlog.get_logger()


def journal_name(stream: str) -> str:
    """A stream's name as a file's: livebet:in:0 is in-0."""
    return "-".join(stream.split(":")[1:])


def journaled(entry: Entry) -> Journaled:
    """An entry as it is kept."""
    kind, body = encode(entry.message)
    return Journaled(entry.entry_id, kind, body, dict(entry.trace))


class Journalist:
    """Copies the inbound log and the outbound streams of one bus into files."""

    def __init__(self, bus: Bus, under: Path, clock: Clock, keep_days: int) -> None:
        """Write under a folder; days before the last `keep_days` are deleted as days go by."""
        self._bus = bus
        self._under = under
        self._clock = clock
        self._keep_days = keep_days
        self._pruned: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Write until `stop` is set; what was read by then is written before it returns."""
        while not stop.is_set():
            patiently = stamina.retry_context(
                on=TROUBLE, attempts=None, timeout=None, wait_initial=0.1, wait_max=_LONGEST_WAIT_S
            )
            async for attempt in patiently:
                with attempt:
                    await self._write(stop)

    async def _write(self, stop: asyncio.Event) -> None:
        """Write until stopped. Trouble before anything was written is raised, later trouble ends it."""
        if stop.is_set():
            return
        names = [of(partition) for partition in range(self._bus.partitions) for of in (inbound, outbound)]
        files = {name: JournalFile(self._under, journal_name(name)) for name in names}
        wrote = False
        try:
            async for batch in self._bus.read(await asyncio.to_thread(self._places, names)):
                await asyncio.to_thread(self._append, files, batch)
                wrote = wrote or bool(batch)
                if stop.is_set():
                    return
        except TROUBLE as error:
            if not wrote:
                raise
            log.warning("the journal is interrupted", fault=fault(error))
        finally:
            await asyncio.to_thread(_close, files)

    def _places(self, names: list[str]) -> dict[str, str]:
        """Where to go on in every stream, by what is written."""
        return {name: last_place(self._under, journal_name(name)) for name in names}

    def _append(self, files: Mapping[str, JournalFile], batch: list[Entry]) -> None:
        for name, file in files.items():
            entries = [journaled(entry) for entry in batch if entry.stream == name]
            if entries:
                JOURNALED_BYTES.inc(file.append(entries))
                JOURNALED.labels(name).inc(len(entries))
        self._prune()

    def _prune(self) -> None:
        """Delete old days, once a day."""
        now = self._clock.now()
        if self._pruned is not None and self._pruned.date() == now.date():
            return
        self._pruned = now
        prune(self._under.parent, now.date(), self._keep_days)


def _close(files: Mapping[str, JournalFile]) -> None:
    for file in files.values():
        try:
            file.close()
        except OSError as error:
            log.warning("a file of the journal stays without its end", fault=fault(error))
