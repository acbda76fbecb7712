"""Chaos on a replay that runs: its messages, disturbed before the pipeline sees them.

A play that is dropped or corrupted is told again a minute later, as the next answer of a feed that is polled
would; a price is gone for good. What announces and gives up games comes as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count, groupby
from typing import Protocol

from livebet.chaos.layer import Delivery, Layer
from livebet.chaos.rates import Rates
from livebet.domain.messages import (
    GameAbandoned,
    GameListed,
    Inbound,
    PlayBegan,
    PlaySeen,
    QuoteSeen,
    StatusSeen,
)
from livebet.domain.prices import Price
from livebet.feeds.items import Item

TOLD_AGAIN = timedelta(seconds=60)
_IMPOSSIBLE_CLOCK = -7
_IMPOSSIBLE_PRICE = Price(9000.0)
"""Of both selections of a market: less than nothing is taken."""
_JUST_BEFORE = timedelta(microseconds=1)

Group = list[Inbound]
"""What one teller tells of one game at one instant."""


class Replayed(Protocol):
    """A paced source; `at` is the instant of what was read last."""

    name: str
    at: datetime

    async def read(self) -> Sequence[Inbound | Item] | None:
        """What is due next; None once there is no more."""
        ...


class DisturbedReplay:
    """A source behind the layer. `at` is an instant before all that is still held back."""

    name = "chaos"

    def __init__(self, source: Replayed, rates: Rates, seed: str) -> None:
        """Disturb a source of messages."""
        self.at = source.at
        self._source = source
        self._layer: Layer[Group] = Layer(rates, seed, _spoilt)
        self._held: list[tuple[datetime, int, Group]] = []
        self._numbers = count()
        self._over = False

    async def read(self) -> Sequence[Inbound] | None:
        """What arrives next; nothing at all, at times, and whatever is held back at the end."""
        if self._over:
            return None
        batch = await self._source.read()
        if batch is None:
            self._over = True
            for one in self._layer.rest():
                self._hold(one.at, one.thing)
            return [message for _, _, group in sorted(self._held) for message in group] or None
        for group in _groups(batch):
            self._take(group)
        arrived = list(self._arrived())
        self.at = self._place()
        return arrived

    def _take(self, group: Group) -> None:
        at, first = group[0].observed_at, group[0]
        if isinstance(first, GameListed | GameAbandoned):
            self._hold(at, group)
            return
        before = self._layer.held
        deliveries = self._layer.take(_lane(first), at, group)
        waiting = [one for one in self._layer.held if one not in before]
        for one in deliveries:
            self._hold(one.at, one.thing)
        if any(isinstance(message, PlaySeen) for message in group) and not _came(
            [*deliveries, *waiting], group
        ):
            self._hold(at + TOLD_AGAIN, group)

    def _hold(self, at: datetime, group: Group) -> None:
        heappush(self._held, (at, next(self._numbers), group))

    def _arrived(self) -> Iterator[Inbound]:
        while self._held and self._held[0][0] <= self._source.at:
            yield from heappop(self._held)[2]

    def _place(self) -> datetime:
        """Up to where all was told: who goes on from there tells a few things twice and leaves none out."""
        held = [group[0].observed_at for _, _, group in self._held]
        held += [one.thing[0].observed_at for one in self._layer.held]
        return min([self._source.at, *(at - _JUST_BEFORE for at in held)])


def _came(deliveries: Sequence[Delivery[Group]], group: Group) -> bool:
    return any(one.whole and one.thing is group for one in deliveries)


def _groups(batch: Sequence[Inbound | Item]) -> Iterator[Group]:
    messages = [message for message in batch if isinstance(message, Inbound)]
    for _, told in groupby(messages, key=lambda message: (_lane(message), message.observed_at)):
        yield list(told)


def _lane(message: Inbound) -> str:
    """Whose word on which game a message is."""
    match message:
        case QuoteSeen(quote=quote):
            teller = quote.bookmaker
        case StatusSeen(bookmaker=bookmaker):
            teller = bookmaker
        case GameListed() | GameAbandoned():
            teller = "listing"
        case _:
            teller = "plays"
    return f"{teller}/{message.game_id}"


def _spoilt(group: Group, _seed: str) -> Group | None:
    """Numbers that cannot be; None where there are none."""
    spoilt = [_impossible(message) for message in group]
    return None if spoilt == group else spoilt


def _impossible(message: Inbound) -> Inbound:
    match message:
        case QuoteSeen(quote=quote):
            return replace(message, quote=replace(quote, price=_IMPOSSIBLE_PRICE))
        case PlaySeen(play=play):
            situation = replace(play.situation, clock_seconds=_IMPOSSIBLE_CLOCK)
            return replace(message, play=replace(play, situation=situation))
        case PlayBegan(situation=situation):
            return replace(message, situation=replace(situation, clock_seconds=_IMPOSSIBLE_CLOCK))
        case _:
            return message
