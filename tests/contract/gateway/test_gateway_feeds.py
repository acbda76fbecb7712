"""GET /live/feeds: how the live feeds are."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from livebet.domain.clock import SystemClock
from livebet.services.feed_states import FEEDS_KEY, FeedState, FeedStates

pytestmark = pytest.mark.servers


async def leave(redis_url: str, *states: FeedState) -> None:
    async with Redis.from_url(redis_url) as redis:
        await FeedStates(redis).begin(states)


async def feeds(gateway: Any) -> list[dict[str, Any]]:
    async with gateway.client() as client:
        answer = await client.get("/live/feeds")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_every_feed_tells_its_health_quota_circuit_and_last_payload(gateway: Any) -> None:
    now = SystemClock().now()
    at = now - timedelta(seconds=30)
    await leave(
        gateway.redis_url,
        FeedState(
            feed="the_odds_api", quota_left=412, heard_at=at, payload_at=at, payloads=7, items=90, refused=2,
            lag_p50=6.5, lag_p95=14.0, updated_at=now,
        ),
        FeedState(
            feed="espn", circuit="open", faults=5, fault="failing: status 503", heard_at=at,
            try_at=now + timedelta(seconds=16), updated_at=now,
        ),
        FeedState(feed="nba_cdn", updated_at=now),
        FeedState(feed="mlb_gumbo", heard_at=at, updated_at=now - timedelta(minutes=5)),
    )  # fmt: skip
    espn, mlb, nba, odds = await feeds(gateway)
    assert [one["feed"] for one in (espn, mlb, nba, odds)] == ["espn", "mlb_gumbo", "nba_cdn", "the_odds_api"]
    assert [one["health"] for one in (espn, mlb, nba, odds)] == ["failing", "stopped", "waiting", "reading"]
    assert (espn["circuit"], espn["faults"], espn["fault"]) == ("open", 5, "failing: status 503")
    assert 30 <= odds.pop("last_payload_age_seconds") < 60
    assert datetime.fromisoformat(odds.pop("last_payload")) == at
    assert datetime.fromisoformat(odds.pop("last_heard")) == at
    assert odds == {
        "feed": "the_odds_api", "health": "reading", "circuit": "closed", "faults": 0, "fault": "",
        "try_at": None, "said": "", "quota_left": 412, "payloads": 7, "items": 90, "refused": 2,
        "lag_seconds_p50": 6.5, "lag_seconds_p95": 14.0,
    }  # fmt: skip


async def test_a_replay_has_no_live_feeds_and_what_cannot_be_read_is_passed_over(gateway: Any) -> None:
    assert await feeds(gateway) == []
    async with Redis.from_url(gateway.redis_url) as redis:
        await redis.hset(FEEDS_KEY, "espn", b"{}")
    assert await feeds(gateway) == []


async def test_a_process_that_stopped_says_so(gateway: Any) -> None:
    await leave(gateway.redis_url, FeedState(feed="espn", reading=False, updated_at=SystemClock().now()))
    assert [one["health"] for one in await feeds(gateway)] == ["stopped"]


async def test_nobody_sees_them_without_a_token(gateway: Any) -> None:
    async with httpx.AsyncClient(base_url=gateway.url) as client:
        assert (await client.get("/live/feeds")).status_code == 401
