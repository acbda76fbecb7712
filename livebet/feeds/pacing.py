"""The pace of a replay: instants are let through when they are due, at any speed, paused, stepped, sought."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from livebet.domain.messages import Inbound, PlaySeen

_CATCH_UP_SECONDS = 2.0
_TOGETHER_AT_MOST = 256


@dataclass(frozen=True, slots=True)
class Pause:
    """Stand still."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on from where it stands."""


@dataclass(frozen=True, slots=True)
class Step:
    """Let through until so many more plays are over, then stand still."""

    plays: int = 1


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """Seconds of the games' wall clock per second; infinity for as fast as it goes."""

    speed: float


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to an instant at once: all before it is told without waiting. A pacer knows forward alone."""

    to: datetime


Command = Pause | Resume | Step | SetSpeed | Seek


Thing = TypeVar("Thing")


class Timer(Protocol):
    """Real time, for waiting."""

    def now(self) -> float:
        """Seconds, monotone."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Until the event is set or the seconds are over, whichever comes first."""
        ...


class SystemTimer:
    """The machine's own monotonic clock."""

    def now(self) -> float:
        """Seconds, monotone."""
        return time.monotonic()

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Until the event is set or the seconds are over, whichever comes first."""
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return


class Pacer:
    """Lets instants through when they are due.

    Due times count from an anchor (one real and one game instant), so waits do not add up to a drift. Who
    falls further behind than two seconds (a sleeping laptop) is anchored anew instead of told in a burst.
    """

    def __init__(self, timer: Timer, speed: float) -> None:
        """Run at `speed` from the first instant on."""
        self.speed = _checked(speed)
        self.paused = False
        self.late_seconds = 0.0
        self._timer = timer
        self._woken = asyncio.Event()
        self._stopped = False
        self._steps = 0
        self._free_until: datetime | None = None
        self._anchor: tuple[float, datetime] | None = None
        self._told: datetime | None = None

    def command(self, command: Command) -> None:
        """Obey at once, waiting or not.

        Raises:
            ValueError: a speed that is not above 0.
        """
        match command:
            case Pause():
                self.paused, self._steps = True, 0
            case Resume():
                self.paused, self._steps = False, 0
            case Step(plays=plays):
                self.paused, self._steps = True, self._steps + plays
            case SetSpeed(speed=speed):
                self.speed = _checked(speed)
            case Seek(to=to):
                self._free_until = to
        self._anchor = None if self._told is None else (self._timer.now(), self._told)
        self._woken.set()

    def stop(self) -> None:
        """Let nothing more through."""
        self._stopped = True
        self._woken.set()

    @property
    def told(self) -> datetime | None:
        """The instant let through last."""
        return self._told

    async def paced(
        self, instants: Iterator[tuple[datetime, list[Thing]]]
    ) -> AsyncIterator[tuple[datetime, list[Thing]]]:
        """The instants when they are due; those due together come together, under the last one's time."""
        held = next(instants, None)
        while held is not None and await self._is_due(held[0]):
            at, messages = self._let_through(held)
            held = next(instants, None)
            while held is not None and self._joins(held, len(messages)):
                at, more = self._let_through(held)
                messages = messages + more
                held = next(instants, None)
            yield at, messages

    async def _is_due(self, at: datetime) -> bool:
        """Wait for the instant; False once stopped."""
        while not self._stopped:
            wait = self._seconds_to(at)
            if wait is not None and wait <= 0.0:
                return True
            self._woken.clear()
            await self._timer.wait(self._woken, wait)
        return False

    def _seconds_to(self, at: datetime) -> float | None:
        """Real seconds to wait; None to wait for a command."""
        if self._free_until is not None and at <= self._free_until:
            return 0.0
        if self.paused:
            return 0.0 if self._steps > 0 else None
        if self._anchor is None:
            self._anchor = (self._timer.now(), at)
        real, game = self._anchor
        return real + (at - game).total_seconds() / self.speed - self._timer.now()

    def _joins(self, instant: tuple[datetime, list[Thing]], messages: int) -> bool:
        if self.paused or self._stopped or messages + len(instant[1]) > _TOGETHER_AT_MOST:
            return False
        wait = self._seconds_to(instant[0])
        return wait is not None and wait <= 0.0

    def _let_through(self, instant: tuple[datetime, list[Thing]]) -> tuple[datetime, list[Thing]]:
        at, messages = instant
        free = self._free_until is not None and at <= self._free_until
        self._told = at
        if self.paused and not free:
            self._steps -= any(_is_step(message) for message in messages)
        wait = None if free or math.isinf(self.speed) else self._seconds_to(at)
        self.late_seconds = max(0.0, -wait) if wait is not None else 0.0
        if free or self.paused or self.late_seconds > _CATCH_UP_SECONDS:
            self._anchor = (self._timer.now(), at)
        return instant


def _is_step(thing: object) -> bool:
    """Whether something ends a step: a play; where raw payloads are paced, each of them."""
    return isinstance(thing, PlaySeen) or not isinstance(thing, Inbound)


def _checked(speed: float) -> float:
    if math.isnan(speed) or speed <= 0.0:
        raise ValueError(f"a speed is above 0, not {speed}")
    return speed
