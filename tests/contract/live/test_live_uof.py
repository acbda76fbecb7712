"""The Unified Odds Feed live, against a small server of AMQP 0-9-1 over TLS and one of REST."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pamqp.frame
import pytest
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.header import ContentHeader
from pamqp.heartbeat import Heartbeat
from pydantic import SecretStr

from livebet.feeds import uof as uof_feed
from livebet.feeds.items import HealthTold
from livebet.feeds.live import uof
from livebet.feeds.live.errors import FeedError
from livebet.feeds.live.http import Attempts
from livebet.feeds.live.producers import DOWN_AFTER, Producers, Recovery, down, sign_of
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.uof import topics
from livebet.settings import Settings

NOW = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
TOKEN = "t0ken-that/nobody may-see"
QUICK = Attempts(number=1, first_wait=0.001, longest_wait=0.005, jitter=0.0)
ACCOUNT = b'<bookmaker_details response_code="OK" bookmaker_id="7" virtual_host="/unifiedfeed/7"/>'
ACCEPTED = b'<response response_code="ACCEPTED"><message>Request accepted</message></response>'
SCHEDULE = b"<schedule/>"


def stamp(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def alive(product: int = 1, at: datetime = NOW, subscribed: int = 1) -> bytes:
    return f'<alive product="{product}" timestamp="{stamp(at)}" subscribed="{subscribed}"/>'.encode()


def complete(product: int, request_id: int, at: datetime = NOW) -> bytes:
    told = f'<snapshot_complete product="{product}" timestamp="{stamp(at)}" request_id="{request_id}"/>'
    return told.encode()


def test_a_producer_is_whole_once_its_own_request_is_complete() -> None:
    of = Producers.numbered((1,), NOW)
    of.connected(NOW)
    (first,) = of.recoveries(NOW)
    assert (first.producer, first.after) == (1, None)
    assert of.recoveries(NOW) == []
    of.heard(complete(1, first.request_id + 1), NOW)
    of.heard(complete(3, first.request_id), NOW)
    of.heard(alive(at=NOW), NOW)
    of.connected(NOW)
    (second,) = of.recoveries(NOW)
    assert second == Recovery(producer=1, request_id=first.request_id + 1, after=None)
    of.heard(complete(1, second.request_id), NOW)
    told_at = NOW + timedelta(seconds=10)
    of.heard(alive(at=told_at), told_at)
    assert of.recoveries(told_at) == []
    of.connected(told_at)
    assert [one.after for one in of.recoveries(told_at)] == [told_at]
    of.connected(told_at)
    assert [one.after for one in of.recoveries(told_at + timedelta(hours=11))] == [None]


def test_a_producer_is_down_after_a_silence_and_recovers_from_where_it_was_whole() -> None:
    of = Producers.numbered((1, 3), NOW)
    of.connected(NOW)
    for one in of.recoveries(NOW):
        of.heard(complete(one.producer, one.request_id), NOW)
    of.heard(alive(1, NOW), NOW)
    of.heard(alive(3, NOW), NOW)
    later = NOW + DOWN_AFTER
    of.heard(alive(3, later), later)
    assert of.gone(later) == []
    late = later + timedelta(milliseconds=1)
    assert (of.gone(late), of.gone(late), of.recoveries(late)) == ([1], [], [])
    of.heard(alive(1, late), late)
    assert [(one.producer, one.after) for one in of.recoveries(late)] == [(1, NOW)]
    of.heard(alive(3, late, subscribed=0), late)
    of.heard(alive(1, late, subscribed=0), late)
    assert [(one.producer, one.after) for one in of.recoveries(late)] == [(3, later)]


def test_a_recovery_that_is_not_granted_or_never_ends_is_asked_for_again() -> None:
    of = Producers.numbered((1,), NOW)
    of.connected(NOW)
    (first,) = of.recoveries(NOW)
    of.refused(first, NOW + timedelta(seconds=60))
    assert of.recoveries(NOW + timedelta(seconds=59)) == []
    (second,) = of.recoveries(NOW + timedelta(seconds=60))
    assert of.recoveries(NOW + timedelta(minutes=15)) == []
    (third,) = of.recoveries(NOW + timedelta(minutes=17))
    of.refused(second, NOW + timedelta(hours=9))
    of.heard(complete(1, third.request_id), NOW)
    assert of.recoveries(NOW + timedelta(hours=1)) == []
    of.heard(b'<product_down product="1" timestamp="1"/>', NOW)
    assert of.recoveries(NOW + timedelta(hours=1)) == []


def test_messages_that_say_nothing_of_producers_are_passed_over() -> None:
    assert sign_of(b'<odds_change product="1" event_id="sr:match:1"/>') is None
    assert sign_of(b"<alive product=") is None
    assert sign_of(b'<alive product="one"/>') is None
    assert sign_of(b'<alive product="1" timestamp="99999999999999999999"/>') is None
    assert sign_of(b'<odds_change><alive product="1"/></odds_change>') is None
    said = [item for item in uof_feed.FEED.open()(down(1, NOW)) if isinstance(item, HealthTold)]
    assert [(item.state, item.detail, item.observed_at) for item in said] == [("down", "producer 1", NOW)]


@dataclass
class Consumer:
    """One connection to the exchange, consumed from; a test says what it is sent."""

    writer: asyncio.StreamWriter
    tag: str
    delivered: int = 0

    def _frames(self, body: bytes) -> bytes:
        self.delivered += 1
        deliver = commands.Basic.Deliver(self.tag, self.delivered, False, topics.EXCHANGE, "-.-.-.alive.-")
        header = ContentHeader(0, len(body), commands.Basic.Properties())
        parts = [ContentBody(body[at : at + 50]) for at in range(0, len(body), 50)]
        return b"".join(pamqp.frame.marshal(one, 1) for one in (deliver, header, *parts))

    async def deliver(self, *bodies: bytes) -> None:
        """Send messages, each in several frames, with a heartbeat before them."""
        self.writer.write(pamqp.frame.marshal(Heartbeat(), 0))
        for body in bodies:
            self.writer.write(self._frames(body))
        await self.writer.drain()

    def break_off(self, within: bytes) -> None:
        """Send half a message, and no more."""
        frames = self._frames(within)
        self.writer.write(frames[: len(frames) // 2])
        self.writer.close()

    async def close(self) -> None:
        """Say that it is over, as a broker that is shut down does."""
        over = commands.Connection.Close(320, "CONNECTION_FORCED", 0, 0)
        self.writer.write(pamqp.frame.marshal(over, 0))
        await self.writer.drain()


@dataclass
class Exchange:
    """A server of AMQP 0-9-1 that has one exchange and takes one token."""

    port: int = 0
    users: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    bound: list[tuple[str, str]] = field(default_factory=list)
    forbidden: bool = False
    consumers: asyncio.Queue[Consumer] = field(default_factory=asyncio.Queue)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readexactly(8) == b"AMQP\x00\x00\x09\x01"
            start = commands.Connection.Start(0, 9, {"capabilities": {}}, "PLAIN", "en_US")
            writer.write(pamqp.frame.marshal(start, 0))
            while True:
                channel, asked = await self._asked(reader)
                for answer in self._answers(asked, writer):
                    writer.write(pamqp.frame.marshal(answer, channel))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    @staticmethod
    async def _asked(reader: asyncio.StreamReader) -> tuple[int, Any]:
        head = await reader.readexactly(7)
        rest = await reader.readexactly(int.from_bytes(head[3:], "big") + 1)
        _, channel, frame = pamqp.frame.unmarshal(head + rest)
        return channel, frame

    def _answers(self, asked: Any, writer: asyncio.StreamWriter) -> list[Any]:
        match asked:
            case commands.Connection.StartOk():
                self.users.append(asked.response)
                if asked.response != f"\x00{TOKEN}\x00":
                    return [commands.Connection.Close(403, f"ACCESS_REFUSED for {asked.response}", 0, 0)]
                return [commands.Connection.Tune(8, 131072, 60)]
            case commands.Connection.Open():
                self.hosts.append(asked.virtual_host)
                return [commands.Connection.OpenOk()]
            case commands.Channel.Open():
                return [commands.Channel.OpenOk()]
            case commands.Queue.Declare():
                assert asked.exclusive
                return [commands.Queue.DeclareOk("amq.gen-1", 0, 0)]
            case commands.Queue.Bind():
                assert asked.queue == "amq.gen-1"
                if self.forbidden:
                    return [commands.Channel.Close(403, "ACCESS_REFUSED", 50, 20)]
                self.bound.append((asked.exchange, asked.routing_key))
                return [commands.Queue.BindOk()]
            case commands.Basic.Consume():
                assert asked.no_ack
                self.consumers.put_nowait(Consumer(writer, asked.consumer_tag))
                return [commands.Basic.ConsumeOk(asked.consumer_tag)]
            case commands.Channel.Close():
                return [commands.Channel.CloseOk()]
            case commands.Connection.Close():
                return [commands.Connection.CloseOk()]
        return []


@pytest.fixture
async def exchange(certificate: Path) -> AsyncIterator[Exchange]:
    """The feed's exchange."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    one = Exchange()
    async with await asyncio.start_server(one.serve, "127.0.0.1", 0, ssl=context) as listening:
        one.port = listening.sockets[0].getsockname()[1]
        yield one


