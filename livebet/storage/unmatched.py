"""What identity refused: the names that feeds told and no table knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """One reason for which a feed's items were refused, of how many games, and when last (UTC)."""

    feed: str
    reason: str
    games: int
    last: datetime


async def unmatched(connection: Any, at_most: int = 200) -> list[Unmatched]:
    """The refusals of identity, the newest first."""
    rows = await connection.fetch(
        "SELECT feed, reason, count(DISTINCT native_id)::int AS games, max(timestamp) AS last "
        "FROM refused_items WHERE reason LIKE 'identity:%' "
        "GROUP BY feed, reason ORDER BY last DESC, feed, reason LIMIT $1",
        at_most,
    )
    return [Unmatched(**row) for row in rows]
