"""OpenWeatherMap: free current weather and forecasts, One Call whole or in parts.

Answers do not say their units. Unless asked otherwise they are kelvin and metres a second; `units=metric` is
°C and metres a second. A temperature above 150 is kelvin; Fahrenheit is never asked for here. Rain is mm in
the last hour ("1h"), or over three in the free forecast ("3h"). Where the weather's own code says that
nothing falls (700 and above), untold rain is none; else it is untold.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from livebet.feeds.items import Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.weather.reading import NAME, UNTOLD, Numbers, Place, epoch, is_told, reading
from livebet.feeds.weather.units import KMH_OF_MPS, of_kelvin

KELVIN_FROM = 150.0
DRY_FROM = 700
"""Codes of mist, dust, clear sky and clouds; lower ones are of thunder, drizzle, rain and snow."""


class RawCoordinates(msgspec.Struct):
    """Where, in degrees."""

    lat: float
    lon: float


class RawCondition(msgspec.Struct):
    """What it looks like."""

    id: int = 0
    description: str = ""


class RawFall(msgspec.Struct, rename={"one": "1h", "three": "3h"}):
    """Millimetres of rain, or of snow as water."""

    one: float | None = None
    three: float | None = None

    @property
    def an_hour(self) -> float | None:
        """Millimetres an hour."""
        if self.one is not None:
            return self.one
        return None if self.three is None else self.three / 3.0


class RawMain(msgspec.Struct):
    """The free answers' numbers."""

    temp: float | None = None
    humidity: float | None = None


class RawWind(msgspec.Struct):
    """The free answers' wind."""

    speed: float | None = None
    gust: float | None = None


class RawMoment(msgspec.Struct):
    """One instant, of a free answer (`main`, `wind`) or of One Call (flat)."""

    dt: float
    coord: RawCoordinates | None = None
    name: str = ""
    main: RawMain | None = None
    wind: RawWind | None = None
    temp: float | None = None
    humidity: float | None = None
    wind_speed: float | None = None
    wind_gust: float | None = None
    precipitation: float | None = None
    rain: RawFall | None = None
    snow: RawFall | None = None
    weather: list[RawCondition] = []


class RawCity(msgspec.Struct):
    """Where a free forecast is for."""

    name: str = ""
    coord: RawCoordinates | None = None


class RawForecast(msgspec.Struct):
    """A free forecast, three hours a step."""

    list: list[msgspec.Raw]
    city: RawCity | None = None


class RawOneCall(msgspec.Struct):
    """One Call, whole."""

    lat: float
    lon: float
    current: msgspec.Raw = UNTOLD
    hourly: list[msgspec.Raw] = []


class RawDated(msgspec.Struct):
    """When something is of."""

    dt: float


_MOMENT = msgspec.json.Decoder(RawMoment)
_FORECAST = msgspec.json.Decoder(RawForecast)
_ONE_CALL = msgspec.json.Decoder(RawOneCall)
_DATED = msgspec.json.Decoder(RawDated)


def moment(raw: msgspec.Raw | bytes, place: Place | None = None, observed_at: datetime | None = None) -> Item:
    """One instant; a measurement unless `observed_at` tells when it was foretold."""
    try:
        told = _MOMENT.decode(raw)
        at = epoch(told.dt)
        return reading(
            _place(told.coord, told.name) if place is None else place,
            at,
            _numbers(told),
            condition=told.weather[0].description if told.weather else "",
            observed_at=at if observed_at is None else observed_at,
        )
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return refused(NAME, f"weather: {error}", bytes(raw))


def foretold(raw: bytes) -> Item:
    """One step of a forecast by itself; it does not say when it was made."""
    return moment(raw, observed_at=UNKNOWN_INSTANT)


def _place(coord: RawCoordinates | None, name: str) -> Place:
    return Place(name=name) if coord is None else Place(latitude=coord.lat, longitude=coord.lon, name=name)


def _numbers(told: RawMoment) -> Numbers:
    main, wind = told.main or RawMain(told.temp, told.humidity), told.wind
    speed, gust = (told.wind_speed, told.wind_gust) if wind is None else (wind.speed, wind.gust)
    temperature = main.temp
    if temperature is not None and temperature > KELVIN_FROM:
        temperature = of_kelvin(temperature)
    return Numbers(
        temperature=temperature,
        wind=None if speed is None else speed * KMH_OF_MPS,
        gust=None if gust is None else gust * KMH_OF_MPS,
        precipitation=_falling(told),
        humidity=main.humidity,
    )


def _falling(told: RawMoment) -> float | None:
    falls = [fall.an_hour for fall in (told.rain, told.snow) if fall is not None]
    known = [fall for fall in falls if fall is not None]
    if known:
        return sum(known)
    if told.precipitation is None and told.weather and told.weather[0].id >= DRY_FROM:
        return 0.0
    return told.precipitation


def forecast(raw: bytes) -> Iterator[Item]:
    """A free forecast; it does not say when it was made."""
    told = _FORECAST.decode(raw)
    city = told.city or RawCity()
    place = _place(city.coord, city.name)
    if not told.list:
        yield refused(NAME, "forecast: no steps", raw)
    for step in told.list:
        yield moment(step, place, UNKNOWN_INSTANT)


def one_call(raw: bytes) -> Iterator[Item]:
    """Now, and the hours to come: foretold now."""
    told = _ONE_CALL.decode(raw)
    place, now = Place(latitude=told.lat, longitude=told.lon), UNKNOWN_INSTANT
    if is_told(told.current):
        now = epoch(_DATED.decode(told.current).dt)
        yield moment(told.current, place)
    for hour in told.hourly:
        yield moment(hour, place, now)
    if not is_told(told.current) and not told.hourly:
        yield refused(NAME, "not followed: an answer without current or hourly weather", raw)
