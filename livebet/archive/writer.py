"""Writes the archive: payloads are taken at once, compressed and written beside what goes on.

A crash loses at most what was not flushed yet, and tears at most the tail of a file; no file is ever written
again by a later process. Where the disk does not take them,
the oldest payloads that wait are given up, counted.
"""

import asyncio
from collections import deque
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from livebet.archive.frames import FrameFile, free
from livebet.archive.records import Archived, folder, hour_of, packed

WAITING_AT_MOST = 64 * 1024 * 1024
"""Bytes of payloads that wait to be written."""


class ArchiveWriter:
    """Takes payloads of all feeds; `flush` writes them, in order for each feed."""

    def __init__(self, under: Path, *, waiting_at_most: int = WAITING_AT_MOST) -> None:
        """Write under a folder, which is made when the first payload comes."""
        self.given_up = 0
        self.under = under
        self._at_most = waiting_at_most
        self._waiting: deque[Archived] = deque()
        self._bytes = 0
        self._files: dict[str, tuple[Path, str, FrameFile]] = {}
        self._writing = asyncio.Lock()

    @property
    def waiting_bytes(self) -> int:
        """Bytes of payloads not written yet."""
        return self._bytes

    def put(self, record: Archived) -> None:
        """Take one payload."""
        self._waiting.append(record)
        self._bytes += len(record.payload)
        while self._bytes > self._at_most and len(self._waiting) > 1:
            self._bytes -= len(self._waiting.popleft().payload)
            self.given_up += 1

    async def flush(self) -> int:
        """Write what waits; how many bytes that took on disk.

        Raises:
            OSError: the disk does not take it; what could not be written is given up.
        """
        async with self._writing:
            records, self._waiting, self._bytes = list(self._waiting), deque(), 0
            return await asyncio.to_thread(self._write, records) if records else 0

    async def close(self) -> None:
        """Write what waits and end every file."""
        try:
            await self.flush()
        finally:
            async with self._writing:
                await asyncio.to_thread(self._close_all)

    def _write(self, records: list[Archived]) -> int:
        written, done = 0, 0
        try:
            for _, of_hour in groupby(sorted(records, key=_feed_of), key=_hour):
                together = list(of_hour)
                written += self._file_of(together[0]).append(map(packed, together))
                done += len(together)
        except OSError:
            self.given_up += len(records) - done
            self._leave_all()
            raise
        return written

    def _file_of(self, record: Archived) -> FrameFile:
        place, hour = folder(self.under, record.feed, record.received_at), hour_of(record.received_at)
        current = self._files.get(record.feed)
        if current is not None and current[:2] == (place, hour):
            return current[2]
        if current is not None:
            del self._files[record.feed]
            current[2].close()
        begun = record.received_at.astimezone(UTC).strftime("%M%S%f")
        file = FrameFile(free(place, f"{hour}.{begun}"))
        self._files[record.feed] = (place, hour, file)
        return file

    def _leave_all(self) -> None:
        """Go on in new files: what these hold so far can be read."""
        with suppress(OSError):
            self._close_all()

    def _close_all(self) -> None:
        with ExitStack() as stack:
            while self._files:
                stack.callback(self._files.popitem()[1][2].close)


def _feed_of(record: Archived) -> str:
    return record.feed


def _hour(record: Archived) -> tuple[str, datetime]:
    at = record.received_at.astimezone(UTC)
    return record.feed, at.replace(minute=0, second=0, microsecond=0)
