"""The Archive over PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import orjson

from gateway.models import LiveGame, LiveGameState, LivePrediction, LiveValueBet
from livebet.alerts.rules import AlertKind, Subscription, Wish
from livebet.domain.games import Sport

_MOST_CONNECTIONS = 4


def wish_json(wish: Wish) -> str:
    """A wish as it is stored, beside its user."""
    return orjson.dumps(
        {
            "game_ids": sorted(map(str, wish.game_ids)),
            "sports": sorted(wish.sports),
            "message_types": sorted(wish.kinds),
            "min_edge": wish.min_edge,
            "event_types": sorted(wish.event_types),
        }
    ).decode()


def wish_from(user_id: str, stored: str) -> Wish:
    """The wish that `wish_json` wrote."""
    found = orjson.loads(stored)
    return Wish(
        user_id=user_id,
        game_ids=frozenset(map(UUID, found["game_ids"])),
        sports=frozenset(map(Sport, found["sports"])),
        kinds=frozenset(map(AlertKind, found["message_types"])),
        min_edge=found["min_edge"],
        event_types=frozenset(found["event_types"]),
    )


class StoredArchive:
    """Reads and writes over a pool of connections."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Use this pool."""
        self._pool = pool

    async def active_games(self, sport: Sport | None) -> list[LiveGame]:
        """Games that are not final."""
        return []

    async def state(self, game_id: UUID) -> LiveGameState | None:
        """The newest state; None for an unknown game."""
        return None

    async def prediction(self, game_id: UUID) -> LivePrediction | None:
        """The newest prediction; None where there is none."""
        return None

    async def value_bets(self, game_id: UUID, min_edge: float) -> list[LiveValueBet]:
        """The value bets that stand open, the best first."""
        return []

    async def subscriptions(self) -> list[Subscription]:
        """Every alert subscription, the oldest first."""
        rows = await self._pool.fetch(
            "SELECT subscription_id, user_id, subscription, created_at FROM alert_subscriptions"
            " ORDER BY created_at, subscription_id"
        )
        return [
            Subscription(
                subscription_id=UUID(str(row["subscription_id"])),
                wish=wish_from(row["user_id"], row["subscription"]),
                created_at=row["created_at"],
            )
            for row in rows
        ]

    async def subscribe(self, subscription: Subscription) -> None:
        """Store one; a second time changes nothing."""
        await self._pool.execute(
            "INSERT INTO alert_subscriptions (subscription_id, user_id, subscription, created_at)"
            " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            subscription.subscription_id,
            subscription.wish.user_id,
            wish_json(subscription.wish),
            subscription.created_at,
        )


@asynccontextmanager
async def open_archive(database_url: str) -> AsyncIterator[StoredArchive]:
    """The archive of a database, for as long as it is needed."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=_MOST_CONNECTIONS) as pool:
        yield StoredArchive(pool)
