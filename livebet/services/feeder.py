"""Plays a slate of recordings into the inbound log as if it were live.

What is told and how far it got are written in one transaction, so a process that is stopped or killed goes
on where it was; what a broken connection makes Redis hear twice, the readers know by its ids.
"""

import asyncio
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog
from prometheus_client import Counter, Gauge

from livebet.chaos import Rates
from livebet.chaos.replaying import DisturbedReplay
from livebet.domain.clock import Clock, stamp_ns
from livebet.domain.messages import Inbound, PlaySeen, QuoteSeen, Refused
from livebet.feeds.pacing import Pacer, Pause, Resume, Seek, SetSpeed, Step, SystemTimer, Timer
from livebet.feeds.pipeline import LiveDataPipeline
from livebet.feeds.slates import next_slate, slates
from livebet.services.programme import Choice, Programme, choice, opened
from livebet.services.replay_state import STATE, ReplayState, ReplayStore, Running, SeekClock, Steering
from livebet.services.strengths import ExpectedMargin
from livebet.stream.bus import Trace

INGESTED = Counter("livebet_ingested_total", "Messages told to the inbound log", ["kind"])
REFUSED = Counter("livebet_refused_total", "Items refused on the way in", ["reason"])
DOUBTS = Counter("livebet_findings_total", "Oddities on the way in", ["finding"])
LATE = Gauge("livebet_replay_late_seconds", "How far the pace is behind what is due")

TAKEN_BACK = "the replay was taken back, and its games begun anew"
GIVEN_UP = "another replay was begun instead"
"""Why a game is abandoned where its replay does not go on."""
PUT_ASIDE = "live feeds are read instead"
"""Why, where it may go on later."""

log = structlog.get_logger()


class MarkingBus(Protocol):
    """What a feeder needs of a bus: to tell and mark at once, and to refuse."""

    async def tell_and_mark(
        self, messages: Sequence[Inbound], trace: Trace, key: str, mark: Mapping[str, str]
    ) -> None:
        """Append to the inbound log and set fields of the hash `key`, in one transaction."""
        ...

    async def refuse(self, refused: Sequence[Refused], trace: Trace) -> None:
        """Append to the stream of refused items."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a replay. `slate` and `replay_id` empty: go on with an unfinished one, or the next.

    `minutes` cuts it that long after the kickoff, `games` takes so many of the slate's, `simulated` adds so
    many games of each other sport, all before minute `start_at` is told at once; `chaos` is the rate at which
    what is told is disturbed on its way.
    """

    slate: str = ""
    replay_id: str = ""
    speed: float = 30.0
    minutes: float | None = None
    games: int | None = None
    simulated: int = 0
    start_at: float | None = None
    chaos: float = 0.0


