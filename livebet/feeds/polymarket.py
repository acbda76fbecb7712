"""Polymarket's exchange of event contracts: games of US leagues from its public Gamma API.

A share of an outcome pays one dollar, so what it costs is a probability: the first outcome can be bought at
`bestAsk`, which is the decimal price 1 / bestAsk, and the second at 1 − bestBid. `outcomePrices` are
midpoints that nobody offers: they only tell who was paid once a market is closed. A title names the away team
first; `line` is the handicap of the first outcome. Of several lines the one nearest to even is the main one.
Fees are left out. Written from the public API's documentation: only written bytes were tested.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, NamedTuple
from urllib.parse import quote

import msgspec

from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price
from livebet.feeds.feed import Authority, Feed, Terms, stateless
from livebet.feeds.items import GameTold, Item, QuoteTold, SettlementTold, StatusTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.game.state import Phase
from livebet.odds.settlement import Outcome

NAME = "polymarket"
BOOKMAKER = "polymarket"
HOST = "https://gamma-api.polymarket.com"
SPORTS_URL = f"{HOST}/sports"
"""The leagues and the series of each."""
SPORTS = {"nfl": "nfl", "nba": "nba", "mlb": "mlb", "nhl": "nhl", "wnba": "wnba", "cfb": "ncaaf"}
"""Leagues whose titles name the away team first, as slugs begin, and their sports."""
KINDS = {"moneyline": MarketKind.MONEYLINE, "spreads": MarketKind.SPREAD, "totals": MarketKind.TOTAL}
_TOTALS = {"Over": Selection.OVER, "Under": Selection.UNDER}
_PAID, _NOT_PAID = 1.0, 0.0
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
Dollars = Annotated[float, msgspec.Meta(ge=0, le=1)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class RawMarket(msgspec.Struct, rename="camel"):
    """A question with two outcomes; `outcomes` and `outcome_prices` are JSON within a string."""

    id: str
    sports_market_type: str | None = None
    outcomes: str = "[]"
    outcome_prices: str | None = None
    line: float | None = None
    best_bid: Dollars | None = None
    best_ask: Dollars | None = None
    closed: bool = False
    accepting_orders: bool | None = None
    game_start_time: str | None = None
    updated_at: Instant | None = None


class RawEvent(msgspec.Struct):
    """An event: a game with all of its markets, or something else that people bet on."""

    slug: str
    title: str
    markets: list[msgspec.Raw]
    live: bool | None = None
    ended: bool | None = None


class RawSport(msgspec.Struct):
    """A line of the list of sports: a league as slugs begin, and the series that its games are of."""

    sport: str
    series: str


class Failure(msgspec.Struct):
    """An error's text."""

    error: str


class Sides(NamedTuple):
    """An event that is a game, and its teams as it spells them."""

    native_id: str
    sport: str
    away: str
    home: str


class Asked(NamedTuple):
    """A market of ours: its raw form, what it asks, and what each of its two outcomes selects."""

    raw: RawMarket
    market: Market
    selections: tuple[Selection, Selection]

    @property
    def at(self) -> datetime:
        """When it was last changed."""
        return (self.raw.updated_at or UNKNOWN_INSTANT).astimezone(UTC)

    @property
    def unevenness(self) -> float:
        """How far the middle of the first outcome's prices is from a half."""
        bid, ask = self.raw.best_bid or 0.0, 1.0 if self.raw.best_ask is None else self.raw.best_ask
        return abs(bid + ask - 1.0)


_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_EVENT = msgspec.json.Decoder(RawEvent)
_MARKET = msgspec.json.Decoder(RawMarket)
_SPORTS = msgspec.json.Decoder(list[RawSport])
_FAILURE = msgspec.json.Decoder(Failure)
_NAMES = msgspec.json.Decoder(tuple[str, str])
_SHARES = msgspec.json.Decoder(tuple[Dollars, Dollars], strict=False)


def items(raw: bytes) -> list[Item]:
    """Items of an answer that lists events, or of one event."""
    try:
        if not raw.lstrip().startswith(b"{"):
            if b'"markets"' not in raw and series(raw):
                return [refused(NAME, "not followed: the list of sports", raw)]
            told = [item for event in _LIST.decode(raw) for item in _each(event)]
            return told or [refused(NAME, "empty: no events", raw)]
        if b'"error"' in raw and b'"markets"' not in raw:
            return [refused(NAME, f"error: the API said {_FAILURE.decode(raw).error}", raw)]
    except _BROKEN as error:
        return [refused(NAME, f"payload: {error}", raw)]
    return _each(msgspec.Raw(raw))


def series(raw: bytes) -> dict[str, str]:
    """The series of each league, of an answer that lists sports; none of anything else."""
    try:
        return {line.sport: line.series for line in _SPORTS.decode(raw) if line.series}
    except _BROKEN:
        return {}


def _each(raw: msgspec.Raw) -> list[Item]:
    try:
        event = _EVENT.decode(raw)
        of = _sides(event)
    except _BROKEN as error:
        return [refused(NAME, _kinded(error), bytes(raw))]
    return _event(of, event)


def _sides(event: RawEvent) -> Sides:
    sport = SPORTS.get(event.slug.partition("-")[0])
    away, versus, home = event.title.partition(" vs. ")
    if sport is None or not versus or not away or not home:
        raise ValueError(f"not followed: {event.slug[:60]!r} is no game of a league of ours")
    return Sides(event.slug, sport, away, home)


