"""Kalshi's exchange of event contracts: tickers, candles and markets of "this team wins the game".

A contract pays 100 cents, so a price in cents is a probability: "yes" can be bought at `yes_ask`, which is
the decimal price 100 / yes_ask for its team, and "no" at 100 − yes_bid, which is 100 / (100 − yes_bid) for
the other. Each team of a game has a contract of its own, and both tell prices of both. Fees are left
out. Written from the public API's documentation: only written bytes were tested.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, NamedTuple

import msgspec

from livebet.domain.markets import MONEYLINE, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price
from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.items import GameTold, HealthTold, Item, QuoteTold, SettlementTold, StatusTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.odds.settlement import Outcome

NAME = "kalshi"
BOOKMAKER = "kalshi"
HOST = "https://api.elections.kalshi.com"
SOCKET = "wss://api.elections.kalshi.com/trade-api/ws/v2"
PAYOUT = 100.0
"""Cents that a contract pays."""

_TICKER = re.compile(r"KX(NFL|NBA|MLB|NHL|WNBA|NCAAF)GAME-\d\d[A-Z]{3}\d\d(?:\d{4})?([A-Z]+)-([A-Z]+)")
STATUSES = {
    "active": MarketStatus.OPEN,
    "open": MarketStatus.OPEN,
    "initialized": MarketStatus.SUSPENDED,
    "inactive": MarketStatus.SUSPENDED,
    "closed": MarketStatus.CLOSED,
    "determined": MarketStatus.CLOSED,
    "settled": MarketStatus.CLOSED,
    "finalized": MarketStatus.CLOSED,
}
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
Cents = Annotated[float, msgspec.Meta(ge=0, le=100)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799)]


class Contract(NamedTuple):
    """What a ticker says: the game, its teams as abbreviations, and the side that "yes" is."""

    game: str
    sport: str
    home: str
    away: str
    yes: Selection


class Market(msgspec.Struct):
    """A contract as the markets endpoint and the ticker channel show it."""

    ticker: str = ""
    market_ticker: str = ""
    yes_bid: Cents | None = None
    yes_ask: Cents | None = None
    status: str = ""
    result: str = ""
    ts: Seconds | None = None


class Extent(msgspec.Struct):
    """A candle of one series of prices; the close is the newest."""

    close: Cents | None = None


class Candle(msgspec.Struct):
    """A period's prices; `end_period_ts` in seconds."""

    end_period_ts: Seconds
    yes_bid: Extent = msgspec.field(default_factory=Extent)
    yes_ask: Extent = msgspec.field(default_factory=Extent)


class Failure(msgspec.Struct):
    """An error's text."""

    code: str | int = ""
    message: str = ""
    msg: str = ""


class Answer(msgspec.Struct):
    """Any answer of the API or frame of the socket."""

    type: str = ""
    msg: msgspec.Raw = msgspec.Raw(b"")
    market: msgspec.Raw = msgspec.Raw(b"")
    markets: list[msgspec.Raw] | None = None
    ticker: str = ""
    candlesticks: list[msgspec.Raw] | None = None
    error: Failure | None = None


_ANSWER = msgspec.json.Decoder(Answer)
_MARKET = msgspec.json.Decoder(Market)
_CANDLE = msgspec.json.Decoder(Candle)
_FAILURE = msgspec.json.Decoder(Failure)


def contract(ticker: str) -> Contract:
    """Read KXNBAGAME-25OCT22SASDAL-SAS: SAS away at DAL, "yes" for SAS.

    Raises:
        ValueError: not a contract on who wins a game, or a team that is at neither end.
    """
    found = _TICKER.fullmatch(ticker)
    if found is None:
        raise ValueError(f"market: {ticker!r} does not ask who wins a game")
    sport, teams, yes = found.groups()
    game = ticker.rpartition("-")[0]
    away_first, home_last = teams.startswith(yes), teams.endswith(yes)
    if teams == yes or away_first is home_last:
        raise ValueError(f"market: {ticker!r} does not tell which team is which")
    if away_first:
        return Contract(game, sport.lower(), teams.removeprefix(yes), yes, Selection.AWAY)
    return Contract(game, sport.lower(), yes, teams.removesuffix(yes), Selection.HOME)


