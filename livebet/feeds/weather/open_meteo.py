"""Open-Meteo: what a model says of now (`current`, older `current_weather`) and of hours to come (`hourly`).

Each part has its units beside it. Rain is the sum of the interval before the instant: `interval` seconds in
`current`, the hour in `hourly`. Times are local to `utc_offset_seconds`, or seconds since 1970. Answers do
not say when they were made: forecasts are as old as `current` beside them, or as their receipt.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from livebet.domain.messages import Refused
from livebet.feeds.items import Item, WeatherTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.weather.reading import NAME, UNTOLD, Numbers, Place, epoch, instant, is_told, reading
from livebet.feeds.weather.units import DEPTH, PERCENT, SPEED, TEMPERATURE, Convert, converted

HOUR = 3_600.0
AT_MOST = 24 * 20
"""Hours read of one answer: the longest forecast has sixteen days, with a few past ones."""

_CODES = {
    0: "clear", 1: "mainly clear", 2: "partly cloudy", 3: "overcast", 45: "fog", 48: "rime fog",
    51: "light drizzle", 53: "drizzle", 55: "dense drizzle", 56: "freezing drizzle", 57: "freezing drizzle",
    61: "light rain", 63: "rain", 65: "heavy rain", 66: "freezing rain", 67: "freezing rain",
    71: "light snow", 73: "snow", 75: "heavy snow", 77: "snow grains", 80: "light showers", 81: "showers",
    82: "violent showers", 85: "snow showers", 86: "heavy snow showers", 95: "thunderstorm",
    96: "thunderstorm with hail", 99: "thunderstorm with hail",
}  # fmt: skip
"""WMO code table 4677, as far as the models use it."""

_VARIABLES: dict[str, tuple[tuple[str, ...], Mapping[str, Convert]]] = {
    "temperature": (("temperature_2m", "temperature"), TEMPERATURE),
    "wind": (("wind_speed_10m", "windspeed_10m", "windspeed"), SPEED),
    "gust": (("wind_gusts_10m", "windgusts_10m"), SPEED),
    "precipitation": (("precipitation",), DEPTH),
    "humidity": (("relative_humidity_2m", "relativehumidity_2m"), PERCENT),
}
_CODE_NAMES = ("weather_code", "weathercode")

_Cell = float | int | str | None
_Units = dict[str, str]


class RawAnswer(msgspec.Struct):
    """One place."""

    latitude: float
    longitude: float
    utc_offset_seconds: int = 0
    current: msgspec.Raw = UNTOLD
    current_units: _Units = {}
    current_weather: msgspec.Raw = UNTOLD
    current_weather_units: _Units = {}
    hourly: msgspec.Raw = UNTOLD
    hourly_units: _Units = {}


_ANSWER = msgspec.json.Decoder(RawAnswer)
_ROW = msgspec.json.Decoder(dict[str, _Cell])
_COLUMNS = msgspec.json.Decoder(dict[str, list[_Cell]])


def answer(raw: bytes) -> Iterator[Item]:
    """The readings of one place."""
    told = _ANSWER.decode(raw)
    place = Place(latitude=told.latitude, longitude=told.longitude)
    at = UNKNOWN_INSTANT
    for part, units in ((told.current, told.current_units), (told.current_weather, _old_units(told))):
        if is_told(part):
            item = _current(part, units, place, told.utc_offset_seconds)
            at = max(at, item.observed_at)
            yield item
    if is_told(told.hourly):
        yield from _hours(told.hourly, told.hourly_units, place, told.utc_offset_seconds, at)
    elif not is_told(told.current) and not is_told(told.current_weather):
        yield refused(NAME, "not followed: an answer without current or hourly weather", raw)


def _old_units(told: RawAnswer) -> _Units:
    """The older answers had no units: they were these unless asked for otherwise."""
    return {"temperature": "°C", "windspeed": "km/h", **told.current_weather_units}


def _current(raw: msgspec.Raw, units: _Units, place: Place, offset: int) -> WeatherTold | Refused:
    try:
        row = _ROW.decode(raw)
        at = _instant(row.get("time"), offset)
        seconds = row.get("interval")
        hours = (float(seconds) if isinstance(seconds, int | float) and seconds > 0 else HOUR) / HOUR
        return reading(place, at, _numbers(row, units, hours), condition=_condition(row), observed_at=at)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return refused(NAME, f"weather: {error}", bytes(raw))


def _hours(
    raw: msgspec.Raw, units: _Units, place: Place, offset: int, observed_at: datetime
) -> Iterator[Item]:
    try:
        columns = _COLUMNS.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        yield refused(NAME, f"forecast: {error}", bytes(raw))
        return
    times = columns.get("time", [])[:AT_MOST]
    rows = [{name: _at(column, number) for name, column in columns.items()} for number in range(len(times))]
    told = [row for row in rows if any(cell is not None for name, cell in row.items() if name != "time")]
    if not told:
        yield refused(NAME, "forecast: no hours", bytes(raw))
    for row in told:
        try:
            at, numbers = _instant(row["time"], offset), _numbers(row, units, 1.0)
            yield reading(place, at, numbers, condition=_condition(row), observed_at=observed_at)
        except ValueError as error:
            yield refused(NAME, f"forecast: {error}", msgspec.json.encode(row))


def _at(column: Sequence[_Cell], number: int) -> _Cell:
    return column[number] if number < len(column) else None


def _instant(time: _Cell, offset: int) -> datetime:
    return epoch(time) if isinstance(time, int | float) else instant(time or "", offset)


def _numbers(row: Mapping[str, _Cell], units: _Units, hours: float) -> Numbers:
    told = {ours: _number(row, units, names, table) for ours, (names, table) in _VARIABLES.items()}
    rain = told.pop("precipitation")
    return Numbers(**told, precipitation=None if rain is None else rain / hours)


def _number(
    row: Mapping[str, _Cell], units: _Units, names: Sequence[str], table: Mapping[str, Convert]
) -> float | None:
    for name in names:
        cell = row.get(name)
        if isinstance(cell, int | float):
            return converted(cell, units.get(name, ""), table)
    return None


def _condition(row: Mapping[str, _Cell]) -> str:
    codes = [row[name] for name in _CODE_NAMES if name in row]
    return _CODES.get(int(codes[0]), "") if codes and isinstance(codes[0], int | float) else ""
