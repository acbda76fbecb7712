"""The National Weather Service (api.weather.gov): GeoJSON of measurements and of forecasts.

A quantity is {"unitCode": "wmoUnit:degC", "value": 22.8, "qualityControl": "V"}; `value` is null where
nothing was measured, and quality X or B was found wrong. Forecasts write wind as "10 to 15 mph" and have a
chance of rain, no amount; their newer form has quantities instead. A period of more than an hour is meant
for its middle.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from statistics import fmean
from typing import Annotated

import msgspec

from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.weather.nws_grid import grid
from livebet.feeds.weather.reading import NAME, UNTOLD, Numbers, Place, instant, is_told, reading
from livebet.feeds.weather.units import DEPTH, PERCENT, SPEED, TEMPERATURE, Convert, converted, wind_told

_WRONG = frozenset(("X", "B"))
_HOUR = timedelta(hours=1)


class RawGeometry(msgspec.Struct):
    """A point, a polygon, or both of them."""

    type: str
    coordinates: msgspec.Raw = UNTOLD
    geometries: list["RawGeometry"] = []


class RawFeature(msgspec.Struct):
    """One thing somewhere."""

    properties: msgspec.Raw
    geometry: RawGeometry | None = None
    id: str = ""


class RawCollection(msgspec.Struct):
    """A list of things."""

    features: list[msgspec.Raw]
    title: str = ""


class RawKind(msgspec.Struct, rename={"kind": "@type"}):
    """What a thing is, as far as it says."""

    kind: str | list[str] = ""
    periods: msgspec.Raw = UNTOLD
    station: str | None = None
    station_identifier: str = msgspec.field(name="stationIdentifier", default="")
    grid_id: str = msgspec.field(name="gridId", default="")
    event: str = ""


class Quantity(msgspec.Struct, rename="camel"):
    """A number with its unit; of a forecast's wind the least and the most, where it varies."""

    unit_code: str = ""
    value: float | None = None
    quality_control: str | None = None
    min_value: float | None = None
    max_value: float | None = None

    @property
    def number(self) -> float | None:
        """The number, where it is told and was not found wrong."""
        if (self.quality_control or "").rpartition(":")[2] in _WRONG:
            return None
        if self.value is None and self.min_value is not None and self.max_value is not None:
            return (self.min_value + self.max_value) / 2.0
        return self.value


class RawObservation(msgspec.Struct, rename="camel"):
    """A measurement at a station."""

    station: str | None = None
    timestamp: str | None = None
    text_description: str | None = None
    temperature: Quantity | None = None
    wind_speed: Quantity | None = None
    wind_gust: Quantity | None = None
    precipitation_last_hour: Quantity | None = None
    relative_humidity: Quantity | None = None


class RawPeriod(msgspec.Struct, rename="camel"):
    """An hour or half a day of a forecast."""

    start_time: str
    end_time: str
    temperature: float | Quantity | None = None
    temperature_unit: str | None = None
    wind_speed: str | Quantity | None = None
    wind_gust: str | Quantity | None = None
    relative_humidity: Quantity | None = None
    short_forecast: str = ""


class RawForecast(msgspec.Struct, rename="camel"):
    """A forecast."""

    periods: list[msgspec.Raw]
    generated_at: str | None = None
    update_time: str | None = None


_COLLECTION = msgspec.json.Decoder(RawCollection)
_FEATURE = msgspec.json.Decoder(RawFeature)
_POINT = msgspec.json.Decoder(Annotated[list[float], msgspec.Meta(min_length=2)])
_POLYGON = msgspec.json.Decoder(
    Annotated[
        list[Annotated[list[tuple[float, float]], msgspec.Meta(min_length=2)]], msgspec.Meta(min_length=1)
    ]
)
_KIND = msgspec.json.Decoder(RawKind)
_OBSERVATION = msgspec.json.Decoder(RawObservation)
_FORECAST = msgspec.json.Decoder(RawForecast)
_PERIOD = msgspec.json.Decoder(RawPeriod)


def collection(raw: bytes) -> Iterator[Item]:
    """Measurements one by one; what the others are is said once for all."""
    told = _COLLECTION.decode(raw)
    kinds = [_kind_of(one) for one in told.features]
    if not kinds:
        yield HealthTold(
            feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state="alive",
            detail=f"a list of nothing: {told.title}".rstrip(": ")[:200],
        )  # fmt: skip
    elif kinds[0].event:
        events = ", ".join(sorted({kind.event for kind in kinds}))
        yield refused(NAME, f"not followed: alerts ({events[:200]})", raw)
    elif kinds[0].station_identifier:
        yield _directory(f"{len(kinds)} stations, the nearest {kinds[0].station_identifier[:40]}")
    else:
        for one in told.features:
            yield from feature(one)


