"""DraftKings' words: leagues, markets and states of a game; and what the ids of selections say."""

import re

from livebet.domain.markets import MarketKind, Selection

NAME = "draftkings"
BOOKMAKER = "draftkings"

LEAGUES = {
    "88808": "nfl",
    "42648": "nba",
    "84240": "mlb",
    "42133": "nhl",
    "87637": "ncaaf",
    "92483": "ncaab",
}
"""League ids by our names of sports; snapshots name their leagues besides."""
MASTER_LEAGUES = {"40": "nfl", "1594": "kbo"}
"""Master league ids as seen in frames."""
LEAGUE_NAMES = {"NFL": "nfl", "NBA": "nba", "MLB": "mlb", "NHL": "nhl", "WNBA": "wnba"}

MARKETS = {
    "Moneyline": MarketKind.MONEYLINE,
    "Spread": MarketKind.SPREAD,
    "Run Line": MarketKind.SPREAD,
    "Puck Line": MarketKind.SPREAD,
    "Total": MarketKind.TOTAL,
    "Total Points": MarketKind.TOTAL,
    "Total Runs": MarketKind.TOTAL,
    "Total Goals": MarketKind.TOTAL,
}
"""Game markets by name; every other market is counted and passed over."""

SELECTIONS = {
    "Home": Selection.HOME,
    "Away": Selection.AWAY,
    "Draw": Selection.DRAW,
    "Over": Selection.OVER,
    "Under": Selection.UNDER,
}
"""Answers by `outcomeType`, else by label."""

PHASES = {
    "NOT_STARTED": "scheduled",
    "STARTED": "in_play",
    "FINISHED": "final",
    "POSTPONED": "postponed",
    "ABANDONED": "abandoned",
    "CANCELLED": "abandoned",
}
MAIN = "MainPointLine"
"""The tag of the selections at the line that is shown first."""

_SELECTION_ID = re.compile(r"0(ML|HC|OU)(\d+)")
_MARKET_OF = {"ML": 1, "HC": 2, "OU": 3}


def market_of(selection_id: str) -> str:
    """The market's id by a selection's: 0HC84695545N300_1 is of 2_84695545. Empty if it does not say."""
    found = _SELECTION_ID.match(selection_id)
    return f"{_MARKET_OF[found[1]]}_{found[2]}" if found else ""
