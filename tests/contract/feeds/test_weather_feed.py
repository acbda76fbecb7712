"""The weather: three services' answers to one shape and one set of units, checked by hand."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.messages import Refused
from livebet.feeds.items import HealthTold, Item, WeatherTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.weather import FEED
from livebet.feeds.weather.units import DEPTH, SPEED, TEMPERATURE, converted, wind_told
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / "weather"
RECORDINGS = ROOT.parent / "shared" / "feeds" / "weather"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")

Row = tuple[float | None, float | None, float | None, float | None, float | None]


def parsed(name: str) -> Sequence[Item]:
    return FEED.parse((WRITTEN / name).read_bytes())


def of_recording(name: str) -> Sequence[Item]:
    return FEED.parse((RECORDINGS / name).read_bytes())


def row(item: Item) -> Row:
    """Temperature, wind, gust, precipitation, humidity."""
    assert isinstance(item, WeatherTold)
    return item.temperature, item.wind, item.gust, item.precipitation, item.humidity


def reasons(items: Sequence[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


def at(hour: int, minute: int = 0, second: int = 0, day: int = 11) -> datetime:
    return datetime(2031, 1, day, hour, minute, second, tzinfo=UTC)


def test_open_meteo_tells_local_times_and_rain_of_a_quarter_of_an_hour() -> None:
    now, earlier, later = parsed("open_meteo_current.json")
    assert now == WeatherTold(
        feed="weather",
        native_id="",
        observed_at=at(18, 15),
        latitude=42.09,
        longitude=-71.26,
        place="",
        expected_at=at(18, 15),
        temperature=-3.4,
        wind=18.7,
        gust=33.5,
        precipitation=1.2,
        humidity=71.0,
        condition="snow",
    )
    assert (row(earlier), row(later)) == ((-3.2, 18.0, None, 0.9, None), (-3.9, 21.6, None, 1.4, None))
    assert isinstance(later, WeatherTold)
    assert (later.observed_at, later.expected_at) == (at(18, 15), at(19))


def test_open_meteos_older_answers_in_fahrenheit_and_miles() -> None:
    (now,) = parsed("open_meteo_old.json")
    assert row(now) == (-10.0, 32.19, None, None, None)
    assert isinstance(now, WeatherTold)
    assert (now.expected_at, now.condition) == (at(16), "overcast")


def test_a_list_of_places_is_read_one_by_one() -> None:
    one = (WRITTEN / "open_meteo_old.json").read_bytes()
    assert [row(item) for item in FEED.parse(b"[" + one + b"," + one + b"]")] == [
        (-10.0, 32.19, None, None, None)
    ] * 2


def test_measurements_of_a_station_without_what_is_missing_or_was_found_wrong() -> None:
    newest, older, *_ = items = parsed("nws_observations.json")
    assert row(newest) == (-2.8, 16.56, None, 0.5, 81.25)
    assert row(older) == (None, 18.0, 32.4, 2.0, None)
    assert isinstance(newest, WeatherTold)
    assert (newest.place, newest.latitude, newest.longitude) == ("KOWD", 42.19, -71.18)
    assert (newest.observed_at, newest.expected_at) == (at(17, 53), at(17, 53))
    assert reasons(items) == ["weather: nothing is told", "weather: a measurement without an instant"]


def test_a_forecast_is_known_since_it_was_made_and_meant_for_its_hour_or_the_middle_of_its_half_day() -> None:
    hour, night, *_ = items = parsed("nws_hourly.json")
    assert row(hour) == (-5.0, 20.12, 40.23, None, 77.0)
    assert row(night) == (-9.0, 15.0, None, None, None)
    assert isinstance(hour, WeatherTold) and isinstance(night, WeatherTold)
    assert (hour.observed_at, hour.expected_at, hour.condition) == (at(12, 10, 5), at(18), "Snow Likely")
    assert (hour.latitude, round(hour.longitude or 0.0, 2)) == (42.09, -71.26)
    assert night.expected_at == at(5, day=12)
    assert reasons(items) == ["forecast: temperature of 148.889"]


def test_a_grid_gives_every_hour_its_share_of_the_rain() -> None:
    assert [row(item) for item in parsed("nws_grid.json")] == [
        (-3.0, 18.52, 37.04, 0.4, 80.0),
        (-4.0, 18.52, 37.04, 0.8, 80.0),
        (-4.0, 18.52, None, 0.8, 80.0),
    ]


def test_openweathermap_in_kelvin_unless_it_is_cold_enough_to_be_celsius() -> None:
    (now,) = parsed("owm_current.json")
    assert row(now) == (-3.0, 18.0, 34.2, 0.6, 86.0)
    assert isinstance(now, WeatherTold)
    assert (now.place, now.observed_at, now.condition) == ("Pittsburgh", at(16), "light snow")
    soon, later = parsed("owm_forecast.json")
    assert (row(soon), row(later)) == ((-3.5, 14.4, 28.8, 0.5, 80.0), (-5.0, 7.2, None, 0.0, 70.0))
    assert isinstance(soon, WeatherTold)
    assert (soon.observed_at, soon.expected_at) == (UNKNOWN_INSTANT, at(18))


def test_one_call_tells_now_and_foretells_then() -> None:
    now, hour = parsed("owm_onecall.json")
    assert row(now) == (-10.5, 25.2, 43.2, 0.0, 60.0)
    assert row(hour) == (-11.0, 23.4, None, 0.25, 62.0)
    assert isinstance(hour, WeatherTold)
    assert (hour.observed_at, hour.expected_at, hour.latitude) == (at(16), at(17), 39.05)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nws_alerts.json", "not followed: alerts (Wind Advisory, Winter Storm Warning)"),
        (
            "open_meteo_error.json",
            "api: Open-Meteo says Minutely API request limit exceeded. Please try again in one minute.",
        ),
        (
            "nws_error.json",
            "api: NWS says 404 Data Unavailable For Requested Point: "
            "Unable to provide data for requested point 51.5,-0.1",
        ),
        (
            "owm_error.json",
            "api: OpenWeatherMap says 401 Invalid API key. "
            "Please see https://openweathermap.org/faq#error401 for more info.",
        ),
    ],
)
def test_what_tells_no_weather_is_named(name: str, reason: str) -> None:
    assert reasons(parsed(name)) == [reason]


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("nws_points.json", "a directory: a point of BOX"),
        ("nws_stations.json", "a directory: 1 stations, the nearest KOWD"),
    ],
)
def test_directories_say_that_the_service_is_alive(name: str, detail: str) -> None:
    (said,) = parsed(name)
    assert isinstance(said, HealthTold)
    assert (said.state, said.detail) == ("alive", detail)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"latitude": 142.0}, "a place at 142.0, -87.62"),
        ({"current_weather": {"time": "soon", "temperature": 1}}, "weather: an instant 'soon'"),
        ({"current_weather": {"time": -1, "temperature": 1}}, "weather: an instant -1"),
        (
            {"current_weather_units": {"temperature": "°R"}},
            "weather: a unit '°R'",
        ),
        ({"current_weather": None}, "not followed: an answer without current or hourly weather"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], reason: str) -> None:
    answer = json.loads((WRITTEN / "open_meteo_old.json").read_bytes())
    assert reasons(FEED.parse(json.dumps({**answer, **change}).encode())) == [reason]


def test_winds_in_words() -> None:
    told = [wind_told(text) for text in ("10 mph", "10 to 15 mph", "20 km/h", "calm", "")]
    assert [None if speed is None else round(speed, 2) for speed in told] == [16.09, 20.12, 20.0, None, None]


def test_units_have_many_spellings() -> None:
    assert converted(32.0, "wmoUnit:degF", TEMPERATURE) == 0.0
    assert converted(1.0, "unit:m_s-1", SPEED) == 3.6
    assert converted(0.5, "inch", DEPTH) == 12.7
    assert converted(None, "furlong", DEPTH) is None


@recorded
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nws/stations_observations_latest.json", (22.8, 7.56, None, None, 75.77)),
        ("nws/stations_observations.json", (10.0, 36.0, 36.0, None, 10.0)),
        ("nws/gridpoints_forecast_hourly_us.json", (25.56, 0.0, None, None, 63.0)),
        ("nws/gridpoints_forecast_us.json", (5.0, 16.09, None, None, 63.0)),
        ("nws/detailed_forecast.json", (22.78, 20.37, 29.63, 0.0, 73.0)),
        ("open_meteo/current_nyc_2026-04-06.json", (7.0, None, None, None, None)),
        ("open_meteo/current_weather_seattle_2025-08-28.json", (21.22, 5.6, None, None, None)),
        ("openweathermap/free_current.json", (25.33, 2.23, 4.25, 3.16, 64.0)),
        ("openweathermap/free_forecast.json", (23.61, 2.23, 4.25, 0.09, 69.0)),
        ("openweathermap/onecall_current.json", (6.84, 35.39, None, 0.0, 82.0)),
        ("openweathermap/onecall_hourly.json", (5.82, 3.67, 5.0, None, 87.0)),
        ("openweathermap/onecall_minutely.json", (None, None, None, 0.3, None)),
    ],
)
def test_the_first_reading_of_each_recording(name: str, expected: Row) -> None:
    assert row(of_recording(name)[0]) == expected


@recorded
def test_what_recordings_do_not_tell() -> None:
    assert reasons(of_recording("nws/stations_observations_empty.json")) == [
        "weather: a measurement without an instant"
    ]
    assert reasons(of_recording("nws/alerts_active_zone.json")) == ["not followed: alerts (Flood Watch)"]
    assert reasons(of_recording("open_meteo/error_400.json")) == [
        "api: Open-Meteo says Cannot initialize IconSurfaceVariable from invalid String value "
        "winddiren_10m for key hourly"
    ]
