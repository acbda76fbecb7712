"""POST: alert subscriptions."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from gateway.auth import get_current_user
from gateway.models import LiveAlertSubscribed, LiveAlertSubscription
from gateway.problems import documented
from gateway.subscriptions import TooMany
from gateway.tokens import User
from gateway.wiring import TheParts
from livebet.alerts.rules import AlertKind, Wish

router = APIRouter(prefix="/live/alerts", tags=["alerts"])


def wish_of(subscription: LiveAlertSubscription, user: User) -> Wish:
    """What the user asks for."""
    return Wish(
        user_id=user.name,
        game_ids=frozenset(subscription.game_ids),
        sports=frozenset(subscription.sports),
        kinds=frozenset(map(AlertKind, subscription.message_types)),
        min_edge=subscription.min_edge,
        event_types=frozenset(subscription.event_types),
    )


@router.post(
    "/subscribe",
    status_code=201,
    responses=documented(401, 404, 409, 422, 503),
    operation_id="subscribe_live_alerts",
)
async def subscribe_live_alerts(
    parts: TheParts, subscription: LiveAlertSubscription, user: Annotated[User, Depends(get_current_user)]
) -> LiveAlertSubscribed:
    """Subscribe to live betting alerts for specific games/sports.

    What matches is sent over every socket that you have open, whatever its game: the message as usual, with
    `alert`, the subscription's id, beside the other fields. A value bet is told of once, when it first
    matches. The same subscription asked for again is the same one.
    """
    for game_id in subscription.game_ids:
        await parts.live.state(game_id)
    try:
        standing = await parts.subscriptions.add(wish_of(subscription, user), parts.clock.now())
    except TooMany as refused:
        raise HTTPException(409, str(refused)) from None
    return LiveAlertSubscribed(
        **subscription.model_dump(),
        subscription_id=standing.subscription_id,
        user_id=user.name,
        created_at=standing.created_at,
    )
