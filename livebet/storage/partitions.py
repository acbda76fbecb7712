"""Monthly partitions, made when the first row of a month comes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import asyncpg

FIRST_YEAR, LAST_YEAR = 1999, 2099
"""Instants outside these years are a feed's mistake: their rows stay in the default partition."""
_ONE_AT_A_TIME = 7_405_862

Month = tuple[int, int]


class Partitions:
    """Knows which months have their partition."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: set[tuple[str, Month]] = set()

    async def ensure(self, connection: Any, table: str, instants: Iterable[datetime]) -> None:
        """Make the partitions that these instants lack. Not within a transaction."""
        for month in {(at.year, at.month) for at in map(_utc, instants)}:
            if (table, month) not in self._known:
                if FIRST_YEAR <= month[0] <= LAST_YEAR:
                    await _create(connection, table, month)
                self._known.add((table, month))


def _utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


async def _create(connection: Any, table: str, month: Month) -> None:
    """Make one; where the default partition holds rows of that month already, they and it stay there."""
    year, number = month
    following = (year + number // 12, number % 12 + 1)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
            await connection.execute(
                f"CREATE TABLE IF NOT EXISTS {table}_{year}_{number:02d} PARTITION OF {table} "
                f"FOR VALUES FROM ('{_start(month)}') TO ('{_start(following)}')"
            )
    except asyncpg.CheckViolationError:
        return


def _start(month: Month) -> str:
    return f"{month[0]}-{month[1]:02d}-01 00:00:00+00"
