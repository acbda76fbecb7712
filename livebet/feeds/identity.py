"""Who is who: every feed's team names to one spelling, a franchise keeping one name across its moves."""

NFL_TEAMS: frozenset[str] = frozenset(
    (
        *("ARI", "ATL", "BAL", "BUF", "CAR", "CHI", "CIN", "CLE", "DAL", "DEN", "DET"),
        *("GB", "HOU", "IND", "JAX", "KC", "LA", "LAC", "LV", "MIA", "MIN", "NE"),
        *("NO", "NYG", "NYJ", "PHI", "PIT", "SEA", "SF", "TB", "TEN", "WAS"),
    )
)

NFL_ALIASES: dict[str, str] = {
    "JAC": "JAX",
    "STL": "LA",
    "LAR": "LA",
    "SL": "LA",
    "SD": "LAC",
    "OAK": "LV",
    "WSH": "WAS",
    "ARZ": "ARI",
    "BLT": "BAL",
    "CLV": "CLE",
    "HST": "HOU",
}
"""Earlier homes of a franchise and other feeds' spellings."""

_NFL: dict[str, str] = {**{team: team for team in NFL_TEAMS}, **NFL_ALIASES}


def nfl_team(name: str) -> str | None:
    """The one spelling of an NFL team's abbreviation; None where nobody is called that."""
    return _NFL.get(name)