class Feeder:
    """Plays one slate, steered by commands, from wherever its replay stands to its end."""

    def __init__(self, bus: MarkingBus, store: ReplayStore, clock: Clock, timer: Timer | None = None) -> None:
        """Wire it; the clock only names new replays."""
        self._bus = bus
        self._store = store
        self._clock = clock
        self._timer = timer or SystemTimer()
        self._pacer: Pacer | None = None
        self._stopped = False
        self._back: datetime | None = None
        self._before: datetime | None = None

    def stop(self) -> None:
        """Finish what is being told, keep the place, and return."""
        self._stopped = True
        if self._pacer is not None:
            self._pacer.stop()

    async def run(self, wanted: Wanted, expected: ExpectedMargin) -> ReplayState:
        """Play a slate to its end, or until stopped; the state it is left in."""
        asked, state = await self._choose(wanted, expected)
        pacer = self._pacer = Pacer(self._timer, wanted.speed)
        start_at = wanted.start_at
        while True:
            programme = await asyncio.to_thread(opened, asked, state, expected)
            state = await self._begun(programme, state)
            if start_at is not None:
                pacer.command(Seek(programme.at_minute(start_at)))
            if self._stopped:
                pacer.stop()
            state = await self._steered(programme, pacer, state, wanted.chaos)
            if self._back is None:
                return await self._ended(programme, state)
            to, self._back = self._back, None
            pacer = self._pacer = _going_on(pacer, self._timer, to)
            state = await self._taken_back(programme, state, pacer)
            start_at = None

    async def _begun(self, programme: Programme, state: ReplayState) -> ReplayState:
        state = replace(state, games=programme.games, refused_games=programme.refused_games)
        self._before = state.told_until
        if state.told_until is None:
            await self._refuse(programme.refused)
        await self._store.begin(state)
        log.info("replay begins", **state.wire())
        return state

    async def _ended(self, programme: Programme, state: ReplayState) -> ReplayState:
        if not self._stopped and (left := programme.last_words()):
            await self._bus.tell_and_mark(left, {"fed": stamp_ns(), "told": stamp_ns()}, STATE, {})
            count(left)
        state = replace(state, state=Running.STOPPED if self._stopped else Running.FINISHED)
        await self._store.end(state)
        log.info("replay ends", **state.wire())
        return state

    async def _taken_back(self, programme: Programme, state: ReplayState, pacer: Pacer) -> ReplayState:
        """Abandon the games as they are, and begin the same ones anew, under ids of their own."""
        await self._leave(programme, state, TAKEN_BACK, Running.FINISHED)
        return state.anew(Running.PAUSED if pacer.paused else Running.RUNNING, pacer.speed)

    async def _choose(self, wanted: Wanted, expected: ExpectedMargin) -> tuple[Choice, ReplayState]:
        """What to play, and where its replay stands; another one left unfinished is given up."""
        last = await self._store.state()
        asked = choice(wanted.slate) if wanted.slate else None
        if last is not None and last.unfinished:
            if goes_on(last, wanted, asked):
                minutes = wanted.minutes or last.minutes
                going_on = replace(last, state=Running.RUNNING, speed=wanted.speed, minutes=minutes)
                return choice(last.slate), going_on
            await self._abandon(last, expected, GIVEN_UP, Running.FINISHED)
        slate = asked or next_slate(slates(), await self._store.finished())
        return slate, ReplayState(
            slate=slate.name,
            replay_id=wanted.replay_id or f"{slate.name}.{self._clock.now():%Y%m%dT%H%M%S%f}",
            kickoff=slate.kickoff,
            speed=wanted.speed,
            minutes=wanted.minutes or 0.0,
            at_most=wanted.games or 0,
            simulated=wanted.simulated,
        )

    async def put_aside(self, expected: ExpectedMargin) -> None:
        """Tell that the games of an unfinished replay are abandoned for now; it may still go on later."""
        left = await self._store.state()
        if left is not None and left.unfinished:
            await self._abandon(left, expected, PUT_ASIDE, left.state)

    async def _abandon(self, left: ReplayState, expected: ExpectedMargin, reason: str, then: Running) -> None:
        """Tell that the games which an earlier process left on are abandoned."""
        if left.told_until is not None:
            programme = await asyncio.to_thread(opened, choice(left.slate), left, expected)
            await self._leave(programme, left, reason, then)

    async def _leave(self, programme: Programme, left: ReplayState, reason: str, then: Running) -> None:
        if left.told_until is None:
            return
        abandoned = await programme.abandoned(left.told_until, reason)
        fed = stamp_ns()
        mark = {"state": str(then)}
        await self._bus.tell_and_mark(abandoned, {"fed": fed, "told": stamp_ns()}, STATE, mark)
        count(abandoned)
        log.info("replay left", slate=left.slate, replay_id=left.replay_id, games=len(abandoned), why=reason)

    async def _steered(
        self, programme: Programme, pacer: Pacer, state: ReplayState, chaos: float
    ) -> ReplayState:
        steering = asyncio.create_task(self._steer(programme, pacer))
        try:
            return await self._feed(programme, pacer, state, chaos)
        finally:
            steering.cancel()
            await asyncio.gather(steering, return_exceptions=True)

    async def _feed(
        self, programme: Programme, pacer: Pacer, state: ReplayState, chaos: float
    ) -> ReplayState:
        pipeline = LiveDataPipeline()
        source = await programme.source(pacer, state, pipeline)
        if chaos:
            source = DisturbedReplay(source, Rates.all_at(chaos), state.replay_id)
        while True:
            data = await pipeline.ingest_live_data([source])
            if data.ended:
                return state
            fed = stamp_ns()
            verdict = await pipeline.validate_data_quality(data)
            accepted = programme.retold(verdict.accepted)
            state = _told(state, accepted, source.at)
            trace = {"fed": fed, "told": stamp_ns()}
            await self._bus.tell_and_mark(accepted, trace, STATE, _mark(state))
            await self._refuse(verdict.refused)
            count(accepted)
            LATE.set(pacer.late_seconds)
            for doubt in verdict.doubts:
                DOUBTS.labels(doubt.finding).inc()
                log.warning("odd", finding=doubt.finding, detail=doubt.detail, game=str(doubt.game_id))

    async def _steer(self, programme: Programme, pacer: Pacer) -> None:
        async for command in self._store.commands():
            obeyed = await self._obey(command, programme, pacer)
            log.info("steered", command=str(command), obeyed=obeyed)
            await self._store.note(Running.PAUSED if pacer.paused else Running.RUNNING, pacer.speed)

    async def _obey(self, command: Steering, programme: Programme, pacer: Pacer) -> bool:
        match command:
            case SeekClock(period=period, clock_seconds=seconds):
                to = await asyncio.to_thread(programme.at_clock, period, seconds)
                return to is not None and self._sought(to, pacer)
            case Seek(to=to):
                return self._sought(to, pacer)
            case SetSpeed(speed=speed) if not speed > 0.0:
                return False
            case Pause() | Resume() | Step() | SetSpeed():
                pacer.command(command)
                return True

    def _sought(self, to: datetime, pacer: Pacer) -> bool:
        """Go forward, or take the replay back: what was told cannot be untold, so its games begin anew."""
        told = pacer.told or self._before
        if told is None or to >= told:
            pacer.command(Seek(to))
        else:
            self._back = to
            pacer.stop()
        return True

    async def _refuse(self, refused: Sequence[Refused]) -> None:
        if not refused:
            return
        await self._bus.refuse(refused, {"fed": stamp_ns()})
        for item in refused:
            REFUSED.labels(item.reason.partition(":")[0][:60]).inc()
            log.warning("refused", reason=item.reason, game=item.native_id)


