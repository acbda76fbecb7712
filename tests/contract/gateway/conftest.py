"""A real gateway (uvicorn over sockets, Redis, PostgreSQL) and the story of a game told to it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect

from gateway.app import Addresses, config, create_app
from gateway.tokens import Tokens
from livebet.domain.clock import SystemClock
from livebet.domain.games import Game, SeasonType, Sport, WallClock
from livebet.domain.ids import game_uuid, message_uuid
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    Finding,
    GameUpdate,
    KeyEvent,
    NextEvent,
    OddsUpdate,
    Prediction,
    PredictionRetracted,
    PredictionUpdate,
    Published,
    StatusUpdate,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.domain.prices import Price
from livebet.stream.redis_streams import RedisBus

KEY = b"a key of the tests, thirty-two bytes long"
PARTITIONS = 2
KICKOFF = datetime(2019, 10, 27, 17, 0, tzinfo=UTC)


@dataclass
class Story:
    """Messages of one game, numbered as the engine numbers them."""

    native_id: str
    home: str = "BAL"
    away: str = "SEA"
    offset: int = 0
    said: list[Published] = field(default_factory=list)

    @property
    def game_id(self) -> UUID:
        return game_uuid("nfl_official", self.native_id, "replay")

    @property
    def game(self) -> Game:
        return Game(
            game_id=self.game_id, sport=Sport.NFL, season=2019, season_type=SeasonType.REGULAR,
            home_team=self.home, away_team=self.away, kickoff=KICKOFF, feed="nfl_official",
            native_id=self.native_id, week=8, replay_id="replay", wall_clock=WallClock.MADE,
        )  # fmt: skip

    def _next(self, kind: str) -> dict[str, Any]:
        self.offset += 1
        return {
            "message_id": message_uuid(self.game_id, kind, self.offset),
            "game_id": self.game_id,
            "offset": self.offset,
            "observed_at": KICKOFF + timedelta(seconds=self.offset),
        }

    def state(self, home: int = 0, away: int = 0, clock: str = "15:00", phase: str = "in_play") -> GameUpdate:
        return GameUpdate(
            **self._next("state"), game=self.game, revision=self.offset, phase=phase, period=1,
            game_clock=clock, home_score=home, away_score=away, possession="home", down=2, distance=7,
            yards_to_goal=43, timeouts_home=3, timeouts_away=2, momentum=0.25,
            description="M.Ingram up the middle",
        )  # fmt: skip

    def predicted(self, home: float, update: dict[str, Any] | None = None, **told: Any) -> PredictionUpdate:
        """A prediction; `update` changes what is said beside it, `told` what the model told."""
        base = self._next("prediction")
        prediction = Prediction(
            game_id=self.game_id, revision=self.offset, play_id="41", home_win_probability=home,
            away_win_probability=1 - home, confidence=0.8, model_version="3",
            features={"score_differential": 3.0, "yards_to_goal": float("nan")},
            observed_at=base["observed_at"],
        )  # fmt: skip
        return PredictionUpdate(**base, prediction=replace(prediction, **told), **(update or {}))

    def foretold(self, home: float = 0.64) -> PredictionUpdate:
        """A prediction with all that may stand beside one."""
        coming = NextEvent(score={"none": 0.25, "home touchdown": 0.75}, stop={"none": 1.0}, until_score=4.5)
        return self.predicted(
            home, {"market": 0.66, "blended": 0.655, "game_call": 0.85}, low=0.6, high=0.68,
            model_share=0.16, reached=0.85, called=0.9, next_event=coming,
        )  # fmt: skip

    def retracted(self, *false: PredictionUpdate) -> PredictionRetracted:
        ids = tuple(one.message_id for one in false)
        return PredictionRetracted(**self._next("retracted"), retracts=ids, reason="play_corrected")

    def quoted(self, price: float, before: float | None = None, bookmaker: str = "sim:anchor") -> OddsUpdate:
        return OddsUpdate(
            **self._next("odds"), bookmaker=bookmaker, market=Market(MarketKind.SPREAD, -3.5),
            selection=Selection.HOME, price_before=None if before is None else Price(before),
            price_after=Price(price), line_before=None if before is None else -3.0, line_after=-3.5,
            line_movement=0.0 if before is None else -0.5, significance=0.4, status=MarketStatus.OPEN,
        )  # fmt: skip

    def suspended(self, bookmaker: str = "sim:anchor") -> StatusUpdate:
        return StatusUpdate(
            **self._next("status"),
            bookmaker=bookmaker,
            kind=MarketKind.SPREAD,
            status=MarketStatus.SUSPENDED,
        )

    def bet(self, edge: float, name: str = "first") -> ValueBet:
        return ValueBet(
            **self._next("value"), value_bet_id=message_uuid(self.game_id, "bet", name),
            bookmaker="sim:anchor",
            market=Market(MarketKind.MONEYLINE), selection=Selection.HOME, price=Price(2.1), fair_odds=2.04,
            model_probability=0.51, edge=edge, confidence=0.8, recommended_stake=0.016, model_version="3",
        )  # fmt: skip

    def withdrawn(self, name: str = "first") -> ValueBetWithdrawn:
        bet_id = message_uuid(self.game_id, "bet", name)
        return ValueBetWithdrawn(**self._next("withdrawn"), value_bet_id=bet_id, reason="suspended")

    def settled(self, name: str = "first") -> ValueBetSettled:
        bet_id = message_uuid(self.game_id, "bet", name)
        return ValueBetSettled(
            **self._next("settled"),
            value_bet_id=bet_id,
            outcome="won",
            price=Price(2.1),
            recommended_stake=0.016,
        )

    def event(self, event_type: str = "touchdown", **data: str) -> KeyEvent:
        return KeyEvent(
            **self._next("event"), event_type=event_type, description="L.Jackson 8 yd run, touchdown",
            side="home", play_id="41", game_clock="12:04", period=1, impact_score=0.11,
            probability_change={"home": 0.11, "away": -0.11}, data=data or {"yards": 8},
        )  # fmt: skip

    def finding(self) -> Finding:
        return Finding(**self._next("finding"), finding="clock_backwards", detail="12:04 after 11:58")


@dataclass
class Gateway:
    """A running gateway, as its clients see it."""

    port: int
    server: uvicorn.Server
    redis_url: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, user: str = "ann", minutes: float = 5) -> str:
        return Tokens(KEY).issue(user, minutes=minutes, now=SystemClock().now())

    def headers(self, user: str = "ann") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(user)}"}

    def client(self, user: str = "ann") -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=self.headers(user), verify=False)

    async def say(self, *messages: Published, fed_ns: int | None = None) -> None:
        """Say messages and wait until the gateway has taken them in."""
        async with Redis.from_url(self.redis_url) as redis:
            await RedisBus(redis, PARTITIONS, 100_000).say(
                (messages, {} if fed_ns is None else {"fed": fed_ns})
            )
        hub = self.server.config.app.state.parts.hub
        last = messages[-1]
        await until(
            lambda: hub.pictures.get(last.game_id) and hub.pictures[last.game_id].offset >= last.offset
        )

    @asynccontextmanager
    async def socket(
        self, game_id: object, user: str = "ann", query: str = "", **options: Any
    ) -> AsyncIterator[ClientConnection]:
        """A socket with the token in its header."""
        address = f"ws://127.0.0.1:{self.port}/live/games/{game_id}{query}"
        options = {"additional_headers": self.headers(user), "compression": None} | options
        async with connect(address, **options) as socket:
            yield socket


async def until(holds: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something holds that another thread brings about."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - another thread brings it about
            await asyncio.sleep(0.002)


async def next_frame(socket: ClientConnection) -> dict[str, Any]:
    """The next frame, read."""
    async with asyncio.timeout(10):
        frame: dict[str, Any] = json.loads(await socket.recv())
    return frame


Start = Callable[..., Awaitable[Gateway]]


@pytest.fixture
def key() -> bytes:
    """What the gateways here sign tokens with."""
    return KEY


@pytest.fixture
def story() -> Callable[[str], Story]:
    return Story


@pytest.fixture
def read() -> Callable[[ClientConnection], Awaitable[dict[str, Any]]]:
    return next_frame


@pytest.fixture
def wait_until() -> Callable[..., Awaitable[None]]:
    return until


@pytest.fixture
def start_gateway(redis_url: str, database_url: str) -> Iterator[Start]:
    """Starts gateways over the test's Redis and PostgreSQL; all stop with the test."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    own = {"redis_url": redis_url, "database_url": database_url}

    async def start(**others: str) -> Gateway:
        addresses = Addresses(**(own | others), partitions=PARTITIONS, stream_bound=100_000)
        server = uvicorn.Server(config(create_app(addresses, KEY), port=0))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        await until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        await until(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz", verify=False).status_code == 200)
        return Gateway(port, server, addresses.redis_url)

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
async def gateway(start_gateway: Start) -> Gateway:
    """One running gateway."""
    return await start_gateway()
