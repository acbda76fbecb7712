"""Where the league's data lies: StatsAPI, open to anyone, no key."""

from datetime import date, datetime

BASE = "https://statsapi.mlb.com/api"
_TIMECODE = "%Y%m%d_%H%M%S"
_MLB = 1
"""Sport id of the major leagues."""


def timecode(instant: datetime) -> str:
    """An instant (UTC) as StatsAPI names it: 20240612_041248."""
    return instant.strftime(_TIMECODE)


def schedule_url(day: date) -> str:
    """The games of one day, by the league's calendar."""
    return f"{BASE}/v1/schedule?sportId={_MLB}&date={day.isoformat()}"


def live_url(game_pk: str) -> str:
    """One game whole."""
    return f"{BASE}/v1.1/game/{game_pk}/feed/live"


def diff_url(game_pk: str, since: str) -> str:
    """What changed in a game since a timecode, or the game whole where StatsAPI likes that better."""
    return f"{BASE}/v1.1/game/{game_pk}/feed/live/diffPatch?startTimecode={since}"
