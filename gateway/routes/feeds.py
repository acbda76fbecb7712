"""GET: the live feeds."""

from fastapi import APIRouter, Depends, HTTPException
from redis.exceptions import RedisError

from gateway.auth import get_current_user
from gateway.feeds import LiveFeed, live_feed
from gateway.problems import documented
from gateway.wiring import TheParts

router = APIRouter(prefix="/live/feeds", tags=["feeds"], dependencies=[Depends(get_current_user)])


@router.get("", responses=documented(401, 503), operation_id="get_live_feeds")
async def get_live_feeds(parts: TheParts) -> list[LiveFeed]:
    """Get the live feeds: health, circuit, quota left, age of the last payload; none where a replay runs."""
    now = parts.clock.now()
    try:
        states = await parts.feeds.read()
    except RedisError:
        raise HTTPException(503, "the bus does not answer: try again") from None
    return [live_feed(state, now) for state in states]
