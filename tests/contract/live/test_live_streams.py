"""Feeds that push, against servers that speak so: endless responses, WebSockets, CRLF lines over TLS."""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from websockets.asyncio.server import ServerConnection, serve

from livebet.domain.clock import SystemClock
from livebet.feeds.live import lines
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.lines import LineStream
from livebet.feeds.live.links import Link
from livebet.feeds.live.sockets import SocketStream
from livebet.feeds.live.streamed import StreamedFeed
from livebet.feeds.live.tls import TlsLineSocket

KEY = "k3y-that-nobody-may-see"
HEARTBEAT = b'{"heartbeat":{"interval":5000}}'
OPEN = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def streaming(*pieces: bytes, then: float = 0.0) -> Callable[[Any, asyncio.StreamWriter], Awaitable[None]]:
    """A response that sends these chunks and, after a silence, breaks off without an end."""

    async def talk(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(OPEN)
        for piece in pieces:
            writer.write(chunk(piece))
            await writer.drain()
        await asyncio.sleep(then)

    return talk


async def messages_of(link: Link) -> tuple[list[bytes], FeedError]:
    """Everything that a link brings, and how it ends."""
    found: list[bytes] = []
    try:
        while True:
            found.append(await link.receive())
    except FeedError as error:
        return found, error


async def test_lines_come_whole_however_they_are_cut_and_keep_alives_are_empty(
    server: Any, client: Any
) -> None:
    server.talk = streaming(b'{"a":', b'1}\r\n\r\n{"b":2}\n{"c"', b":3}\n", b'{"torn":')
    async with LineStream(client, SystemClock(), Ask(url=server.url), 5.0).open() as link:
        found, error = await messages_of(link)
    assert found == [b'{"a":1}', b"", b'{"b":2}', b'{"c":3}']
    assert error.kind is FaultKind.CUT


async def test_a_stream_that_ends_within_a_line_says_so(server: Any, client: Any) -> None:
    async def talk(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(OPEN + chunk(HEARTBEAT + b'\n{"payload":') + b"0\r\n\r\n")

    server.talk = talk
    async with LineStream(client, SystemClock(), Ask(url=server.url), 5.0).open() as link:
        found, error = await messages_of(link)
    assert (found, str(error)) == ([HEARTBEAT], "cut off: the stream ended within a line")


async def test_a_line_without_end_is_a_fault(
    server: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MESSAGE_AT_MOST", 10)
    server.talk = streaming(b'{"a":1}\n', b"x" * 6, b"x" * 6, then=30.0)
    async with LineStream(client, SystemClock(), Ask(url=server.url), 5.0).open() as link:
        found, error = await messages_of(link)
    assert (found, str(error)) == ([b'{"a":1}'], "misshapen: a line of more than 10 bytes")


async def test_silence_longer_than_the_keep_alive_is_death(server: Any, client: Any) -> None:
    server.talk = streaming(HEARTBEAT + b"\n", then=30.0)
    async with LineStream(client, SystemClock(), Ask(url=server.url), 0.1).open() as link:
        found, error = await messages_of(link)
    assert (found, error.kind) == ([HEARTBEAT], FaultKind.SILENT)


async def test_a_redirect_is_followed_and_its_query_stays_secret(
    server: Any, other_server: Any, client: Any, reply: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    to = f"{other_server.url}/stream?token={KEY}"
    server.answer = lambda _asked: reply(status=302, headers={"Location": to})
    other_server.talk = streaming(b"[1]\n")
    ask = Ask(url=f"{server.url}/subscribe", secret_params={"api_key": SecretStr(KEY)})
    async with LineStream(client, SystemClock(), ask, 5.0).open() as link:
        found, _ = await messages_of(link)
    assert found == [b"[1]"]
    assert [asked.path for asked in server.asked] == [f"/subscribe?api_key={KEY}"]
    assert [asked.path for asked in other_server.asked] == [f"/stream?token={KEY}"]
    assert KEY not in caplog.text


async def test_redirects_without_end_and_to_odd_places_are_faults(
    server: Any, client: Any, reply: Any
) -> None:
    for to in (server.url, "file:///etc/passwd"):
        server.answer = lambda _asked, to=to: reply(status=302, headers={"Location": to})
        with pytest.raises(FeedError, match=r"^misshapen: redirected"):
            async with LineStream(client, SystemClock(), Ask(url=server.url), 5.0).open():
                pass


async def test_a_stream_that_is_denied_tells_what_the_feed_said(server: Any, client: Any, reply: Any) -> None:
    server.answer = lambda _asked: reply(b'{"title":"Unauthorized"}', 401)
    with pytest.raises(FeedError) as fault:
        async with LineStream(client, SystemClock(), Ask(url=server.url), 5.0).open():
            pass
    assert (fault.value.kind, fault.value.body) == (FaultKind.DENIED, b'{"title":"Unauthorized"}')


Talk = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def socket_server(talk: Talk) -> AsyncIterator[str]:
    async with serve(talk, "127.0.0.1", 0) as listening:
        yield f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def test_a_socket_tells_text_and_bytes_and_how_it_closed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []

    async def talk(socket: ServerConnection) -> None:
        seen.extend((socket.request.path, socket.request.headers["X-Key"], str(await socket.recv())))
        await socket.send('{"price":"−110"}')
        await socket.send(b"\x82\xa1")
        await socket.close(1012)

    async with socket_server(talk) as url:
        stream = SocketStream(SecretStr(f"{url}/feed?t={KEY}"), 5.0, {"X-Key": SecretStr(KEY)})
        async with stream.open() as link:
            await link.send(b'{"subscribe":1}')
            found, error = await messages_of(link)
    assert seen == [f"/feed?t={KEY}", KEY, '{"subscribe":1}']
    assert found == ['{"price":"−110"}'.encode(), b"\x82\xa1"]
    assert str(error) == "cut off: the socket was closed (1012)"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("livebet")]
    assert ours == []
    assert KEY not in repr(stream)


async def test_a_socket_that_is_silent_or_refused_is_a_fault(server: Any, reply: Any) -> None:
    async def silent(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with socket_server(silent) as url, SocketStream(SecretStr(url), 0.05).open() as link:
        with pytest.raises(FeedError, match=r"^silent: nothing for"):
            await link.receive()
    server.answer = lambda _asked: reply(b"", 403)
    refused = SocketStream(SecretStr(f"{server.url.replace('http', 'ws')}/?t={KEY}"), 5.0)
    with pytest.raises(FeedError, match=r"^denied: status 403$"):
        async with refused.open():
            pass
    for url in ("ws://127.0.0.1:9", "mailto:nobody"):
        with pytest.raises(FeedError, match=r"^(unreachable|misshapen): \w+$"):
            async with SocketStream(SecretStr(url), 5.0).open():
                pass


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def tls_server(certificate: Path, talk: Serve) -> AsyncIterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    async with await asyncio.start_server(once, "127.0.0.1", 0, ssl=context) as listening:
        yield listening.sockets[0].getsockname()[1]


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def tls_link(certificate: Path, port: int, keep_alive: float = 5.0) -> AbstractAsyncContextManager[Link]:
    return TlsLineSocket("127.0.0.1", port, keep_alive, trusting(certificate)).open()


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An exchange's stream: it speaks first, takes credentials and a subscription, tells, breaks off."""
    writer.write(b'{"op":"connection","connectionId":"1"}\r\n')
    asked = [json.loads(await reader.readuntil(b"\r\n")) for _ in range(2)]
    clocks = [asked[1].get("initialClk"), asked[1].get("clk")]
    writer.write(b'{"op":"status","statusCode":"SUCCESS"}\r\n')
    writer.write(json.dumps({"op": "mcm", "clk": "c2", "went_on_from": clocks}).encode() + b"\r\n")
    writer.write(b'{"op":"mcm","mc":[{"torn"')
    await writer.drain()


async def test_lines_over_tls_go_both_ways(certificate: Path) -> None:
    async with tls_server(certificate, exchange) as port, tls_link(certificate, port) as link:
        assert await link.receive() == b'{"op":"connection","connectionId":"1"}'
        await link.send(b'{"op":"authentication"}')
        await link.send(b'{"op":"marketSubscription"}')
        found, error = await messages_of(link)
    assert found[0] == b'{"op":"status","statusCode":"SUCCESS"}'
    assert str(error) == "cut off: the connection ended within a line"


async def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async with tls_server(certificate, exchange) as port:
        with pytest.raises(FeedError, match=r"^denied: certificate: self-signed certificate"):
            async with TlsLineSocket("127.0.0.1", port, 5.0).open():
                pass
    with pytest.raises(FeedError, match=r"^unreachable: \w+$"):
        async with TlsLineSocket("127.0.0.1", 9, 5.0, trusting(certificate)).open():
            pass


async def test_silence_over_tls_is_death(certificate: Path) -> None:
    async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with tls_server(certificate, silent) as port, tls_link(certificate, port, 0.05) as link:
        with pytest.raises(FeedError, match=r"^silent: nothing for"):
            await link.receive()


async def test_a_streamed_feed_greets_and_goes_on_from_where_it_was(certificate: Path, heard: Any) -> None:
    clocks: dict[str, str] = {}

    async def greet(link: Link) -> AsyncIterator[bytes]:
        yield await link.receive()
        await link.send(b'{"op":"authentication"}')
        await link.send(json.dumps({"op": "marketSubscription", **clocks}).encode())
        clocks.update(initialClk="c1", clk="c2")
        yield await link.receive()

    outlet = heard()
    async with tls_server(certificate, exchange) as port:
        transport = TlsLineSocket("127.0.0.1", port, 5.0, trusting(certificate)).open
        feed = StreamedFeed("betfair_stream", transport, SystemClock(), target="stream", greet=greet)
        for _ in range(2):
            with pytest.raises(FeedError, match=r"^cut off"):
                await feed.run(outlet)
    told = [json.loads(body).get("went_on_from") for body in outlet.bodies]
    assert told == [None, None, [None, None], None, None, ["c1", "c2"]]
    assert {(payload.feed, payload.session) for payload in outlet.payloads} == {("betfair_stream", "stream")}


async def test_a_streamed_feed_fills_its_gap_once_the_stream_is_open(
    server: Any, client: Any, heard: Any
) -> None:
    server.talk = streaming(b"\n", HEARTBEAT + b"\n")

    async def fill(outlet: Outlet) -> None:
        at = SystemClock().now()
        await outlet.hand(
            Payload(feed="sportradar", target="rest", session="", received_at=at, body=b'{"whole":1}')
        )

    outlet = heard()
    stream = LineStream(client, SystemClock(), Ask(url=server.url), 5.0)
    feed = StreamedFeed("sportradar", stream.open, SystemClock(), target="push", fill=fill, session_each=True)
    for _ in range(2):
        with pytest.raises(FeedError):
            await feed.run(outlet)
    assert outlet.bodies == [b'{"whole":1}', HEARTBEAT] * 2
    assert outlet.alive_times == 2
    assert [payload.session for payload in outlet.payloads] == ["", "push#1", "", "push#2"]


async def test_what_a_stream_answers_instead_of_opening_is_handed_over_as_a_fault(
    server: Any, client: Any, reply: Any, heard: Any
) -> None:
    server.answer = lambda _asked: reply(b'{"title":"ConnectionException"}', 429, {"Retry-After": "60"})
    outlet = heard()
    stream = LineStream(client, SystemClock(), Ask(url=server.url), 5.0)
    with pytest.raises(FeedError) as fault:
        await StreamedFeed("x_twitter", stream.open, SystemClock(), target="stream").run(outlet)
    assert fault.value.wait_seconds == 60.0
    assert [(one.body, one.of_fault) for one in outlet.payloads] == [
        (b'{"title":"ConnectionException"}', True)
    ]
