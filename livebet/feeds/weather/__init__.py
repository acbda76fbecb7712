"""The weather at outdoor parks: Open-Meteo (no key), the National Weather Service, OpenWeatherMap (a key)."""

from livebet.feeds.feed import Authority, Feed, Terms, stateless
from livebet.feeds.weather.parse import items
from livebet.feeds.weather.reading import NAME

__all__ = ["FEED", "NAME", "items"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.DATA_COMPANY,
        requests_per_second=5.0,
        resume="every answer is whole",
    ),
    open=stateless(items),
)
"""Open-Meteo allows 600 requests a minute and OpenWeatherMap's free key 60; five a second is for all three
together, and few parks are asked about more often than every few minutes."""
