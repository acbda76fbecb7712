"""Odds Comparison (live and prematch, version 2): every bookmaker's prices for a game.

Written after the documentation and tested on written bytes only: no recording of it was at hand. The live
answer is renewed every 15 seconds; a bookmaker or an outcome with `removed` is off the board. Market ids are
those of the Unified Odds Feed.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price
from livebet.feeds.items import Item, QuoteTold, StatusTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.sportradar.games import phase_of
from livebet.feeds.sportradar.memory import Memory
from livebet.feeds.sportradar.payload import NAME, Id, utc
from livebet.feeds.sportradar.reading import BROKEN
from livebet.feeds.sportradar.soccer import RawContest, event_told


class RawOutcome(msgspec.Struct):
    """A price; a spread's handicap is this outcome's own, so the away side's has the other sign."""

    type: str = ""
    odds_decimal: str | float | None = None
    handicap: str | float | None = None
    total: str | float | None = None
    removed: bool = False


class RawBook(msgspec.Struct):
    """A bookmaker's prices in one market."""

    name: Id
    removed: bool = False
    outcomes: list[RawOutcome] = []


class RawMarket(msgspec.Struct):
    """A market; the same id comes once a line in some packages."""

    id: str
    name: str = ""
    books: list[msgspec.Raw] = []


class RawAnswer(msgspec.Struct):
    """The markets of one game."""

    sport_event: RawContest
    markets: list[RawMarket]
    generated_at: datetime | None = None


_ANSWER = msgspec.json.Decoder(RawAnswer)
_BOOK = msgspec.json.Decoder(RawBook)
_MARKETS: dict[str, tuple[MarketKind, str]] = {
    "sr:market:1": (MarketKind.MONEYLINE, "regulation"),
    "sr:market:186": (MarketKind.MONEYLINE, "game"),
    "sr:market:219": (MarketKind.MONEYLINE, "game"),
    "sr:market:251": (MarketKind.MONEYLINE, "game"),
    "sr:market:223": (MarketKind.SPREAD, "game"),
    "sr:market:256": (MarketKind.SPREAD, "game"),
    "sr:market:225": (MarketKind.TOTAL, "game"),
    "sr:market:258": (MarketKind.TOTAL, "game"),
}
_TYPES: dict[MarketKind, frozenset[Selection]] = {
    MarketKind.MONEYLINE: frozenset((Selection.HOME, Selection.AWAY, Selection.DRAW)),
    MarketKind.SPREAD: frozenset((Selection.HOME, Selection.AWAY)),
    MarketKind.TOTAL: frozenset((Selection.OVER, Selection.UNDER)),
}


def read_odds(raw: bytes, memory: Memory) -> Iterator[Item]:
    """The game, each bookmaker's prices, who is off the board, and one refusal for other markets."""
    told = _ANSWER.decode(raw)
    at = utc(told.generated_at) or UNKNOWN_INSTANT
    game = event_told(told.sport_event, phase_of(told.sport_event.status or "not_started"), at)
    yield from memory.of(game.native_id).news(game, None)
    others = sorted({market.id for market in told.markets} - _MARKETS.keys())
    for market in told.markets:
        for book in market.books if market.id in _MARKETS else ():
            try:
                yield from _book(_BOOK.decode(book), _MARKETS[market.id], game.native_id, at)
            except BROKEN as error:
                yield refused(NAME, f"quote: {error}", bytes(book), game.native_id, at)
    if others:
        yield refused(NAME, f"not followed: markets {', '.join(others)}", raw, game.native_id, at)


def _book(told: RawBook, asked: tuple[MarketKind, str], native_id: str, at: datetime) -> Iterator[Item]:
    kind, period = asked
    shown = [outcome for outcome in told.outcomes if not outcome.removed and outcome.odds_decimal is not None]
    status = MarketStatus.OPEN if shown and not told.removed else MarketStatus.SUSPENDED
    for outcome in shown if status is MarketStatus.OPEN else ():
        selection = Selection(outcome.type)
        if selection not in _TYPES[kind]:
            raise ValueError(f"{selection} is no answer to a {kind}")
        yield QuoteTold(
            feed=NAME,
            native_id=native_id,
            observed_at=at,
            bookmaker=told.name,
            market=Market(kind, _line(outcome, kind, selection), period),
            selection=selection,
            price=Price(outcome.odds_decimal or 0.0),
        )
    yield StatusTold(
        feed=NAME,
        native_id=native_id,
        observed_at=at,
        bookmaker=told.name,
        kind=kind,
        status=status,
        reason="" if status is MarketStatus.OPEN else "removed",
    )


def _line(outcome: RawOutcome, kind: MarketKind, selection: Selection) -> float | None:
    """The line from the home side's view.

    Raises:
        ValueError: the market needs one and it is not told.
    """
    if kind is MarketKind.MONEYLINE:
        return None
    told = outcome.handicap if kind is MarketKind.SPREAD else outcome.total
    if told is None:
        raise ValueError(f"a {kind} without a line")
    return -float(told) + 0.0 if selection is Selection.AWAY else float(told)
