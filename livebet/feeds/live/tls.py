"""Lines that end in CRLF over a TLS socket, both ways (Betfair's Exchange Stream)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.links import MESSAGE_AT_MOST, Link

_END = b"\r\n"
_CONNECT_SECONDS = 10.0


class TlsLineSocket:
    """Opens such a socket, its server's certificate checked. Silence for `keep_alive` seconds is death."""

    def __init__(
        self, host: str, port: int, keep_alive: float, context: ssl.SSLContext | None = None
    ) -> None:
        """Take where to connect; `context` where the machine's own authorities are not to be trusted."""
        self._host = host
        self._port = port
        self._keep_alive = keep_alive
        self._context = context

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Link]:
        """The open socket."""
        reader, writer = await self._connected()
        try:
            yield _Lines(reader, writer, self._keep_alive)
        finally:
            writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        context = self._context or ssl.create_default_context()
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                return await asyncio.open_connection(
                    self._host, self._port, ssl=context, limit=MESSAGE_AT_MOST
                )
        except ssl.SSLCertVerificationError as error:
            raise FeedError(FaultKind.DENIED, f"certificate: {error.verify_message}") from None
        except (OSError, TimeoutError) as error:
            raise FeedError(FaultKind.UNREACHABLE, type(error).__name__) from None


class _Lines:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, keep_alive: float) -> None:
        self._reader = reader
        self._writer = writer
        self._keep_alive = keep_alive

    async def receive(self) -> bytes:
        """The next line without its end."""
        try:
            async with asyncio.timeout(self._keep_alive):
                line = await self._reader.readuntil(_END)
        except TimeoutError:
            raise FeedError(FaultKind.SILENT, f"nothing for {self._keep_alive:g} s") from None
        except asyncio.IncompleteReadError as error:
            within = " within a line" if error.partial else ""
            raise FeedError(FaultKind.CUT, f"the connection ended{within}") from None
        except asyncio.LimitOverrunError:
            raise FeedError(FaultKind.MISSHAPEN, f"a line of more than {MESSAGE_AT_MOST} bytes") from None
        except OSError as error:
            raise FeedError(FaultKind.CUT, type(error).__name__) from None
        return line.removesuffix(_END)

    async def send(self, message: bytes) -> None:
        """Send a line; its end is added where it has none."""
        try:
            self._writer.write(message.removesuffix(_END) + _END)
            async with asyncio.timeout(self._keep_alive):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise FeedError(FaultKind.CUT, type(error).__name__) from None
