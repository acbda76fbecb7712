"""The way in: sources are read, checked and put in order before anything is told to the bus."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from operator import attrgetter
from typing import Protocol

from livebet.domain.messages import Inbound, Refused
from livebet.feeds.quality import Quality, Verdict
from livebet.feeds.replay import Instant


class DataSource(Protocol):
    """A feed, live or replayed, that is read batch by batch."""

    name: str

    async def read(self) -> Sequence[Inbound | Refused] | None:
        """What came next, in the feed's order, waiting for it; None once there is no more."""
        ...


@dataclass(frozen=True, slots=True)
class ProcessedData:
    """One reading of one or more sources: each its messages in order; what its parser refused."""

    streams: tuple[tuple[Inbound, ...], ...]
    refused: tuple[Refused, ...] = ()
    ended: bool = False


ValidationResult = Verdict


@dataclass(frozen=True, slots=True)
class UnifiedGameState:
    """What all sources tell of all games, in one order: that of the instants observed."""

    messages: tuple[Inbound, ...]


_observed_at = attrgetter("observed_at")


class LiveDataPipeline:
    """Reads sources side by side, judges what they tell, merges it by time."""

    def __init__(self) -> None:
        """Know no game yet."""
        self._quality = Quality()

    async def ingest_live_data(self, sources: Sequence[DataSource]) -> ProcessedData:
        """The next reading of every source; ended once all are."""
        batches = await asyncio.gather(*(source.read() for source in sources))
        items = [batch for batch in batches if batch is not None]
        return ProcessedData(
            streams=tuple(tuple(i for i in batch if not isinstance(i, Refused)) for batch in items),
            refused=tuple(i for batch in items for i in batch if isinstance(i, Refused)),
            ended=not items,
        )

    async def validate_data_quality(self, data: ProcessedData) -> ValidationResult:
        """Duplicates dropped, impossible numbers refused, backward clocks and leaps of a price found."""
        merged = await self.merge_data_streams([data])
        verdict = self._quality.judge(merged.messages)
        verdict.refused[:0] = data.refused
        return verdict

    async def merge_data_streams(self, data_streams: Sequence[ProcessedData]) -> UnifiedGameState:
        """One order for all: by the instant observed, within one instant as the sources are listed."""
        streams = [stream for data in data_streams for stream in data.streams]
        return UnifiedGameState(tuple(merge(*streams, key=_observed_at)))


class PacedReplay:
    """A paced replay as a data source; `at` is the instant of what was read last."""

    name = "replay"

    def __init__(self, paced: AsyncIterator[Instant], at: datetime) -> None:
        """Read what a pacer lets through."""
        self.at = at
        self._paced = paced

    async def read(self) -> Sequence[Inbound | Refused] | None:
        """What is due next."""
        instant = await anext(self._paced, None)
        if instant is None:
            return None
        self.at = instant[0]
        return instant[1]
