"""The decide process: inbound log -> engine -> outbound stream.

What is said is a function of the inbound log alone (predictions are told back into it), so after a crash
the log is read again from its start and only what was not yet said goes out.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from prometheus_client import Counter, Histogram

from livebet.domain.clock import stamp_ns
from livebet.domain.messages import (
    Inbound,
    MarketRow,
    Outbound,
    Prediction,
    PredictionWanted,
    Published,
    Refused,
)
from livebet.services.predictor import LivePredictionEngine
from livebet.stream.bus import Bus, Entry, Trace, inbound

HANDLED = Counter("livebet_handled_total", "Messages handled", ["kind"])
HANDLE_SECONDS = Histogram(
    "livebet_handle_seconds",
    "Time in engine.handle",
    buckets=(0.00002, 0.00004, 0.00008, 0.00015, 0.0003, 0.001, 0.005, 0.02),
)

Handle = Callable[[Inbound], list[Outbound]]


def _id_key(entry_id: str) -> tuple[int, int]:
    milliseconds, _, count = entry_id.partition("-")
    return int(milliseconds), int(count or 0)


@dataclass(slots=True)
class CatchUp:
    """What a restarted process knows of its former life."""

    tip: tuple[int, int]
    said: dict[UUID, int]
    unanswered: dict[UUID, tuple[PredictionWanted, Trace]] = field(default_factory=dict)

    def covers(self, entry: Entry) -> bool:
        """Whether the entry was in the log before this process began."""
        return _id_key(entry.entry_id) <= self.tip

    def unsaid(self, published: Iterable[Published]) -> list[Published]:
        """What has not gone out before."""
        return [message for message in published if message.offset > self.said.get(message.game_id, 0)]

    def note(self, message: Inbound, wanted: Iterable[PredictionWanted], trace: Trace) -> None:
        """Keep the newest question of each game that the log does not answer."""
        if isinstance(message, Prediction):
            asked = self.unanswered.get(message.game_id)
            if asked and asked[0].revision <= message.revision:
                del self.unanswered[message.game_id]
        for question in wanted:
            self.unanswered[question.game_id] = (question, trace)


class Decider:
    """Drives one engine over some partitions of the inbound log."""

    def __init__(self, bus: Bus, handle: Handle, predictor: LivePredictionEngine) -> None:
        """Take the bus, the engine's `handle`, and the rim that fetches predictions."""
        self._bus = bus
        self._handle = handle
        self._predictor = predictor

    async def run(self, partitions: Iterable[int]) -> None:
        """Handle the partitions for ever, each in order, side by side."""
        async with asyncio.TaskGroup() as tasks:
            self._predictor.join(tasks)
            for partition in partitions:
                tasks.create_task(self._run_partition(partition))

    async def _run_partition(self, partition: int) -> None:
        stream = inbound(partition)
        tip = _id_key(await self._bus.tip(stream))
        past = CatchUp(tip, await self._bus.last_offsets(partition))
        caught_up = False
        async for batch in self._bus.read({stream: "0-0"}):
            for entry in batch:
                if not caught_up and not past.covers(entry):
                    caught_up = await self._ask_unanswered(past)
                await self._decide(entry, past, caught_up)
            if not caught_up and (not batch or _id_key(batch[-1].entry_id) >= tip):
                caught_up = await self._ask_unanswered(past)

    async def _ask_unanswered(self, past: CatchUp) -> bool:
        for wanted, trace in past.unanswered.values():
            await self._predictor.want(wanted, trace)
        past.unanswered.clear()
        return True

    async def _decide(self, entry: Entry, past: CatchUp, live: bool) -> None:
        message = entry.message
        if isinstance(message, Refused):
            await self._bus.refuse([message], entry.trace)
            return
        if isinstance(message, Published):
            raise TypeError(f"{type(message).__name__} has no place in the inbound log")
        began = stamp_ns()
        outputs = self._handle(message)
        trace = {**entry.trace, "decided": stamp_ns()}
        HANDLED.labels(type(message).__name__).inc()
        HANDLE_SECONDS.observe((trace["decided"] - began) / 1e9)
        await self._publish(outputs, past, live, trace)
        wanted = [output for output in outputs if isinstance(output, PredictionWanted)]
        if not live:
            past.note(message, wanted, trace)
            return
        for question in wanted:
            await self._predictor.want(question, trace)

    async def _publish(self, outputs: list[Outbound], past: CatchUp, live: bool, trace: Trace) -> None:
        published = past.unsaid(output for output in outputs if isinstance(output, Published))
        if published:
            await self._bus.say(published, {**trace, "said": stamp_ns()})
        if not live:
            return
        refused = [output for output in outputs if isinstance(output, Refused)]
        if refused:
            await self._bus.refuse(refused, trace)
        for output in outputs:
            if isinstance(output, MarketRow):
                self._predictor.write_market(output)
