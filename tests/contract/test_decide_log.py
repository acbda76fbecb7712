"""What the decide process makes of a log that is cut, odd, or about games that nobody listed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

import httpx
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs
from structlog.typing import EventDict

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import (
    FeatureRow,
    Finding,
    GameListed,
    Inbound,
    OddsUpdate,
    Outbound,
    Outgoing,
    QuoteSeen,
    Refused,
)
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.engine import Engine, EngineConfig
from livebet.services.decide import Decider
from livebet.services.live import LiveEventDetector, LiveOddsEngine
from livebet.services.predictor import LivePredictionEngine
from livebet.stream.bus import REFUSED, inbound, outbound
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

KICKOFF = datetime(2019, 9, 8, 17, tzinfo=UTC)
GAME, OTHER = game_uuid("test", "1"), game_uuid("test", "2")


def listed(game_id: UUID = GAME) -> GameListed:
    game = Game(
        game_id=game_id,
        sport=Sport.NFL,
        season=2019,
        season_type=SeasonType.REGULAR,
        home_team="CHI",
        away_team="GB",
        kickoff=KICKOFF,
        feed="test",
        native_id="1",
    )
    return GameListed(game=game, observed_at=KICKOFF)


def quoted(second: int, price: float, game_id: UUID = GAME) -> QuoteSeen:
    quote = Quote("sim:harbour", MONEYLINE, Selection.HOME, Price(price))
    return QuoteSeen(game_id=game_id, quote=quote, observed_at=KICKOFF + timedelta(seconds=second))


class NoStore:
    def write_game(
        self, sport: Sport, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime
    ) -> bool:
        return True

    def write_market(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        return True


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with redis_client(redis_url) as client:
        yield client


@pytest.fixture
def bus(client: Redis) -> RedisBus:
    return RedisBus(client, partitions=1, bound=100_000)


@asynccontextmanager
async def deciding(bus: RedisBus, engine: Engine | None = None) -> AsyncIterator[list[EventDict]]:
    """A fresh process whose model service is away; what it logs."""
    away = httpx.MockTransport(lambda _: httpx.Response(503))
    async with httpx.AsyncClient(transport=away, base_url="http://model") as client:
        engine = engine or Engine(EngineConfig())
        predictor = LivePredictionEngine(NoStore(), client, bus.tell)
        odds, events = LiveOddsEngine(bus, engine.handle), LiveEventDetector(engine.handle)
        with capture_logs() as logs:
            task = asyncio.create_task(Decider(bus, odds, events, predictor).run([0]))
            yield logs
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def first(bus: RedisBus, stream: str, number: int) -> list[object]:
    """The first so many messages of a stream, waited for."""
    found: list[object] = []
    async for batch in bus.read({stream: "0-0"}):
        found += [entry.message for entry in batch]
        if len(found) >= number:
            break
    return found


def refusals(found: list[object]) -> list[tuple[str, str]]:
    return [(item.native_id, item.reason) for item in found if isinstance(item, Refused)]


def offsets(found: list[object]) -> list[int]:
    return [message.offset for message in found if isinstance(message, Outgoing)]


def warned(logs: list[EventDict], event: str) -> list[dict[str, object]]:
    kept = [line for line in logs if line["event"] == event]
    return [{k: v for k, v in line.items() if k not in ("event", "log_level")} for line in kept]


async def test_what_is_told_of_a_game_that_nobody_listed_is_refused_though_told_before_the_start(
    bus: RedisBus,
) -> None:
    await bus.tell([quoted(1, 1.9)], {})
    async with deciding(bus):
        assert refusals(await first(bus, REFUSED, 1)) == [(str(GAME), "unknown game")]


async def cut_after_one_life(bus: RedisBus, client: Redis) -> None:
    """A game is listed and quoted, its process ends, its listing is trimmed away."""
    await bus.tell([listed(), quoted(1, 1.9)], {})
    async with deciding(bus):
        assert offsets(await first(bus, outbound(0), 2)) == [1, 2]
    await client.xtrim(inbound(0), maxlen=1, approximate=False)


async def until_caught_up(bus: RedisBus) -> None:
    """Wait for the refusal of the other game, the last thing told before the start."""
    assert refusals(await first(bus, REFUSED, 1)) == [(str(OTHER), "unknown game")]


async def test_a_game_whose_listing_was_trimmed_away_is_refused_from_then_on_and_logged_once(
    bus: RedisBus, client: Redis
) -> None:
    await cut_after_one_life(bus, client)
    await bus.tell([quoted(1, 1.9, OTHER)], {})
    async with deciding(bus) as logs:
        await until_caught_up(bus)
        await bus.tell([quoted(2, 1.8), quoted(3, 1.7)], {})
        assert refusals(await first(bus, REFUSED, 3))[1:] == [(str(GAME), "unknown game")] * 2
    assert warned(logs, "unknown game") == [{"game_id": str(GAME), "listing": "trimmed away"}]


async def test_a_game_that_is_listed_anew_is_held_back_to_where_clients_are_and_logged_once(
    bus: RedisBus, client: Redis
) -> None:
    await cut_after_one_life(bus, client)
    await bus.tell([quoted(1, 1.9, OTHER)], {})
    async with deciding(bus) as logs:
        await until_caught_up(bus)
        await bus.tell([listed(), quoted(4, 1.6), quoted(5, 1.5)], {})
        assert offsets(await first(bus, outbound(0), 3)) == [1, 2, 3]
    assert warned(logs, "held back: clients have seen later offsets") == [{"game_id": str(GAME), "until": 2}]


async def test_what_does_not_belong_into_the_log_is_refused_and_the_next_message_decided(
    bus: RedisBus,
) -> None:
    stray = Finding(
        message_id=UUID(int=1), game_id=GAME, offset=1, observed_at=KICKOFF, finding="odd", detail=""
    )
    await bus.tell([cast("Inbound", stray), listed()], {})
    async with deciding(bus):
        assert offsets(await first(bus, outbound(0), 1)) == [1]
        assert refusals(await first(bus, REFUSED, 1)) == [
            (str(GAME), "Finding has no place in the inbound log")
        ]


class Brittle(Engine):
    """An engine with a fault of ours in it."""

    def handle(self, message: Inbound) -> list[Outbound]:
        if isinstance(message, QuoteSeen) and message.quote.price == 1.8:
            raise ZeroDivisionError("no market")
        return super().handle(message)


async def test_a_message_that_the_engine_cannot_bear_is_refused_and_the_next_one_decided(
    bus: RedisBus,
) -> None:
    await bus.tell([listed(), quoted(1, 1.9), quoted(2, 1.8), quoted(3, 1.7)], {})
    async with deciding(bus, Brittle(EngineConfig())) as logs:
        assert offsets(await first(bus, outbound(0), 3)) == [1, 2, 3]
        assert refusals(await first(bus, REFUSED, 1)) == [
            (str(GAME), "the engine failed: ZeroDivisionError('no market')")
        ]
    assert [line["game_id"] for line in logs if line["event"] == "the engine failed"] == [str(GAME)]


class Saying(RedisBus):
    """A bus on which something is said as soon as a reader has asked where it ends."""

    after_tip: tuple[OddsUpdate, ...] = ()

    async def tip(self, stream: str) -> str:
        """The end as it was."""
        tip = await super().tip(stream)
        await self.say((self.after_tip, {}))
        return tip


async def test_odds_are_streamed_from_now_on_of_one_game_each_once(client: Redis) -> None:
    bus, engine = Saying(client, partitions=1, bound=1_000), Engine(EngineConfig())
    told = [
        listed(),
        listed(OTHER),
        *(quoted(n, round(1.9 - n / 100, 2), g) for n in (1, 2, 3) for g in (GAME, OTHER)),
    ]
    said = [out for message in told for out in engine.handle(message) if isinstance(out, OddsUpdate)]
    ours = [update for update in said if update.game_id == GAME]
    await bus.say((said[:2], {}))
    bus.after_tip = (*said[2:4], *said[2:4], *said[4:])
    streamed = LiveOddsEngine(bus, engine.handle).stream_odds(GAME)
    assert [await anext(streamed), await anext(streamed)] == ours[1:]
    assert [update.price_after for update in ours] == [1.89, 1.88, 1.87]
