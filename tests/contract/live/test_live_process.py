"""The live process: begun by its command line, stopped by a signal, refusing what it cannot read."""

import asyncio
import math
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from livebet.archive.reader import days, read
from livebet.archive.records import root
from livebet.domain.clock import SystemClock
from livebet.domain.messages import GameAbandoned, GameListed
from livebet.embedded.server import free_port
from livebet.services.feed_states import FeedStates
from livebet.services.feeder import PUT_ASIDE, Feeder, Wanted
from livebet.services.replay_state import ReplayStore, Running
from livebet.settings import ROOT, environment
from livebet.stream.bus import inbound
from livebet.stream.codec import decode
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

PROCESS = "from livebet.services import live_run; raise SystemExit(live_run.main(lambda: lambda game: None))"
PAYLOAD = ROOT / "tests" / "contract" / "payloads" / "espn" / "scoreboard_nfl.json"


def start(feeds: str, home: Path, **variables: str) -> subprocess.Popen[str]:
    ours = {"LIVEBET_HOME": str(home), "LIVEBET_METRICS_PORT": str(free_port()), "LIVEBET_PARTITIONS": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, "--feeds", feeds], env=environment({**ours, **variables}), cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


async def told(redis: Redis) -> list[Any]:
    return [decode(f[b"k"].decode(), f[b"b"]) for _, f in await redis.xrange(inbound(0))]


async def test_it_reads_until_it_is_told_to_stop(
    server: Any, reply: Any, redis_url: str, tmp_path: Path
) -> None:
    body = PAYLOAD.read_bytes()
    server.answer = lambda asked: reply(body if "nfl/scoreboard" in asked.path else b'{"events": []}')
    process = start(
        "espn", tmp_path, LIVEBET_REDIS_URL=redis_url, LIVEBET_FEED_ADDRESSES=f'{{"espn": "{server.url}"}}'
    )
    try:
        async with Redis.from_url(redis_url) as redis, asyncio.timeout(60):
            while not any(isinstance(one, GameListed) for one in await told(redis)):  # noqa: ASYNC110 - a process tells it
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            said = await asyncio.to_thread(process.communicate)
            (state,) = await FeedStates(redis).read()
    finally:
        process.kill()
    assert process.returncode == 0
    assert f"espn: {state.payloads} payloads, {state.items} items, {state.refused} refused" in said[0]
    assert "live feeds begin feeds=espn" in said[0]
    assert (state.feed, state.reading) == ("espn", False)
    kept = [record.payload for day in days(root(tmp_path)) for record in read(root(tmp_path), day)]
    assert body in kept


async def test_what_cannot_be_read_is_refused_before_anything_begins(redis_url: str, tmp_path: Path) -> None:
    process = start("espn,the_odds_api", tmp_path, LIVEBET_REDIS_URL=redis_url, LIVEBET_THE_ODDS_API_KEY="")
    said, _ = await asyncio.to_thread(process.communicate)
    assert process.returncode == 2
    assert "the_odds_api needs LIVEBET_THE_ODDS_API_KEY, which is not set" in said
    assert days(root(tmp_path)) == []


async def test_a_replay_that_was_left_is_put_aside_and_may_go_on_later(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        bus, store = RedisBus(redis, 1, 100_000), ReplayStore(redis)
        feeder = Feeder(bus, store, SystemClock())
        wanted = Wanted(slate="1", replay_id="left", speed=math.inf, games=1, minutes=5.0)
        await feeder.run(wanted, lambda game: None)
        await redis.hset("livebet:replay", "state", str(Running.STOPPED))
        await Feeder(bus, store, SystemClock()).put_aside(lambda game: None)
        abandoned = [one for one in await told(redis) if isinstance(one, GameAbandoned)]
        left = await store.state()
    assert [one.reason for one in abandoned] == ["the replay was cut short", PUT_ASIDE]
    assert left is not None
    assert left.unfinished
