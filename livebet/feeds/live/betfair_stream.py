"""Betfair's Exchange Stream live: logged in, markets named, then lines over TLS that go on by their clocks.

The socket is `LIVEBET_FEED_ADDRESSES`' `betfair_stream_socket` (`tls://host:port`) where it is not the
exchange's own; its certificate is checked by `LIVEBET_FEED_AUTHORITIES`' `betfair_stream` where that is set.
"""

import asyncio
from urllib.parse import urlsplit

import msgspec
from pydantic import SecretStr

from livebet.domain.clock import Clock
from livebet.feeds import betfair_stream
from livebet.feeds.betfair_stream import Clocks
from livebet.feeds.live.betfair_login import Login
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.links import Link, Transport
from livebet.feeds.live.tls import TlsLineSocket
from livebet.feeds.live.together import side_by_side
from livebet.feeds.live.wiring import Wiring

NAME = betfair_stream.NAME
SOCKET = f"{NAME}_socket"
"""The socket's name among `feed_addresses`."""
LOOK_SECONDS = 300.0
"""So often the session is kept alive and markets are listed anew."""
FAULTS_AT_MOST = 6
"""Listings that fail in a row end the connection; the stream itself tells prices meanwhile."""
_AUTHENTICATION = 1

_FAULTS = {
    "INVALID_SESSION_INFORMATION": FaultKind.FAILING,
    "NO_SESSION": FaultKind.FAILING,
    "INVALID_CLOCK": FaultKind.FAILING,
    "TIMEOUT": FaultKind.FAILING,
    "UNEXPECTED_ERROR": FaultKind.FAILING,
    "CONNECTION_FAILED": FaultKind.FAILING,
    "MAX_CONNECTION_LIMIT_EXCEEDED": FaultKind.BUSY,
    "TOO_MANY_REQUESTS": FaultKind.BUSY,
}
"""What a failure's code means; all others are refusals of what we are or ask."""
_SESSION_OVER = ("INVALID_SESSION_INFORMATION", "NO_SESSION")


class _Line(msgspec.Struct, gc=False):
    """What a line says to its reader."""

    op: str = ""
    id: int | None = None
    segment: str = msgspec.field(name="segmentType", default="")
    status: str | int = msgspec.field(name="statusCode", default="")
    error: str = msgspec.field(name="errorCode", default="")
    message: str = msgspec.field(name="errorMessage", default="")
    closed: bool = msgspec.field(name="connectionClosed", default=False)


_LINE = msgspec.json.Decoder(_Line)


