"""A live day from the archive of raw payloads, told again as if live.

The payloads go the way of live ones: through the inbox (parsers in sessions), identity, merge and quality, at
the pace at which they came. Its games are games of the replay's own, beside those of the day itself.
"""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, takewhile
from operator import attrgetter
from pathlib import Path
from uuid import UUID

from livebet.archive.reader import read
from livebet.archive.records import root
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import GameAbandoned, GameListed, Inbound, PlaySeen, Refused
from livebet.domain.plays import PlayKind
from livebet.feeds.feed import Session
from livebet.feeds.items import Item, PlayTold, SituationTold
from livebet.feeds.live.feed import Payload
from livebet.feeds.pacing import Pacer
from livebet.feeds.pipeline import LiveDataPipeline
from livebet.feeds.registry import FEEDS
from livebet.services.feed_watch import FeedWatch
from livebet.services.inbox import Inbox
from livebet.services.replay_state import ReplayState
from livebet.services.strengths import ExpectedMargin
from livebet.settings import settings

DAY_ENDS = "the recording of the day ends here"
_NAME = re.compile(r"raw:(\d{4}-\d{2}-\d{2})(?::([a-z0-9_,]+))?")

Due = tuple[datetime, list[Payload]]
"""Payloads that came at one instant."""


@dataclass(frozen=True, slots=True)
class Day:
    """A UTC day of the archive under a folder; of some feeds, or of all where none is named."""

    day: date
    feeds: tuple[str, ...]
    under: Path

    @property
    def name(self) -> str:
        """What it is called: raw:2026-11-22, raw:2026-11-22:espn,uof."""
        return ":".join(["raw", self.day.isoformat(), *([",".join(self.feeds)] if self.feeds else [])])

    @property
    def kickoff(self) -> datetime:
        """When its first payload came; the day's beginning where there is none."""
        first = next(self.payloads(), None)
        return datetime.combine(self.day, time(), UTC) if first is None else first.received_at

    def payloads(self) -> Iterator[Payload]:
        """Its payloads in the order in which they came."""
        for record in read(self.under, self.day, self.feeds):
            if record.feed in FEEDS:
                yield Payload(
                    feed=record.feed,
                    target=record.target,
                    session=record.session,
                    received_at=record.received_at,
                    body=record.payload,
                )


