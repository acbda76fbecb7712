"""The journal of a real Redis: whole, once, and enough to say everything again."""

import asyncio
import json
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from redis.asyncio import Redis

from livebet.archive.journal import Journaled, days_of, last_place, place_of, read_journal
from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow, GameListed
from livebet.engine import Engine, EngineConfig
from livebet.services.decide import Decider
from livebet.services.feeder import Feeder, Wanted
from livebet.services.journal import Journalist, journal_name
from livebet.services.live import LiveEventDetector, LiveOddsEngine
from livebet.services.predictor import LivePredictionEngine
from livebet.services.replay_state import ReplayStore
from livebet.services.verify import verify
from livebet.stream.bus import inbound, outbound
from livebet.stream.codec import decode
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

PARTITIONS = 2
KEPT = 10_000
SLATE = Wanted(slate="1", replay_id="day", speed=math.inf, games=1, minutes=20.0, simulated=1)
STREAMS = [of(partition) for partition in range(PARTITIONS) for of in (inbound, outbound)]


@dataclass(frozen=True)
class MadeClock:
    at: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Rows:
    """A feature store of one dictionary, and a model that knows the revision alone."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def write_game(
        self, sport: Sport, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime
    ) -> bool:
        self.rows[str(game_id)] = revision
        return True

    def write_context(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        return True

    def write_market(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        return True

    def answer(self, request: httpx.Request) -> httpx.Response:
        revision = self.rows[json.loads(request.content)["game_id"]]
        home = 0.5 + 0.001 * (revision % 400)
        told = {"home_win_probability": home, "away_win_probability": 1 - home, "confidence": 0.9}
        return httpx.Response(200, json={"revision": revision, "model_version": "1", "features": {}, **told})


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


async def decided(bus: RedisBus) -> None:
    """The decide process, until nothing more is said for a second."""
    rows = Rows()
    async with httpx.AsyncClient(transport=httpx.MockTransport(rows.answer), base_url="http://model") as http:
        engine, predictor = Engine(EngineConfig()), LivePredictionEngine(rows, http, bus.tell)
        odds, events = LiveOddsEngine(bus, engine.handle), LiveEventDetector(engine.handle)
        task = asyncio.create_task(Decider(bus, odds, events, predictor).run(range(PARTITIONS)))
        async for batch in bus.read(dict.fromkeys(STREAMS, "0-0")):
            if not batch:
                break
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def journaled(bus: RedisBus, under: Path) -> None:
    """The journal's process, until it has all that there is."""
    stop = asyncio.Event()
    task = asyncio.create_task(Journalist(bus, under, MadeClock(), 3_650).run(stop))
    tips = {stream: place_of(await bus.tip(stream)) for stream in STREAMS}
    async with asyncio.timeout(30):
        async for places in written(under):
            if all(places[stream] >= tip for stream, tip in tips.items()):
                break
    stop.set()
    await task


async def written(under: Path) -> AsyncIterator[dict[str, tuple[int, int]]]:
    """How far every stream is written, again and again."""
    while True:
        yield {stream: place_of(last_place(under, journal_name(stream))) for stream in STREAMS}
        await asyncio.sleep(0.02)


def entries(under: Path, stream: str) -> list[Journaled]:
    return list(read_journal(under, journal_name(stream), days_of(under)))


async def test_a_slate_of_three_sports_is_journaled_whole_and_says_the_same_again(
    redis: Redis, tmp_path: Path
) -> None:
    bus = RedisBus(redis, PARTITIONS, KEPT * 10)
    await Feeder(bus, ReplayStore(redis), MadeClock()).run(SLATE, lambda _game: 3.0)
    await journaled(bus, tmp_path)
    await decided(bus)
    await journaled(bus, tmp_path)
    days = days_of(tmp_path)
    for stream in STREAMS:
        kept = [
            (one.entry_id, one.kind, one.body) for one in read_journal(tmp_path, journal_name(stream), days)
        ]
        there = [(at.decode(), told[b"k"].decode(), told[b"b"]) for at, told in await redis.xrange(stream)]
        assert kept == there
    found = verify(tmp_path, days[-1], EngineConfig())
    assert found.difference is None
    assert (found.games, found.unlisted) == (3, 0)
    assert found.said == sum([await redis.xlen(outbound(partition)) for partition in range(PARTITIONS)])


async def test_what_redis_has_forgotten_the_journal_still_holds(redis: Redis, tmp_path: Path) -> None:
    bus = RedisBus(redis, PARTITIONS, KEPT)
    await Feeder(bus, ReplayStore(redis), MadeClock()).run(SLATE, lambda _game: 3.0)
    await journaled(bus, tmp_path)
    before = {stream: await redis.xlen(stream) for stream in STREAMS}
    for stream in STREAMS:
        await redis.xtrim(stream, maxlen=0, approximate=False)
    again = Wanted(slate="2", replay_id="next", speed=math.inf, games=1, minutes=5.0)
    await Feeder(bus, ReplayStore(redis), MadeClock()).run(again, lambda _game: 3.0)
    await journaled(bus, tmp_path)
    listed = set()
    for stream in STREAMS:
        kept = entries(tmp_path, stream)
        assert len(kept) == before[stream] + await redis.xlen(stream)
        messages = [decode(one.kind, one.body) for one in kept]
        listed |= {one.game.replay_id for one in messages if isinstance(one, GameListed)}
    assert listed == {"day", "next"}
