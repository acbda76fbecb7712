"""The journal: every entry of the inbound log and the outbound streams, kept beyond what the streams hold.

Files lie under `<home>/archive/journal/<UTC day>/<stream>.<when it was begun>.mpk.zst`, the day that on which
the stream took the entry, the stream as in `in-0` and `out-0`. The place up to which a stream was written is
what its newest file says, so nothing is written twice and nothing is left out after a crash.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

import msgspec

from livebet.archive.frames import SUFFIX, FrameFile, bodies, free
from livebet.archive.reader import day_of

BEGINNING = "0-0"
"""Before the first entry of any stream."""


class Journaled(msgspec.Struct, frozen=True, array_like=True):
    """One entry: its id in its stream, the name of its type and its body, and when it passed which hop."""

    entry_id: str
    kind: str
    body: bytes
    trace: dict[str, int] = {}

    @property
    def place(self) -> tuple[int, int]:
        """Its id as numbers, which order as entries do."""
        return place_of(self.entry_id)

    @property
    def day(self) -> date:
        """The UTC day on which its stream took it."""
        return datetime.fromtimestamp(self.place[0] / 1000, UTC).date()


class _Id(msgspec.Struct, frozen=True, array_like=True):
    """What of an entry says where it stands."""

    entry_id: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Journaled)
_ids = msgspec.msgpack.Decoder(_Id)


def place_of(entry_id: str) -> tuple[int, int]:
    """An entry's id as numbers."""
    milliseconds, _, count = entry_id.partition("-")
    return int(milliseconds), int(count or 0)


def journal_root(home: Path) -> Path:
    """Where the journal of a home lies."""
    return home / "archive" / "journal"


class JournalFile:
    """One stream's journal, being written: a file a day, and a fresh one after every start."""

    def __init__(self, under: Path, stream: str) -> None:
        """Write one stream's entries under a folder."""
        self._under = under
        self._stream = stream
        self._day: date | None = None
        self._file: FrameFile | None = None

    def append(self, entries: Iterable[Journaled]) -> int:
        """Write entries in their order and flush them; how many bytes that took.

        Raises:
            OSError: the disk does not take them; what was written of them is whole up to some entry.
        """
        written = 0
        for day, of_day in groupby(entries, key=lambda entry: entry.day):
            together = list(of_day)
            written += self._of(day, together[0]).append(map(_encoder.encode, together))
        return written

    def close(self) -> None:
        """End the file."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _of(self, day: date, first: Journaled) -> FrameFile:
        if self._file is not None and day == self._day:
            return self._file
        self.close()
        begun = datetime.fromtimestamp(first.place[0] / 1000, UTC).strftime("%H%M%S%f")
        path = free(self._under / f"{day:%Y-%m-%d}", f"{self._stream}.{begun}.{first.place[1]}")
        self._day, self._file = day, FrameFile(path)
        return self._file


def days_of(under: Path) -> list[date]:
    """The days of which anything is kept, oldest first."""
    found = (day_of(path.name) for path in under.glob("*") if path.is_dir())
    return sorted(day for day in found if day is not None)


def streams_of(under: Path, days: Iterable[date]) -> list[str]:
    """The streams of which there is anything on some days."""
    return sorted({path.name.partition(".")[0] for day in days for path in _files(under, day, "*")})


def read_journal(under: Path, stream: str, days: Iterable[date]) -> Iterator[Journaled]:
    """The entries of a stream on some days, in order, each once."""
    newest = place_of(BEGINNING)
    for day in sorted(days):
        for path in _files(under, day, stream):
            for body in bodies(path):
                entry = _decoder.decode(body)
                if entry.place > newest:
                    newest = entry.place
                    yield entry


def last_place(under: Path, stream: str) -> str:
    """The id of the newest entry that is kept of a stream; that of the beginning where there is none."""
    for day in reversed(days_of(under)):
        for path in reversed(_files(under, day, stream)):
            last = deque(bodies(path), maxlen=1)
            if last:
                return _ids.decode(last[0]).entry_id
    return BEGINNING


def _files(under: Path, day: date, stream: str) -> list[Path]:
    return sorted((under / f"{day:%Y-%m-%d}").glob(f"{stream}.*{SUFFIX}"), key=_begun)


def _begun(path: Path) -> tuple[str, int, int]:
    """When its first entry was taken (time of day, count within the millisecond), and the file's number."""
    parts = path.name.removesuffix(SUFFIX).split(".")
    return parts[1], int(parts[2]), int(parts[3]) if len(parts) > 3 else 0
