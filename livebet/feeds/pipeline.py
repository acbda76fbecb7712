"""The way in: sources are read, made one truth, checked and put in order before the bus is told of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from typing import Protocol

from livebet.domain.messages import GameListed, Inbound, Refused
from livebet.feeds.identity.identify import Identity, Placed
from livebet.feeds.identity.tables import Tables
from livebet.feeds.items import HealthTold, Item, Told
from livebet.feeds.merge import Merger
from livebet.feeds.quality import Quality, Verdict, impossible
from livebet.feeds.recording import Finding
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.registry import FEEDS
from livebet.feeds.replay import Instant
from livebet.feeds.suspension import Suspension

_PAYLOAD_AT_MOST = 1000

Untold = Told | Finding
"""What a feed tells in its own words, before it is known whose it is."""


class DataSource(Protocol):
    """A feed, live or replayed, that is read batch by batch."""

    name: str

    async def read(self) -> Sequence[Inbound | Item] | None:
        """What came next, in the feed's order, waiting for it; None once there is no more.

        Live feeds give items, replays of one clean recording give messages.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProcessedData:
    """One reading of one or more sources: each what it gave in order; what its parser refused."""

    streams: tuple[tuple[Inbound | Untold, ...], ...]
    refused: tuple[Refused, ...] = ()
    ended: bool = False


ValidationResult = Verdict


@dataclass(frozen=True, slots=True)
class UnifiedGameState:
    """What all sources tell of all games as one truth, in one order; what nobody could be found for."""

    messages: tuple[Inbound, ...]
    refused: tuple[Refused, ...] = ()
    placed: tuple[Placed, ...] = ()
    """The items that the messages were made of."""
    health: tuple[HealthTold, ...] = ()
    """What feeds say of themselves."""


class LiveDataPipeline:
    """Reads sources side by side, joins what they tell to one truth, judges it."""

    def __init__(self, tables: Tables | None = None) -> None:
        """Know no game yet; `tables` know the names of teams and bookmakers."""
        authorities = {name: feed.terms.authority for name, feed in FEEDS.items()}
        self.identity = Identity(authorities, tables or Tables())
        self.merger = Merger(authorities)
        self._quality = Quality()
        whole = frozenset(name for name, feed in FEEDS.items() if feed.terms.whole_quotes)
        self._suspension = Suspension(whole)

    def recall(self, messages: Sequence[Inbound]) -> None:
        """Know what an earlier process told, in its order: games and plays keep their ids and counts."""
        for message in messages:
            if isinstance(message, GameListed):
                self.identity.games.recall(message.game)
        self.merger.recall(messages)
        self._quality.judge(messages)
        self._suspension.infer(messages)

    async def ingest_live_data(self, sources: Sequence[DataSource]) -> ProcessedData:
        """The next reading of every source; ended once all are."""
        batches = await asyncio.gather(*(source.read() for source in sources))
        items = [batch for batch in batches if batch is not None]
        return ProcessedData(
            streams=tuple([tuple([i for i in batch if not isinstance(i, Refused)]) for batch in items]),
            refused=tuple([i for batch in items for i in batch if isinstance(i, Refused)]),
            ended=not items,
        )

    async def validate_data_quality(self, data: ProcessedData) -> ValidationResult:
        """Duplicates dropped, impossible numbers refused; what is odd is found, and told as a message too.

        Suspensions that no feed tells are inferred from what is left.
        """
        merged = await self.merge_data_streams([data])
        verdict = self._quality.judge(merged.messages, merged.placed)
        verdict.accepted += self._suspension.infer(verdict.accepted, merged.placed, merged.health)
        verdict.refused[:0] = [*data.refused, *merged.refused]
        return verdict

    async def merge_data_streams(self, data_streams: Sequence[ProcessedData]) -> UnifiedGameState:
        """One truth in one order: by the instant observed, within one instant as the sources are listed.

        Items of several feeds are joined game by game: by the league's id of a play where there is one, else
        by clock, score and kind; the fastest feed speaks first and one of higher authority overrules it.
        Messages pass as they are.
        """
        streams = [stream for data in data_streams for stream in data.streams]
        messages: list[Inbound] = []
        refused: list[Refused] = []
        untold: list[Untold] = []
        placed: list[Placed] = []
        health: list[HealthTold] = []
        for thing in merge(*streams, key=_observed_at):
            if isinstance(thing, Told | Finding):
                untold.append(thing)
                if isinstance(thing, HealthTold):
                    health.append(self._canonical(thing))
                continue
            placed += self._join(untold, messages, refused)
            messages.append(thing)
        placed += self._join(untold, messages, refused)
        return UnifiedGameState(tuple(messages), tuple(refused), tuple(placed), tuple(health))

    def _canonical(self, told: HealthTold) -> HealthTold:
        """What a feed says of itself, its bookmaker by the name that we know."""
        bookmaker = self.identity.tables.bookmaker(told.bookmaker) if told.bookmaker else None
        return told if bookmaker is None else replace(told, bookmaker=bookmaker)

    def _join(self, items: list[Untold], messages: list[Inbound], refused: list[Refused]) -> Sequence[Placed]:
        """What items make of the truth, and what nobody could be found for; no item is left after that."""
        placed: list[Placed] = []
        if not items:
            return placed
        for item in items:
            if isinstance(item, Told) and (reason := impossible(item)) is not None:
                refused.append(_refused(item, reason))
                continue
            for found in self.identity.take(item, _observed_at(item)):
                if isinstance(found, Refused):
                    refused.append(found)
                else:
                    placed.append(found)
        messages += self.merger.take(placed)
        items.clear()
        return placed


def _refused(item: Told, reason: str) -> Refused:
    return Refused(
        feed=item.feed,
        reason=reason,
        payload=str(item)[:_PAYLOAD_AT_MOST],
        native_id=item.native_id,
        observed_at=item.observed_at,
    )


def _observed_at(thing: Inbound | Untold) -> datetime:
    """When it was observed; a repair of a recording has no instant."""
    return UNKNOWN_INSTANT if isinstance(thing, Finding) else thing.observed_at


class PacedReplay:
    """A paced replay as a data source; `at` is the instant of what was read last."""

    name = "replay"

    def __init__(self, paced: AsyncIterator[Instant], at: datetime) -> None:
        """Read what a pacer lets through."""
        self.at = at
        self._paced = paced

    async def read(self) -> Sequence[Inbound] | None:
        """What is due next."""
        instant = await anext(self._paced, None)
        if instant is None:
            return None
        self.at = instant[0]
        return instant[1]