Wired = Callable[..., Wiring]


@pytest.fixture
def wired(
    server: Any, client: Any, exchange: Exchange, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> Wired:
    """The rate of one request a second is not waited for."""
    terms = replace(uof_feed.FEED.terms, requests_per_second=None)
    monkeypatch.setattr(uof_feed, "FEED", replace(uof_feed.FEED, terms=terms))

    def wired(clock: Any, token: str = TOKEN, authorities: Path | None = certificate) -> Wiring:
        ours = Settings(
            uof_token=SecretStr(token),
            feed_addresses={"uof": server.url, "uof_socket": f"amqps://127.0.0.1:{exchange.port}"},
            feed_authorities={} if authorities is None else {"uof": authorities},
        )
        return Wiring(settings=ours, client=client, clock=clock, attempts=QUICK)

    return wired


@dataclass
class Rest:
    """Answers by address; recoveries are noted as they are asked for."""

    reply: Any
    granted: bool = True
    recoveries: asyncio.Queue[tuple[str, dict[str, int]]] = field(default_factory=asyncio.Queue)

    def __call__(self, asked: Any) -> Any:
        assert asked.headers["x-access-token"] == TOKEN
        url = urlsplit(asked.path)
        if asked.method == "POST":
            told = {name: int(values[0]) for name, values in parse_qs(url.query).items()}
            self.recoveries.put_nowait((url.path.split("/")[2], told))
            if not self.granted:
                return self.reply(
                    b'<response response_code="FORBIDDEN"><message>Too many</message></response>', 429
                )
            return self.reply(ACCEPTED)
        return self.reply(ACCOUNT if url.path.endswith("whoami.xml") else SCHEDULE)


@asynccontextmanager
async def running(feed: Any, outlet: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(feed.run(outlet))
    try:
        async with asyncio.timeout(10):
            yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_messages_come_in_order_and_each_producer_is_asked_for_what_it_told_before(
    server: Any, exchange: Exchange, wired: Wired, set_clock: Any, reply: Any, heard: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    rest = server.answer = Rest(reply)
    told = [f'<odds_change product="1" number="{number}"/>'.encode() for number in range(40)]
    outlet = heard(enough=lambda outlet: told[-1] in outlet.bodies)
    async with running(uof.live(wired(set_clock(NOW))), outlet):
        consumer = await exchange.consumers.get()
        await consumer.deliver(*told)
        await outlet.done.wait()
        asked = [await rest.recoveries.get(), await rest.recoveries.get()]
    assert [(name, list(params)) for name, params in asked] == [
        ("liveodds", ["request_id"]), ("pre", ["request_id"]),
    ]  # fmt: skip
    assert [body for body in outlet.bodies if b"odds_change" in body] == told
    assert (exchange.users, exchange.hosts) == ([f"\x00{TOKEN}\x00"], ["/unifiedfeed/7"])
    assert exchange.bound == [("unifiedfeed", key) for key in topics.bindings(("nfl", "nba", "mlb"))]
    assert {one.session for one in outlet.payloads} == {""}
    assert TOKEN not in caplog.text + repr(outlet.payloads) + str(b"".join(outlet.bodies))


async def test_a_connection_cut_within_a_message_is_followed_by_a_recovery_since_it_was_whole(
    server: Any, exchange: Exchange, wired: Wired, set_clock: Any, reply: Any, heard: Any
) -> None:
    rest = server.answer = Rest(reply)
    outlet = heard(enough=lambda outlet: alive(3) in outlet.bodies)
    feed = uof.live(wired(set_clock(NOW)))
    async with running(feed, outlet) as task:
        consumer = await exchange.consumers.get()
        for product in (1, 3):
            _, asked = await rest.recoveries.get()
            await consumer.deliver(complete(product, asked["request_id"]), alive(product))
        await outlet.done.wait()
        consumer.break_off(alive(1, NOW + timedelta(seconds=10)))
        with pytest.raises(FeedError, match=r"^cut off: \w+$"):
            await task
    async with running(feed, outlet) as task:
        consumer = await exchange.consumers.get()
        again = [await rest.recoveries.get(), await rest.recoveries.get()]
        await consumer.close()
        with pytest.raises(FeedError, match=r"^cut off: \w+$"):
            await task
    assert [params["after"] for _, params in again] == [stamp(NOW)] * 2
    assert again[0][1]["request_id"] == asked["request_id"] + 1
    assert outlet.bodies.count(alive(1)) == 1


async def test_a_producer_that_says_nothing_is_told_to_be_down_once_and_recovers_when_it_speaks(
    server: Any, exchange: Exchange, wired: Wired, set_clock: Any, reply: Any, heard: Any
) -> None:
    rest, clock = Rest(reply), set_clock(NOW)
    server.answer = rest
    late = NOW + timedelta(seconds=16)
    outlet = heard()
    async with running(uof.live(wired(clock)), outlet):
        consumer = await exchange.consumers.get()
        for product in (1, 3):
            _, asked = await rest.recoveries.get()
            await consumer.deliver(complete(product, asked["request_id"]), alive(product))
        clock.at = NOW + timedelta(seconds=8)
        outlet.enough = lambda outlet: alive(3, clock.at) in outlet.bodies
        await consumer.deliver(alive(3, clock.at))
        await outlet.done.wait()
        outlet.done.clear()
        outlet.enough = lambda outlet: down(1, late) in outlet.bodies
        clock.at = late
        await outlet.done.wait()
        await consumer.deliver(alive(1, late))
        name, asked = await rest.recoveries.get()
    assert (name, asked["after"]) == ("liveodds", stamp(NOW))
    watched = [one for one in outlet.payloads if one.target.startswith("watch")]
    assert [one.body for one in watched] == [down(1, late)]


async def test_a_recovery_that_is_refused_does_not_end_the_connection(
    server: Any, exchange: Exchange, wired: Wired, set_clock: Any, reply: Any, heard: Any
) -> None:
    rest, clock = Rest(reply, granted=False), set_clock(NOW)
    server.answer = rest
    outlet = heard(enough=lambda outlet: sum(one.of_fault for one in outlet.payloads) == 2)
    async with running(uof.live(wired(clock)), outlet):
        consumer = await exchange.consumers.get()
        await outlet.done.wait()
        before = [await rest.recoveries.get(), await rest.recoveries.get()]
        rest.granted, clock.at = True, NOW + timedelta(seconds=61)
        await consumer.deliver(alive(1, clock.at), alive(3, clock.at))
        after = {name for name, _ in (await rest.recoveries.get(), await rest.recoveries.get())}
    assert {name for name, _ in before} == after == {"liveodds", "pre"}


async def test_a_token_that_is_refused_and_a_certificate_of_nobodys_are_hopeless(
    server: Any, exchange: Exchange, wired: Wired, set_clock: Any, reply: Any, heard: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    server.answer = lambda asked: reply(ACCOUNT if asked.path.endswith("whoami.xml") else SCHEDULE)
    other = "0ther-token"
    with pytest.raises(FeedError, match=r"^denied: ProbableAuthenticationError$"):
        await uof.live(wired(set_clock(NOW), token=other)).run(heard())
    exchange.forbidden = True
    with pytest.raises(FeedError, match=r"^denied: ChannelAccessRefused$"):
        await uof.live(wired(set_clock(NOW))).run(heard())
    with pytest.raises(FeedError, match=r"^denied: certificate: self-signed certificate"):
        await uof.live(wired(set_clock(NOW), authorities=None)).run(heard())
    assert other not in caplog.text
    assert TOKEN not in caplog.text


async def test_an_account_without_a_virtual_host_and_silence_are_faults(
    server: Any, exchange: Exchange, wired: Wired, set_clock: Any, reply: Any, heard: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    server.answer = lambda _asked: reply(b"<html>")
    with pytest.raises(FeedError, match=r"^misshapen: the account names no virtual host$"):
        await uof.live(wired(set_clock(NOW))).run(heard())
    server.answer = Rest(reply)
    wiring = wired(set_clock(NOW))
    terms = replace(uof_feed.FEED.terms, keep_alive=0.05)
    monkeypatch.setattr(uof_feed, "FEED", replace(uof_feed.FEED, terms=terms))
    with pytest.raises(FeedError, match=r"^silent: nothing for 0.05 s$"):
        await uof.live(wiring).run(heard())
