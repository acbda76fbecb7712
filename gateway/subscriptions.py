"""The alert subscriptions that stand: kept in PostgreSQL, matched in memory."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from gateway.archive import Archive
from livebet.alerts.rules import Subscription, Wish, is_news, subscription_id
from livebet.domain.games import Sport
from livebet.domain.messages import KeyEvent, ValueBet

AT_MOST = 100
"""Subscriptions of one user."""


class TooMany(Exception):  # noqa: N818 - it is an answer, told to the client as it stands
    """The user has as many subscriptions as one may have."""


class Subscriptions:
    """All subscriptions by user."""

    def __init__(self, archive: Archive) -> None:
        """Begin with none; `load` gets those that stand."""
        self._archive = archive
        self._by_user: dict[str, dict[UUID, Subscription]] = {}

    async def load(self) -> None:
        """Take over what was stored before."""
        self._by_user.clear()
        for subscription in await self._archive.subscriptions():
            self._remember(subscription)

    async def add(self, wish: Wish, now: datetime) -> Subscription:
        """Store a wish; the same one again is the subscription that stands already.

        Raises:
            TooMany: the user has `AT_MOST` others.
        """
        asked = subscription_id(wish)
        standing = self._by_user.get(wish.user_id, {})
        if asked in standing:
            return standing[asked]
        if len(standing) >= AT_MOST:
            raise TooMany(f"{AT_MOST} subscriptions is the most one user may have")
        subscription = Subscription(subscription_id=asked, wish=wish, created_at=now)
        await self._archive.subscribe(subscription)
        self._remember(subscription)
        return subscription

    def answered(
        self, users: Iterable[str], message: ValueBet | KeyEvent, before: ValueBet | None, sport: Sport | None
    ) -> list[tuple[str, UUID]]:
        """Of these users, who is to be told of `message`, and by which subscription: one for each user."""
        found: list[tuple[str, UUID]] = []
        for user in users:
            for subscription in self._by_user.get(user, {}).values():
                if is_news(subscription, message, before, sport):
                    found.append((user, subscription.subscription_id))
                    break
        return found

    def _remember(self, subscription: Subscription) -> None:
        self._by_user.setdefault(subscription.wish.user_id, {})[subscription.subscription_id] = subscription
