"""A response that never ends: messages a line each, keep-alives between them (Sportradar's push, X)."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from livebet.domain.clock import Clock
from livebet.feeds.live.ask import Ask, secret_query
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.http import kind_of, told, wait_told
from livebet.feeds.live.links import MESSAGE_AT_MOST, Link

_REDIRECTS = 3
_ERROR_AT_MOST = 64 * 1024


class LineStream:
    """Opens such a response; silence for `keep_alive` seconds means that it is dead.

    A redirect is followed at once and by hand (Sportradar's hold for a minute). What its address carries in
    the query is as secret as a key: it stays below what logs.
    """

    def __init__(self, client: httpx.AsyncClient, clock: Clock, ask: Ask, keep_alive: float) -> None:
        """Open by `client` (made by `open_client`)."""
        self._client = client
        self._clock = clock
        self._ask = ask
        self._timeout = httpx.Timeout(keep_alive, connect=10.0)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Link]:
        """The open stream; no byte after the last whole line is ever a message."""
        response = await self._opened()
        try:
            yield _Lines(response)
        finally:
            await response.aclose()

    async def _opened(self) -> httpx.Response:
        ask = self._ask
        for _ in range(_REDIRECTS + 1):
            response = await self._sent(ask)
            if not response.has_redirect_location:
                await self._check(response)
                return response
            await response.aclose()
            ask = _redirected(ask, response)
        raise FeedError(FaultKind.MISSHAPEN, "redirected without end")

    async def _sent(self, ask: Ask) -> httpx.Response:
        request = ask.request(self._client, {})
        request.extensions["timeout"] = self._timeout.as_dict()
        try:
            return await self._client.send(request, stream=True, follow_redirects=False)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise told(error) from None

    async def _check(self, response: httpx.Response) -> None:
        kind = kind_of(response.status_code)
        if kind is None:
            return
        try:
            body = b""
            async for chunk in response.aiter_bytes():
                body = (body + chunk)[:_ERROR_AT_MOST]
        except httpx.HTTPError as error:
            raise told(error) from None
        finally:
            await response.aclose()
        wait = wait_told(response.headers, self._clock.now())
        raise FeedError(kind, f"status {response.status_code}", wait_seconds=wait, body=body)


def _redirected(ask: Ask, response: httpx.Response) -> Ask:
    """Ask where a redirect points: its query is secret; our own secrets go along to the same origin only."""
    try:
        to = response.url.join(response.headers["Location"])
    except httpx.InvalidURL:
        raise FeedError(FaultKind.MISSHAPEN, "redirected to no address") from None
    if to.scheme not in ("http", "https"):
        raise FeedError(FaultKind.MISSHAPEN, f"redirected to {to.scheme}")
    same = (to.scheme, to.host, to.port) == (response.url.scheme, response.url.host, response.url.port)
    return replace(
        ask,
        url=str(to.copy_with(query=None)),
        params={},
        secret_params={**(ask.secret_params if same else {}), **secret_query(to)},
        secret_headers=ask.secret_headers if same else {},
    )


class _Lines:
    """The lines of an open response."""

    def __init__(self, response: httpx.Response) -> None:
        self._chunks = response.aiter_bytes()
        self._torn = bytearray()
        self._whole: deque[bytes] = deque()

    async def receive(self) -> bytes:
        """The next line without its end; an empty one is a keep-alive."""
        while not self._whole:
            try:
                chunk = await anext(self._chunks, None)
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise told(error) from None
            if chunk is None:
                raise FeedError(FaultKind.CUT, "the stream ended" + (" within a line" if self._torn else ""))
            self._take(chunk)
        return self._whole.popleft()

    def _take(self, chunk: bytes) -> None:
        self._torn += chunk
        *whole, rest = self._torn.split(b"\n") if b"\n" in chunk else (self._torn,)
        self._whole.extend(bytes(line).strip() for line in whole)
        self._torn = bytearray(rest)
        if len(self._torn) > MESSAGE_AT_MOST:
            raise FeedError(FaultKind.MISSHAPEN, f"a line of more than {MESSAGE_AT_MOST} bytes")

    async def send(self, message: bytes) -> None:
        """Nothing can be sent."""
        raise FeedError(FaultKind.MISSHAPEN, f"{len(message)} bytes to send over a stream that only tells")
