"""What one delivery to one of a thousand WebSocket clients costs the gateway, beside the bare floor.

The floor is a loop that writes the same finished bytes to as many plain sockets. Each server runs in a
process of its own; its CPU time is read from outside. Latency is from the bus (or the floor's order) to
each client. The last line is JSON; `ratio` is of CPU time a delivery, its limit 2.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

import httpx
import psutil
import uvloop
from redis.asyncio import Redis

from gateway.frames import frame_of
from gateway.tokens import Tokens, read_key
from livebet.domain.clock import SystemClock
from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid, message_uuid
from livebet.domain.markets import MONEYLINE, MarketStatus, Selection
from livebet.domain.messages import GameUpdate, OddsUpdate, Published
from livebet.domain.prices import Price
from livebet.embedded import postgres, redis, server
from livebet.settings import environment
from livebet.storage import migrate
from livebet.stream.redis_streams import RedisBus

CLIENTS = 1_000
MESSAGES = 60
EVERY_SECONDS = 0.1
LIMIT = 2.0
KICKOFF = datetime(2019, 11, 3, 18, tzinfo=UTC)
GAME = game_uuid("nfl_official", "bench")


class Reader(asyncio.Protocol):
    """A client that counts frames (the first says that it is heard) and notes when each came."""

    def __init__(self, request: bytes) -> None:
        self.request, self.rest, self.came = request, b"", list[float]()
        self.upgraded = not request

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        if self.request:
            cast("asyncio.WriteTransport", transport).write(self.request)

    def data_received(self, data: bytes) -> None:
        """Cut the bytes into frames."""
        self.rest += data
        if not self.upgraded:
            head, found, rest = self.rest.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(head.decode())
            self.upgraded, self.rest = True, rest
        while (size := _frame_size(self.rest)) and len(self.rest) >= size:
            self.rest = self.rest[size:]
            self.came.append(time.perf_counter())


def _same(reader: Reader) -> Reader:
    return reader


def _frame_size(data: bytes) -> int:
    """Bytes of the server's frame that `data` begins with; 0 where even its head is not whole."""
    if len(data) < 10:
        return 0
    short = data[1] & 0x7F
    if short < 126:
        return 2 + short
    return 4 + int.from_bytes(data[2:4]) if short == 126 else 10 + int.from_bytes(data[2:10])


def state() -> GameUpdate:
    """The game's first message."""
    game = Game(
        game_id=GAME, sport=Sport.NFL, season=2019, season_type=SeasonType.REGULAR, home_team="BAL",
        away_team="NE", kickoff=KICKOFF, feed="nfl_official", native_id="bench",
    )  # fmt: skip
    return GameUpdate(
        message_id=message_uuid(GAME, "game", 1), game_id=GAME, offset=1, observed_at=KICKOFF, game=game,
        revision=0, phase="in_play", period=1, game_clock="15:00", home_score=0, away_score=0,
        possession=None, down=0, distance=0, yards_to_goal=None, timeouts_home=3, timeouts_away=3,
        momentum=0.0, description="",
    )  # fmt: skip


def odds(number: int) -> OddsUpdate:
    """One of many quotes."""
    return OddsUpdate(
        message_id=message_uuid(GAME, "odds", number), game_id=GAME, offset=number + 2,
        observed_at=KICKOFF + timedelta(milliseconds=number), bookmaker="sim:anchor", market=MONEYLINE,
        selection=Selection.HOME, price_before=Price(1.9), price_after=Price(1.8), line_before=None,
        line_after=None, line_movement=0.0, significance=0.25, status=MarketStatus.OPEN,
    )  # fmt: skip


