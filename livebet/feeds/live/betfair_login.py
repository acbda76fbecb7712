"""Betfair's REST side: a session by name and password, kept alive, and the names of markets.

Answers about a log-in hold the session's token: they are read here, never handed on, and so never archived.
"""

import re
from urllib.parse import urlencode

import msgspec
from pydantic import SecretStr

from livebet.feeds import betfair_stream
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.wiring import Wiring

EVENT_TYPES = ("6423", "7522", "7511")
"""Betfair's ids of American football, basketball and baseball."""
MARKET_TYPES = ("MATCH_ODDS", "MONEY_LINE", "HANDICAP", "COMBINED_TOTAL", "TOTAL_POINTS")
NO_MARKETS_SECONDS = 300.0
BAN_SECONDS = 1_200.0
"""Who logs in too often is refused for twenty minutes."""
_APPLICATION = "X-Application"
_SESSION = "X-Authentication"
_OVER = (b"INVALID_SESSION_INFORMATION", b"NO_SESSION")
_CODE = re.compile(r"[A-Z_]{1,60}")
_FORM = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Accept": "application/json", "Content-Type": "application/json"}


class _Named(msgspec.Struct):
    market_id: str = msgspec.field(name="marketId")


class _Refusal(msgspec.Struct):
    error: str = ""


_CATALOGUE = msgspec.json.Decoder(list[_Named])
_REFUSAL = msgspec.json.Decoder(_Refusal)


class Login:
    """Holds the credentials, and in memory alone the session's token."""

    def __init__(self, wiring: Wiring) -> None:
        """Take the credentials from the settings.

        Raises:
            MissingCredentialError: one is not set.
        """
        self._wiring = wiring
        self._poller = wiring.poller(betfair_stream.FEED.terms)
        self._username = wiring.secret("betfair_username")
        self._password = wiring.secret("betfair_password")
        self._token: SecretStr | None = None
        self.app_key = wiring.secret("betfair_app_key")

    async def token(self) -> SecretStr:
        """The token of a session that is good: the one that is held is kept alive, else we log in.

        Raises:
            FeedError: there is none.
        """
        if self._token is not None and await self._kept_alive(self._token):
            return self._token
        self._token = None
        form = {
            "username": self._username.get_secret_value(),
            "password": self._password.get_secret_value(),
        }
        answer = await self._answer(betfair_stream.LOGIN_URL, _FORM, None, urlencode(form).encode())
        token = betfair_stream.session_token(answer)
        if token is None:
            raise _refused(answer)
        self._token = SecretStr(token)
        return self._token

    async def _kept_alive(self, token: SecretStr) -> bool:
        try:
            answer = await self._answer(betfair_stream.KEEP_ALIVE_URL, _FORM, token, b"")
        except FeedError as error:
            if error.kind is FaultKind.DENIED:
                return False
            raise
        return betfair_stream.session_token(answer) is not None

    def over(self) -> None:
        """The session is over, as the exchange says."""
        self._token = None

    async def catalogue(self, token: SecretStr) -> tuple[bytes, tuple[str, ...]]:
        """The markets that begin first or are in play, as they are told, and their ids.

        Raises:
            FeedError: they cannot be read, or there are none: an empty filter would subscribe to everything.
        """
        wanted = betfair_stream.catalogue(EVENT_TYPES, MARKET_TYPES)
        body = await self._answer(betfair_stream.CATALOGUE_URL, _JSON, token, wanted)
        try:
            listed = tuple(sorted(named.market_id for named in _CATALOGUE.decode(body)))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise FeedError(FaultKind.MISSHAPEN, "the catalogue of markets") from None
        if not listed:
            why = "no market of ours is listed"
            raise FeedError(FaultKind.MISSING, why, wait_seconds=NO_MARKETS_SECONDS)
        return body, listed

    async def _answer(self, url: str, headers: dict[str, str], token: SecretStr | None, body: bytes) -> bytes:
        """What is answered; a fault's body may echo secrets, and goes no further."""
        secrets = {_APPLICATION: self.app_key} | ({} if token is None else {_SESSION: token})
        url = self._wiring.address(betfair_stream.NAME, url)
        ask = Ask(url=url, headers=headers, secret_headers=secrets, body=body)
        self._poller.forget(ask)
        try:
            return (await self._poller.ask(ask)).body or b""
        except FeedError as error:
            if any(word in error.body for word in _OVER):
                self.over()
                raise FeedError(FaultKind.FAILING, "the session is over") from None
            why = str(error).partition(": ")[2]
            raise FeedError(error.kind, why, wait_seconds=error.wait_seconds) from None


def _refused(answer: bytes) -> FeedError:
    try:
        said = _REFUSAL.decode(answer).error
    except (msgspec.MsgspecError, ValueError, RecursionError):
        said = ""
    code = said if _CODE.fullmatch(said) else "no word why"
    if "TOO_MANY" in code:
        return FeedError(FaultKind.BUSY, f"the log-in was refused: {code}", wait_seconds=BAN_SECONDS)
    return FeedError(FaultKind.DENIED, f"the log-in was refused: {code}")
