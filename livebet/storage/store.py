"""Putting rows into a table so that a bad one never costs the good ones.

The quick way first: COPY straight into the table, at the price of a bare COPY. Where PostgreSQL objects (a
row is a repeat, or one does not fit) the rows go again by INSERT … ON CONFLICT, which lets repeats pass, and
a batch with a row that does not fit is halved until that row stands alone and is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from livebet.domain.messages import Outgoing
from livebet.storage.rows import Row, Target

DOES_NOT_FIT = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    ValueError,
    TypeError,
    OverflowError,
)
"""A row's own fault, told by PostgreSQL or by its driver; anything else is the server's trouble."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row and the message it came from."""

    row: Row
    message: Outgoing


@dataclass(frozen=True, slots=True)
class Unfit:
    """A message that could not be stored, and why."""

    message: Outgoing
    reason: str


async def append(connection: Any, target: Target, items: Sequence[Item]) -> list[Unfit]:
    """Add rows that are never changed; give back what did not fit. Within a transaction."""
    rows = [item.row for item in items]
    try:
        async with connection.transaction():
            await connection.copy_records_to_table(target.name, records=rows, columns=target.columns)
    except DOES_NOT_FIT:
        statement = f"{target.unnested} ON CONFLICT DO NOTHING"
        return await insert(connection, statement, items)
    return []


async def insert(connection: Any, statement: str, items: Sequence[Item]) -> list[Unfit]:
    """Run a statement that takes one array a column; give back what did not fit. Within a transaction."""
    columns = [list(column) for column in zip(*(item.row for item in items), strict=True)]
    try:
        async with connection.transaction():
            await connection.execute(statement, *columns)
    except DOES_NOT_FIT as error:
        if len(items) == 1:
            return [Unfit(items[0].message, _reason(error))]
        half = len(items) // 2
        unfit = await insert(connection, statement, items[:half])
        return unfit + await insert(connection, statement, items[half:])
    return []


def _reason(error: Exception) -> str:
    """PostgreSQL's own line, without the values that its details repeat."""
    return str(getattr(error, "message", None) or error).splitlines()[0]