async def measure(
    port: int, request: bytes, pid: int, send: Callable[[int], Awaitable[None]]
) -> dict[str, float]:
    """Connect the clients, send the messages at their pace, and see what came when at which cost."""
    loop = asyncio.get_running_loop()
    readers = [Reader(request) for _ in range(CLIENTS)]
    for reader in readers:
        await loop.create_connection(partial(_same, reader), "127.0.0.1", port)
    await _until(lambda: all(reader.came for reader in readers))
    process = psutil.Process(pid)
    before, sent = sum(process.cpu_times()[:2]), list[float]()
    for number in range(MESSAGES):
        sent.append(time.perf_counter())
        await send(number)
        await asyncio.sleep(EVERY_SECONDS)
    await _until(lambda: all(len(reader.came) > MESSAGES for reader in readers))
    cost = sum(process.cpu_times()[:2]) - before
    late = [1e3 * (at - began) for reader in readers for at, began in zip(reader.came[1:], sent, strict=True)]
    cuts = statistics.quantiles(late, n=100)
    return {"cpu_us": 1e6 * cost / len(late), "p50_ms": cuts[49], "p99_ms": cuts[98]}


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - what other processes do has no event
            await asyncio.sleep(0.01)


async def through_gateway(home: Path, port: int, redis_url: str, pid: int) -> dict[str, float]:
    """The gateway's own figures, messages said on the bus."""
    token = Tokens(read_key(home / "secret")).issue("bench", minutes=10, now=SystemClock().now())
    request = (
        f"GET /live/games/{GAME} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()
    async with Redis.from_url(redis_url) as client:
        bus = RedisBus(client, 4, 100_000)

        async def say(message: Published) -> None:
            await bus.say(([message], {}))

        await say(state())
        await _until(lambda: _games(port) == 1)
        return await measure(port, request, pid, lambda number: say(odds(number)))


async def bare_floor() -> None:
    """The floor: on every line of standard input, the same bytes to every socket that is open."""
    transports: list[asyncio.WriteTransport] = []
    frame = frame_of(odds(0))

    class Writer(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            transports.append(cast("asyncio.WriteTransport", transport))
            transports[-1].write(frame)

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(Writer, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while await orders.readline():
        for transport in transports:
            transport.write(frame)


async def through_floor() -> dict[str, float]:
    """The floor's figures."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.fanout", "--floor", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    orders, port = process.stdin, int(await process.stdout.readline())

    async def order(_number: int) -> None:
        orders.write(b"\n")
        await orders.drain()

    try:
        return await measure(port, b"", process.pid, order)
    finally:
        orders.close()
        await process.wait()


def gateway_figures(home: Path) -> dict[str, float]:
    """Start what the gateway needs, then measure it."""
    with (
        redis.start(home, server.free_port()) as bus,
        postgres.start(home, server.free_port()) as database,
    ):
        migrate.upgrade(database.url)
        port = server.free_port()
        over = {
            "LIVEBET_HOME": str(home), "LIVEBET_GATEWAY_PORT": str(port),
            "LIVEBET_REDIS_URL": bus.url, "LIVEBET_DATABASE_URL": database.url,
        }  # fmt: skip
        command = [sys.executable, "-m", "gateway"]
        process = subprocess.Popen(command, env=environment(over), stderr=subprocess.DEVNULL)
        try:
            _await_healthy(port)
            return uvloop.run(through_gateway(home, port, bus.url, process.pid))
        finally:
            process.terminate()
            process.wait(20)


def _games(port: int) -> int:
    found: int = httpx.get(f"http://127.0.0.1:{port}/readyz", verify=False).json()["games"]
    return found


def _await_healthy(port: int) -> None:
    transport = httpx.HTTPTransport(retries=6, verify=False)
    with httpx.Client(transport=transport) as client:
        client.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()


def main() -> int:
    """Measure the floor, then the gateway."""
    if "--floor" in sys.argv:
        uvloop.run(bare_floor())
        return 0
    floor = uvloop.run(through_floor())
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o711)
        ours = gateway_figures(home)
        postgres.erase(home)
    ratio = ours["cpu_us"] / floor["cpu_us"]
    figures = {f"gateway_{name}": round(value, 2) for name, value in ours.items()}
    figures |= {f"floor_{name}": round(value, 2) for name, value in floor.items()}
    ok = ratio <= LIMIT
    print(
        json.dumps(
            {
                "bench": "fanout",
                "clients": CLIENTS,
                **figures,
                "ratio": round(ratio, 2),
                "limit": LIMIT,
                "ok": ok,
            }
        )
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