@dataclass(slots=True)
class Connection:
    """A session: it remembers which games it announced, because a price does not say how far its game is."""

    listed: set[str] = field(default_factory=set)

    def __call__(self, raw: bytes) -> list[Item]:
        """Items of an answer or of a frame of the socket."""
        try:
            answer = _ANSWER.decode(raw)
            if answer.error is not None:
                reason = f"error: the API said {answer.error.code}: {answer.error.message}"
                return [refused(NAME, reason, raw)]
            if answer.type:
                return self._market(answer.msg) if answer.type == "ticker" else [_said(answer)]
            if answer.candlesticks is not None:
                return self._candles(answer.ticker, answer.candlesticks, raw)
        except _BROKEN as error:
            return [refused(NAME, _kinded(error), raw)]
        one = [answer.market] if bytes(answer.market) else []
        told = [item for market in answer.markets or one for item in self._each(market)]
        return told or [refused(NAME, "payload: no answer with markets or candles", raw)]

    def _each(self, raw: msgspec.Raw) -> list[Item]:
        try:
            return self._market(raw)
        except _BROKEN as error:
            return [refused(NAME, _kinded(error), bytes(raw))]

    def _candles(self, ticker: str, candles: list[msgspec.Raw], raw: bytes) -> list[Item]:
        of = contract(ticker)
        told = self._game(of, UNKNOWN_INSTANT, over=False)
        for one in candles:
            try:
                candle = _CANDLE.decode(one)
            except _BROKEN as error:
                told.append(refused(NAME, f"candle: {error}", bytes(one), of.game))
                continue
            at = datetime.fromtimestamp(candle.end_period_ts, UTC)
            told += _quotes(of, candle.yes_bid.close, candle.yes_ask.close, at)
        return told or [refused(NAME, "empty: no candles with a price", raw, of.game)]

    def _market(self, raw: msgspec.Raw) -> list[Item]:
        market = _MARKET.decode(raw)
        of = contract(market.ticker or market.market_ticker)
        at = UNKNOWN_INSTANT if market.ts is None else datetime.fromtimestamp(market.ts, UTC)
        told = self._game(of, at, over=bool(market.result))
        if market.status:
            told.append(_status(of, market.status, at))
        if market.result:
            told.append(_settled(of, market, at))
        elif STATUSES.get(market.status) is not MarketStatus.CLOSED:
            told += _quotes(of, market.yes_bid, market.yes_ask, at)
        return told

    def _game(self, of: Contract, at: datetime, *, over: bool) -> list[Item]:
        """The game that a ticker names, once, and again when it is over; a ticker does not tell its start."""
        known = f"{of.game} over" if over else of.game
        if known in self.listed:
            return []
        self.listed.add(known)
        game = GameTold(
            feed=NAME,
            native_id=of.game,
            observed_at=at,
            sport=of.sport,
            home=of.home,
            away=of.away,
            kickoff=None,
            phase="final" if over else "scheduled",
        )
        return [game]


def _said(answer: Answer) -> Item:
    """What the socket says besides prices."""
    if answer.type in ("subscribed", "ok"):
        return HealthTold(
            feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state="alive", detail=answer.type
        )
    if answer.type == "error":
        failure = _FAILURE.decode(answer.msg)
        return refused(NAME, f"error: the API said {failure.code}: {failure.msg}", bytes(answer.msg))
    return refused(NAME, f"not followed: frames of type {answer.type[:40]}", bytes(answer.msg))


def _status(of: Contract, word: str, at: datetime) -> StatusTold:
    status = STATUSES.get(word)
    if status is None:
        raise ValueError(f"market: {word!r} is no status")
    kind = MarketKind.MONEYLINE
    return StatusTold(
        feed=NAME, native_id=of.game, observed_at=at, bookmaker=BOOKMAKER, kind=kind, status=status
    )


def _settled(of: Contract, market: Market, at: datetime) -> SettlementTold:
    if market.result not in ("yes", "no"):
        raise ValueError(f"market: {market.result!r} is no result")
    return SettlementTold(
        feed=NAME,
        native_id=of.game,
        observed_at=at,
        bookmaker=BOOKMAKER,
        market_id=market.ticker or market.market_ticker,
        selection_id="yes",
        outcome=Outcome.WON if market.result == "yes" else Outcome.LOST,
        market=MONEYLINE,
        selection=of.yes,
    )


def _quotes(of: Contract, yes_bid: float | None, yes_ask: float | None, at: datetime) -> list[Item]:
    """Both sides' prices; a bid of 0 and an ask of 100 are nobody's."""
    no = Selection.HOME if of.yes is Selection.AWAY else Selection.AWAY
    told: list[Item] = []
    for selection, cost in ((of.yes, yes_ask), (no, None if not yes_bid else PAYOUT - yes_bid)):
        if cost is not None and 0.0 < cost < PAYOUT:
            told.append(
                QuoteTold(
                    feed=NAME,
                    native_id=of.game,
                    observed_at=at,
                    bookmaker=BOOKMAKER,
                    market=MONEYLINE,
                    selection=selection,
                    price=Price(PAYOUT / cost),
                )
            )
    return told


def _kinded(error: Exception) -> str:
    reason = str(error)
    return reason if reason.startswith("market:") else f"payload: {reason}"


def markets_url(series: str, cursor: str = "") -> str:
    """Open contracts of a series (KXNBAGAME), a page at a time."""
    after = f"&cursor={cursor}" if cursor else ""
    return f"{HOST}/trade-api/v2/markets?series_ticker={series}&status=open&limit=200{after}"


def game_url(game: str) -> str:
    """All contracts of a game, open or not."""
    return f"{HOST}/trade-api/v2/markets?event_ticker={game}&limit=200"


def candles_url(series: str, ticker: str, begin: datetime, end: datetime, minutes: int = 1) -> str:
    """Candles of a contract; periods of 1, 60 or 1440 minutes."""
    span = f"start_ts={int(begin.timestamp())}&end_ts={int(end.timestamp())}&period_interval={minutes}"
    return f"{HOST}/trade-api/v2/series/{series}/markets/{ticker}/candlesticks?{span}"


def ticker_subscription(request_id: int, tickers: list[str]) -> bytes:
    """The command that subscribes to tickers' prices."""
    params = {"channels": ["ticker"], "market_tickers": tickers}
    return msgspec.json.encode({"id": request_id, "cmd": "subscribe", "params": params})


FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.MEDIA,
        requests_per_second=20.0,
        resume="every answer and every ticker frame is whole; market data over REST needs no credentials",
    ),
    open=Connection,
)
