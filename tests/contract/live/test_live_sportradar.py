"""Sportradar live: a stream for each league, schedules, and whole games once a stream is open again."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from livebet.feeds.items import GameTold
from livebet.feeds.live import sportradar
from livebet.feeds.live.errors import FeedError
from livebet.feeds.live.http import Attempts
from livebet.feeds.live.wiring import Wiring
from livebet.settings import Settings

NOW = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
KEY = "k3y-that-nobody-may-see"
QUICK = Attempts(number=1, first_wait=0.001, longest_wait=0.005, jitter=0.0)
HEARTBEAT = b'{"heartbeat":{"interval":5000}}'


def wiring(server: Any, client: Any, clock: Any, **settings: Any) -> Wiring:
    ours = Settings(sportradar_key=SecretStr(KEY), feed_addresses={"sportradar": server.url}, **settings)
    return Wiring(settings=ours, client=client, clock=clock, attempts=QUICK)


def game(native_id: str, phase: str = "in_play") -> GameTold:
    return GameTold(
        feed="sportradar", native_id=native_id, observed_at=NOW, sport="nba", home="NYK", away="IND",
        kickoff=NOW, phase=phase,
    )  # fmt: skip


def speaking(reply: Any, *, end: asyncio.Event | None = None) -> Any:
    """REST answers by address; streams send one heartbeat and stay, or break off once `end` is set."""

    async def talk(asked: Any, writer: asyncio.StreamWriter) -> None:
        if "/subscribe" not in asked.path:
            body = json.dumps({"asked": asked.path}).encode()
            quota = {"X-Plan-Quota-Allotted": "1000", "X-Plan-Quota-Current": "877"}
            writer.write(reply(body, headers={**quota, "Connection": "close"}).wire())
            await writer.drain()
            return
        line = HEARTBEAT + b"\n"
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(line), line))
        await writer.drain()
        await (end or asyncio.Event()).wait()

    return talk


async def test_three_streams_three_schedules_and_the_games_that_are_on(
    server: Any, client: Any, reply: Any, heard: Any, set_clock: Any
) -> None:
    broken = asyncio.Event()
    server.talk = speaking(reply, end=broken)
    outlet = heard(enough=lambda outlet: len(outlet.payloads) == 7 and len(outlet.left) == 4)
    outlet.interest.learn([game("g-1"), game("g-2", "final")])
    feed = sportradar.live(wiring(server, client, set_clock(NOW)))
    running = asyncio.create_task(feed.run(outlet))
    async with asyncio.timeout(10):
        await outlet.done.wait()
    broken.set()
    with pytest.raises(FeedError, match=r"^cut off"):
        await running
    asked = sorted(one.path for one in server.asked)
    assert [path for path in asked if "/subscribe" in path] == [
        "/mlb/production/stream/en/events/subscribe?format=json",
        "/nba/production/stream/en/events/subscribe?format=json",
        "/nfl/official/production/stream/en/events/subscribe?format=json",
    ]
    assert {path for path in asked if "/pbp" in path} == {"/nba/production/v8/en/games/g-1/pbp.json"}
    assert sum(path.endswith("schedule.json") for path in asked) == 3
    assert {one.headers.get("x-api-key") for one in server.asked} == {KEY}
    assert outlet.bodies.count(HEARTBEAT) == 3
    assert {(one.feed, one.session) for one in outlet.payloads} == {("sportradar", "")}
    assert outlet.left[-1] == 123
    assert KEY not in str([(one.target, repr(one)) for one in outlet.payloads])


async def test_no_gap_is_filled_with_credits_that_are_not_there(
    server: Any, client: Any, reply: Any, heard: Any, set_clock: Any
) -> None:
    server.talk = speaking(reply)
    outlet = heard(enough=lambda outlet: len(outlet.payloads) == 3)
    outlet.interest.learn([game("g-1")])
    feed = sportradar.live(wiring(server, client, set_clock(NOW), monthly_credits={"sportradar": 1}))
    running = asyncio.create_task(feed.run(outlet))
    async with asyncio.timeout(10):
        await outlet.done.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert outlet.bodies == [HEARTBEAT] * 3
    assert [one.path for one in server.asked if "/subscribe" not in one.path] == []
