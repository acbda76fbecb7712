"""Betfair's Exchange Stream: logged in by REST, markets named; a new connection goes on by the clocks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import msgspec
from pydantic import SecretStr

from livebet.feeds import betfair_stream
from livebet.feeds.betfair_stream import Clocks
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.http import HttpPoller
from livebet.feeds.live.links import Link, Transport
from livebet.feeds.live.streamed import StreamedFeed
from livebet.feeds.live.tls import TlsLineSocket
from livebet.feeds.live.wiring import Wiring

NAME = betfair_stream.NAME
EVENT_TYPES = ("6423", "7522", "7511")
"""Betfair's ids of American football, basketball and baseball."""
MARKET_TYPES = ("MATCH_ODDS", "MONEY_LINE", "HANDICAP", "TOTAL_POINTS")
LOOK_AGAIN_SECONDS = 600.0
"""Where the exchange lists no market of ours."""
_APPLICATION = "X-Application"
_SESSION = "X-Authentication"


class _Named(msgspec.Struct):
    market_id: str = msgspec.field(name="marketId")


_CATALOGUE = msgspec.json.Decoder(list[_Named])


class Exchange:
    """A log-in, the markets of the day, and where the subscription stood when the connection broke."""

    def __init__(self, wiring: Wiring, transport: Transport) -> None:
        """Take the credentials from the settings."""
        self._wiring = wiring
        self._transport = transport
        self._poller: HttpPoller = wiring.poller(betfair_stream.FEED.terms)
        self._app_key = wiring.secret("betfair_app_key")
        self._username = wiring.secret("betfair_username")
        self._password = wiring.secret("betfair_password")
        self._clocks: Clocks | None = None
        self._markets: tuple[str, ...] = ()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Link]:
        """A connection whose clocks are kept."""
        async with self._transport() as link:
            yield _Kept(link, self)

    async def greet(self, link: Link) -> AsyncIterator[bytes]:
        """Log in, name the markets, say who we are, subscribe: anew where markets changed, else going on."""
        token = await self._token()
        catalogue = await self._catalogue(token)
        yield catalogue
        markets = _market_ids(catalogue)
        if markets != self._markets:
            self._markets, self._clocks = markets, None
        yield await link.receive()
        key, session = self._app_key.get_secret_value(), token.get_secret_value()
        await link.send(betfair_stream.authentication(1, key, session))
        await link.send(betfair_stream.subscription(2, markets, clocks=self._clocks))

    def heard(self, line: bytes) -> None:
        """Keep the clocks that a line tells."""
        self._clocks = betfair_stream.clocks_after(line, self._clocks)

    async def _token(self) -> SecretStr:
        form = {
            "username": self._username.get_secret_value(),
            "password": self._password.get_secret_value(),
        }
        ask = Ask(
            url=self._wiring.address(NAME, betfair_stream.LOGIN_URL),
            headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
            secret_headers={_APPLICATION: self._app_key},
            body=urlencode(form).encode(),
        )
        token = betfair_stream.session_token(await self._asked(ask))
        if token is None:
            raise FeedError(FaultKind.DENIED, "the log-in was refused")
        return SecretStr(token)

    async def _catalogue(self, token: SecretStr) -> bytes:
        ask = Ask(
            url=self._wiring.address(NAME, betfair_stream.CATALOGUE_URL),
            headers={"Accept": "application/json", "Content-Type": "application/json"},
            secret_headers={_APPLICATION: self._app_key, _SESSION: token},
            body=betfair_stream.catalogue(EVENT_TYPES, MARKET_TYPES),
        )
        return await self._asked(ask)

    async def _asked(self, ask: Ask) -> bytes:
        self._poller.forget(ask)
        return (await self._poller.ask(ask)).body or b""


class _Kept:
    """A link that tells the exchange what it heard."""

    def __init__(self, link: Link, exchange: Exchange) -> None:
        self._link = link
        self._exchange = exchange

    async def receive(self) -> bytes:
        """The next line."""
        line = await self._link.receive()
        self._exchange.heard(line)
        return line

    async def send(self, message: bytes) -> None:
        """Send a line."""
        await self._link.send(message)


def _market_ids(catalogue: bytes) -> tuple[str, ...]:
    """The markets listed; never none, since an empty filter would subscribe to every market there is."""
    try:
        listed = tuple(sorted(named.market_id for named in _CATALOGUE.decode(catalogue)))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise FeedError(FaultKind.MISSHAPEN, "the catalogue of markets") from None
    if not listed:
        why = "no market of ours is listed"
        raise FeedError(FaultKind.MISSING, why, wait_seconds=LOOK_AGAIN_SECONDS)
    return listed


def live(wiring: Wiring, transport: Transport | None = None) -> StreamedFeed:
    """The feed's live reader; another `transport` where the exchange is elsewhere.

    Raises:
        MissingCredentialError: a credential is not set.
    """
    keep_alive = betfair_stream.FEED.terms.keep_alive or 10.0
    socket = TlsLineSocket(betfair_stream.HOST, betfair_stream.PORT, keep_alive)
    exchange = Exchange(wiring, transport or socket.open)
    return StreamedFeed(NAME, exchange.open, wiring.clock, target="stream", greet=exchange.greet)
