"""Values as columns take them: decimals, JSON, text.

The rule of every DECIMAL column: a number is rounded to the column's places, half to even on what the
float really is; beyond the column's range it is the nearest the column holds; not a number is unknown
(NULL). A probability outside [0, 1] is a fault and refused.
"""

import math
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

_REPEATED = 4_096
"""Prices and lines come again and again; making a decimal is most of making a row."""


@lru_cache(_REPEATED)
def odds(value: float | None) -> Decimal | None:
    """For DECIMAL(10,3)."""
    return None if value is None else _decimal(value, 3, 9_999_999.999)


@lru_cache(_REPEATED)
def points(value: float | None) -> Decimal | None:
    """For DECIMAL(10,2): lines."""
    return None if value is None else _decimal(value, 2, 99_999_999.99)


def edge(value: float) -> Decimal | None:
    """For DECIMAL(10,4)."""
    return _decimal(value, 4, 999_999.9999)


def impact(value: float) -> Decimal | None:
    """For DECIMAL(5,3)."""
    return _decimal(value, 3, 99.999)


@lru_cache(_REPEATED)
def probability(value: float) -> Decimal | None:
    """For DECIMAL(5,4); also confidence and significance."""
    return _share(value, 4)


@lru_cache(_REPEATED)
def promise(value: float) -> Decimal | None:
    """For DECIMAL(3,2): the accuracy that a call promises, 0 for none."""
    return _share(value, 2)


def stake(value: float) -> Decimal | None:
    """For DECIMAL(7,6): a share of the bankroll."""
    return _share(value, 6)


def _share(value: float, places: int) -> Decimal | None:
    if value < 0.0 or value > 1.0:
        raise ValueError(f"a share of one is in [0, 1], not {value!r}")
    return _decimal(value, places, 1.0)


def _decimal(value: float, places: int, limit: float) -> Decimal | None:
    if math.isnan(value):
        return None
    return Decimal(f"{min(max(value, -limit), limit):.{places}f}")


def json_text(value: object) -> str:
    """JSON; NaN becomes null."""
    return orjson.dumps(value, default=float).decode()


def json_value(column: object) -> Any:
    """A JSONB column as the driver gives it: its text, or read already where the pool has a codec."""
    return orjson.loads(column) if isinstance(column, str) else column


def readable(value: object) -> str:
    """A message as text for a person, whatever is in it."""
    try:
        return clean(json_text(value))
    except (TypeError, ValueError):
        return clean(repr(value))


def clean(text: str) -> str:
    """Text that PostgreSQL takes: NUL and lone surrogates replaced."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def instant(value: datetime) -> datetime:
    """An instant with its time zone; one that came without is UTC."""
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
