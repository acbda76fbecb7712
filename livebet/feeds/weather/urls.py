"""Addresses of the three services. OpenWeatherMap alone asks for a key (`appid`)."""

from collections.abc import Mapping

OPEN_METEO = "https://api.open-meteo.com/v1/forecast"
NWS = "https://api.weather.gov"
OPENWEATHERMAP = "https://api.openweathermap.org/data/2.5/weather"
KEY_PARAMETER = "appid"

_VARIABLES = "temperature_2m,relative_humidity_2m,precipitation,weather_code,wind_speed_10m,wind_gusts_10m"


def open_meteo(latitude: float, longitude: float, *, hours: bool) -> Mapping[str, str]:
    """What to ask Open-Meteo: now, and with `hours` two days of hours; in UTC and our units."""
    now = {"latitude": f"{latitude:.4f}", "longitude": f"{longitude:.4f}", "current": _VARIABLES}
    return {**now, "hourly": _VARIABLES, "forecast_days": "2"} if hours else now


def nws_point(latitude: float, longitude: float) -> str:
    """Where the Weather Service says which grid and which stations a place belongs to."""
    return f"{NWS}/points/{latitude:.4f},{longitude:.4f}"


def nws_latest(station: str) -> str:
    """A station's newest measurement."""
    return f"{NWS}/stations/{station}/observations/latest"


def openweathermap(latitude: float, longitude: float) -> Mapping[str, str]:
    """What to ask OpenWeatherMap, in °C."""
    return {"lat": f"{latitude:.4f}", "lon": f"{longitude:.4f}", "units": "metric"}