class Standing:
    """Where a subscription stood when its last whole line was handed over."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.markets: tuple[str, ...] = ()
        self.clocks: Clocks | None = None
        self._segments: Clocks | None = None
        self._id = 0

    def subscribing(self, request_id: int, markets: tuple[str, ...]) -> Clocks | None:
        """The clocks to go on from: none where other markets are asked for, which has no past."""
        if markets != self.markets:
            self.markets, self.clocks = markets, None
        self._id, self._segments = request_id, None
        return self.clocks

    def heard(self, line: _Line, raw: bytes) -> None:
        """Note the clocks of a line of this subscription; those of segments count once the last is there."""
        if line.op != "mcm" or line.id != self._id:
            return
        after = betfair_stream.clocks_after(raw, self._segments or self.clocks)
        if line.segment in ("", "SEG_END"):
            self.clocks, self._segments = after, None
        else:
            self._segments = after


class Exchange:
    """Reads one connection a run; the next goes on by the clocks of the last."""

    name = NAME

    def __init__(self, transport: Transport, login: Login, clock: Clock, every: float) -> None:
        """Wire it; `every` so many seconds markets are listed anew."""
        self._transport = transport
        self._login = login
        self._clock = clock
        self._every = every
        self._standing = Standing()
        self._secrets: tuple[bytes, ...] = ()

    async def run(self, outlet: Outlet) -> None:
        """Log in, name the markets, then read a connection to its end.

        Raises:
            FeedError: it broke off, or could not be made.
        """
        token = await self._login.token()
        self._secrets = tuple(
            one.get_secret_value().encode() for one in (token, self._login.app_key)
        )  # fmt: skip
        catalogue, markets = await self._login.catalogue(token)
        await self._hand(outlet, "catalogue", catalogue)
        async with self._transport() as link:
            try:
                async with asyncio.timeout(betfair_stream.AUTHENTICATE_WITHIN):
                    await self._authenticate(link, token, outlet)
            except TimeoutError:
                raise FeedError(FaultKind.SILENT, "no answer to the authentication") from None
            await self._subscribe(link, _AUTHENTICATION + 1, markets)
            await side_by_side(self._reading(link, outlet), self._tending(link, outlet))

    async def _authenticate(self, link: Link, token: SecretStr, outlet: Outlet) -> None:
        key, session = self._login.app_key.get_secret_value(), token.get_secret_value()
        await link.send(betfair_stream.authentication(_AUTHENTICATION, key, session))
        while True:
            line = await self._next(link, outlet)
            if line.op == "status" and line.id in (_AUTHENTICATION, None):
                return

    async def _subscribe(self, link: Link, request_id: int, markets: tuple[str, ...]) -> None:
        clocks = self._standing.subscribing(request_id, markets)
        await link.send(betfair_stream.subscription(request_id, markets, clocks=clocks))

    async def _reading(self, link: Link, outlet: Outlet) -> None:
        while True:
            await self._next(link, outlet)

    async def _next(self, link: Link, outlet: Outlet) -> _Line:
        """Hand the next line over, then note what it says.

        Raises:
            FeedError: it says that a request of ours failed.
        """
        raw = await link.receive()
        line = line_of(raw)
        await self._hand(outlet, "stream", without_secrets(raw, line, self._secrets))
        if line.op == "status" and line.status != "SUCCESS":
            if line.error in _SESSION_OVER:
                self._login.over()
            if line.error == "INVALID_CLOCK":
                self._standing.clocks = None
            raise FeedError(_FAULTS.get(line.error, FaultKind.DENIED), f"the exchange said {_code(line)}")
        self._standing.heard(line, raw)
        return line

    async def _tending(self, link: Link, outlet: Outlet) -> None:
        """Keep the session alive, and subscribe anew where other markets are listed."""
        request_id, faults = _AUTHENTICATION + 2, 0
        while True:
            await asyncio.sleep(self._every)
            try:
                catalogue, markets = await self._login.catalogue(await self._login.token())
            except FeedError:
                faults += 1
                if faults >= FAULTS_AT_MOST:
                    raise
                continue
            faults = 0
            if markets != self._standing.markets:
                await self._hand(outlet, "catalogue", catalogue)
                await self._subscribe(link, request_id, markets)
                request_id += 1

    async def _hand(self, outlet: Outlet, target: str, body: bytes) -> None:
        await outlet.hand(
            Payload(feed=NAME, target=target, session="", received_at=self._clock.now(), body=body)
        )


def line_of(raw: bytes) -> _Line:
    """What a line says to its reader; nothing where it cannot be read."""
    try:
        return _LINE.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _Line()


def without_secrets(raw: bytes, line: _Line, secrets: tuple[bytes, ...]) -> bytes:
    """The line as it may be kept: a failure may echo our request, secrets and all, from a brace on."""
    if line.op == "status" and "{" in line.message:
        told = {"op": line.op, "id": line.id, "statusCode": line.status, "errorCode": line.error}
        said = line.message.partition("{")[0]
        raw = msgspec.json.encode({**told, "errorMessage": said, "connectionClosed": line.closed})
    for secret in secrets:
        raw = raw.replace(secret, b"***")
    return raw


def _code(line: _Line) -> str:
    known = line.error.replace("_", "").isalpha() and len(line.error) <= 60
    return line.error if known else "that it failed"


def live(wiring: Wiring, every: float = LOOK_SECONDS) -> Exchange:
    """The feed's live reader; everything it hands over is one session, which knows markets by their names.

    Raises:
        MissingCredentialError: a credential is not set.
    """
    address = urlsplit(wiring.address(SOCKET, f"tls://{betfair_stream.HOST}:{betfair_stream.PORT}"))
    socket = TlsLineSocket(
        address.hostname or betfair_stream.HOST,
        address.port or betfair_stream.PORT,
        betfair_stream.FEED.terms.keep_alive or 10.0,
        wiring.context(NAME),
    )
    return Exchange(socket.open, Login(wiring), wiring.clock, every)
