"""The exchange's words: sports, market types, statuses."""

import re
from typing import NamedTuple

from livebet.domain.markets import MarketKind, MarketStatus
from livebet.odds.settlement import Outcome

NAME = "betfair_stream"
BOOKMAKER = "betfair"

SPORTS = {
    "1": "soccer",
    "2": "tennis",
    "3": "golf",
    "4": "cricket",
    "5": "rugby_union",
    "7": "horse_racing",
    "1477": "rugby_league",
    "4339": "greyhounds",
    "6423": "nfl",
    "7511": "mlb",
    "7522": "nba",
    "7524": "nhl",
}
"""Event types. The stream tells no league, so all American football counts as the NFL and so on: teams that
are not of the league are refused where games are resolved."""

STATUSES = {
    "OPEN": MarketStatus.OPEN,
    "SUSPENDED": MarketStatus.SUSPENDED,
    "INACTIVE": MarketStatus.SUSPENDED,
    "CLOSED": MarketStatus.CLOSED,
}

OUTCOMES = {
    "WINNER": Outcome.WON,
    "PLACED": Outcome.WON,
    "LOSER": Outcome.LOST,
    "REMOVED": Outcome.VOID,
    "REMOVED_VACANT": Outcome.VOID,
}
"""Statuses of a runner that settle it; the others leave it open."""

DRAW = "The Draw"


class Asked(NamedTuple):
    """A kind of market that is followed; `line` None where runners carry handicaps, or there is none.

    `main` is False where the type is one line of many, which its own status says nothing about.
    """

    kind: MarketKind
    line: float | None
    main: bool


_TYPES = {
    "MATCH_ODDS": Asked(MarketKind.MONEYLINE, None, True),
    "MONEY_LINE": Asked(MarketKind.MONEYLINE, None, True),
    "HANDICAP": Asked(MarketKind.SPREAD, None, True),
    "ASIAN_HANDICAP": Asked(MarketKind.SPREAD, None, True),
    "COMBINED_TOTAL": Asked(MarketKind.TOTAL, None, True),
    "TOTAL_POINTS": Asked(MarketKind.TOTAL, None, True),
    "ALT_TOTAL_GOALS": Asked(MarketKind.TOTAL, None, True),
}
_OVER_UNDER = re.compile(r"OVER_UNDER_(\d)5")
_USUAL_GOALS = 2.5


def asked(market_type: str, betting_type: str) -> Asked | None:
    """What a market type asks, None where it is not followed: prices of LINE markets are lines, not odds."""
    if betting_type == "LINE":
        return None
    goals = _OVER_UNDER.fullmatch(market_type)
    if goals is None:
        return _TYPES.get(market_type)
    line = int(goals[1]) + 0.5
    return Asked(MarketKind.TOTAL, line, line == _USUAL_GOALS)


def contestants(event_name: str) -> tuple[str, str] | None:
    """Home and away of "home v away" or, as American games are told, "away @ home"."""
    for mark, home_first in ((" v ", True), (" @ ", False)):
        first, found, second = event_name.partition(mark)
        if found and first and second:
            return (first, second) if home_first else (second, first)
    return None
