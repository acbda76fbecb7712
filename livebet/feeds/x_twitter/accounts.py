"""Whose word is worth what: official accounts and reporters by their public handles, as data.

Handles change hands seldom and are compared without case; whoever is not listed may say anything. A blue tick
is bought and counts for nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

OFFICIAL = 0.95
"""Leagues and clubs: they decide who plays, and some staffer types it."""
REPORTER = 0.8
"""Reporters who break such news for a living."""
ANYBODY = 0.2

_LEAGUES = {"nfl": ("NFL", "NFLInjuryNws"), "nba": ("NBA", "NBAPR"), "mlb": ("MLB", "MLB_PR")}

_CLUBS: Mapping[str, Mapping[str, str]] = {
    "nfl": {
        "AZCardinals": "ARI", "AtlantaFalcons": "ATL", "Ravens": "BAL", "BuffaloBills": "BUF",
        "Panthers": "CAR", "ChicagoBears": "CHI", "Bengals": "CIN", "Browns": "CLE", "dallascowboys": "DAL",
        "Broncos": "DEN", "Lions": "DET", "packers": "GB", "HoustonTexans": "HOU", "Colts": "IND",
        "Jaguars": "JAX", "Chiefs": "KC", "RamsNFL": "LA", "chargers": "LAC", "Raiders": "LV",
        "MiamiDolphins": "MIA", "Vikings": "MIN", "Patriots": "NE", "Saints": "NO", "Giants": "NYG",
        "nyjets": "NYJ", "Eagles": "PHI", "steelers": "PIT", "Seahawks": "SEA", "49ers": "SF",
        "Buccaneers": "TB", "Titans": "TEN", "Commanders": "WAS",
    },
    "nba": {
        "ATLHawks": "ATL", "celtics": "BOS", "BrooklynNets": "BKN", "hornets": "CHA", "chicagobulls": "CHI",
        "cavs": "CLE", "dallasmavs": "DAL", "nuggets": "DEN", "DetroitPistons": "DET", "warriors": "GSW",
        "HoustonRockets": "HOU", "Pacers": "IND", "LAClippers": "LAC", "Lakers": "LAL", "memgrizz": "MEM",
        "MiamiHEAT": "MIA", "Bucks": "MIL", "Timberwolves": "MIN", "PelicansNBA": "NOP", "nyknicks": "NYK",
        "okcthunder": "OKC", "OrlandoMagic": "ORL", "sixers": "PHI", "Suns": "PHX", "trailblazers": "POR",
        "SacramentoKings": "SAC", "spurs": "SAS", "Raptors": "TOR", "utahjazz": "UTA",
        "WashWizards": "WAS",
    },
    "mlb": {
        "Athletics": "ATH", "Braves": "ATL", "Dbacks": "AZ", "Orioles": "BAL", "RedSox": "BOS",
        "Cubs": "CHC", "Reds": "CIN", "CleGuardians": "CLE", "Rockies": "COL", "whitesox": "CWS",
        "tigers": "DET", "astros": "HOU", "Royals": "KC", "Angels": "LAA", "Dodgers": "LAD",
        "Marlins": "MIA", "Brewers": "MIL", "Twins": "MIN", "Mets": "NYM", "Yankees": "NYY",
        "Phillies": "PHI", "Pirates": "PIT", "Padres": "SD", "Mariners": "SEA", "SFGiants": "SF",
        "Cardinals": "STL", "RaysBaseball": "TB", "Rangers": "TEX", "BlueJays": "TOR",
        "Nationals": "WSH",
    },
}  # fmt: skip

REPORTERS: Mapping[str, tuple[str, ...]] = {
    "nfl": ("AdamSchefter", "RapSheet", "TomPelissero", "MikeGarafolo", "FieldYates", "JayGlazer",
            "CameronWolfe", "JFowlerESPN"),
    "nba": ("ShamsCharania", "ChrisBHaynes", "TheSteinLine", "WindhorstESPN", "MarcJSpears"),
    "mlb": ("JeffPassan", "Ken_Rosenthal", "JonHeyman", "BNightengale", "Feinsand", "jonmorosi"),
}  # fmt: skip


class Account(NamedTuple):
    """What is known of who posts; `team` is a club's own, canonical, empty for others."""

    worth: float
    sport: str = ""
    team: str = ""


NOBODY = Account(ANYBODY)

ACCOUNTS: Mapping[str, Account] = {
    **{name.lower(): Account(REPORTER, sport) for sport, names in REPORTERS.items() for name in names},
    **{name.lower(): Account(OFFICIAL, sport) for sport, names in _LEAGUES.items() for name in names},
    **{
        name.lower(): Account(OFFICIAL, sport, team)
        for sport, clubs in _CLUBS.items()
        for name, team in clubs.items()
    },
}


def account(handle: str) -> Account:
    """What is known of a handle, with or without its @."""
    return ACCOUNTS.get(handle.lower().lstrip("@"), NOBODY)


def handles_worth_following(sport: str) -> tuple[str, ...]:
    """A sport's reporters and its league, for the rules of a stream."""
    return (*REPORTERS.get(sport, ()), *_LEAGUES.get(sport, ()))
