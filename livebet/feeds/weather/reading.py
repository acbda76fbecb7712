"""Readings of the weather as all three services give them, checked for what cannot be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from livebet.feeds.items import WeatherTold
from livebet.feeds.refusals import UNKNOWN_INSTANT

NAME = "weather"
UNTOLD = msgspec.Raw(b"null")
"""A part of an answer that it does not have."""
_EPOCH_AT_MOST = 4_102_444_800.0
"""The year 2100, in seconds since 1970."""

_BOUNDS: dict[str, tuple[float, float]] = {
    "temperature": (-90.0, 60.0),
    "wind": (0.0, 450.0),
    "gust": (0.0, 500.0),
    "precipitation": (0.0, 500.0),
    "humidity": (0.0, 105.0),
}
"""What has been measured on earth, a little widened."""


class ImpossibleError(ValueError):
    """A number or an instant that cannot be; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the weather is; degrees, or None where the payload does not tell."""

    latitude: float | None = None
    longitude: float | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Keep to the globe."""
        if abs(self.latitude or 0.0) > 90.0 or abs(self.longitude or 0.0) > 180.0:
            raise ImpossibleError(f"a place at {self.latitude}, {self.longitude}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What is told of the air: °C, km/h, km/h, mm an hour, percent."""

    temperature: float | None = None
    wind: float | None = None
    gust: float | None = None
    precipitation: float | None = None
    humidity: float | None = None

    def __post_init__(self) -> None:
        """Rule out what cannot be."""
        for name, (least, most) in _BOUNDS.items():
            number = getattr(self, name)
            if number is not None and not least <= number <= most:
                raise ImpossibleError(f"{name} of {number:g}")

    @property
    def told(self) -> bool:
        """Whether anything is."""
        return any(getattr(self, name) is not None for name in _BOUNDS)


def reading(
    place: Place,
    expected_at: datetime,
    numbers: Numbers,
    *,
    condition: str = "",
    observed_at: datetime = UNKNOWN_INSTANT,
) -> WeatherTold:
    """One reading; `observed_at` is when it was measured or foretold.

    Raises:
        ImpossibleError: nothing is told.
    """
    if not numbers.told:
        raise ImpossibleError("nothing is told")
    return WeatherTold(
        feed=NAME,
        native_id="",
        observed_at=observed_at,
        latitude=place.latitude,
        longitude=place.longitude,
        place=place.name,
        expected_at=expected_at,
        temperature=_tidy(numbers.temperature),
        wind=_tidy(numbers.wind),
        gust=_tidy(numbers.gust),
        precipitation=_tidy(numbers.precipitation),
        humidity=_tidy(numbers.humidity),
        condition=condition,
    )


def _tidy(number: float | None) -> float | None:
    """Hundredths: converting units leaves noise in the last places."""
    return None if number is None else round(float(number), 2)


def is_told(part: msgspec.Raw) -> bool:
    """Whether an answer has this part."""
    return bytes(part) != b"null"


def instant(text: str, offset_seconds: int = 0) -> datetime:
    """An ISO 8601 instant; one without a zone is local, so many seconds ahead of UTC.

    Raises:
        ImpossibleError: it is none.
    """
    try:
        told = datetime.fromisoformat(text)
        if told.tzinfo is None:
            return told.replace(tzinfo=UTC) - timedelta(seconds=offset_seconds)
        return told.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ImpossibleError(f"an instant {text[:40]!r}") from None


def epoch(seconds: float) -> datetime:
    """An instant in seconds since 1970.

    Raises:
        ImpossibleError: it is not of our times.
    """
    if not 0.0 < seconds < _EPOCH_AT_MOST:
        raise ImpossibleError(f"an instant {seconds:g}")
    return datetime.fromtimestamp(seconds, UTC)
