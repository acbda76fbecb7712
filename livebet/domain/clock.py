"""The only place that asks the machine what time it is; everywhere else time is an argument."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """The present instant, time zone UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, time zone UTC."""
        return datetime.now(UTC)


def stamp_ns() -> int:
    """Nanoseconds since the Unix epoch, comparable between processes of one machine (latency stamps)."""
    return time.time_ns()
