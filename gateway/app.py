"""The gateway, wired in one place: `create_app` for a server, `main` for a process."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from redis import Redis as SyncRedis
from redis.asyncio import Redis

from gateway import problems
from gateway.archive import Archive
from gateway.champion import Boards
from gateway.description import describe
from gateway.hub import Hub
from gateway.limits import BoundedBody
from gateway.live import Live
from gateway.metrics import Metrics
from gateway.routes import alerts, feeds, games, health, models, page, stream
from gateway.sockets import LiveBettingWebSocket
from gateway.stored import open_archive
from gateway.subscriptions import Subscriptions
from gateway.tokens import Tokens, read_key
from gateway.transport import PreparedSocket
from gateway.wiring import Parts
from livebet.domain.clock import Clock, SystemClock
from livebet.services.feed_states import FeedStates
from livebet.services.guard_board import GuardBoard
from livebet.services.logs import configure_logs
from livebet.services.weight_board import WeightBoard
from livebet.settings import settings
from livebet.stream.bus import Bus
from livebet.stream.redis_streams import RedisBus

_FRAME_BYTES = 16 * 1024
"""The longest frame that a client may send: a token and some room."""
_GOODBYE_SECONDS = 5
_BOARD_SECONDS = 2.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the gateway's servers are; the addresses hold passwords, so they are not shown."""

    redis_url: str = field(repr=False)
    database_url: str = field(repr=False)
    partitions: int
    stream_bound: int


def _parts(
    bus: Bus, archive: Archive, tokens: Tokens, clock: Clock, feeds: FeedStates, boards: Boards
) -> Parts:
    metrics = Metrics()
    sockets = LiveBettingWebSocket(metrics)
    subscriptions = Subscriptions(archive)
    hub = Hub(bus, sockets, subscriptions, metrics)
    return Parts(tokens, clock, metrics, sockets, subscriptions, hub, Live(hub, archive, boards), feeds)


def _ended(hub: Hub, task: asyncio.Task[None]) -> None:
    """A hub that broke makes the gateway unready; that it was told to stop is no news."""
    hub.is_current = False
    if not task.cancelled() and (broken := task.exception()) is not None:
        log.error("hub_broke", exc_info=broken)


@asynccontextmanager
async def _running(parts: Parts) -> AsyncIterator[None]:
    await parts.subscriptions.load()
    following = asyncio.create_task(parts.hub.run(), name="hub")
    following.add_done_callback(partial(_ended, parts.hub))
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait({following})


def create_app(addresses: Addresses, key: bytes, clock: Clock | None = None) -> FastAPI:
    """The application; it connects when it is served, and needs `PreparedSocket` as uvicorn's `ws`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        client = Redis.from_url(addresses.redis_url)
        bus = RedisBus(client, addresses.partitions, addresses.stream_bound)
        with SyncRedis.from_url(addresses.redis_url, socket_timeout=_BOARD_SECONDS) as plain:
            boards = Boards(GuardBoard(plain), WeightBoard(plain))
            async with client, open_archive(addresses.database_url) as archive:
                tokens, feeds = Tokens(key), FeedStates(client)
                parts = _parts(bus, archive, tokens, clock or SystemClock(), feeds, boards)
                app.state.parts = parts
                async with _running(parts):
                    yield

    app = FastAPI(**describe(), lifespan=lifespan)
    for routes in (games, feeds, models, alerts, stream, health, page):
        app.include_router(routes.router)
    page.mount(app)
    problems.install(app)
    app.add_middleware(BoundedBody)
    return app


def config(app: FastAPI, port: int) -> uvicorn.Config:
    """How uvicorn serves the gateway: loopback, no compression; what it logs goes where all logs go."""
    return uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        ws=PreparedSocket,
        ws_max_size=_FRAME_BYTES,
        ws_per_message_deflate=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_GOODBYE_SECONDS,
    )


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Uvicorn says goodbye to its clients, then raises the signal again: to be told to stop is no failure."""
    raise SystemExit(0)


def main() -> None:
    """Serve the gateway of this home until it is told to stop."""
    ours = settings()
    configure_logs(requests=True)
    if ours.redis_url is None or ours.database_url is None:
        raise SystemExit("set LIVEBET_REDIS_URL and LIVEBET_DATABASE_URL, or start all with: livebet up")
    addresses = Addresses(
        redis_url=ours.redis_url.get_secret_value(),
        database_url=ours.database_url.get_secret_value(),
        partitions=ours.partitions,
        stream_bound=ours.stream_bound,
    )
    for told_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told_to_stop, _leave)
    app = create_app(addresses, read_key(ours.home / "secret"))
    uvicorn.Server(config(app, ours.gateway_port)).run()
