"""A WebSocket that tells; dead after a silence."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.http import kind_of
from livebet.feeds.live.links import MESSAGE_AT_MOST, Link

_QUIET = logging.Logger("sockets", logging.CRITICAL)
"""The library's own lines show addresses and headers."""
_QUEUED = 64
"""Messages that wait unread; then the socket is not read any more, and its server sees it."""


class SocketStream:
    """Opens a WebSocket; `url` and `headers` may hold secrets. Silence for `keep_alive` seconds is death."""

    def __init__(
        self, url: SecretStr, keep_alive: float, headers: Mapping[str, SecretStr] | None = None
    ) -> None:
        """Take where to connect."""
        self._url = url
        self._keep_alive = keep_alive
        self._headers = headers or {}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Link]:
        """The open socket."""
        socket = await self._connected()
        try:
            yield _Socket(socket, self._keep_alive)
        finally:
            await socket.close()

    async def _connected(self) -> ClientConnection:
        headers = {name: secret.get_secret_value() for name, secret in self._headers.items()}
        try:
            return await connect(
                self._url.get_secret_value(),
                additional_headers=headers,
                max_size=MESSAGE_AT_MOST,
                max_queue=_QUEUED,
                close_timeout=2,
                logger=_QUIET,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            raise FeedError(kind_of(status) or FaultKind.MISSHAPEN, f"status {status}") from None
        except (InvalidHandshake, InvalidURI, ConnectionClosed) as error:
            raise FeedError(FaultKind.MISSHAPEN, type(error).__name__) from None
        except (OSError, TimeoutError) as error:
            raise FeedError(FaultKind.UNREACHABLE, type(error).__name__) from None


class _Socket:
    def __init__(self, socket: ClientConnection, keep_alive: float) -> None:
        self._socket = socket
        self._keep_alive = keep_alive

    async def receive(self) -> bytes:
        """The next message; text comes as UTF-8."""
        try:
            async with asyncio.timeout(self._keep_alive):
                message = await self._socket.recv()
        except TimeoutError:
            raise FeedError(FaultKind.SILENT, f"nothing for {self._keep_alive:g} s") from None
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else "no close frame"
            raise FeedError(FaultKind.CUT, f"the socket was closed ({code})") from None
        return message.encode() if isinstance(message, str) else message

    async def send(self, message: bytes) -> None:
        """Send a message as text."""
        try:
            await self._socket.send(message.decode())
        except ConnectionClosed:
            raise FeedError(FaultKind.CUT, "the socket was closed") from None
