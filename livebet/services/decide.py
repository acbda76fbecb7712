"""The decide process: inbound log -> engine -> outbound stream.

What is said is a function of the inbound log alone (predictions are told back into it), so after a crash
the log is read again from its start and only what was not yet said goes out.
"""

import asyncio
from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

import structlog
from prometheus_client import Counter, Histogram

from livebet.domain.clock import stamp_ns
from livebet.domain.messages import (
    ContextRow,
    FindingSeen,
    ForecastSeen,
    GameAbandoned,
    GameListed,
    Inbound,
    MarketRow,
    NewsSeen,
    Outbound,
    PlayBegan,
    PlayDeleted,
    PlaySeen,
    Prediction,
    PredictionWanted,
    Published,
    QuoteSeen,
    Refused,
    StatusSeen,
    WeatherSeen,
)
from livebet.engine.engine import UNKNOWN_GAME
from livebet.services.catch_up import CatchUp, id_key
from livebet.services.live import LiveEventDetector, LiveOddsEngine
from livebet.services.predictor import LivePredictionEngine
from livebet.stream.bus import Bus, Entry, Trace, inbound

HANDLED = Counter("livebet_handled_total", "Messages handled", ["kind"])
FAILED = Counter("livebet_engine_failures_total", "Messages that the engine could not bear", ["kind"])
HANDLE_SECONDS = Histogram(
    "livebet_handle_seconds",
    "Time in engine.handle",
    buckets=(0.00002, 0.00004, 0.00008, 0.00015, 0.0003, 0.001, 0.005, 0.02),
)
KEY_EVENTS = Counter("livebet_key_events_total", "Key events told, retractions among them", ["event_type"])

SAID_AT_ONCE = 16
"""Decisions that wait for each other at most: a millisecond's worth."""

NOT_INBOUND = "has no place in the inbound log"
_PAYLOAD_BOUND = 500

log = structlog.get_logger()


class Decider:
    """Drives one engine over some partitions of the inbound log."""

    def __init__(
        self, bus: Bus, odds: LiveOddsEngine, events: LiveEventDetector, predictor: LivePredictionEngine
    ) -> None:
        """Take the bus, the two faces of one engine, and the rim that fetches predictions."""
        self._bus = bus
        self._odds = odds
        self._events = events
        self._predictor = predictor
        self._warned: set[tuple[str, UUID]] = set()

    async def run(self, partitions: Iterable[int]) -> None:
        """Handle the partitions for ever, each in order, side by side."""
        async with asyncio.TaskGroup() as tasks:
            self._predictor.join(tasks)
            for partition in partitions:
                tasks.create_task(self._run_partition(partition))

    async def _run_partition(self, partition: int) -> None:
        stream = inbound(partition)
        said = await self._bus.last_offsets(partition)
        past = CatchUp(said, id_key(await self._bus.tip(stream)))
        caught_up = False
        async for batch in self._bus.read({stream: "0-0"}):
            for entry in batch:
                if not caught_up and not past.covers(entry):
                    caught_up = await self._ask_unanswered(past)
                await self._decide(entry, past, caught_up)
                if len(past.unsent) >= SAID_AT_ONCE:
                    await self._send(past)
            await self._send(past)
            if not caught_up and past.ends_with(batch):
                caught_up = await self._ask_unanswered(past)

    async def _send(self, past: CatchUp) -> None:
        """Say what was decided since the last time, in one transaction: bursts cost one round trip."""
        if past.unsent:
            now = stamp_ns()
            await self._bus.say(*((messages, {**trace, "said": now}) for messages, trace in past.unsent))
            past.unsent.clear()

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
            await self._bus.refuse(
                [_refusal(message, f"{type(message).__name__} {NOT_INBOUND}")], entry.trace
            )
            return
        began = stamp_ns()
        outputs = await self._answer_or_refuse(message)
        trace = {**entry.trace, "decided": stamp_ns()}
        HANDLED.labels(type(message).__name__).inc()
        HANDLE_SECONDS.observe((trace["decided"] - began) / 1e9)
        self._predictor.hear(message, outputs)
        await self._publish(outputs, past, live, trace)
        await self._refuse(message, outputs, past, live, trace)
        wanted = [output for output in outputs if isinstance(output, PredictionWanted)]
        if not live:
            past.note(message, wanted, trace)
            return
        for question in wanted:
            await self._predictor.want(question, trace)

    async def _answer_or_refuse(self, message: Inbound) -> list[Outbound]:
        """The engine's answer; a message that it cannot bear is refused, stored and logged, and others go on.

        A fault of ours must not end every game, and again at each restart, since the log is read anew.
        """
        try:
            return await self._answer(message)
        except Exception as error:
            log.exception("the engine failed", game_id=str(message.game_id))
            FAILED.labels(type(message).__name__).inc()
            return [_refusal(message, f"the engine failed: {error!r}")]

    async def _answer(self, message: Inbound) -> list[Outbound]:
        match message:
            case QuoteSeen() | StatusSeen() | ForecastSeen():
                return await self._odds.detect_line_movement(message)
            case Prediction():
                return await self._odds.calculate_live_value(message)
            case PlaySeen() | PlayDeleted():
                return await self._events.process_score_update(message)
            case GameListed() | PlayBegan() | GameAbandoned() | WeatherSeen() | NewsSeen() | FindingSeen():
                return await self._events.update_game_state(message)
            case _:
                assert_never(message)

    async def _publish(self, outputs: list[Outbound], past: CatchUp, live: bool, trace: Trace) -> None:
        published = [output for output in outputs if isinstance(output, Published)]
        unsaid = past.unsaid(published)
        if unsaid:
            past.unsent.append((unsaid, trace))
            for event in await self._events.detect_key_events(unsaid):
                KEY_EVENTS.labels(event.event_type).inc()
        if not live:
            return
        if len(unsaid) < len(published):
            game_id = published[0].game_id
            self._warn("held back: clients have seen later offsets", game_id, until=past.said[game_id])
        for output in outputs:
            if isinstance(output, MarketRow | ContextRow):
                self._predictor.write_beside(output)

    async def _refuse(
        self, message: Inbound, outputs: list[Outbound], past: CatchUp, live: bool, trace: Trace
    ) -> None:
        """Tell what was refused, in a second life too, for it is stored once.

        Of a game whose listing was trimmed away the log may hold a very long tail: that is passed over.
        """
        refused = [output for output in outputs if isinstance(output, Refused)]
        if not refused:
            return
        unknown = any(item.reason == UNKNOWN_GAME for item in refused)
        was_known = message.game_id in past.said
        if unknown and live:
            self._warn("unknown game", message.game_id, listing="trimmed away" if was_known else "never told")
        if live or not (unknown and was_known):
            await self._bus.refuse(refused, trace)

    def _warn(self, event: str, game_id: UUID, **facts: object) -> None:
        """Log it once a game."""
        if (event, game_id) not in self._warned:
            self._warned.add((event, game_id))
            log.warning(event, game_id=str(game_id), **facts)


def _refusal(message: Inbound | Published, reason: str) -> Refused:
    return Refused(
        feed="inbound",
        reason=reason,
        payload=repr(message)[:_PAYLOAD_BOUND],
        native_id=str(message.game_id),
        observed_at=message.observed_at,
    )
