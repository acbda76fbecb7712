"""Betfair's Exchange Stream live, against a small exchange: REST, and CRLF lines over TLS."""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from livebet.feeds import betfair_stream as betfair_feed
from livebet.feeds.betfair_stream import Clocks
from livebet.feeds.items import HealthTold
from livebet.feeds.live import betfair_stream
from livebet.feeds.live.betfair_login import BAN_SECONDS, NO_MARKETS_SECONDS
from livebet.feeds.live.betfair_stream import Standing, line_of, without_secrets
from livebet.feeds.live.errors import FeedError
from livebet.feeds.live.http import Attempts
from livebet.feeds.live.wiring import MissingCredentialError, Wiring
from livebet.settings import Settings

NOW = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
KEY = "k3y-that-nobody-may-see"
CREDENTIALS = ("betfair_app_key", "betfair_username", "betfair_password")
QUICK = Attempts(number=1, first_wait=0.001, longest_wait=0.005, jitter=0.0)
HELLO = b'{"op":"connection","connectionId":"1"}'


def success(request_id: int) -> bytes:
    return json.dumps({"op": "status", "id": request_id, "statusCode": "SUCCESS"}).encode()


def failure(request_id: int | None, code: str, message: str = "", closed: bool = True) -> bytes:
    told = {"op": "status", "statusCode": "FAILURE", "errorCode": code, "errorMessage": message}
    more = {} if request_id is None else {"id": request_id}
    return json.dumps({**told, **more, "connectionClosed": closed}).encode()


def change(clk: str, request_id: int = 2, **more: Any) -> bytes:
    return json.dumps({"op": "mcm", "id": request_id, "clk": clk, "pt": 1, **more}).encode()


def test_clocks_count_from_the_last_whole_line_of_this_subscription_alone() -> None:
    at = Standing()

    def hear(line: bytes) -> Clocks | None:
        at.heard(line_of(line), line)
        return at.clocks

    assert at.subscribing(2, ("1.1",)) is None
    image = hear(change("c1", initialClk="i1", ct="SUB_IMAGE"))
    assert image == Clocks(initial="i1", latest="c1")
    assert hear(change("c2", segmentType="SEG_START")) == image
    assert hear(change("c2", segmentType="SEG")) == image
    whole = Clocks(initial="i1", latest="c2")
    assert hear(b'{"op":"mcm","id":2,"segmentType":"SEG_END"}') == whole
    assert hear(change("c9", request_id=7)) == hear(b'{"op":"mcm","id":2,"cl') == whole
    assert at.subscribing(3, ("1.1",)) == whole
    assert at.subscribing(4, ("1.1", "1.2")) is None
    assert hear(change("c3", request_id=3)) is None


def test_a_failure_that_echoes_our_request_is_kept_without_it() -> None:
    raw = failure(1, "INVALID_INPUT", f'bad field: {{"appKey":"{KEY}"}}')
    kept = without_secrets(raw, line_of(raw), ())
    assert json.loads(kept)["errorMessage"] == "bad field: "
    odd = f'{{"op":"echo","of":"{KEY}"}}'.encode()
    assert without_secrets(odd, line_of(odd), (KEY.encode(),)) == b'{"op":"echo","of":"***"}'


@dataclass
class Connection:
    """One connection to the exchange: what it was asked, and what a test sends over it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def asked(self) -> dict[str, Any]:
        return dict(json.loads(await self.reader.readuntil(b"\r\n")))

    def tell(self, *lines: bytes) -> None:
        for line in lines:
            self.writer.write(line + b"\r\n")

    async def begin(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Speak first, take the authentication, then the subscription."""
        self.tell(HELLO)
        authentication = await self.asked()
        self.tell(success(1))
        subscription = await self.asked()
        self.tell(success(2))
        return authentication, subscription

    def break_off(self, within: bytes = b"") -> None:
        """Send a line's beginning, and no more."""
        self.writer.write(within)
        self.writer.close()


@dataclass
class Exchange:
    """REST answers by address, and the connections to the stream as they come."""

    reply: Any
    port: int = 0
    markets: tuple[str, ...] = ("1.23",)
    tokens: int = 0
    login: bytes | None = None
    refused: dict[str, bytes] = field(default_factory=dict)
    connections: asyncio.Queue[Connection] = field(default_factory=asyncio.Queue)

    def __call__(self, asked: Any) -> Any:
        for word, body in self.refused.items():
            if word in asked.path:
                return self.reply(body, 400)
        if "listMarket" in asked.path:
            listed = [{"marketId": one, "marketName": "Moneyline"} for one in self.markets]
            return self.reply(json.dumps(listed).encode())
        if "keepAlive" not in asked.path:
            self.tokens += 1
            if self.login is not None:
                return self.reply(self.login)
        return self.reply(json.dumps({"token": self.token, "status": "SUCCESS"}).encode())

    @property
    def token(self) -> str:
        return f"{KEY}-session-{self.tokens}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.put_nowait(Connection(reader, writer))


