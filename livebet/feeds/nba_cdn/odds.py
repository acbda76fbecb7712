"""Bookmakers' prices as the league shows them; a bookmaker is listed once a country, and the first counts."""

from collections.abc import Iterator

import msgspec

from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.domain.prices import Price
from livebet.feeds.items import Item, QuoteTold
from livebet.feeds.nba_cdn.games import NAME
from livebet.feeds.nba_cdn.payload import GameId
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

_KINDS = {"2way": MarketKind.MONEYLINE, "spread": MarketKind.SPREAD, "total": MarketKind.TOTAL}
_SELECTIONS = {
    MarketKind.MONEYLINE: frozenset((Selection.HOME, Selection.AWAY)),
    MarketKind.SPREAD: frozenset((Selection.HOME, Selection.AWAY)),
    MarketKind.TOTAL: frozenset((Selection.OVER, Selection.UNDER)),
}


class RawOutcome(msgspec.Struct):
    """One price; `spread` is the handicap of its own side."""

    type: Selection
    odds: Price
    spread: float | None = None
    total: float | None = None


class RawBookmaker(msgspec.Struct):
    """A bookmaker's outcomes of one market, raw."""

    name: str
    outcomes: list[msgspec.Raw]


class RawMarket(msgspec.Struct):
    """A market of one game."""

    name: str
    books: list[msgspec.Raw]


class RawOddsGame(msgspec.Struct, rename="camel"):
    """A game with its markets."""

    game_id: GameId
    markets: list[msgspec.Raw]


Shown = dict[tuple[str, MarketKind, Selection], None]
"""What was shown already of a game, in an earlier country."""


def _price(kind: type, value: object) -> object:
    if kind is Price and isinstance(value, str | int | float):
        return Price(value)
    raise ValueError("a price is a number")


_GAME = msgspec.json.Decoder(RawOddsGame)
_MARKET = msgspec.json.Decoder(RawMarket)
_BOOKMAKER = msgspec.json.Decoder(RawBookmaker)
_OUTCOME = msgspec.json.Decoder(RawOutcome, strict=False, dec_hook=_price)


def quotes(raw: msgspec.Raw) -> Iterator[Item]:
    """The quotes of one game."""
    try:
        game = _GAME.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        yield refused(NAME, f"game: {error}", bytes(raw))
        return
    shown: Shown = {}
    for told in game.markets:
        try:
            market = _MARKET.decode(told)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            yield refused(NAME, f"market: {error}", bytes(told), game.game_id)
            continue
        yield from _market(game.game_id, market, told, shown)


def _market(game_id: str, market: RawMarket, raw: msgspec.Raw, shown: Shown) -> Iterator[Item]:
    kind = _KINDS.get(market.name)
    if kind is None:
        yield refused(NAME, f"market: {market.name[:40]!r} is not followed", bytes(raw), game_id)
        return
    for told in market.books:
        try:
            bookmaker = _BOOKMAKER.decode(told)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            yield refused(NAME, f"bookmaker: {error}", bytes(told), game_id)
            continue
        for outcome in bookmaker.outcomes:
            yield from _quote(game_id, bookmaker.name, kind, outcome, shown)


def _quote(game_id: str, bookmaker: str, kind: MarketKind, raw: msgspec.Raw, shown: Shown) -> Iterator[Item]:
    try:
        told = _OUTCOME.decode(raw)
        market = _asked(kind, told)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        yield refused(NAME, f"price: {error}", bytes(raw), game_id)
        return
    if (key := (bookmaker, kind, told.type)) in shown:
        return
    shown[key] = None
    yield QuoteTold(
        feed=NAME,
        native_id=game_id,
        observed_at=UNKNOWN_INSTANT,
        bookmaker=bookmaker,
        market=market,
        selection=told.type,
        price=told.odds,
    )


def _asked(kind: MarketKind, told: RawOutcome) -> Market:
    """The market, its line from the home side.

    Raises:
        ValueError: no such selection there, or no line.
    """
    if told.type not in _SELECTIONS[kind]:
        raise ValueError(f"{told.type} is no answer to a {kind}")
    if kind is MarketKind.MONEYLINE:
        return MONEYLINE
    line = told.spread if kind is MarketKind.SPREAD else told.total
    if line is None:
        raise ValueError(f"a {kind} without a line")
    return Market(kind, -line + 0.0 if kind is MarketKind.SPREAD and told.type is Selection.AWAY else line)
