"""Where Sportradar's answers and streams are; pure. The key travels in the header, never in a URL."""

from datetime import date
from urllib.parse import quote

HOST = "https://api.sportradar.com"
KEY_HEADER = "x-api-key"
VERSIONS = {"nfl": "v7", "nba": "v8", "mlb": "v8"}
"""The version of each league's API."""

_NFL_FEED = "official"
_HOSTS = {"nfl": f"{HOST}/nfl/{_NFL_FEED}", "nba": f"{HOST}/nba", "mlb": f"{HOST}/mlb"}


def headers(key: str) -> dict[str, str]:
    """The header that carries the key."""
    return {KEY_HEADER: key, "accept": "application/json"}


def play_by_play(sport: str, game_id: str, access: str = "production", language: str = "en") -> str:
    """A game's plays: renewed every 2 seconds in play, every 120 once closed."""
    return f"{_base(sport, access)}/{language}/games/{_safe(game_id)}/pbp.json"


def summary(sport: str, game_id: str, access: str = "production", language: str = "en") -> str:
    """A game's score and statistics."""
    return f"{_base(sport, access)}/{language}/games/{_safe(game_id)}/summary.json"


def schedule(sport: str, day: date, access: str = "production", language: str = "en") -> str:
    """The games of a day (the NFL's: of the current week)."""
    games = f"{_base(sport, access)}/{language}/games"
    if sport == "nfl":
        return f"{games}/current_week/schedule.json"
    return f"{games}/{day.year}/{day.month:02}/{day.day:02}/schedule.json"


def push_events(sport: str, access: str = "production") -> tuple[str, dict[str, str]]:
    """The stream of every play and its filters as parameters: follow the redirect within a minute.

    It has no memory: what was missed between two connections comes from `play_by_play`.
    """
    host = f"{HOST}/nfl/{_NFL_FEED}" if sport == "nfl" else f"{HOST}/{sport}"
    return f"{host}/{access}/stream/en/events/subscribe", {"format": "json"}


def live_odds(event_id: str, access: str = "production", language: str = "en") -> str:
    """Odds Comparison: every bookmaker's prices for a game, renewed every 15 seconds in play."""
    base = f"{HOST}/oddscomparison-liveodds/{access}/v2/{language}"
    return f"{base}/sport_events/{_safe(event_id)}/sport_event_markets.json"


def _base(sport: str, access: str) -> str:
    return f"{_HOSTS[sport]}/{access}/{VERSIONS[sport]}"


def _safe(part: str) -> str:
    return quote(part, safe=":")