@pytest.fixture
async def exchange(server: Any, certificate: Path, reply: Any) -> AsyncIterator[Exchange]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.answer = one = Exchange(reply)
    async with await asyncio.start_server(one.serve, "127.0.0.1", 0, ssl=context) as listening:
        one.port = listening.sockets[0].getsockname()[1]
        yield one


@pytest.fixture
def wired(
    server: Any, client: Any, exchange: Exchange, certificate: Path, set_clock: Any
) -> Callable[..., Wiring]:
    def wired(**more: Any) -> Wiring:
        socket = f"tls://127.0.0.1:{exchange.port}"
        ours = Settings(
            feed_addresses={"betfair_stream": server.url, "betfair_stream_socket": socket},
            feed_authorities={"betfair_stream": certificate},
            **({name: SecretStr(f"{KEY}-{name}") for name in CREDENTIALS} | more),
        )
        return Wiring(settings=ours, client=client, clock=set_clock(NOW), attempts=QUICK)

    return wired


@asynccontextmanager
async def running(feed: Any, outlet: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(feed.run(outlet))
    try:
        async with asyncio.timeout(10):
            yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_exchange_is_logged_into_and_a_line_that_broke_off_is_asked_for_again(
    server: Any, exchange: Exchange, wired: Any, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outlet, feed = heard(), betfair_stream.live(wired())
    async with running(feed, outlet) as task:
        connection = await exchange.connections.get()
        authentication, first = await connection.begin()
        connection.tell(change("c1", initialClk="i1", ct="SUB_IMAGE"), change("c1", ct="HEARTBEAT"))
        connection.tell(change("c2", status=503, con=True))
        connection.break_off(change("c3")[:-9])
        with pytest.raises(FeedError, match=r"^cut off: the connection ended within a line$"):
            await task
    async with running(feed, outlet):
        _, again = await (await exchange.connections.get()).begin()
    secrets = {"appKey": f"{KEY}-betfair_app_key", "session": f"{KEY}-session-1"}
    assert authentication == {"op": "authentication", "id": 1, **secrets}
    assert (first["marketFilter"], first["heartbeatMs"], first["conflateMs"]) == (
        {"marketIds": ["1.23"]}, 5_000, 0,
    )  # fmt: skip
    assert ("clk" in first, again["initialClk"], again["clk"]) == (False, "i1", "c2")
    asked = [(one.path.rsplit("/", 2)[1:], one.headers.get("x-authentication")) for one in server.asked]
    session = f"{KEY}-session-1"
    assert asked == [
        (["api", "login"], None), (["listMarketCatalogue", ""], session),
        (["api", "keepAlive"], session), (["listMarketCatalogue", ""], session),
    ]  # fmt: skip
    assert server.asked[0].body == f"username={KEY}-betfair_username&password={KEY}-betfair_password".encode()
    assert {one.headers["x-application"] for one in server.asked} == {f"{KEY}-betfair_app_key"}
    (told,) = betfair_feed.FEED.open()(outlet.bodies[0])
    assert isinstance(told, HealthTold)
    assert told.detail == "catalogue: names of 1 markets"
    assert outlet.bodies[1:3] == [HELLO, success(1)]
    assert change("c2", status=503, con=True) in outlet.bodies
    assert KEY not in caplog.text + repr(outlet.payloads) + str(b"".join(outlet.bodies))
    assert {one.session for one in outlet.payloads} == {""}


async def test_markets_that_come_to_be_listed_are_subscribed_to_over_the_same_connection(
    exchange: Exchange, wired: Any, heard: Any
) -> None:
    outlet = heard(enough=lambda outlet: change("d1", 3, initialClk="j1") in outlet.bodies)
    feed = betfair_stream.live(wired(), every=0.01)
    async with running(feed, outlet) as task:
        connection = await exchange.connections.get()
        await connection.begin()
        connection.tell(change("c1", initialClk="i1", ct="SUB_IMAGE"))
        exchange.markets = ("1.23", "1.24")
        more = await connection.asked()
        connection.tell(change("c2"), change("d1", 3, initialClk="j1"))
        await outlet.done.wait()
        connection.break_off()
        with pytest.raises(FeedError, match=r"^cut off"):
            await task
    async with running(feed, outlet):
        _, again = await (await exchange.connections.get()).begin()
    assert (more["id"], more["marketFilter"], "clk" in more) == (3, {"marketIds": ["1.23", "1.24"]}, False)
    assert (again["marketFilter"], again["initialClk"], again["clk"]) == (more["marketFilter"], "j1", "d1")
    assert exchange.tokens == 1


async def test_listings_that_fail_do_not_end_a_stream_that_tells_until_they_fail_for_long(
    server: Any, exchange: Exchange, wired: Any, heard: Any
) -> None:
    outlet = heard()
    async with running(betfair_stream.live(wired(), every=0.001), outlet) as task:
        connection = await exchange.connections.get()
        await connection.begin()
        before = len(server.asked)
        exchange.refused = {"listMarket": b"{}", "keepAlive": b"{}"}
        with pytest.raises(FeedError, match=r"^not there: status 400$"):
            await task
    assert len(server.asked) >= before + betfair_stream.FAULTS_AT_MOST


@pytest.mark.parametrize(
    ("code", "fault", "log_ins"),
    [
        ("INVALID_SESSION_INFORMATION", "failing: the exchange said INVALID_SESSION_INFORMATION", 2),
        ("TOO_MANY_REQUESTS", "too many requests: the exchange said TOO_MANY_REQUESTS", 1),
        ("INVALID_APP_KEY", "denied: the exchange said INVALID_APP_KEY", 1),
        ("not a code", "denied: the exchange said that it failed", 1),
    ],
)
async def test_an_authentication_that_fails_is_told_without_what_was_sent(
    code: str, fault: str, log_ins: int, exchange: Exchange, wired: Any, heard: Any
) -> None:
    outlet, feed = heard(), betfair_stream.live(wired())
    async with running(feed, outlet) as task:
        connection = await exchange.connections.get()
        connection.tell(HELLO)
        asked = await connection.asked()
        connection.tell(failure(1, code, f"no: {json.dumps(asked)}"))
        with pytest.raises(FeedError) as told:
            await task
    async with running(feed, outlet):
        await (await exchange.connections.get()).begin()
    assert (str(told.value), exchange.tokens) == (fault, log_ins)
    assert KEY not in str(b"".join(outlet.bodies))


async def test_clocks_that_the_exchange_does_not_know_any_more_are_dropped(
    exchange: Exchange, wired: Any, heard: Any
) -> None:
    outlet, feed = heard(), betfair_stream.live(wired())
    async with running(feed, outlet) as task:
        connection = await exchange.connections.get()
        await connection.begin()
        connection.tell(change("c1", initialClk="i1"), failure(2, "INVALID_CLOCK"))
        with pytest.raises(FeedError, match=r"^failing: the exchange said INVALID_CLOCK$"):
            await task
    async with running(feed, outlet):
        _, again = await (await exchange.connections.get()).begin()
    assert "clk" not in again


async def test_an_exchange_that_says_nothing_is_dead(
    exchange: Exchange, wired: Any, heard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = replace(betfair_feed.FEED.terms, keep_alive=0.05)
    monkeypatch.setattr(betfair_feed, "FEED", replace(betfair_feed.FEED, terms=terms))
    with pytest.raises(FeedError, match=r"^silent: nothing for 0.05 s$"):
        await betfair_stream.live(wired()).run(heard())
    monkeypatch.setattr(betfair_feed, "AUTHENTICATE_WITHIN", 0.02)
    with pytest.raises(FeedError, match=r"^silent: no answer to the authentication$"):
        await betfair_stream.live(wired()).run(heard())


async def test_a_log_in_that_is_refused_says_why(exchange: Exchange, wired: Any, heard: Any) -> None:
    exchange.login = b'{"token":"","status":"FAIL","error":"INVALID_USERNAME_OR_PASSWORD"}'
    with pytest.raises(FeedError, match=r"^denied: the log-in was refused: INVALID_USERNAME_OR_PASSWORD$"):
        await betfair_stream.live(wired()).run(heard())
    exchange.login = b'{"token":"","status":"FAIL","error":"TEMPORARY_BAN_TOO_MANY_REQUESTS"}'
    with pytest.raises(FeedError, match=r"^too many requests: ") as banned:
        await betfair_stream.live(wired()).run(heard())
    assert banned.value.wait_seconds == BAN_SECONDS
    exchange.login = b"<html>"
    with pytest.raises(FeedError, match=r"^denied: the log-in was refused: no word why$"):
        await betfair_stream.live(wired()).run(heard())


async def test_a_session_that_is_over_is_logged_into_again(
    exchange: Exchange, wired: Any, heard: Any
) -> None:
    outlet, feed = heard(), betfair_stream.live(wired())
    exchange.refused = {"listMarket": f'{{"errorCode":"INVALID_SESSION_INFORMATION","of":"{KEY}"}}'.encode()}
    with pytest.raises(FeedError, match=r"^failing: the session is over$") as over:
        await feed.run(outlet)
    exchange.refused = {}
    async with running(feed, outlet):
        authentication, _ = await (await exchange.connections.get()).begin()
    assert (over.value.body, exchange.tokens) == (b"", 2)
    assert authentication["session"] == f"{KEY}-session-2"


async def test_no_market_listed_is_no_subscription_to_all_of_them(
    exchange: Exchange, wired: Any, heard: Any
) -> None:
    exchange.markets = ()
    with pytest.raises(FeedError, match=r"^not there: no market of ours is listed$") as fault:
        await betfair_stream.live(wired()).run(heard())
    assert fault.value.wait_seconds == NO_MARKETS_SECONDS
    with pytest.raises(MissingCredentialError, match=r"^LIVEBET_BETFAIR_PASSWORD is not set$"):
        betfair_stream.live(wired(betfair_password=None))
