"""What stands around a game, as features: the weather at an outdoor stadium and who is missing.

No champion reads them yet: the recordings it learns from hold neither. They are stored beside its features
for models that learn from both.
"""

from collections.abc import Iterable
from math import nan

from livebet.domain.games import Side
from livebet.domain.messages import FeatureRow, NewsSeen, WeatherSeen

CONTEXT_FEATURES: tuple[str, ...] = (
    "temperature",
    "wind",
    "gust",
    "precipitation",
    "humidity",
    "home_missing",
    "away_missing",
)

MISSING: dict[str, float] = {"out": 1.0, "doubtful": 0.75, "questionable": 0.5}
"""The share of a player that is missing, by his status: a questionable one plays about every other time."""


def context_row(weather: WeatherSeen | None, news: Iterable[NewsSeen]) -> FeatureRow:
    """The context features, in the order of `CONTEXT_FEATURES`.

    `news` is the newest of each player; `home_missing` and `away_missing` are sums of missing players, each
    weighed by how far the news is to be trusted. NaN is unknown weather; no news is nobody missing.
    """
    missing = {Side.HOME: 0.0, Side.AWAY: 0.0}
    for one in news:
        missing[one.side] += MISSING.get(one.status, 0.0) * one.confidence
    return {
        "temperature": nan if weather is None else weather.temperature,
        "wind": nan if weather is None else weather.wind,
        "gust": nan if weather is None else weather.gust,
        "precipitation": nan if weather is None else weather.precipitation,
        "humidity": nan if weather is None else weather.humidity,
        "home_missing": missing[Side.HOME],
        "away_missing": missing[Side.AWAY],
    }
