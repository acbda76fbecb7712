"""The review process: what forecasts were worth, game by game (`python -m livebet.services.review`).

It follows what is said of games, remembers one forecast a game and phase, and as a game ends lets the guard
bet on it, tells the model service, whose members' weights then move, and puts alarms on the board.
"""

import asyncio
from functools import partial
from uuid import UUID

import asyncpg
import httpx
import stamina
import structlog
import uvloop
from prometheus_client import start_http_server
from redis import Redis
from redis.exceptions import RedisError

from livebet.domain.clock import SystemClock
from livebet.domain.games import Sport
from livebet.services.guard_board import GuardBoard
from livebet.services.logs import configure_logs, fault
from livebet.services.reviewer import HEARD, Reviewer
from livebet.services.stopping import on_stop
from livebet.settings import Settings, settings
from livebet.stream.bus import Bus, outbound
from livebet.stream.connect import open_bus

TROUBLE = (OSError, RedisError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""Of a server, not of a message: it passes, or a person sees to it; what is in the streams waits."""
METRICS_STEP = 3
"""Behind decide, record and ingest, counted from LIVEBET_METRICS_PORT."""
TOGETHER_S = 0.25
"""What is said meanwhile is reviewed in one transaction."""
QUIET_S = 10.0
"""After so long the place in the streams is written down even where nothing was to be reviewed."""
_LONGEST_WAIT_S = 5.0

log = structlog.get_logger()


async def follow(bus: Bus, reviewer: Reviewer, stop: asyncio.Event) -> None:
    """Review what is said until `stop` is set; what was read by then is reviewed before it returns."""
    clock = asyncio.get_running_loop().time
    places = await reviewer.places(map(outbound, range(bus.partitions)))
    waiting: list[HEARD] = []
    reached: dict[str, str] = {}
    written = clock()
    async for batch in bus.read(places):
        waiting += [entry.message for entry in batch if isinstance(entry.message, HEARD)]
        reached |= {entry.stream: entry.entry_id for entry in batch}
        patience = TOGETHER_S if waiting else QUIET_S
        if reached and (stop.is_set() or clock() - written >= patience):
            await reviewer.review(waiting, reached)
            waiting, reached, written = [], {}, clock()
        if stop.is_set():
            return


@stamina.retry(on=httpx.TransportError, attempts=3, timeout=5.0, wait_initial=0.1, wait_max=1.0)
async def _post(client: httpx.AsyncClient, sport: Sport, game_id: UUID, home_won: float) -> None:
    body = {"game_id": str(game_id), "sport": sport.value, "home_won": home_won}
    (await client.post("/settle", json=body)).raise_for_status()


async def settle(client: httpx.AsyncClient, sport: Sport, game_id: UUID, home_won: float) -> None:
    """Tell the model service how a game ended; one that does not take it keeps its weights."""
    try:
        await _post(client, sport, game_id, home_won)
    except httpx.HTTPError as trouble:
        log.warning("the model service was not told of a result", game_id=str(game_id), fault=fault(trouble))


async def review(of: Settings) -> None:
    """Review until the process is told to stop."""
    if of.database_url is None or of.redis_url is None:
        raise SystemExit("no servers: set LIVEBET_DATABASE_URL and LIVEBET_REDIS_URL, or use `livebet up`")
    stop = asyncio.Event()
    on_stop(stop.set)
    address = of.database_url.get_secret_value()
    with Redis.from_url(of.redis_url.get_secret_value(), socket_timeout=5) as client:
        async with (
            asyncpg.create_pool(address, min_size=0, max_size=2, command_timeout=60) as pool,
            httpx.AsyncClient(base_url=of.serving_url, timeout=5.0) as service,
        ):
            bus, board, tell = open_bus(of), GuardBoard(client), partial(settle, service)
            while not stop.is_set():
                patiently = stamina.retry_context(
                    on=TROUBLE, attempts=None, timeout=None, wait_initial=0.1, wait_max=_LONGEST_WAIT_S
                )
                async for attempt in patiently:
                    with attempt:
                        await follow(bus, Reviewer(pool, board, tell, SystemClock()), stop)


def main() -> None:
    """Run the process; a signal ends it with status 0 once everything read is reviewed."""
    of = settings()
    configure_logs()
    start_http_server(of.metrics_port + METRICS_STEP, addr="127.0.0.1")
    uvloop.run(review(of))


if __name__ == "__main__":
    main()
