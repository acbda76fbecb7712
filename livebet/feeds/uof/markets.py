"""Which of the Unified Odds Feed's markets are ours, and how their outcomes and lines read.

Ids of the feed's market descriptions. A market without overtime is one of the period "regulation": what it
asks is not what a bet on the game asks, in sports that play on after a tie.
"""

from dataclasses import dataclass

from livebet.domain.markets import Market, MarketKind, Selection


@dataclass(frozen=True, slots=True)
class Asked:
    """A market of ours: its kind and period, the specifier that is its line, its outcomes' ids."""

    kind: MarketKind
    period: str
    specifier: str
    selections: dict[str, Selection]


_THREE_WAY = {"1": Selection.HOME, "2": Selection.DRAW, "3": Selection.AWAY}
_WINNER = {"4": Selection.HOME, "5": Selection.AWAY}
_HANDICAP = {"1714": Selection.HOME, "1715": Selection.AWAY}
_TOTAL = {"12": Selection.OVER, "13": Selection.UNDER}
_REGULATION, _GAME = "regulation", "game"

MARKETS: dict[str, Asked] = {
    "1": Asked(MarketKind.MONEYLINE, _REGULATION, "", _THREE_WAY),
    "16": Asked(MarketKind.SPREAD, _REGULATION, "hcp", _HANDICAP),
    "18": Asked(MarketKind.TOTAL, _REGULATION, "total", _TOTAL),
    "186": Asked(MarketKind.MONEYLINE, _GAME, "", _WINNER),
    "219": Asked(MarketKind.MONEYLINE, _GAME, "", _WINNER),
    "223": Asked(MarketKind.SPREAD, _GAME, "hcp", _HANDICAP),
    "225": Asked(MarketKind.TOTAL, _GAME, "total", _TOTAL),
    "251": Asked(MarketKind.MONEYLINE, _GAME, "", _WINNER),
    "256": Asked(MarketKind.SPREAD, _GAME, "hcp", _HANDICAP),
    "258": Asked(MarketKind.TOTAL, _GAME, "total", _TOTAL),
    "406": Asked(MarketKind.MONEYLINE, _GAME, "", _WINNER),
    "410": Asked(MarketKind.SPREAD, _GAME, "hcp", _HANDICAP),
    "412": Asked(MarketKind.TOTAL, _GAME, "total", _TOTAL),
}
"""1 1x2, 16 handicap, 18 total; 186 winner; 219, 223, 225 with overtime; 251, 256, 258 with extra innings;
406, 410, 412 with overtime and penalties."""


def market_of(market_id: str, specifiers: str) -> Market | None:
    """The market as ours; None where it is another.

    Raises:
        ValueError: it is one of ours, and its specifiers hold no line.
    """
    return asked_of(market_id, specifiers) if market_id in MARKETS else None


def asked_of(market_id: str, specifiers: str) -> Market:
    """A market that is one of ours. The line of a handicap is what is added to the home score.

    Raises:
        ValueError: its specifiers hold no line.
    """
    asked = MARKETS[market_id]
    if not asked.specifier:
        return Market(asked.kind, None, asked.period)
    name, equals, value = specifiers.partition("=")
    if name != asked.specifier or not equals:
        raise ValueError(f"market {market_id} with specifiers {specifiers[:60]!r} has no line")
    line = float(value) + 0.0
    if not -1000.0 <= line <= 1000.0:
        raise ValueError(f"market {market_id} has a line of {value[:20]}")
    return Market(asked.kind, line, asked.period)