def goes_on(left: ReplayState, wanted: Wanted, asked: Choice | None) -> bool:
    """Whether a replay that was left unfinished is what is wanted now; `asked`: the slate named, if any."""
    same_slate = asked is None or asked.name == left.slate
    return same_slate and wanted.replay_id in ("", left.replay_id)


def _going_on(before: Pacer, timer: Timer, to: datetime) -> Pacer:
    """A pacer at the speed of the one before, standing still where that did, from an instant on."""
    pacer = Pacer(timer, before.speed)
    if before.paused:
        pacer.command(Pause())
    pacer.command(Seek(to))
    return pacer


def _told(state: ReplayState, messages: Iterable[Inbound], at: datetime) -> ReplayState:
    kinds = Tally(type(message) for message in messages)
    return replace(
        state,
        position=at.isoformat(),
        plays=state.plays + kinds[PlaySeen],
        quotes=state.quotes + kinds[QuoteSeen],
        messages=state.messages + kinds.total(),
    )


def _mark(state: ReplayState) -> dict[str, str]:
    wire = state.wire()
    return {name: wire[name] for name in ("position", "plays", "quotes", "messages")}


def count(messages: Iterable[Inbound]) -> None:
    """Count what was told, by kind."""
    for kind, number in Tally(type(message).__name__ for message in messages).items():
        INGESTED.labels(kind).inc(number)
