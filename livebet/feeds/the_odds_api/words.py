"""The Odds API's words: sports and markets by their keys, and which of them are followed."""

from livebet.domain.markets import MarketKind

NAME = "the_odds_api"

SPORTS = {
    "americanfootball_nfl": "nfl",
    "americanfootball_nfl_preseason": "nfl",
    "americanfootball_ncaaf": "ncaaf",
    "basketball_nba": "nba",
    "basketball_nba_preseason": "nba",
    "basketball_wnba": "wnba",
    "basketball_ncaab": "ncaab",
    "baseball_mlb": "mlb",
    "baseball_mlb_preseason": "mlb",
    "icehockey_nhl": "nhl",
    "NFL": "nfl",
    "NBA": "nba",
    "WNBA": "wnba",
    "MLB": "mlb",
    "NHL": "nhl",
}
"""Sport keys, and the titles that flat tables use, by our names."""

_KINDS = {"h2h": MarketKind.MONEYLINE, "spreads": MarketKind.SPREAD, "totals": MarketKind.TOTAL}
_PERIODS = ("q1", "q2", "q3", "q4", "h1", "h2", "p1", "p2", "p3", "1st_1_innings", "1st_3_innings",
            "1st_5_innings", "1st_7_innings")  # fmt: skip

MARKETS: dict[str, tuple[MarketKind, str, bool]] = {
    **{key: (kind, "game", True) for key, kind in _KINDS.items()},
    **{f"alternate_{key}": (kind, "game", False) for key, kind in _KINDS.items()},
    **{f"{key}_{period}": (kind, period, True) for key, kind in _KINDS.items() for period in _PERIODS},
}
"""Market keys by (kind, period, whether it is the main line). Lay prices, props, outrights are not here."""


def sport(key: str) -> str:
    """Our name of a sport, or the group of its key (soccer_epl: soccer)."""
    return SPORTS.get(key) or key.partition("_")[0].lower()
