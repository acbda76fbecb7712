"""The decide process over a real Redis: what it says is a function of the log, crash or no crash."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import httpx
import pytest

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow, Inbound, Prediction, Published
from livebet.engine import Engine, EngineConfig
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import recorded
from livebet.feeds.replay import Replay, ReplayedGame
from livebet.game.sports.table import RULES
from livebet.services.decide import Decider
from livebet.services.live import LiveEventDetector, LiveOddsEngine
from livebet.services.predictor import LivePredictionEngine
from livebet.stream.bus import inbound, outbound
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers
GAME = "2019090800"


class WrittenRows:
    """A feature store of one dictionary, and a model that leans on the margin alone."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, FeatureRow]] = {}
        self.asked = 0

    def write_game(
        self, sport: Sport, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime
    ) -> bool:
        self.rows[str(game_id)] = (revision, row)
        return True

    def write_market(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        return True

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        revision, row = self.rows[json.loads(request.content)["game_id"]]
        home = min(0.99, max(0.01, 0.5 + 0.02 * row["margin"]))
        told = {"home_win_probability": home, "away_win_probability": 1 - home, "confidence": 0.8}
        return httpx.Response(200, json={"revision": revision, "model_version": "1", "features": {}, **told})


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[RedisBus]:
    client = redis_client(redis_url)
    yield RedisBus(client, partitions=1, bound=100_000)
    await client.aclose()


def messages_of(eid: str) -> list[Inbound]:
    recording = recorded(eid, "test")
    assert isinstance(recording, Recording)
    return list(Replay([ReplayedGame(recording.game, recording.plays, 2.5)], RULES).messages())


async def entries(bus: RedisBus, stream: str) -> list[object]:
    tip = await bus.tip(stream)
    found: list[object] = []
    async for batch in bus.read({stream: "0-0"}):
        found += [entry.message for entry in batch]
        if not batch or batch[-1].entry_id == tip:
            return found
    return found


def follows(log: list[object]) -> list[Published]:
    """What a fresh engine says of this log."""
    engine = Engine(EngineConfig())
    return [output for message in log for output in engine.handle(message) if isinstance(output, Published)]


async def settled(bus: RedisBus, rows: WrittenRows) -> bool:
    """Whether every question is answered in the log and all that follows from the log was said."""
    log = await entries(bus, inbound(0))
    answered = max((m.revision for m in log if isinstance(m, Prediction)), default=-1)
    wanted = max((revision for revision, _ in rows.rows.values()), default=0)
    return answered >= wanted and len(await entries(bus, outbound(0))) == len(follows(log))


async def decide_until_settled(bus: RedisBus, rows: WrittenRows) -> None:
    """Run a fresh process until it has nothing left to do, then kill it."""
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(rows.answer), base_url="http://model"
    ) as client:
        engine, predictor = Engine(EngineConfig()), LivePredictionEngine(rows, client, bus.tell)
        odds, events = LiveOddsEngine(bus, engine.handle), LiveEventDetector(engine.handle)
        decider = Decider(bus, odds, events, predictor)
        task = asyncio.create_task(decider.run([0]))
        streams = {name: await bus.tip(name) for name in (inbound(0), outbound(0))}
        async for batch in bus.read(streams):
            if not batch and await settled(bus, rows):
                break
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_process_killed_between_two_halves_of_a_game_says_all_once_and_in_order(
    bus: RedisBus,
) -> None:
    messages, rows = messages_of(GAME)[:600], WrittenRows()
    half = len(messages) // 2
    await bus.tell(messages[:half], {})
    await decide_until_settled(bus, rows)
    await bus.tell(messages[half:], {})
    await decide_until_settled(bus, rows)
    said = await entries(bus, outbound(0))
    assert said == follows(await entries(bus, inbound(0)))
    assert [message.offset for message in said] == list(range(1, len(said) + 1))


async def test_a_question_that_died_with_its_process_is_asked_again(bus: RedisBus) -> None:
    messages, rows = messages_of(GAME)[:40], WrittenRows()
    await bus.tell(messages, {})
    await decide_until_settled(bus, rows)
    answered = [m for m in await entries(bus, inbound(0)) if isinstance(m, Prediction)]
    assert answered[-1].revision == max(revision for revision, _ in rows.rows.values())
