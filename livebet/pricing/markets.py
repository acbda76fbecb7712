"""Fair prices of every market kind from one outlook on the final score."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from livebet.domain.markets import Market, MarketKind, Selection
from livebet.domain.prices import MAX_PRICE, Price
from livebet.pricing.outlook import Outlook

_LEAST_PRICE = 1.0001


@dataclass(frozen=True, slots=True)
class Chances:
    """How a bet may end: `win` and `push` (stake returned) are probabilities, the rest is lost."""

    win: float
    push: float

    @property
    def fair_probability(self) -> float:
        """Probability of winning once pushes, which cost nothing, are left out."""
        return self.win / (1.0 - self.push) if self.push < 1.0 else 0.5


def _above(mean: float, sd: float, bar: float) -> float:
    return 0.5 * math.erfc((bar - mean) / (sd * math.sqrt(2.0)))


def _moneyline(view: Outlook, _line: float) -> Chances:
    return Chances(_above(view.margin, view.margin_sd, 0.0), 0.0)


def _beyond(mean: float, sd: float, bar: float) -> Chances:
    """Scores are whole: above 3 means 4 or more, which the normal curve begins at 3.5; 3 itself is a push."""
    if not bar.is_integer():
        return Chances(_above(mean, sd, bar), 0.0)
    win = _above(mean, sd, bar + 0.5)
    return Chances(win, _above(mean, sd, bar - 0.5) - win)


def _spread(view: Outlook, line: float) -> Chances:
    return _beyond(view.margin, view.margin_sd, -line)


def _total(view: Outlook, line: float) -> Chances:
    return _beyond(view.total, view.total_sd, line)


FIRST_SELECTION: dict[MarketKind, Selection] = {
    MarketKind.MONEYLINE: Selection.HOME,
    MarketKind.SPREAD: Selection.HOME,
    MarketKind.TOTAL: Selection.OVER,
}

PAYOFFS: dict[MarketKind, Callable[[Outlook, float], Chances]] = {
    MarketKind.MONEYLINE: _moneyline,
    MarketKind.SPREAD: _spread,
    MarketKind.TOTAL: _total,
}
"""How the first selection of each market kind ends, from the outlook and the line. A tie of the moneyline
is played off in overtime, so its chance is shared by both sides."""


def chances(view: Outlook, market: Market, selection: Selection) -> Chances:
    """How a bet on `selection` may end.

    Raises:
        ValueError: the line is missing, or is neither whole nor a half.
    """
    first = PAYOFFS[market.kind](view, _checked_line(market))
    if selection is FIRST_SELECTION[market.kind]:
        return first
    return Chances(1.0 - first.win - first.push, first.push)


def fair_probability(view: Outlook, market: Market, selection: Selection) -> float:
    """Probability of `selection`, pushes left out; those of a market's two selections add up to 1."""
    return chances(view, market, selection).fair_probability


def fair_price(view: Outlook, market: Market, selection: Selection) -> Price:
    """The price at which the bet is worth exactly its stake, within what a price can be."""
    probability = max(fair_probability(view, market, selection), 1.0 / MAX_PRICE)
    return Price(max(_LEAST_PRICE, 1.0 / probability))


def _checked_line(market: Market) -> float:
    if market.kind is MarketKind.MONEYLINE:
        return 0.0
    if market.line is None or not (2.0 * market.line).is_integer():
        raise ValueError(f"a {market.kind} line is a whole or a half number of points, not {market.line}")
    return market.line
