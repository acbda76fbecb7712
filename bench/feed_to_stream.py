"""How long is a quote under way, from a feed's payload in hand to the log that decisions are made from?

A reader in the live ingest hands payloads of The Odds API, one game and five bookmakers, ten quotes each, at
twenty a second. Taken from the instant at which the payload is handed over (archived, parsed, placed, merged,
judged, told to the bus) to the one at which the last of its ten entries was read from the Redis stream
`livebet:in:*`. Beside it, in the same run, the floor: entries of the same bytes put by bare XADDs in one
pipeline and read the same way. The last line is JSON.
"""

import asyncio
import json
import statistics
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from redis.asyncio import Redis

from livebet.archive.writer import ArchiveWriter
from livebet.domain.clock import SystemClock, stamp_ns
from livebet.domain.messages import QuoteSeen
from livebet.embedded import redis as embedded
from livebet.embedded.server import free_port
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.registry import FEEDS
from livebet.feeds.the_odds_api import NAME
from livebet.services.calm import calm_collector
from livebet.services.feed_states import FeedStates
from livebet.services.live_ingest import LiveIngest, keeping
from livebet.stream.bus import inbound
from livebet.stream.codec import decode
from livebet.stream.redis_streams import RedisBus

P99_LIMIT_MS = 5.0
RATE = 20
WARM_UP, COUNTED = 60, 600
QUOTES = 10
KICKOFF = datetime(2030, 9, 8, 17, tzinfo=UTC)
BOOKMAKERS = ("draftkings", "fanduel", "betmgm", "betrivers", "pinnacle")
HOME, AWAY = "Carolina Panthers", "Los Angeles Rams"
_STREAM, _FLOOR_STREAM = inbound(0), "bench:floor"
_PATIENCE = 60


def body(number: int) -> bytes:
    """The number-th answer: every price stamped anew, every other one new."""
    stamp = f"{KICKOFF + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}"
    home = 1.8 + number // 2 % 50 / 250
    outcomes = [{"name": HOME, "price": round(home, 3)}, {"name": AWAY, "price": round(3.85 - home, 3)}]
    markets = [{"key": "h2h", "last_update": stamp, "outcomes": outcomes}]
    game = {
        "id": "bench",
        "sport_key": "americanfootball_nfl",
        "commence_time": f"{KICKOFF:%Y-%m-%dT%H:%M:%SZ}",
        "home_team": HOME,
        "away_team": AWAY,
        "bookmakers": [{"key": key, "last_update": stamp, "markets": markets} for key in BOOKMAKERS],
    }
    return json.dumps([game]).encode()


class Reader:
    """A live feed that has a payload ready whenever one is due."""

    name = NAME

    def __init__(self) -> None:
        """Begin with the first payload."""
        self.handed: list[int] = []

    async def run(self, outlet: Outlet) -> None:
        """Hand all payloads, then wait to be stopped."""
        async for number in paced(WARM_UP + COUNTED):
            payload = Payload(
                feed=NAME, target="odds", session="odds", received_at=SystemClock().now(), body=body(number)
            )
            self.handed.append(stamp_ns())
            await outlet.hand(payload)
        await asyncio.Event().wait()


async def paced(count: int) -> AsyncIterator[int]:
    """Numbers at `RATE` a second."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE - loop.time()))
        yield number


async def through(redis: Redis, bus: RedisBus, home: Path) -> tuple[list[float], list[bytes]]:
    """Milliseconds of each counted payload through the live ingest, and the bodies of ten entries."""
    reader, read = Reader(), dict[int, tuple[int, int]]()
    ingest = LiveIngest(
        [reader], FEEDS, bus, FeedStates(redis), keeping(ArchiveWriter(home / "archive"), 1), SystemClock()
    )
    running = asyncio.create_task(ingest.run())
    async with asyncio.timeout(_PATIENCE + (WARM_UP + COUNTED) / RATE):
        after: bytes | str = "0-0"
        while read.get(WARM_UP + COUNTED - 1, (0, 0))[0] < QUOTES:
            for _, entries in await redis.xread({_STREAM: after}, block=1000):
                now, after = stamp_ns(), entries[-1][0]
                for _, fields in entries:
                    message = decode(fields[b"k"].decode(), fields[b"b"])
                    if isinstance(message, QuoteSeen):
                        number = int((message.observed_at - KICKOFF).total_seconds())
                        read[number] = (read.get(number, (0, 0))[0] + 1, now)
    ingest.stop()
    await running
    taken = [(read[n][1] - handed) / 1e6 for n, handed in enumerate(reader.handed)]
    entries = await redis.xrevrange(_STREAM, count=QUOTES)
    return taken[WARM_UP:], [fields[b"b"] for _, fields in entries]


async def floor(redis: Redis, bodies: list[bytes]) -> list[float]:
    """The same bytes by bare XADDs."""
    fed, taken = list[int](), list[float]()

    async def read() -> None:
        after, count = "0-0", 0
        while len(taken) < WARM_UP + COUNTED:
            for _, entries in await redis.xread({_FLOOR_STREAM: after}, block=1000):
                now, after, count = stamp_ns(), entries[-1][0], count + len(entries)
                taken.extend((now - fed[n]) / 1e6 for n in range(len(taken), count // QUOTES))

    reading = asyncio.create_task(read())
    async for _ in paced(WARM_UP + COUNTED):
        fed.append(stamp_ns())
        async with redis.pipeline(transaction=False) as pipe:
            for one in bodies:
                pipe.xadd(_FLOOR_STREAM, {"k": "QuoteSeen", "b": one}, maxlen=100_000, approximate=True)
            await pipe.execute()
    await asyncio.wait_for(reading, _PATIENCE)
    return taken[WARM_UP:]


def summary(taken: list[float]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    cuts = statistics.quantiles(taken, n=100)
    return round(cuts[49], 3), round(cuts[98], 3)


async def measure(url: str, home: Path) -> dict[str, float]:
    """Payloads through the ingest, then the floor."""
    async with Redis.from_url(url) as redis:
        taken, bodies = await through(redis, RedisBus(redis, 1, 100_000), home)
        bare = await floor(redis, bodies)
    (p50, p99), (floor_p50, floor_p99) = summary(taken), summary(bare)
    added = {"added_p50_ms": round(p50 - floor_p50, 3)}
    return {"p50_ms": p50, "p99_ms": p99, "floor_p50_ms": floor_p50, "floor_p99_ms": floor_p99, **added}


def main() -> int:
    """Measure and print; 1 where the limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with embedded.start(home, free_port()) as server:
            calm_collector()
            found = asyncio.run(measure(server.url, home))
    limits = {"p99_limit_ms": P99_LIMIT_MS, "ratio": round(found["p99_ms"] / P99_LIMIT_MS, 3)}
    question = "payload in hand to entry on the inbound stream"
    print(json.dumps({"question": question, **found, **limits, "quotes_a_second": QUOTES * RATE}))
    return int(found["p99_ms"] > P99_LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
