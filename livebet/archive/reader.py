"""Reads the archive: a day of feeds in the order in which their payloads came."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from heapq import heappop, heappush, merge
from operator import attrgetter
from pathlib import Path

from livebet.archive.frames import SUFFIX, bodies
from livebet.archive.records import Archived, unpacked

_OUT_OF_STEP = timedelta(seconds=5)
"""Readers of one feed hand over side by side: payloads may lie out of order by no more than this."""

_received_at = attrgetter("received_at")


def read(under: Path, day: date, feeds: Collection[str] = ()) -> Iterator[Archived]:
    """The payloads of a UTC day, of the feeds named or of all, in order of `received_at`.

    A torn tail (a crash) is read up to its last whole record. Memory is bounded: files are read as they go.
    """
    return merge(*(_in_order(records(path)) for path in files(under, day, feeds)), key=_received_at)


def files(under: Path, day: date, feeds: Collection[str] = ()) -> list[Path]:
    """The files of a day, in order of their names."""
    found = under.glob(f"*/{day:%Y-%m-%d}/*{SUFFIX}")
    return sorted(path for path in found if not feeds or path.parent.parent.name in feeds)


def records(path: Path) -> Iterator[Archived]:
    """The whole records of one file, as they lie."""
    return unpacked(bodies(path))


def days(under: Path) -> list[date]:
    """The days of which anything is kept, oldest first."""
    names = {path.name for path in under.glob("*/*") if path.is_dir()}
    return sorted(day for name in names if (day := day_of(name)) is not None)


def day_of(name: str) -> date | None:
    """The day that a folder is named by; None for a folder that is none of ours."""
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _in_order(found: Iterable[Archived]) -> Iterator[Archived]:
    held: list[tuple[object, int, Archived]] = []
    for number, record in enumerate(found):
        heappush(held, (record.received_at, number, record))
        while held[0][2].received_at < record.received_at - _OUT_OF_STEP:
            yield heappop(held)[2]
    while held:
        yield heappop(held)[2]
