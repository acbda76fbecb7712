"""Markets: a question on a game (kind, period, line) and its possible answers."""

from dataclasses import dataclass
from enum import StrEnum


class MarketKind(StrEnum):
    """What is asked."""

    MONEYLINE = "moneyline"
    SPREAD = "spread"
    TOTAL = "total"


class Selection(StrEnum):
    """One possible answer."""

    HOME = "home"
    AWAY = "away"
    DRAW = "draw"
    OVER = "over"
    UNDER = "under"


class MarketStatus(StrEnum):
    """Whether a bookmaker takes bets: suspended is shown but not bettable, closed is over for good."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


SELECTIONS: dict[MarketKind, tuple[Selection, ...]] = {
    MarketKind.MONEYLINE: (Selection.HOME, Selection.AWAY),
    MarketKind.SPREAD: (Selection.HOME, Selection.AWAY),
    MarketKind.TOTAL: (Selection.OVER, Selection.UNDER),
}


@dataclass(frozen=True, slots=True)
class Market:
    """A question on a game.

    `line` is in points: for a spread the handicap added to the home score (−3.5: home gives 3.5),
    for a total the sum asked about, None for a moneyline.
    """

    kind: MarketKind
    line: float | None = None
    period: str = "game"


MONEYLINE = Market(MarketKind.MONEYLINE)
