"""The raw numbers behind a forecast of the National Weather Service, hour by hour.

Each quantity is a series of {"validTime": "2022-02-03T21:00:00+00:00/PT3H", "value": 1.2}: a start, and for
how long it holds. Amounts of rain (`quantitativePrecipitation`) are sums over that time.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from livebet.feeds.items import Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.weather.reading import NAME, ImpossibleError, Numbers, Place, instant, reading
from livebet.feeds.weather.units import DEPTH, PERCENT, SPEED, TEMPERATURE, Convert, converted

HOURS_AT_MOST = 24 * 10
"""Forecasts are for a week."""
_HOUR = timedelta(hours=1)
_LASTS = re.compile(r"P(?:(\d{1,2})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,2})M)?)?")


class RawValue(msgspec.Struct, rename="camel"):
    """A number, and when it holds."""

    valid_time: str
    value: float | None = None


class RawSeries(msgspec.Struct, frozen=True):
    """A quantity through time."""

    uom: str = ""
    values: list[RawValue] = []


class RawGrid(msgspec.Struct, rename="camel"):
    """A cell of the grid."""

    update_time: str | None = None
    temperature: RawSeries = RawSeries()
    wind_speed: RawSeries = RawSeries()
    wind_gust: RawSeries = RawSeries()
    quantitative_precipitation: RawSeries = RawSeries()
    relative_humidity: RawSeries = RawSeries()


_GRID = msgspec.json.Decoder(RawGrid)
Hours = Mapping[datetime, float]


def grid(raw: msgspec.Raw, place: Place) -> Iterator[Item]:
    """A reading for every hour of which the temperature is foretold."""
    told = _GRID.decode(raw)
    at = instant(told.update_time) if told.update_time else UNKNOWN_INSTANT
    temperature = _hourly(told.temperature, TEMPERATURE)
    wind, gust = _hourly(told.wind_speed, SPEED), _hourly(told.wind_gust, SPEED)
    rain = _hourly(told.quantitative_precipitation, DEPTH, is_sum=True)
    humidity = _hourly(told.relative_humidity, PERCENT)
    if not temperature:
        yield refused(NAME, "forecast: a grid without temperatures", bytes(raw))
    for hour, degrees in temperature.items():
        try:
            numbers = Numbers(
                temperature=degrees,
                wind=wind.get(hour),
                gust=gust.get(hour),
                precipitation=rain.get(hour),
                humidity=humidity.get(hour),
            )
            yield reading(place, hour, numbers, observed_at=at)
        except ImpossibleError as error:
            yield refused(NAME, f"forecast: {error}", hour.isoformat().encode())


def _hourly(series: RawSeries, table: Mapping[str, Convert], *, is_sum: bool = False) -> Hours:
    """The number of every hour, in our unit; of sums, an hour's share."""
    found: dict[datetime, float] = {}
    for told in series.values:
        number = converted(told.value, series.uom, table)
        start, hours = _valid(told.valid_time)
        if number is None:
            continue
        for count in range(hours):
            found[start + count * _HOUR] = number / hours if is_sum else number
            if len(found) >= HOURS_AT_MOST:
                return found
    return found


def _valid(text: str) -> tuple[datetime, int]:
    """When a number begins to hold, and for how many hours: one at least."""
    start, _, lasts = text.partition("/")
    told = _LASTS.fullmatch(lasts)
    if told is None:
        raise ImpossibleError(f"a duration {lasts[:40]!r}")
    days, hours, _ = (int(part or 0) for part in told.groups())
    return instant(start), max(1, days * 24 + hours)
