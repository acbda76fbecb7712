"""Messages of an AMQP exchange through a queue of our own, over TLS: a token as user, an empty password."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiormq
from aiormq.abc import DeliveredMessage
from aiormq.auth import PlainAuth
from aiormq.exceptions import (
    AMQPError,
    AuthenticationError,
    ChannelAccessRefused,
    ConnectionNotAllowed,
    ProbableAuthenticationError,
)
from pydantic import SecretStr
from yarl import URL

from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.links import Link

_CONNECT_SECONDS = 15.0
_CLOSE_SECONDS = 2.0
_HEARTBEAT_SECONDS = 10
_WAITING_AT_MOST = 20_000
"""Messages that wait unread: the exchange sends without being asked; who is further behind begins anew."""
_BROKEN = (AMQPError, OSError, RuntimeError, EOFError, ValueError)
"""What the library raises where a connection is not made or not kept, or what comes is no AMQP."""
_DENIED = (AuthenticationError, ProbableAuthenticationError, ConnectionNotAllowed, ChannelAccessRefused)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmqpServer:
    """Where to connect; `context` where the machine's own authorities are not to be trusted."""

    host: str
    port: int
    virtual_host: str
    exchange: str
    context: ssl.SSLContext | None = None


class AmqpQueue:
    """Opens a queue that is its connection's alone. Silence for `keep_alive` seconds is death."""

    def __init__(self, server: AmqpServer, token: SecretStr, keys: Sequence[str], keep_alive: float) -> None:
        """Bind the queue by these routing keys."""
        self._server = server
        self._token = token
        self._keys = keys
        self._keep_alive = keep_alive

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Link]:
        """The bound queue, told from now on."""
        connection = self._connection()
        queue = _Queue(self._keep_alive)
        try:
            await self._consume(connection, queue)
            yield queue
        finally:
            with suppress(*_BROKEN, TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await connection.close()

    def _connection(self) -> "_TokenConnection":
        # The library's own lines show the address, and with it the token.
        for name in ("aiormq", "pamqp"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        server = self._server
        url = URL.build(
            scheme="amqps", host=server.host, port=server.port, user=self._token.get_secret_value(),
            path=f"/{server.virtual_host}", query={"heartbeat": str(_HEARTBEAT_SECONDS)},
        )  # fmt: skip
        return _TokenConnection(url, context=server.context or ssl.create_default_context())

    async def _consume(self, connection: aiormq.Connection, queue: "_Queue") -> None:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await connection.connect()
                connection.closing.add_done_callback(queue.closed)
                channel = await connection.channel(publisher_confirms=False)
                declared = await channel.queue_declare(exclusive=True, auto_delete=True)
                for key in self._keys:
                    await channel.queue_bind(declared.queue or "", self._server.exchange, key)
                await channel.basic_consume(declared.queue or "", queue.put, no_ack=True)
        except _DENIED as error:
            raise FeedError(FaultKind.DENIED, type(error).__name__) from None
        except (*_BROKEN, TimeoutError) as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                why = f"certificate: {error.__cause__.verify_message}"
                raise FeedError(FaultKind.DENIED, why) from None
            raise FeedError(FaultKind.UNREACHABLE, type(error).__name__) from None


class _TokenAuth(PlainAuth):
    def encode(self) -> str:
        return f"\x00{self.connector.url.user}\x00"


class _Token:
    name = "PLAIN"
    value = _TokenAuth


class _TokenConnection(aiormq.Connection):
    """The library says that an empty password is "guest"; ours is empty."""

    def _credentials_class(self, start_frame: Any) -> Any:
        super()._credentials_class(start_frame)
        return _Token


class _Queue:
    """Messages that came, in their order, and how the connection ended."""

    def __init__(self, keep_alive: float) -> None:
        self._keep_alive = keep_alive
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue()
        self._over: asyncio.Future[FeedError] = asyncio.get_running_loop().create_future()

    async def put(self, message: DeliveredMessage) -> None:
        """Take a message."""
        if self._waiting.qsize() >= _WAITING_AT_MOST:
            self._end(FeedError(FaultKind.CUT, f"{_WAITING_AT_MOST} messages wait unread"))
        else:
            self._waiting.put_nowait(message.body)

    def closed(self, closing: "asyncio.Future[Any]") -> None:
        """Take that the connection is over; how is for nobody to read but by its sort."""
        fault = None if closing.cancelled() else closing.exception()
        self._end(FeedError(FaultKind.CUT, "closed" if fault is None else type(fault).__name__))

    def _end(self, error: FeedError) -> None:
        if not self._over.done():
            self._over.set_result(error)

    async def receive(self) -> bytes:
        """The next message; those that came before an end come before it."""
        if not self._waiting.empty():
            return self._waiting.get_nowait()
        getting = asyncio.ensure_future(self._waiting.get())
        try:
            done, _ = await asyncio.wait(
                (getting, self._over), timeout=self._keep_alive, return_when=asyncio.FIRST_COMPLETED
            )
            if getting in done:
                return getting.result()
        finally:
            getting.cancel()
        if self._over in done:
            raise self._over.result()
        raise FeedError(FaultKind.SILENT, f"nothing for {self._keep_alive:g} s")

    async def send(self, message: bytes) -> None:
        """Nothing can be sent."""
        raise FeedError(FaultKind.MISSHAPEN, f"{len(message)} bytes to send to an exchange that only tells")
