"""Pregame lines: a scoreboard's and a summary's odds, and the core list of them.

`spread` is told from the home side. `open` and `close` inside an item are history and are not read. Prices
carry no stamps.
"""

import math
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec

from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.domain.prices import Price
from livebet.feeds.espn.raw import in_url
from livebet.feeds.espn.words import NAME, american
from livebet.feeds.items import Item, QuoteTold
from livebet.feeds.refusals import refused

_FRACTION = re.compile(r"(\d{1,5})/(\d{1,5})")
_IN_PLAY = "Live Odds"
"""How the name of a bookmaker's in-play item ends: nobody could say how old its prices are."""

_EVEN = frozenset(("EVEN", "EV"))


Line = Annotated[float, msgspec.Meta(ge=-1000, le=1000)]
"""A handicap or a total, in points."""


class RawShown(msgspec.Struct):
    """Odds or a line as shown: `-110`, `+2.5`, `EVEN`, `OFF`."""

    american: str = ""


class RawCurrent(msgspec.Struct, rename="camel"):
    """What stands now, of one side or of the total."""

    money_line: RawShown | None = None
    spread: RawShown | None = None
    point_spread: RawShown | None = None
    over: RawShown | None = None
    under: RawShown | None = None


class RawSideOdds(msgspec.Struct, rename="camel"):
    """One side's American odds."""

    money_line: float | None = None
    spread_odds: float | None = None
    current: RawCurrent | None = None


class RawProvider(msgspec.Struct):
    """Who quotes."""

    name: str = ""


class RawRef(msgspec.Struct, rename={"ref": "$ref"}):
    """An address."""

    ref: str = ""


class RawFractional(msgspec.Struct):
    """One of Bet365's prices or lines."""

    value: str = ""


class RawBettingOdds(msgspec.Struct, rename="camel"):
    """Bet365's own shape."""

    team_odds: dict[str, RawFractional] = {}


class RawOdds(
    msgspec.Struct,
    rename={
        **{"ref": "$ref"},
        **{
            "over_under": "overUnder",
            "over_odds": "overOdds",
            "under_odds": "underOdds",
            "home": "homeTeamOdds",
            "away": "awayTeamOdds",
            "draw": "drawOdds",
            "betting": "bettingOdds",
            "prop_bets": "propBets",
        },
    },
):
    """One bookmaker's lines on a game."""

    provider: RawProvider
    ref: str = ""
    spread: Line | None = None
    over_under: Line | None = None
    over_odds: float | None = None
    under_odds: float | None = None
    home: RawSideOdds | None = None
    away: RawSideOdds | None = None
    draw: RawSideOdds | None = None
    current: RawCurrent | None = None
    betting: RawBettingOdds | None = None
    prop_bets: RawRef | None = None


Offer = tuple[Market, Selection, float]
"""What is offered: the price as told, unchecked."""

_ODDS = msgspec.json.Decoder(RawOdds, strict=False)
_NO_SIDE = RawSideOdds()
_NO_CURRENT = RawCurrent()


def _shown(told: RawShown | None) -> float:
    """A number as shown; 0 for none."""
    text = told.american.strip() if told else ""
    if text in _EVEN:
        return 100.0
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def _decimal(plain: float | None, shown: RawShown | None) -> float:
    """A decimal price from American odds, told plainly or as shown; 0 where neither tells."""
    odds = plain or _shown(shown)
    return american(odds) if odds else 0.0


def _offers(odds: RawOdds) -> Iterator[Offer]:
    home, away = odds.home or _NO_SIDE, odds.away or _NO_SIDE
    for side, selection in ((home, Selection.HOME), (away, Selection.AWAY), (odds.draw, Selection.DRAW)):
        if side is not None:
            yield MONEYLINE, selection, _decimal(side.money_line, (side.current or _NO_CURRENT).money_line)
    if odds.spread is not None:
        market = Market(MarketKind.SPREAD, odds.spread)
        for side, selection in ((home, Selection.HOME), (away, Selection.AWAY)):
            yield market, selection, _decimal(side.spread_odds, (side.current or _NO_CURRENT).spread)
    if odds.over_under:
        market, current = Market(MarketKind.TOTAL, odds.over_under), odds.current or _NO_CURRENT
        yield market, Selection.OVER, _decimal(odds.over_odds, current.over)
        yield market, Selection.UNDER, _decimal(odds.under_odds, current.under)


