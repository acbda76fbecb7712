"""Where live feeds hand their payloads: archived as they came, then parsed in order, told as items."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

import structlog

from livebet.archive.records import Archived
from livebet.domain.clock import stamp_ns
from livebet.domain.messages import Refused
from livebet.feeds.feed import Feed, Session
from livebet.feeds.items import Item, Told
from livebet.feeds.live.feed import Payload
from livebet.feeds.live.interest import Interest
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.services.feed_watch import FeedWatch

WAITING_AT_MOST = 512
"""Payloads that wait to be parsed; then readers wait too, and their servers see it."""
TOGETHER_AT_MOST = 32
SESSIONS_AT_MOST = 512
REFUSED_ONCE = 20_000
"""Refusals remembered: what is told again and again is refused once."""

Keep = Callable[[Archived], None]

log = structlog.get_logger()


class Inbox:
    """A data source: all live feeds in the order in which their payloads came."""

    name = "live"

    def __init__(self, feeds: Mapping[str, Feed], watches: Mapping[str, FeedWatch], keep: Keep) -> None:
        """Parse for these feeds; `keep` archives."""
        self.interest = Interest()
        self.fed_ns = 0
        self._feeds = feeds
        self._watches = watches
        self._keep = keep
        self._waiting: asyncio.Queue[tuple[Payload, int]] = asyncio.Queue(WAITING_AT_MOST)
        self._unsettled = 0
        self._sessions: OrderedDict[tuple[str, str], Session] = OrderedDict()
        self._refused: OrderedDict[bytes, None] = OrderedDict()

    async def put(self, payload: Payload) -> None:
        """Take a payload; waits where too many wait already."""
        self._keep(
            Archived(
                feed=payload.feed,
                target=payload.target,
                session=payload.session,
                received_at=payload.received_at,
                payload=payload.body,
            )
        )
        await self._waiting.put((payload, stamp_ns()))

    async def read(self) -> Sequence[Item]:
        """What the next payloads hold, waiting for one; `fed_ns` is when the first of them came."""
        self._settle()
        payload, self.fed_ns = await self._waiting.get()
        self._unsettled = 1
        items = self._parsed(payload)
        for _ in range(min(TOGETHER_AT_MOST - 1, self._waiting.qsize())):
            items += self._parsed(self._waiting.get_nowait()[0])
            self._unsettled += 1
        return items

    async def told(self) -> None:
        """Until nothing waits, and who reads has come back after the last: then all of it was told."""
        await self._waiting.join()

    def _settle(self) -> None:
        for _ in range(self._unsettled):
            self._waiting.task_done()
        self._unsettled = 0

    def _parsed(self, payload: Payload) -> list[Item]:
        told = self._told(payload)
        self._watches[payload.feed].parsed(payload, told)
        self.interest.learn(told)
        return [_stamped(item, payload) for item in told if self._is_news(item)]

    def _told(self, payload: Payload) -> Sequence[Item]:
        try:
            return self._session(payload)(payload.body)
        except Exception as defect:
            log.exception("a parser broke", feed=payload.feed, target=payload.target)
            return [refused(payload.feed, f"defect: {type(defect).__name__} in the parser", payload.body)]

    def _session(self, payload: Payload) -> Session:
        key = (payload.feed, payload.session)
        session = self._sessions.pop(key, None) or self._feeds[payload.feed].open()
        self._sessions[key] = session
        if len(self._sessions) > SESSIONS_AT_MOST:
            self._sessions.popitem(last=False)
        return session

    def _is_news(self, item: Item) -> bool:
        """Whether an item is no refusal, or one that was not refused before."""
        if not isinstance(item, Refused):
            return True
        told = f"{item.feed}/{item.native_id}/{item.reason}/{item.payload}"
        digest = blake2b(told.encode("utf-8", "replace"), digest_size=16).digest()
        known = digest in self._refused
        self._refused[digest] = None
        if len(self._refused) > REFUSED_ONCE:
            self._refused.popitem(last=False)
        return not known


def _stamped(item: Item, payload: Payload) -> Item:
    """Where a payload tells no instant, the one at which it came counts."""
    if isinstance(item, Told | Refused) and item.observed_at == UNKNOWN_INSTANT:
        return replace(item, observed_at=payload.received_at)
    return item
