"""How long is a quote under way, from the feed to a WebSocket client?

One game, 200 quotes a second, one client, the real processes (bus, decide, gateway). Taken from the instant
at which the quote is handed to the bus to the one at which the client has read its `odds_update`. Beside it,
in the same run, the floor: as many bytes through one Redis stream and one bare WebSocket server.
"""

import asyncio
import json
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from bench.house import PARTITIONS, House, running
from livebet.domain.clock import stamp_ns
from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import GameListed, QuoteSeen
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.embedded.server import free_port
from livebet.stream.redis_streams import RedisBus

P50_LIMIT_MS, P99_LIMIT_MS = 5.0, 25.0
RATE = 200
WARM_UP, COUNTED = 200, 4_000
KICKOFF = datetime(2019, 9, 8, 17, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("nfl_official", "2019090800", "bench"), sport=Sport.NFL, season=2019,
    season_type=SeasonType.REGULAR, home_team="CAR", away_team="LA", kickoff=KICKOFF, feed="nfl_official",
    native_id="2019090800",
)  # fmt: skip
_FLOOR_STREAM = "bench:floor"


def quote(number: int) -> QuoteSeen:
    """The number-th quote: four bookmakers in turn, each price new, so that each is news to a client."""
    at = KICKOFF + timedelta(milliseconds=5 * number)
    selection = (Selection.HOME, Selection.AWAY)[number // 4 % 2]
    price = Price(1.8 + (number // 8) % 50 / 250)
    told = Quote(f"sim:bench{number % 4}", MONEYLINE, selection, price)
    return QuoteSeen(game_id=GAME.game_id, quote=told, observed_at=at)


def summary(taken: list[float]) -> dict[str, float]:
    """Median and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(taken, n=100)
    return {"p50_ms": round(cuts[49], 3), "p99_ms": round(cuts[98], 3)}


@asynccontextmanager
async def client_of(house: House) -> AsyncIterator[ClientConnection]:
    """A signed-in client of the game that has read its snapshot."""
    address = f"127.0.0.1:{house.gateway_port}/live/games/{GAME.game_id}"
    headers = {"Authorization": f"Bearer {house.token}"}
    async with httpx.AsyncClient(headers=headers) as client:
        for _ in range(200):
            if (await client.get(f"http://{address}/state")).status_code == 200:
                break
            await asyncio.sleep(0.05)
    async with connect(f"ws://{address}", additional_headers=headers, compression=None) as socket:
        while json.loads(await socket.recv())["message_type"] != "snapshot":
            pass
        yield socket


async def _paced(count: int) -> AsyncIterator[int]:
    began = asyncio.get_running_loop().time()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE - asyncio.get_running_loop().time()))
        yield number


async def ticks(house: House, bus: RedisBus) -> tuple[list[float], int]:
    """Milliseconds of each counted quote, and the size of a frame."""
    fed: list[int] = []
    taken: list[float] = []
    size = 0
    async with client_of(house) as socket:

        async def read() -> None:
            nonlocal size
            while len(taken) < WARM_UP + COUNTED:
                frame = await socket.recv(decode=False)
                now = stamp_ns()
                if json.loads(frame)["message_type"] == "odds_update":
                    size = len(frame)
                    taken.append((now - fed[len(taken)]) / 1e6)

        reading = asyncio.create_task(read())
        async for number in _paced(WARM_UP + COUNTED):
            fed.append(stamp_ns())
            await bus.tell([quote(number)], {"fed": fed[-1]})
        await asyncio.wait_for(reading, 30)
    return taken[WARM_UP:], size


async def floor(redis: Redis, size: int) -> list[float]:
    """The same through one stream and one bare WebSocket, nothing decided."""
    fed: list[int] = []
    taken: list[float] = []
    count = WARM_UP + COUNTED // 4

    async def relay(socket: ServerConnection) -> None:
        after: Any = "0-0"
        sent = 0
        while sent < count:
            for _, entries in await redis.xread({_FLOOR_STREAM: after}, block=1000):
                for _, fields in entries:
                    await socket.send(fields[b"b"])
                sent, after = sent + len(entries), entries[-1][0]

    port = free_port()
    async with serve(relay, "127.0.0.1", port, compression=None), connect(
        f"ws://127.0.0.1:{port}", compression=None
    ) as socket:  # fmt: skip

        async def read() -> None:
            for number in range(count):
                await socket.recv(decode=False)
                taken.append((stamp_ns() - fed[number]) / 1e6)

        reading = asyncio.create_task(read())
        async for _ in _paced(count):
            fed.append(stamp_ns())
            await redis.xadd(_FLOOR_STREAM, {"b": b"x" * size}, maxlen=100_000)
        await asyncio.wait_for(reading, 30)
    return taken[WARM_UP:]


async def measure(house: House) -> dict[str, Any]:
    """Quotes through the house, then the floor."""
    async with Redis.from_url(house.redis_url) as redis:
        bus = RedisBus(redis, PARTITIONS, 100_000)
        await bus.tell([GameListed(game=GAME, observed_at=KICKOFF)], {"fed": stamp_ns()})
        taken, size = await ticks(house, bus)
        bare = summary(await floor(redis, size))
    return {**summary(taken), "floor_p50_ms": bare["p50_ms"], "floor_p99_ms": bare["p99_ms"]}


def main() -> int:
    """Measure and print; 1 where a limit is missed."""
    with running(with_model=False) as house:
        found = asyncio.run(measure(house))
    limits = {"p50_limit_ms": P50_LIMIT_MS, "p99_limit_ms": P99_LIMIT_MS, "per_second": RATE}
    print(json.dumps({"question": "quote at the feed to WebSocket client", **found, **limits}))
    return int(found["p50_ms"] > P50_LIMIT_MS or found["p99_ms"] > P99_LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