def _contradicts(odds: RawOdds) -> str:
    """Why the spread's side cannot be told: the home side's own handicap says otherwise."""
    shown = _shown(odds.home.current.point_spread if odds.home and odds.home.current else None)
    if odds.spread is None or not shown or abs(shown) >= 100.0 or shown == odds.spread:
        return ""
    return f"market: spread {odds.spread:g}, but the home side's handicap {shown:+g}"


def _fraction(told: RawFractional | None) -> float:
    fraction = _FRACTION.fullmatch(told.value) if told else None
    return 1.0 + int(fraction[1]) / int(fraction[2]) if fraction and int(fraction[2]) else 0.0


def _number(told: RawFractional | None) -> float | None:
    try:
        number = float(told.value) if told else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _fractional(told: dict[str, RawFractional]) -> Iterator[Offer]:
    """Bet365's prices before the game: fractions, handicaps of each side's own."""
    yield MONEYLINE, Selection.HOME, _fraction(told.get("preMatchMoneyLineHome"))
    yield MONEYLINE, Selection.AWAY, _fraction(told.get("preMatchMoneyLineAway"))
    home = _number(told.get("preMatchSpreadHandicapHome"))
    if home is not None:
        market = Market(MarketKind.SPREAD, home)
        yield market, Selection.HOME, _fraction(told.get("preMatchSpreadHome"))
        yield market, Selection.AWAY, _fraction(told.get("preMatchSpreadAway"))
    total = _number(told.get("preMatchTotalHandicap"))
    if total:
        market = Market(MarketKind.TOTAL, total)
        yield market, Selection.OVER, _fraction(told.get("preMatchTotalOver"))
        yield market, Selection.UNDER, _fraction(told.get("preMatchTotalUnder"))


def _opposed(told: dict[str, RawFractional]) -> str:
    home = _number(told.get("preMatchSpreadHandicapHome"))
    away = _number(told.get("preMatchSpreadHandicapAway"))
    if home is None or away is None or home == -away:
        return ""
    return f"market: handicaps {home:+g} and {away:+g} do not mirror each other"


def _read(odds: RawOdds) -> tuple[list[Offer], str]:
    """Offers, and why the spread is left out where it is."""
    if odds.betting:
        offers, why = list(_fractional(odds.betting.team_odds)), _opposed(odds.betting.team_odds)
    else:
        offers, why = list(_offers(odds)), _contradicts(odds)
    if why:
        offers = [offer for offer in offers if offer[0].kind is not MarketKind.SPREAD]
    return [offer for offer in offers if offer[2]], why


def pregame(raw: msgspec.Raw, native_id: str, observed_at: datetime) -> Iterator[Item]:
    """Quotes of one bookmaker; the game is named by the caller or by the item's own address."""
    payload = bytes(raw)
    if payload == b"null":
        return
    try:
        odds = _ODDS.decode(raw)
        offers, why = _read(odds)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        yield refused(NAME, f"market: {error}", payload, native_id)
        return
    game = native_id or in_url(odds.ref or (odds.prop_bets.ref if odds.prop_bets else ""), "events")
    if not game or not odds.provider.name:
        yield refused(NAME, "market: names no game or no bookmaker", payload, game)
        return
    if odds.provider.name.endswith(_IN_PLAY):
        yield refused(NAME, "market: in-play odds without a stamp", payload, game)
        return
    for market, selection, price in offers:
        yield from _quote(odds, game, observed_at, market, selection, price)
    if why or not offers:
        yield refused(NAME, why or "market: a bookmaker without prices", payload, game)


def _quote(
    odds: RawOdds, game: str, observed_at: datetime, market: Market, selection: Selection, price: float
) -> Iterator[Item]:
    try:
        yield QuoteTold(
            feed=NAME,
            native_id=game,
            observed_at=observed_at,
            bookmaker=odds.provider.name,
            market=market,
            selection=selection,
            price=Price(price),
        )
    except ValueError as error:
        yield refused(NAME, f"market: {error}", msgspec.json.encode(odds), game)
