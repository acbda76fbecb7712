"""What a live reader asks of the API: addresses with the key apart, their cost, and the quota left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

HOST = "https://api.the-odds-api.com"
KEY_PARAMETER = "apiKey"
"""The query parameter that carries the key: added as the request is sent, never kept with the address."""
HISTORICAL_FACTOR = 10
SCORES_WITH_PAST_COST = 2


@dataclass(frozen=True, slots=True)
class Request:
    """An address without the key, its parameters, and what it costs in credits."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Quota:
    """What the answer's headers say; `remaining` may be below zero."""

    remaining: int
    used: int
    last: int


def odds(sport: str, markets: Sequence[str], regions: Sequence[str], game: str = "") -> Request:
    """Current odds of a sport's games, or of one game: each market in each region costs one credit."""
    path = f"/events/{game}/odds" if game else "/odds"
    return Request(f"{HOST}/v4/sports/{sport}{path}", _asked(markets, regions), len(markets) * len(regions))


def historical_odds(sport: str, markets: Sequence[str], regions: Sequence[str], at: datetime) -> Request:
    """The snapshot at or before an instant, at ten times the price."""
    params = {**_asked(markets, regions), "date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    cost = HISTORICAL_FACTOR * len(markets) * len(regions)
    return Request(f"{HOST}/v4/historical/sports/{sport}/odds", params, cost)


def scores(sport: str, days_from: int = 0) -> Request:
    """Scores of games on and to come: one credit, two with games of the last `days_from` (1–3) days."""
    params = {"dateFormat": "iso", **({"daysFrom": str(days_from)} if days_from else {})}
    return Request(f"{HOST}/v4/sports/{sport}/scores", params, SCORES_WITH_PAST_COST if days_from else 1)


def events(sport: str) -> Request:
    """A sport's games without odds: free."""
    return Request(f"{HOST}/v4/sports/{sport}/events", {"dateFormat": "iso"})


def quota(headers: Mapping[str, str]) -> Quota | None:
    """The quota by an answer's headers (names in lower case), None where they do not tell it."""
    try:
        return Quota(*(int(float(headers[f"x-requests-{word}"])) for word in ("remaining", "used", "last")))
    except (KeyError, ValueError, OverflowError):
        return None


def _asked(markets: Sequence[str], regions: Sequence[str]) -> dict[str, str]:
    return {
        "regions": ",".join(regions),
        "markets": ",".join(markets),
        "oddsFormat": "decimal",
        "dateFormat": "iso",
    }
