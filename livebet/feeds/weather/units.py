"""Units as weather services write them, in ours: °C, km/h, mm (of water), percent.

A unit is told by its name: `wmoUnit:km_h-1` (or `unit:…` before 2020) of the National Weather Service, the
symbols of Open-Meteo's `*_units`, the words of "10 to 15 mph".
"""

import re
from collections.abc import Callable, Mapping

KMH_OF_MPH = 1.609344
KMH_OF_MPS = 3.6
KMH_OF_KNOT = 1.852
MM_OF_INCH = 25.4
_ZERO_KELVIN = 273.15

Convert = Callable[[float], float]


def of_fahrenheit(degrees: float) -> float:
    """Degrees Celsius."""
    return (degrees - 32.0) / 1.8


def of_kelvin(degrees: float) -> float:
    """Degrees Celsius."""
    return degrees - _ZERO_KELVIN


def _same(number: float) -> float:
    return number


def _times(factor: float) -> Convert:
    return lambda number: number * factor


TEMPERATURE: Mapping[str, Convert] = {
    "degC": _same, "C": _same, "°C": _same,
    "degF": of_fahrenheit, "F": of_fahrenheit, "°F": of_fahrenheit,
    "K": of_kelvin,
}  # fmt: skip
SPEED: Mapping[str, Convert] = {
    "km_h-1": _same, "km/h": _same, "kmh": _same,
    "m_s-1": _times(KMH_OF_MPS), "m/s": _times(KMH_OF_MPS), "ms": _times(KMH_OF_MPS),
    "mph": _times(KMH_OF_MPH), "mp/h": _times(KMH_OF_MPH),
    "kt": _times(KMH_OF_KNOT), "kn": _times(KMH_OF_KNOT),
}  # fmt: skip
DEPTH: Mapping[str, Convert] = {
    "mm": _same, "kg_m-2": _same, "m": _times(1000.0), "cm": _times(10.0),
    "inch": _times(MM_OF_INCH), "in": _times(MM_OF_INCH),
}  # fmt: skip
PERCENT: Mapping[str, Convert] = {"percent": _same, "%": _same}

_WIND = re.compile(r"(\d{1,3}(?:\.\d+)?)(?: to (\d{1,3}(?:\.\d+)?))? (mph|km/h|kt)")


class UnitError(ValueError):
    """A unit that is none of the quantity's; says which."""


def converted(number: float | None, unit: str, table: Mapping[str, Convert]) -> float | None:
    """The number in our unit; None where there is none.

    Raises:
        UnitError: the table has no such unit.
    """
    if number is None:
        return None
    convert = table.get(unit.rpartition(":")[2])
    if convert is None:
        raise UnitError(f"a unit {unit[:40]!r}")
    return convert(number)


def wind_told(text: str) -> float | None:
    """The speed that "10 mph" or "10 to 15 mph" says, the middle of two, in km/h; None for other words."""
    found = _WIND.fullmatch(text.strip())
    if found is None:
        return None
    low = float(found[1])
    return SPEED[found[3]]((low + float(found[2] or low)) / 2.0)
