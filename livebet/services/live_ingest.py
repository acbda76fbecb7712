"""Reads live feeds into the inbound log: readers, archive, parsers, one truth, checks, the bus.

Feeds fail each for itself: who fails is left alone for a while (its circuit), said to be so, and read again.
What ends the process is the bus alone, since without it nothing can be told.

A stop is a pause. Games that are on stay on: no GameAbandoned is told, for they go on in the world, and the
next start reads them whole again; what was told before is known by its ids.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from prometheus_client import Counter, Gauge
from redis.exceptions import RedisError

from livebet.archive.retention import prune
from livebet.archive.writer import ArchiveWriter
from livebet.domain.clock import Clock, stamp_ns
from livebet.domain.games import Sport
from livebet.domain.messages import GameListed, Inbound, QuoteSeen, Refused
from livebet.feeds.feed import Feed
from livebet.feeds.identity.tables import Tables
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import LiveFeed, Payload
from livebet.feeds.live.interest import Interest
from livebet.feeds.pipeline import LiveDataPipeline
from livebet.services.feed_states import FeedState, FeedStates
from livebet.services.feed_watch import FeedWatch
from livebet.services.feeder import DOUBTS, REFUSED, count
from livebet.services.inbox import Inbox
from livebet.services.strengths import ExpectedMargin
from livebet.services.told_before import told_before
from livebet.stream.bus import Bus

FLUSH_SECONDS = 1.0
STATE_SECONDS = 1.0
PRUNE_SECONDS = 3_600.0
LAST_WORDS_SECONDS = 2.0
"""At a stop, what waits is still told for so long."""

ARCHIVED_BYTES = Counter("livebet_archive_bytes_total", "Bytes written to the archive, compressed")
GIVEN_UP = Gauge("livebet_archive_given_up", "Payloads that could not be archived")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Archive:
    """Where payloads are kept, and for how many days."""

    writer: ArchiveWriter
    prune: Callable[[datetime], object]


class _Outlet:
    """Takes what one feed reads."""

    def __init__(self, watch: FeedWatch, inbox: Inbox, clock: Clock) -> None:
        self._watch = watch
        self._inbox = inbox
        self._clock = clock

    @property
    def interest(self) -> Interest:
        """What is of interest, as all feeds tell it."""
        return self._inbox.interest

    async def hand(self, payload: Payload) -> None:
        """Pass a payload on."""
        self._watch.took(payload)
        await self._inbox.put(payload)

    def alive(self) -> None:
        """The feed was heard."""
        self._watch.heard(self._clock.now())

    def quota(self, left: int) -> None:
        """So many credits are left."""
        self._watch.quota(left)


class LiveIngest:
    """Reads several feeds until it is stopped."""

    def __init__(
        self,
        readers: Sequence[LiveFeed],
        feeds: Mapping[str, Feed],
        bus: Bus,
        states: FeedStates,
        archive: Archive,
        clock: Clock,
        expected: ExpectedMargin = lambda _game: None,
        tables: Tables | None = None,
    ) -> None:
        """Wire it; every reader's name is one of `feeds`; `tables` know who is who."""
        self.watches = {reader.name: FeedWatch(reader.name) for reader in readers}
        self._readers = readers
        self._bus = bus
        self._states = states
        self._archive = archive
        self._clock = clock
        self._expected = expected
        self._tables = tables or Tables()
        self._inbox = Inbox(feeds, self.watches, archive.writer.put)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Tell what was read, keep the archive whole, and return."""
        self._stopping.set()

    async def run(self) -> list[FeedState]:
        """Read until stopped; how the feeds were then.

        Raises:
            ExceptionGroup: the bus is lost.
        """
        await self._states.begin(self._now())
        log.info("live feeds begin", feeds=",".join(self.watches))
        try:
            await self._read_all()
        finally:
            await self._archived(self._archive.writer.close)
        await self._states.write(self._now(reading=False))
        log.info("live feeds end", payloads=sum(watch.payloads for watch in self.watches.values()))
        return self._now(reading=False)

    async def _read_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(self._keep_reading(reader)) for reader in self._readers]
            others = [
                group.create_task(self._tell()),
                group.create_task(self._every(FLUSH_SECONDS, self._flush)),
                group.create_task(self._every(STATE_SECONDS, self._show)),
                group.create_task(self._every(PRUNE_SECONDS, self._prune)),
            ]
            await self._stopping.wait()
            for task in reading:
                task.cancel()
            await self._last_words()
            for task in others:
                task.cancel()

    async def _keep_reading(self, reader: LiveFeed) -> None:
        """Run one feed again and again, as its circuit allows."""
        watch = self.watches[reader.name]
        outlet = _Outlet(watch, self._inbox, self._clock)
        while True:
            await asyncio.sleep(watch.circuit.wait_seconds(self._clock.now()))
            watch.trying(self._clock.now())
            try:
                await reader.run(outlet)
                error = FeedError(FaultKind.ENDED, "its reader came to an end")
            except FeedError as fault:
                error = fault
            except Exception as defect:
                log.exception("a reader broke", feed=reader.name)
                error = FeedError(FaultKind.ENDED, f"a defect, {type(defect).__name__}")
            watch.failed(error, self._clock.now())

    async def _tell(self) -> None:
        pipeline = LiveDataPipeline(self._tables)
        pipeline.recall(await told_before(self._bus))
        while True:
            try:
                await self._tell_next(pipeline)
            except RedisError:
                raise
            except Exception as defect:
                log.exception("telling broke")
                await self._refuse([_refused(f"defect: {type(defect).__name__}", "", self._clock.now())])

    async def _tell_next(self, pipeline: LiveDataPipeline) -> None:
        data = await pipeline.ingest_live_data([self._inbox])
        verdict = await pipeline.validate_data_quality(data)
        accepted, simulated = without_simulated(verdict.accepted)
        trace = {"fed": self._inbox.fed_ns, "told": stamp_ns()}
        await self._bus.tell([await self._expecting(message) for message in accepted], trace)
        await self._refuse([*verdict.refused, *simulated])
        count(accepted)
        for doubt in verdict.doubts:
            DOUBTS.labels(doubt.finding).inc()
            log.warning("odd", finding=doubt.finding, detail=doubt.detail, game=str(doubt.game_id))

    async def _expecting(self, message: Inbound) -> Inbound:
        """A game's listing with the margin expected by its teams' strength, which is known of the NFL's."""
        if not isinstance(message, GameListed) or message.expected_margin is not None:
            return message
        if message.game.sport is not Sport.NFL:
            return message
        try:
            margin = await asyncio.to_thread(self._expected, message.game)
        except Exception:
            log.exception("no expected margin", game=str(message.game_id))
            return message
        return replace(message, expected_margin=margin)

    async def _refuse(self, refused: Sequence[Refused]) -> None:
        if not refused:
            return
        await self._bus.refuse(refused, {"fed": self._inbox.fed_ns})
        for item in refused:
            REFUSED.labels(item.reason.partition(":")[0][:60]).inc()

    async def _flush(self) -> None:
        await self._archived(self._archive.writer.flush)

    async def _archived(self, act: Callable[[], Coroutine[None, None, int | None]]) -> None:
        """Do something with the archive; a disk that fails is told, and the feeds go on."""
        try:
            ARCHIVED_BYTES.inc(await act() or 0)
        except OSError as fault:
            log.error("the archive does not take payloads", fault=fault.strerror or type(fault).__name__)
        GIVEN_UP.set(self._archive.writer.given_up)

    async def _show(self) -> None:
        await self._states.write(self._now())

    async def _prune(self) -> None:
        try:
            await asyncio.to_thread(self._archive.prune, self._clock.now())
        except OSError as fault:
            log.error("old days of the archive stay", fault=fault.strerror or type(fault).__name__)

    async def _every(self, seconds: float, act: Callable[[], Coroutine[None, None, None]]) -> None:
        while True:
            await act()
            await asyncio.sleep(seconds)

    async def _last_words(self) -> None:
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self._inbox.told()
        except TimeoutError:
            log.warning("stopped with payloads that were not told; the archive has them")

    def _now(self, *, reading: bool = True) -> list[FeedState]:
        return [watch.state(self._clock.now(), reading=reading) for watch in self.watches.values()]


def without_simulated(messages: Sequence[Inbound]) -> tuple[list[Inbound], list[Refused]]:
    """No simulated bookmaker quotes a live game, whoever says so."""
    kept: list[Inbound] = []
    refused: list[Refused] = []
    for message in messages:
        if isinstance(message, QuoteSeen) and message.quote.simulated:
            reason = f"simulated: {message.quote.bookmaker} does not quote live games"
            refused.append(_refused(reason, str(message.game_id), message.observed_at))
        else:
            kept.append(message)
    return kept, refused


def _refused(reason: str, native_id: str, at: datetime) -> Refused:
    return Refused(feed="live", reason=reason, payload="", native_id=native_id, observed_at=at)


def keeping(writer: ArchiveWriter, days: int) -> Archive:
    """An archive of which so many days are kept."""
    return Archive(writer, lambda now: prune(writer.under, now.date(), days))