def _event(of: Sides, event: RawEvent) -> list[Item]:
    markets: list[Asked] = []
    refusals: list[Item] = []
    for raw in event.markets:
        try:
            markets.append(_asked(of, _MARKET.decode(raw)))
        except _BROKEN as error:
            refusals.append(refused(NAME, _kinded(error), bytes(raw), of.native_id))
    main = {id(min(some, key=lambda one: one.unevenness)) for some in _by_kind(markets)}
    told = [item for one in markets for item in _told(of, one, main=id(one) in main)]
    return [_game(of, event, markets), *told, *refusals]


def _by_kind(markets: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Markets of each kind: those that are open, or all where none is."""
    for kind in MarketKind:
        some = [one for one in markets if one.market.kind is kind]
        if some:
            yield [one for one in some if not one.raw.closed] or some


def _asked(of: Sides, raw: RawMarket) -> Asked:
    kind = KINDS.get(raw.sports_market_type or "")
    if kind is None:
        raise ValueError(f"market: {(raw.sports_market_type or 'no sport')[:40]!r} is not followed")
    sides = _TOTALS if kind is MarketKind.TOTAL else {of.home: Selection.HOME, of.away: Selection.AWAY}
    first, second = _NAMES.decode(raw.outcomes)
    if {first, second} != sides.keys():
        raise ValueError(f"market: {first[:40]!r} and {second[:40]!r} are not its game's {kind}")
    if raw.game_start_time:
        _kickoff(raw.game_start_time)
    selections = (sides[first], sides[second])
    if kind is MarketKind.MONEYLINE:
        return Asked(raw, MONEYLINE, selections)
    if raw.line is None:
        raise ValueError(f"market: a {kind} without a line")
    line = -raw.line if selections[0] is Selection.AWAY else raw.line
    return Asked(raw, Market(kind, line), selections)


def _kickoff(text: str) -> datetime:
    """The instant of `2031-10-17 23:30:00+00`."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"market: {text[:40]!r} has no time zone")
    return at.astimezone(UTC)


def _game(of: Sides, event: RawEvent, markets: Sequence[Asked]) -> GameTold:
    starts = (_kickoff(one.raw.game_start_time) for one in markets if one.raw.game_start_time)
    phase = Phase.FINAL if event.ended else Phase.IN_PLAY if event.live else Phase.SCHEDULED
    return GameTold(
        feed=NAME,
        native_id=of.native_id,
        observed_at=max((one.at for one in markets), default=UNKNOWN_INSTANT),
        sport=of.sport,
        home=of.home,
        away=of.away,
        kickoff=next(starts, None),
        phase=phase,
    )


def _told(of: Sides, asked: Asked, *, main: bool) -> Iterator[Item]:
    if main:
        yield _status(of, asked)
    if asked.raw.closed:
        yield from _settled(of, asked)
        return
    bid, ask = asked.raw.best_bid, asked.raw.best_ask
    for selection, cost in zip(asked.selections, (ask, None if bid is None else 1.0 - bid), strict=True):
        if cost is not None and 0.0 < cost < 1.0:
            yield QuoteTold(
                feed=NAME,
                native_id=of.native_id,
                observed_at=asked.at,
                bookmaker=BOOKMAKER,
                market=asked.market,
                selection=selection,
                price=Price(1.0 / cost),
                main=main,
            )


def _status(of: Sides, asked: Asked) -> StatusTold:
    """Closed for good; else suspended unless orders are taken."""
    taken = asked.raw.accepting_orders is not False
    open_ = MarketStatus.OPEN if taken else MarketStatus.SUSPENDED
    return StatusTold(
        feed=NAME,
        native_id=of.native_id,
        observed_at=asked.at,
        bookmaker=BOOKMAKER,
        kind=asked.market.kind,
        status=MarketStatus.CLOSED if asked.raw.closed else open_,
    )


def _settled(of: Sides, asked: Asked) -> Iterator[SettlementTold]:
    """Who was paid; nothing where both were paid in part, as after a tie, which is no outcome of ours."""
    shares = _shares(asked.raw.outcome_prices)
    if set(shares) != {_PAID, _NOT_PAID}:
        return
    for selection, share in zip(asked.selections, shares, strict=True):
        yield SettlementTold(
            feed=NAME,
            native_id=of.native_id,
            observed_at=asked.at,
            bookmaker=BOOKMAKER,
            market_id=asked.raw.id,
            selection_id=selection,
            outcome=Outcome.WON if share == _PAID else Outcome.LOST,
            market=asked.market,
            selection=selection,
        )


def _shares(text: str | None) -> tuple[float, ...]:
    try:
        return () if text is None else _SHARES.decode(text)
    except _BROKEN:
        return ()


def _kinded(error: Exception) -> str:
    reason = str(error)
    return reason if reason.startswith(("market:", "not followed:")) else f"payload: {reason}"


def series_url(number: str) -> str:
    """The open events of a series, a hundred at most, those that end first."""
    return f"{HOST}/events?series_id={quote(number)}&closed=false&order=endDate&ascending=true&limit=100"


def event_url(slug: str) -> str:
    """One event, open or not."""
    return f"{HOST}/events?slug={quote(slug)}"


TERMS = Terms(
    authority=Authority.MEDIA, requests_per_second=10.0, resume="every answer is whole", whole_quotes=True
)
FEED = Feed(name=NAME, terms=TERMS, open=stateless(items))
