"""What the decide process says while nothing is told of a game, and what it asks after a correction."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import (
    FeatureRow,
    GameListed,
    Inbound,
    PlaySeen,
    PredictionUpdate,
    Published,
    QuoteSeen,
)
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.engine import Engine, EngineConfig
from livebet.services.decide import Decider
from livebet.services.live import LiveEventDetector, LiveOddsEngine
from livebet.services.predictor import LivePredictionEngine
from livebet.stream.bus import inbound, outbound
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

KICKOFF = datetime(2019, 9, 8, 17, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.NFL,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="CHI",
    away_team="GB",
    kickoff=KICKOFF,
    feed="test",
    native_id="1",
)


def at(second: float) -> datetime:
    return KICKOFF + timedelta(seconds=second)


def play(second: float, sequence: int, revision: int = 0, yards: int = 4) -> PlaySeen:
    situation = Situation(
        play_id=str(sequence), sequence=sequence, period=1, clock_seconds=900 - 30 * sequence,
        possession=Side.HOME, down=1, distance=10, yards_to_goal=60 - sequence,
    )  # fmt: skip
    told = Play(situation=situation, kind=PlayKind.RUN, description="run", yards=yards, revision=revision)
    return PlaySeen(game_id=GAME.game_id, play=told, observed_at=at(second))


def quote(second: float) -> QuoteSeen:
    """Something told by which game time goes on, and nothing of the game itself."""
    price = Quote("sim:harbour", MONEYLINE, Selection.HOME, Price(1.9))
    return QuoteSeen(game_id=GAME.game_id, quote=price, observed_at=at(second))


START: list[Inbound] = [GameListed(game=GAME, observed_at=at(-60), expected_margin=2.0)]


@dataclass
class Model:
    """A feature store of one row, and a model that is less sure of an older one; what it was asked."""

    row: tuple[int, FeatureRow] = (0, {})
    questions: list[dict[str, object]] = field(default_factory=list)
    refuses: int = 0

    def write_game(
        self, sport: Sport, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime
    ) -> bool:
        self.row = (revision, row)
        return True

    def write_market(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        return True

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.refuses:
            self.refuses -= 1
            return httpx.Response(400)
        asked = json.loads(request.content)
        self.questions.append({"revision": self.row[0], **asked})
        width = 0.1 + asked["age_seconds"] / 1_000
        home = 0.6 + self.row[0] / 1_000
        told = {"home_win_probability": home, "away_win_probability": 1 - home, "confidence": 1 - width}
        more = {"low": home - width / 2, "high": home + width / 2, "reached": 0.85, "called": 0.9}
        beside = {"shadows": [{"model_version": "2", "home_win_probability": 0.55}], "model_share": 0.16}
        coming = {"next_event": {"score": {"home touchdown": 1.0}, "stop": {}, "until_score": 4.5}}
        return httpx.Response(
            200,
            json={
                "revision": self.row[0],
                "model_version": "1",
                "features": {},
                **told,
                **more,
                **beside,
                **coming,
            },
        )


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[RedisBus]:
    client = redis_client(redis_url)
    yield RedisBus(client, partitions=1, bound=100_000)
    await client.aclose()


@asynccontextmanager
async def deciding(bus: RedisBus, model: Model) -> AsyncIterator[LivePredictionEngine]:
    """A fresh process."""
    transport = httpx.MockTransport(model.answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://model") as client:
        engine, rim = Engine(EngineConfig()), LivePredictionEngine(model, client, bus.tell)
        odds, events = LiveOddsEngine(bus, engine.handle), LiveEventDetector(engine.handle)
        task = asyncio.create_task(Decider(bus, odds, events, rim).run([0]))
        yield rim
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def entries(bus: RedisBus, stream: str) -> list[object]:
    found: list[object] = []
    tip = await bus.tip(stream)
    async for batch in bus.read({stream: "0-0"}):
        found += [entry.message for entry in batch]
        if not batch or batch[-1].entry_id == tip:
            break
    return found


async def said(bus: RedisBus, is_there: Callable[[list[PredictionUpdate]], bool]) -> list[PredictionUpdate]:
    """The forecasts that were said, waited for until they are as wanted."""
    found: list[PredictionUpdate] = []
    async for batch in bus.read({outbound(0): "0-0"}):
        found += [entry.message for entry in batch if isinstance(entry.message, PredictionUpdate)]
        if is_there(found):
            break
    return found


def follows(log: list[object]) -> list[Published]:
    """What a fresh engine says of this log."""
    engine = Engine(EngineConfig())
    return [output for message in log for output in engine.handle(message) if isinstance(output, Published)]


def until_revision(revision: int) -> Callable[[list[PredictionUpdate]], bool]:
    """A play takes two revisions, its beginning and its end; a correction one."""
    return lambda found: any(one.prediction.revision == revision for one in found)


async def again_until(bus: RedisBus, rim: LivePredictionEngine, number: int) -> list[PredictionUpdate]:
    """Let the rim look for old rows until so many forecasts were said."""
    found: list[PredictionUpdate] = []
    async for batch in bus.read({outbound(0): "0-0"}):
        found += [entry.message for entry in batch if isinstance(entry.message, PredictionUpdate)]
        if len(found) >= number:
            break
        await rim.want_again()
    return found


async def test_an_answer_reaches_the_stream_with_all_that_it_tells(bus: RedisBus) -> None:
    async with deciding(bus, Model()):
        await bus.tell([*START, play(10, 1)], {})
        update = (await said(bus, until_revision(2)))[-1]

    told = update.prediction
    assert told.next_event is not None
    assert (told.low, told.high) == pytest.approx((0.552, 0.652))
    assert (told.model_share, told.reached, told.called) == (0.16, 0.85, 0.9)
    assert told.next_event.until_score == 4.5
    assert [(one.model_version, one.home_win_probability) for one in told.shadows] == [("2", 0.55)]


async def test_while_a_feed_is_silent_the_same_forecast_is_said_with_a_wider_band(bus: RedisBus) -> None:
    model = Model()
    async with deciding(bus, model) as rim:
        await bus.tell([*START, play(10, 1)], {})
        before = await said(bus, until_revision(2))
        await bus.tell([quote(310)], {})
        after = await again_until(bus, rim, len(before) + 1)

    first, wider = before[-1].prediction, after[-1].prediction
    assert (wider.revision, wider.home_win_probability) == (first.revision, first.home_win_probability)
    assert wider.confidence == pytest.approx(first.confidence - 0.3)
    assert (wider.high or 0) - (wider.low or 0) == pytest.approx(0.4)
    assert wider.observed_at == at(310)
    assert wider.shadows == ()
    assert [update.offset for update in after] == sorted({update.offset for update in after})


async def test_a_restart_says_nothing_twice_of_what_was_said_in_a_silence(bus: RedisBus) -> None:
    model = Model()
    async with deciding(bus, model) as rim:
        await bus.tell([*START, play(10, 1)], {})
        number = len(await said(bus, until_revision(2)))
        await bus.tell([quote(310)], {})
        await again_until(bus, rim, number + 1)
    async with deciding(bus, model):
        await bus.tell([play(320, 2)], {})
        found = await said(bus, until_revision(4))

    outbound_log, inbound_log = await entries(bus, outbound(0)), await entries(bus, inbound(0))
    assert outbound_log == follows(inbound_log)[: len(outbound_log)]
    assert len({one.message_id for one in found}) == len(found)


async def test_a_question_after_a_correction_tells_the_model_what_still_holds(bus: RedisBus) -> None:
    model = Model()
    async with deciding(bus, model):
        await bus.tell([*START, play(10, 1), play(20, 2)], {})
        await said(bus, until_revision(4))
        await bus.tell([play(30, 2, revision=1, yards=9)], {})
        await said(bus, until_revision(5))

    asked = [(question["revision"], question["step"], question["after"]) for question in model.questions]
    assert asked[-2:] == [(4, 2, None), (5, 2, 2)]


async def test_what_a_correction_left_true_is_told_with_the_next_question_where_one_failed(
    bus: RedisBus,
) -> None:
    model = Model()
    async with deciding(bus, model):
        await bus.tell([*START, play(10, 1), play(20, 2)], {})
        await said(bus, until_revision(4))
        model.refuses = 4
        await bus.tell([play(30, 2, revision=1, yards=9)], {})
        await bus.tell([play(40, 3)], {})
        await said(bus, until_revision(7))

    asked = [(question["revision"], question["step"], question["after"]) for question in model.questions]
    assert asked[-2:] == [(4, 2, None), (7, 3, 2)]
