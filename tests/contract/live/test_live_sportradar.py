"""Sportradar live: a stream for each league, schedules, and whole games once a stream is open again."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from livebet.feeds import sportradar as sportradar_feed
from livebet.feeds.items import GameTold
from livebet.feeds.live import sportradar
from livebet.feeds.live.errors import FeedError
from livebet.feeds.live.http import Attempts
from livebet.feeds.live.interest import Interest
from livebet.feeds.live.wiring import Wiring
from livebet.settings import Settings

NOW = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
KEY = "k3y-that-nobody-may-see"
QUICK = Attempts(number=1, first_wait=0.001, longest_wait=0.005, jitter=0.0)
HEARTBEAT = b'{"heartbeat":{"interval":5000}}'


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rate of one request a second is not waited for."""
    terms = replace(sportradar_feed.FEED.terms, requests_per_second=None)
    monkeypatch.setattr(sportradar_feed, "FEED", replace(sportradar_feed.FEED, terms=terms))


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


@asynccontextmanager
async def running(feed: Any, outlet: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(feed.run(outlet))
    try:
        async with asyncio.timeout(10):
            yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


PLAY = b'{"payload":{"event":{"id":"e-1"}},"metadata":{"league":"NBA"}}'


async def test_a_stream_is_where_the_redirect_points_and_a_torn_play_is_read_again_by_rest(
    server: Any, other_server: Any, client: Any, reply: Any, heard: Any, set_clock: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    plays = asyncio.Queue[bytes]()

    def answer(asked: Any) -> Any:
        if "/subscribe" in asked.path:
            return reply(status=302, headers={"Location": f"{other_server.url}/stream?token={KEY}"})
        number = sum("/pbp" in one.path for one in server.asked)
        return reply(json.dumps({"asked": asked.path.rpartition("/")[2], "number": number}).encode())

    async def talk(asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            told = await plays.get()
            writer.write(b"%x\r\n%s\r\n" % (len(told), told))
            await writer.drain()
            if not told.endswith(b"\n"):
                return

    server.answer, other_server.talk = answer, talk
    outlet = heard(enough=lambda outlet: PLAY in outlet.bodies)
    outlet.interest.learn([game("g-1")])
    feed = sportradar.live(wiring(server, client, set_clock(NOW), sportradar_sports="nba"))
    async with running(feed, outlet) as task:
        plays.put_nowait(PLAY + b"\n")
        await outlet.done.wait()
        plays.put_nowait(PLAY[:20])
        with pytest.raises(FeedError, match=r"^cut off"):
            await task
    outlet.done.clear()
    before = len(outlet.payloads)
    async with running(feed, outlet):
        plays.put_nowait(PLAY + b"\n")
        outlet.enough = lambda outlet: PLAY in outlet.bodies[before:]
        await outlet.done.wait()
    again = [(one.target.rpartition("/")[2], one.body) for one in outlet.payloads[before:]]
    assert [target for target, _ in again] == ["pbp.json", "nba"]
    assert outlet.bodies.count(PLAY) == 2
    assert {one.path for one in other_server.asked} == {f"/stream?token={KEY}"}
    assert "x-api-key" not in other_server.asked[0].headers
    assert KEY not in caplog.text + repr(outlet.payloads) + str(b"".join(outlet.bodies))


async def test_two_heartbeats_that_do_not_come_are_death(
    server: Any, client: Any, reply: Any, heard: Any, set_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sportradar_feed.FEED.terms.keep_alive == 2 * 5.0
    terms = replace(sportradar_feed.FEED.terms, keep_alive=0.05)
    monkeypatch.setattr(sportradar_feed, "FEED", replace(sportradar_feed.FEED, terms=terms))
    server.talk = speaking(reply)
    with pytest.raises(FeedError, match=r"^silent: ReadTimeout$"):
        await sportradar.live(wiring(server, client, set_clock(NOW), sportradar_sports="nfl")).run(heard())


async def test_a_game_that_is_not_there_leaves_the_stream_open_and_an_unchanged_one_is_not_told_again(
    server: Any, client: Any, reply: Any, heard: Any, set_clock: Any
) -> None:
    def talk_of(asked: Any) -> Any:
        if "/g-1/" in asked.path:
            return reply(b'{"message":"Not found"}', 404, {"Connection": "close"})
        if asked.headers.get("if-none-match") == '"v1"':
            return reply(status=304, headers={"Connection": "close"})
        return reply(asked.path.encode(), headers={"ETag": '"v1"', "Connection": "close"})

    broken = asyncio.Event()

    async def talk(asked: Any, writer: asyncio.StreamWriter) -> None:
        if "/subscribe" in asked.path:
            await speaking(reply, end=broken)(asked, writer)
        else:
            writer.write(talk_of(asked).wire())
            await writer.drain()

    server.talk = talk
    outlet = heard()
    outlet.interest.learn([game("g-1"), game("g-2")])
    feed = sportradar.live(wiring(server, client, set_clock(NOW), sportradar_sports="nba"))
    for times in (1, 2):
        broken.clear()
        outlet.done.clear()
        outlet.enough = lambda outlet, times=times: outlet.bodies.count(HEARTBEAT) == times
        async with running(feed, outlet) as task:
            await outlet.done.wait()
            broken.set()
            with pytest.raises(FeedError, match=r"^cut off"):
                await task
    whole = [body for body in outlet.bodies if b"/g-2/pbp.json" in body]
    asked = [one.headers.get("if-none-match") for one in server.asked if "/g-2/" in one.path]
    assert len(whole) == 1
    assert (asked[0], asked[-1]) == (None, '"v1"')


def test_what_the_key_opens_is_set(server: Any, client: Any, set_clock: Any) -> None:
    trial = wiring(server, client, set_clock(NOW), sportradar_sports="nfl,mlb", sportradar_access="trial")
    asked = [one.ask.url for one in sportradar.SportradarPlan(trial).targets(Interest(), NOW)]
    assert [url.removeprefix(server.url) for url in asked] == [
        "/nfl/official/trial/v7/en/games/current_week/schedule.json",
        "/mlb/trial/v8/en/games/2026/06/11/schedule.json",
    ]
    with pytest.raises(ValidationError, match="sportradar_sports"):
        Settings(sportradar_sports="nfl,curling")


def test_the_quota_is_told_under_two_names(server: Any, client: Any, set_clock: Any) -> None:
    plan = sportradar.SportradarPlan(wiring(server, client, set_clock(NOW)))
    assert plan.left({"X-Plan-Quota-Allotted": "1000", "X-Plan-Quota-Current": "13"}) == 987
    assert plan.left({"X-Packagekey-Quota-Allotted": "5", "X-Packagekey-Quota-Current": "7"}) == -2
    assert plan.left({"X-Plan-Quota-Allotted": "many"}) is None
    assert plan.left({"X-Plan-Quota-Allotted": "\u00b2", "X-Plan-Quota-Current": "1"}) is None
