"""The layer that disturbs what feeds tell: one thing in, none to four deliveries out.

Every decision is a draw by the seed, the feed and the place of the thing in that feed, so a run can be had
again. A frozen feed is silent for whole stretches of the clock and then tells all of it at once. A reordered
thing comes right after the one that follows it. Copies travel alone: one may be corrupted, the other not.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from livebet.chaos.rates import Rates
from livebet.feeds.noise import uniform

FREEZE_SECONDS = 180
"""How long a freeze lasts; one may follow upon another."""
LEAST_DELAY, MOST_DELAY = 5.0, 60.0
LEAST_ECHO, MOST_ECHO = 0.2, 30.0
"""Seconds until a copy follows."""
_OVERTAKEN_BY = timedelta(milliseconds=1)
_FREEZES_AT_MOST = 20

Thing = TypeVar("Thing")


class Act(StrEnum):
    """What was done to a thing on its way."""

    DUPLICATED = "duplicated"
    DELAYED = "delayed"
    REORDERED = "reordered"
    DROPPED = "dropped"
    CORRUPTED = "corrupted"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Delivery(Generic[Thing]):
    """A thing as it arrives. `origin` counts what the layer took; `whole` is False where it was corrupted."""

    at: datetime
    origin: int
    feed: str
    thing: Thing
    whole: bool = True


Spoil = Callable[[Thing, str], Thing | None]
"""A corrupted form of a thing, drawn by a seed; None for one that cannot be corrupted."""


class Layer(Generic[Thing]):
    """Takes things in order of each feed's time. `acts` counts what was done, by feed."""

    def __init__(self, rates: Rates, seed: str, spoil: Spoil[Thing]) -> None:
        """Disturb at these rates."""
        self.acts: Counter[tuple[str, Act]] = Counter()
        self.taken = 0
        self._rates = rates
        self._seed = seed
        self._spoil = spoil
        self._numbers: Counter[str] = Counter()
        self._behind: defaultdict[str, list[Delivery[Thing]]] = defaultdict(list)

    def take(self, feed: str, at: datetime, thing: Thing) -> list[Delivery[Thing]]:
        """The deliveries that follow from a thing told at that instant."""
        origin, number = self.taken, self._numbers[feed]
        self.taken += 1
        self._numbers[feed] += 1
        if self._happens(Act.DROPPED, self._rates.drop, feed, number):
            return []
        arrives = self._arrival(feed, number, at)
        copies = [self._copy(arrives, origin, feed, thing, f"{number}")]
        if self._happens(Act.DUPLICATED, self._rates.duplicate, feed, number):
            wait = _between(LEAST_ECHO, MOST_ECHO, self._draw("echo", feed, number))
            copies.append(self._copy(arrives + wait, origin, feed, thing, f"{number}/again"))
        if self._happens(Act.REORDERED, self._rates.reorder, feed, number):
            self._behind[feed].append(copies.pop(0))
            return copies
        return [*copies, *self._overtaken(feed, arrives)]

    def rest(self) -> list[Delivery[Thing]]:
        """What still waited to be overtaken, once nothing more comes."""
        waiting = [one for feed in sorted(self._behind) for one in self._behind[feed]]
        self._behind.clear()
        return waiting

    @property
    def held(self) -> list[Delivery[Thing]]:
        """What waits to be overtaken."""
        return [one for waiting in self._behind.values() for one in waiting]

    def _overtaken(self, feed: str, by: datetime) -> list[Delivery[Thing]]:
        waiting = self._behind.pop(feed, [])
        return [
            Delivery(max(one.at, by + _OVERTAKEN_BY), one.origin, feed, one.thing, one.whole)
            for one in waiting
        ]

    def _arrival(self, feed: str, number: int, at: datetime) -> datetime:
        arrives = self._thaw(feed, at)
        if arrives > at:
            self.acts[feed, Act.FROZEN] += 1
        if self._happens(Act.DELAYED, self._rates.delay, feed, number):
            arrives += _between(LEAST_DELAY, MOST_DELAY, self._draw("by", feed, number))
        return arrives

    def _thaw(self, feed: str, at: datetime) -> datetime:
        """When a feed is heard again that is frozen at an instant; that instant where it is not."""
        if not self._rates.freeze:
            return at
        stretch = begun = int(at.timestamp()) // FREEZE_SECONDS
        while stretch < begun + _FREEZES_AT_MOST and self._draw("frozen", feed, stretch) < self._rates.freeze:
            stretch += 1
        return at if stretch == begun else datetime.fromtimestamp(stretch * FREEZE_SECONDS, UTC)

    def _copy(self, at: datetime, origin: int, feed: str, thing: Thing, name: str) -> Delivery[Thing]:
        if not self._draw(Act.CORRUPTED, feed, name) < self._rates.corrupt:
            return Delivery(at, origin, feed, thing)
        spoilt = self._spoil(thing, f"{self._seed}/{feed}/{name}")
        if spoilt is None:
            return Delivery(at, origin, feed, thing)
        self.acts[feed, Act.CORRUPTED] += 1
        return Delivery(at, origin, feed, spoilt, whole=False)

    def _happens(self, act: Act, rate: float, feed: str, number: int) -> bool:
        happens = self._draw(act, feed, number) < rate
        self.acts[feed, act] += happens
        return happens

    def _draw(self, *key: object) -> float:
        return uniform(self._seed, *key)


def _between(least: float, most: float, drawn: float) -> timedelta:
    return timedelta(milliseconds=round(1000.0 * (least + (most - least) * drawn)))