def _kind_of(raw: msgspec.Raw) -> RawKind:
    try:
        return _KIND.decode(_FEATURE.decode(raw).properties)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return RawKind()


def feature(raw: msgspec.Raw | bytes) -> Iterator[Item]:
    """One measurement, forecast, grid or directory."""
    try:
        told = _FEATURE.decode(raw)
        kind = _KIND.decode(told.properties)
        place = _place(told, kind)
        if is_told(kind.periods):
            yield from _forecast(told, place)
        elif "Gridpoint" in str(kind.kind):
            yield from grid(told.properties, place)
        elif kind.grid_id:
            yield _directory(f"a point of {kind.grid_id[:40]}")
        elif kind.station_identifier:
            yield _directory(f"the station {kind.station_identifier[:40]}")
        else:
            yield _observation(told, place)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        yield refused(NAME, f"weather: {error}", bytes(raw))


def _directory(what: str) -> HealthTold:
    return HealthTold(
        feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state="alive", detail=f"a directory: {what}"
    )


def _place(told: RawFeature, kind: RawKind) -> Place:
    longitude, latitude = _middle(told.geometry) or (None, None)
    return Place(latitude=latitude, longitude=longitude, name=(kind.station or "").rpartition("/")[2])


def _middle(geometry: RawGeometry | None) -> tuple[float, float] | None:
    """Longitude and latitude of a point, of a polygon's middle, of the first of several."""
    if geometry is None:
        return None
    if geometry.type == "Point":
        longitude, latitude, *_ = _POINT.decode(geometry.coordinates)
        return longitude, latitude
    if geometry.type == "Polygon":
        corners = _POLYGON.decode(geometry.coordinates)[0][:-1]
        longitudes, latitudes = zip(*corners, strict=True)
        return fmean(longitudes), fmean(latitudes)
    return next((middle for one in geometry.geometries if (middle := _middle(one))), None)


def _observation(told: RawFeature, place: Place) -> Item:
    one = _OBSERVATION.decode(told.properties)
    if not one.timestamp:
        return refused(NAME, "weather: a measurement without an instant", bytes(told.properties))
    at = instant(one.timestamp)
    numbers = Numbers(
        temperature=_quantity(one.temperature, TEMPERATURE),
        wind=_quantity(one.wind_speed, SPEED),
        gust=_quantity(one.wind_gust, SPEED),
        precipitation=_quantity(one.precipitation_last_hour, DEPTH),
        humidity=_quantity(one.relative_humidity, PERCENT),
    )
    return reading(place, at, numbers, condition=one.text_description or "", observed_at=at)


def _quantity(told: Quantity | None, table: Mapping[str, Convert]) -> float | None:
    return None if told is None else converted(told.number, told.unit_code, table)


def _forecast(told: RawFeature, place: Place) -> Iterator[Item]:
    forecast = _FORECAST.decode(told.properties)
    made = forecast.generated_at or forecast.update_time
    at = instant(made) if made else UNKNOWN_INSTANT
    if not forecast.periods:
        yield refused(NAME, "forecast: no periods", bytes(told.properties))
    for raw in forecast.periods:
        try:
            yield _period(_PERIOD.decode(raw), place, at)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            yield refused(NAME, f"forecast: {error}", bytes(raw))


def _period(told: RawPeriod, place: Place, observed_at: datetime) -> Item:
    start, end = instant(told.start_time), instant(told.end_time)
    numbers = Numbers(
        temperature=_degrees(told),
        wind=_wind(told.wind_speed),
        gust=_wind(told.wind_gust),
        humidity=_quantity(told.relative_humidity, PERCENT),
    )
    meant_for = start if end - start <= _HOUR else start + (end - start) / 2
    return reading(place, meant_for, numbers, condition=told.short_forecast, observed_at=observed_at)


def _degrees(told: RawPeriod) -> float | None:
    if isinstance(told.temperature, Quantity):
        return _quantity(told.temperature, TEMPERATURE)
    return converted(told.temperature, told.temperature_unit or "", TEMPERATURE)


def _wind(told: str | Quantity | None) -> float | None:
    return wind_told(told) if isinstance(told, str) else _quantity(told, SPEED)
