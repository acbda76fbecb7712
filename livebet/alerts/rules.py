"""Who wants to be told of what: subscriptions, and whether a message answers one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from livebet.domain.games import Sport
from livebet.domain.messages import KeyEvent, Published, ValueBet, ValueBetWithdrawn

_ROOT = uuid5(NAMESPACE_URL, "https://livebet.invalid/alerts")


class AlertKind(StrEnum):
    """What one can be alerted of, by the boundary's message types."""

    VALUE_BET = "value_bet"
    GAME_EVENT = "game_event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a user asks for: in these games or any game of these sports.

    `min_edge` bounds value bets; `event_types` names key events, empty for every one.
    """

    user_id: str
    game_ids: frozenset[UUID] = frozenset()
    sports: frozenset[Sport] = frozenset()
    kinds: frozenset[AlertKind] = frozenset({AlertKind.VALUE_BET})
    min_edge: float = 0.0
    event_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A wish that stands."""

    subscription_id: UUID
    wish: Wish
    created_at: datetime


def subscription_id(wish: Wish) -> UUID:
    """The same wish of the same user always gets the same id, so asking twice is asking once."""
    parts = (
        wish.user_id,
        ",".join(sorted(map(str, wish.game_ids))),
        ",".join(sorted(wish.sports)),
        ",".join(sorted(wish.kinds)),
        repr(wish.min_edge),
        ",".join(sorted(wish.event_types)),
    )
    return uuid5(_ROOT, "\n".join(parts))


def matches(subscription: Subscription, message: Published, sport: Sport | None) -> bool:
    """Whether `message`, of a game of `sport` (None where that is not known), answers the subscription."""
    wish = subscription.wish
    if message.game_id not in wish.game_ids and sport not in wish.sports:
        return False
    match message:
        case ValueBet():
            return AlertKind.VALUE_BET in wish.kinds and message.edge >= wish.min_edge
        case KeyEvent() if taken_back(message) is None:
            wanted = not wish.event_types or message.event_type in wish.event_types
            return AlertKind.GAME_EVENT in wish.kinds and wanted
        case _:
            return False


def taken_back(message: Published) -> UUID | None:
    """The value bet or key event that `message` takes back; None where it takes none back.

    It is told to whoever was alerted of that, and is no news to others.
    """
    match message:
        case ValueBetWithdrawn():
            return message.value_bet_id
        case KeyEvent(data={"retracts": str(false)}):
            return UUID(false)
        case _:
            return None


def is_news(
    subscription: Subscription, message: Published, before: ValueBet | None, sport: Sport | None
) -> bool:
    """Whether `message` answers the subscription and the offer as it stood `before` did not already."""
    if not matches(subscription, message, sport):
        return False
    return before is None or not matches(subscription, before, sport)
