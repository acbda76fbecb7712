"""Settlement: what became of a bet, from the final score."""

from collections.abc import Callable
from enum import StrEnum

from livebet.domain.games import Score
from livebet.domain.markets import Market, MarketKind, Selection


class Outcome(StrEnum):
    """The settled truth about a selection; a push or a void returns the stake."""

    WON = "won"
    LOST = "lost"
    PUSH = "push"
    VOID = "void"


_WINNER: dict[bool, Selection] = {True: Selection.HOME, False: Selection.AWAY}
_SUM: dict[bool, Selection] = {True: Selection.OVER, False: Selection.UNDER}


def _past_handicap(final: Score, line: float) -> float:
    return final.margin + line


def _past_total(final: Score, line: float) -> float:
    return final.home + final.away - line


_EXCESS: dict[MarketKind, tuple[Callable[[Score, float], float], dict[bool, Selection]]] = {
    MarketKind.MONEYLINE: (_past_handicap, _WINNER),
    MarketKind.SPREAD: (_past_handicap, _WINNER),
    MarketKind.TOTAL: (_past_total, _SUM),
}
"""By kind: points past the line, and which selection wins when they are above 0 (True) or below."""


def settle(market: Market, selection: Selection, final: Score) -> Outcome:
    """The outcome of a selection of a whole-game market. On the line, or a tie of two: push.

    A market of another period is void here: the final score does not decide it.
    """
    if market.period != "game":
        return Outcome.VOID
    excess, winners = _EXCESS[market.kind]
    points = excess(final, market.line or 0.0)
    if points == 0:
        return Outcome.PUSH
    return Outcome.WON if winners[points > 0] is selection else Outcome.LOST
