"""Kalshi's exchange: open contracts of each league by REST, and with a key the socket's prices as they move.

Market data over REST needs no key. The socket is signed for at every connection, by `LIVEBET_KALSHI_KEY_ID`
and the private key `LIVEBET_KALSHI_PRIVATE_KEY` (PEM).
"""

import base64
from collections.abc import Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import SecretStr

from livebet.feeds import kalshi
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.circuit import Patience
from livebet.feeds.live.feed import LiveFeed, Outlet
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.links import Link
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.secondary import Secondary
from livebet.feeds.live.sides import sport_worth
from livebet.feeds.live.sockets import SocketStream
from livebet.feeds.live.subscribed import SubscribedFeed
from livebet.feeds.live.together import Together
from livebet.feeds.live.wiring import Wiring

NAME = kalshi.NAME
SOCKET = f"{NAME}_socket"
"""The socket's name among `feed_addresses`."""
SERIES = {"nfl": "KXNFLGAME", "nba": "KXNBAGAME", "mlb": "KXMLBGAME"}
PACE = Pace(close=2.0, in_play=4.0, soon=30.0, far=300.0)
SLOW_PACE = Pace(close=30.0, in_play=30.0, soon=60.0, far=300.0)
"""Where the socket tells prices."""
SETTLED_EVERY = 120.0
"""A game that is listed no more is asked for until its contracts have a result."""
_PAGES_AT_MOST = 20
_QUIET_SECONDS = 900.0
"""Prices may rest; a dead socket is found by its pings, which need no line of ours."""


class _Listed(msgspec.Struct):
    ticker: str = ""


class _Page(msgspec.Struct):
    cursor: str = ""
    markets: list[_Listed] = []


_PAGE = msgspec.json.Decoder(_Page)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a series' open contracts: its tickers, and where the next page begins."""

    tickers: frozenset[str] = frozenset()
    next: str = ""


class KalshiPlan:
    """Follows each series' pages, and asks for games that left them."""

    def __init__(self, wiring: Wiring) -> None:
        """Read at the exchange's address, or where the settings say."""
        self._wiring = wiring
        self._pages: dict[str, list[Listing]] = {sport: [] for sport in SERIES}

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """The pages of each series, and each game that is not on them."""
        found = []
        for sport, series in SERIES.items():
            worth = sport_worth(interest, NAME, sport, now)
            starts = ["", *(page.next for page in self._pages[sport] if page.next)]
            for number, cursor in enumerate(starts[:_PAGES_AT_MOST]):
                found.append(self._target(f"{sport}/{number}", kalshi.markets_url(series, cursor), worth))
        for game in interest.of(NAME):
            if game.phase != "final" and game.sport in SERIES and self._is_gone(game.sport, game.native_id):
                url = kalshi.game_url(game.native_id)
                found.append(self._target(f"settled/{game.native_id}", url, Worth.SOON, SETTLED_EVERY))
        return found

    def _target(self, key: str, url: str, worth: Worth, least_seconds: float = 0.0) -> Target:
        ask = Ask(url=self._wiring.address(NAME, url))
        return Target(key=key, ask=ask, worth=worth, least_seconds=least_seconds)

    def _is_gone(self, sport: str, game: str) -> bool:
        """Whether all pages were read and none has the game."""
        pages = self._pages[sport]
        if not pages or pages[-1].next:
            return False
        return not any(ticker.startswith(f"{game}-") for page in pages for ticker in page.tickers)

    def heard(self, target: Target, answer: Answer) -> None:
        """Note what a page lists, and where the next begins; pages after the last are forgotten."""
        sport, _, number = target.key.partition("/")
        if answer.body is None or sport not in SERIES:
            return
        pages, page = self._pages[sport], listing(answer.body)
        at = min(int(number), len(pages))
        moved = at < len(pages) and pages[at].next != page.next
        self._pages[sport] = [*pages[:at], page, *(() if moved or not page.next else pages[at + 1 :])]

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None

    def wanted(self, interest: Interest, now: datetime) -> Set[str]:
        """The open contracts of leagues that have games in play, or soon."""
        near = [sport for sport in SERIES if sport_worth(interest, NAME, sport, now) >= Worth.SOON]
        return {ticker for sport in near for page in self._pages[sport] for ticker in page.tickers}


def listing(body: bytes) -> Listing:
    """A page's tickers and cursor; nothing of what is no page."""
    try:
        page = _PAGE.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Listing()
    return Listing(frozenset(market.ticker for market in page.markets if market.ticker), page.cursor)


def subscribe(number: int, tickers: Sequence[str]) -> Sequence[bytes]:
    """One command for all of them."""
    return [kalshi.ticker_subscription(number, list(tickers))]


class SignedSocket:
    """Opens the exchange's socket, signing the instant of each connection."""

    def __init__(self, wiring: Wiring) -> None:
        """Take the key from the settings.

        Raises:
            MissingCredentialError: it is not set.
            ValueError: it is no RSA key.
        """
        self._clock = wiring.clock
        self._url = wiring.address(SOCKET, kalshi.SOCKET)
        self._key_id = wiring.secret("kalshi_key_id")
        self._key = private_key(wiring.secret("kalshi_private_key"))

    def open(self) -> AbstractAsyncContextManager[Link]:
        """A connection."""
        at = str(int(self._clock.now().timestamp() * 1000))
        headers = {
            "KALSHI-ACCESS-KEY": self._key_id,
            "KALSHI-ACCESS-SIGNATURE": signature(self._key, f"{at}GET{urlsplit(self._url).path}"),
            "KALSHI-ACCESS-TIMESTAMP": SecretStr(at),
        }
        return SocketStream(SecretStr(self._url), _QUIET_SECONDS, headers).open()


def private_key(pem: SecretStr) -> RSAPrivateKey:
    """The key that requests are signed with.

    Raises:
        ValueError: it is no RSA key; the text says nothing of the key.
    """
    try:
        key = load_pem_private_key(pem.get_secret_value().encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("LIVEBET_KALSHI_PRIVATE_KEY is no RSA key in PEM")
    return key


def signature(key: RSAPrivateKey, message: str) -> SecretStr:
    """RSA-PSS over SHA-256, the salt as long as the digest, in base64."""
    digest = hashes.SHA256()
    signed = key.sign(message.encode(), PSS(MGF1(digest), PSS.DIGEST_LENGTH), digest)
    return SecretStr(base64.b64encode(signed).decode())


async def _no_gap(_outlet: Outlet) -> None:
    """Every ticker frame is whole, and the polling goes on."""


def live(wiring: Wiring, patience: Patience | None = None) -> LiveFeed:
    """The feed's live reader; with a key its socket too, which may fail by itself; `patience` is for it.

    Raises:
        ValueError: the key is no key.
    """
    plan, terms, settings = KalshiPlan(wiring), kalshi.FEED.terms, wiring.settings
    if settings.kalshi_key_id is None or settings.kalshi_private_key is None:
        return wiring.polled(NAME, terms, plan, PACE)
    socket = SubscribedFeed(
        NAME,
        SignedSocket(wiring).open,
        wiring.clock,
        target="socket",
        wanted=plan.wanted,
        subscribe=subscribe,
        fill=_no_gap,
    )
    polled = wiring.polled(NAME, terms, plan, SLOW_PACE)
    return Together(NAME, [polled, Secondary(socket, wiring.clock, patience)])
