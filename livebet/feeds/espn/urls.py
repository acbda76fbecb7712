"""Addresses of ESPN's answers, for whoever polls them. No key is needed, and no limit is stated."""

from datetime import date

from livebet.domain.games import Sport

SITE = "https://site.api.espn.com/apis/site/v2/sports"
CDN = "https://cdn.espn.com/core"
CORE = "https://sports.core.api.espn.com/v2/sports"
PAGE = 1000
"""Core lists page 25 at a time unless asked for more."""

_PATHS = {Sport.NFL: ("football", "nfl"), Sport.NBA: ("basketball", "nba"), Sport.MLB: ("baseball", "mlb")}


def scoreboard(sport: Sport, day: date) -> str:
    """All games of a day; days are Eastern, so a late game is under the day before its UTC date."""
    return f"{SITE}/{'/'.join(_PATHS[sport])}/scoreboard?dates={day:%Y%m%d}&limit=300"


def summary(sport: Sport, native_id: str) -> str:
    """One game with plays, win probabilities, pregame lines, the injured."""
    return f"{SITE}/{'/'.join(_PATHS[sport])}/summary?event={native_id}"


def play_by_play(sport: Sport, native_id: str) -> str:
    """The same package from the cdn, without the injured."""
    return f"{CDN}/{_PATHS[sport][1]}/playbyplay?xhr=1&gameId={native_id}"


def _core(sport: Sport, native_id: str, what: str) -> str:
    path, league = _PATHS[sport]
    game = f"events/{native_id}/competitions/{native_id}"
    return f"{CORE}/{path}/leagues/{league}/{game}/{what}?limit={PAGE}"


def core_odds(sport: Sport, native_id: str) -> str:
    """Every bookmaker's pregame lines on a game."""
    return _core(sport, native_id, "odds")