def day_named(name: str) -> Day | None:
    """The day that is called so; None where that is no day's name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    feeds = tuple(found[2].split(",")) if found[2] else ()
    return Day(date.fromisoformat(found[1]), feeds, root(settings().home))


class Retelling:
    """Puts a day's games under ids of the replay's own, and knows which of them are on."""

    def __init__(self, replay_id: str, expected: ExpectedMargin) -> None:
        """Begin with no game."""
        self._replay_id = replay_id
        self._expected = expected
        self._on: dict[UUID, None] = {}

    def messages(self, messages: Sequence[Inbound]) -> list[Inbound]:
        """Messages as the replay tells them."""
        return [self._one(message) for message in messages]

    def abandoned(self, at: datetime, reason: str) -> list[GameAbandoned]:
        """What is told of games that are on."""
        return [GameAbandoned(game_id=game_id, reason=reason, observed_at=at) for game_id in self._on]

    def _one(self, message: Inbound) -> Inbound:
        own = game_uuid("replay", str(message.game_id), self._replay_id)
        if isinstance(message, GameListed):
            self._on[own] = None
            game = replace(message.game, game_id=own, replay_id=self._replay_id)
            margin = message.expected_margin
            if margin is None and game.sport is Sport.NFL:
                margin = self._expected(game)
            return replace(message, game=game, expected_margin=margin)
        over = isinstance(message, PlaySeen) and message.play.kind is PlayKind.GAME_END
        if over or isinstance(message, GameAbandoned):
            self._on.pop(own, None)
        return replace(message, game_id=own)


class PayloadSource:
    """Payloads as they come due, read through an inbox as live ones are; `at` is when the last one came."""

    name = "day"

    def __init__(self, inbox: Inbox, paced: AsyncIterator[Due], at: datetime) -> None:
        """Read what a pacer lets through."""
        self.at = at
        self._inbox = inbox
        self._paced = paced

    async def read(self) -> Sequence[Item] | None:
        """What the payloads that are due next hold."""
        due = await anext(self._paced, None)
        if due is None:
            return None
        self.at, payloads = due
        items: list[Item] = []
        for payload in payloads:
            await self._inbox.put(payload)
            items += await self._inbox.read()
        return items


class DayProgramme:
    """A day as a feeder plays it."""

    games = 0
    refused: tuple[Refused, ...] = ()
    refused_games = 0

    def __init__(self, day: Day, replay_id: str, minutes: float | None, expected: ExpectedMargin) -> None:
        """`minutes` cuts it that long after its first payload."""
        self._day = day
        self._kickoff = day.kickoff
        self._end = None if minutes is None else self.at_minute(minutes)
        self._retelling = Retelling(replay_id, expected)
        self._inbox = _inbox()
        self._source: PayloadSource | None = None

    async def source(self, pacer: Pacer, state: ReplayState, pipeline: LiveDataPipeline) -> PayloadSource:
        """What comes after the place; what came before goes through the pipeline again, and is not told."""
        until = state.told_until
        if until is not None:
            await self._again(pipeline, until)
        paced = pacer.paced(self._due(until))
        self._source = PayloadSource(self._inbox, paced, until or self._kickoff)
        return self._source

    def retold(self, messages: Sequence[Inbound]) -> list[Inbound]:
        """Messages as this replay tells them."""
        return self._retelling.messages(messages)

    async def abandoned(self, at: datetime, reason: str) -> list[GameAbandoned]:
        """The games that are on at an instant; who has told nothing yet goes through all before it."""
        if self._source is None:
            await self._again(LiveDataPipeline(), at)
        return self._retelling.abandoned(at, reason)

    def last_words(self) -> list[GameAbandoned]:
        """Games that go on after the day are given up with it."""
        at = self._kickoff if self._source is None else self._source.at
        return self._retelling.abandoned(at, DAY_ENDS)

    def at_minute(self, minutes: float) -> datetime:
        """The instant that many minutes after the first payload."""
        return self._kickoff + timedelta(minutes=minutes)

    def at_clock(self, period: int, clock_seconds: int) -> datetime | None:
        """When a payload first tells of a game that got there."""
        sessions: dict[tuple[str, str], Session] = {}
        for payload in self._day.payloads():
            key = (payload.feed, payload.session)
            session = sessions.setdefault(key, FEEDS[payload.feed].open())
            if any(_reached(item, period, clock_seconds) for item in session(payload.body)):
                return payload.received_at
        return None

    def _due(self, after: datetime | None) -> Iterator[Due]:
        for at, payloads in groupby(self._day.payloads(), key=attrgetter("received_at")):
            if self._end is not None and at > self._end:
                return
            if after is None or at > after:
                yield at, list(payloads)

    async def _again(self, pipeline: LiveDataPipeline, until: datetime) -> None:
        before = takewhile(lambda due: due[0] <= until, self._due(None))
        source = PayloadSource(self._inbox, _each(before), self._kickoff)
        while not (data := await pipeline.ingest_live_data([source])).ended:
            verdict = await pipeline.validate_data_quality(data)
            self._retelling.messages(verdict.accepted)


def _inbox() -> Inbox:
    """An inbox that archives nothing: it is the archive that is read."""
    return Inbox(FEEDS, {name: FeedWatch(name) for name in FEEDS}, lambda _archived: None)


async def _each(due: Iterable[Due]) -> AsyncIterator[Due]:
    for one in due:
        yield one


def _reached(item: Item, period: int, clock_seconds: int) -> bool:
    match item:
        case PlayTold(play=play):
            situation = play.situation
        case SituationTold(situation=situation):
            pass
        case _:
            return False
    if situation.period != period:
        return situation.period > period
    return situation.clock_seconds is not None and situation.clock_seconds <= clock_seconds
