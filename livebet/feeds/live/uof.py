"""Unified Odds Feed live: messages by AMQP, what was missed by recovery over REST, games' names by REST.

The socket is `LIVEBET_FEED_ADDRESSES`' `uof_socket` (`amqps://host:port`) where it is not the feed's own; its
certificate is checked against `LIVEBET_FEED_AUTHORITIES`' `uof` where that is set.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree

from livebet.feeds import uof
from livebet.feeds.live.amqp import AmqpQueue, AmqpServer
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.http import Answer, HttpPoller
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.links import Link, Transport
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.producers import Producers, Recovery, down
from livebet.feeds.live.schedule import Pace, Schedule, Target
from livebet.feeds.live.sides import sport_worth
from livebet.feeds.live.together import Together, side_by_side
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.uof import topics

NAME = uof.NAME
SOCKET = f"{NAME}_socket"
"""The socket's name among `feed_addresses`."""
MQ_HOST = "mq.betradar.com"
SPORTS = ("nfl", "nba", "mlb")
PACE = Pace(close=60.0, in_play=60.0, soon=300.0, far=3_600.0)
"""Of the schedules: prices come by the socket."""
TRY_AGAIN = timedelta(seconds=60)
"""After a recovery that was not granted, where the feed tells no other wait."""
_LOOK_SECONDS = 1.0


class UofPlan:
    """The games in play and those of the day, which messages name by id alone."""

    def __init__(self, wiring: Wiring) -> None:
        """Take the token from the settings."""
        self._wiring = wiring
        self._token = {topics.KEY_HEADER: wiring.secret("uof_token")}

    def ask(self, url: str, *, post: bool = False) -> Ask:
        """A request with the token."""
        url = self._wiring.address(NAME, url)
        return Ask(url=url, secret_headers=self._token, body=b"" if post else None)

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Both schedules."""
        best = max(sport_worth(interest, NAME, sport, now) for sport in SPORTS)
        day = topics.schedule(f"{now.date():%Y-%m-%d}")
        return [
            Target(key="live", ask=self.ask(topics.schedule("live")), worth=max(best, Worth.SOON)),
            Target(key="day", ask=self.ask(day), worth=Worth.FAR),
        ]

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


class Account:
    """Opens the account's queue: which virtual host is ours, the feed says itself."""

    def __init__(self, wiring: Wiring, plan: UofPlan, poller: HttpPoller) -> None:
        """Take the token from the settings."""
        self._token = wiring.secret("uof_token")
        self._context = wiring.context(NAME)
        address = urlsplit(wiring.address(SOCKET, f"amqps://{MQ_HOST}:{topics.PORT}"))
        self._host, self._port = address.hostname or MQ_HOST, address.port or topics.PORT
        self._plan = plan
        self._poller = poller

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Link]:
        """The queue, bound to our sports."""
        server = AmqpServer(
            host=self._host, port=self._port, virtual_host=await self._virtual_host(),
            exchange=topics.EXCHANGE, context=self._context,
        )  # fmt: skip
        keep_alive = uof.FEED.terms.keep_alive or 20.0
        async with AmqpQueue(server, self._token, topics.bindings(SPORTS), keep_alive).open() as link:
            yield link

    async def _virtual_host(self) -> str:
        ask = self._plan.ask(topics.account())
        self._poller.forget(ask)
        found = virtual_host((await self._poller.ask(ask)).body or b"")
        if not found:
            raise FeedError(FaultKind.MISSHAPEN, "the account names no virtual host")
        return found


def virtual_host(body: bytes) -> str:
    """The virtual host that an answer about the account names; empty where it names none."""
    try:
        return str(etree.fromstring(body, _PARSER).get("virtual_host", ""))
    except (etree.XMLSyntaxError, ValueError):
        return ""


class UofSocket:
    """Reads the queue, watches the producers, asks for what was missed."""

    name = NAME

    def __init__(self, transport: Transport, plan: UofPlan, poller: HttpPoller, wiring: Wiring) -> None:
        """Wire it."""
        self._transport = transport
        self._plan = plan
        self._poller = poller
        self._clock = wiring.clock
        self._news = asyncio.Event()
        self._producers = Producers.numbered(tuple(topics.PRODUCERS), wiring.clock.now())

    async def run(self, outlet: Outlet) -> None:
        """Read one connection to its end; the next asks for what the producers told meanwhile.

        Raises:
            FeedError: it broke off, or could not be made.
        """
        async with self._transport() as link:
            self._producers.connected(self._clock.now())
            await side_by_side(self._reading(link, outlet), self._watching(outlet))

    async def _reading(self, link: Link, outlet: Outlet) -> None:
        while True:
            message = await link.receive()
            await self._hand(outlet, "messages", message)
            self._producers.heard(message, self._clock.now())
            self._news.set()

    async def _watching(self, outlet: Outlet) -> None:
        while True:
            now = self._clock.now()
            for producer in self._producers.gone(now):
                await self._hand(outlet, "watch: silent producers", down(producer, now))
            for recovery in self._producers.recoveries(now):
                await self._recover(recovery, outlet)
            self._news.clear()
            await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._news.wait()
        except TimeoutError:
            return

    async def _recover(self, wanted: Recovery, outlet: Outlet) -> None:
        """Ask for it; where it is not granted the messages go on, and it is asked for later."""
        ask = self._plan.ask(topics.recovery(wanted.producer, wanted.request_id, wanted.after), post=True)
        try:
            answer = await self._poller.ask(ask)
        except FeedError as error:
            if error.kind is FaultKind.DENIED:
                raise
            wait = max(TRY_AGAIN, timedelta(seconds=error.wait_seconds))
            self._producers.refused(wanted, self._clock.now() + wait)
            if error.body:
                await self._hand(outlet, ask.where, error.body, of_fault=True)
            return
        await self._hand(outlet, ask.where, answer.body or b"")

    async def _hand(self, outlet: Outlet, target: str, body: bytes, *, of_fault: bool = False) -> None:
        if not body:
            return
        await outlet.hand(
            Payload(
                feed=NAME, target=target, session="", received_at=self._clock.now(), body=body,
                of_fault=of_fault,
            )
        )  # fmt: skip


def live(wiring: Wiring) -> Together:
    """The feed's live reader; messages and answers are one session, which joins prices to games.

    Raises:
        MissingCredentialError: there is no token.
    """
    terms, plan = uof.FEED.terms, UofPlan(wiring)
    schedule, poller = Schedule(PACE, wiring.budget(NAME, terms)), wiring.poller(terms)
    socket = UofSocket(Account(wiring, plan, poller).open, plan, poller, wiring)
    return Together(NAME, [socket, PolledFeed(NAME, plan, poller, schedule, wiring.clock)])


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
