"""The ingest process: `python -m cli.ingest [--slate 2019-09-08] [--speed 30] ...`.

Ends with status 0 when the slate was told to its end, or when it is told to stop (SIGTERM, SIGINT); its
place is kept, and the next start goes on from there.
"""

import argparse
import asyncio
from collections.abc import Callable, Sequence

from prometheus_client import start_http_server

from livebet.chaos import Rates
from livebet.domain.clock import SystemClock
from livebet.feeds.slates import NoSuchSlateError
from livebet.services.calm import calm_collector
from livebet.services.feeder import Feeder, Wanted
from livebet.services.logs import configure_logs
from livebet.services.replay_state import ReplayState, ReplayStore
from livebet.services.stopping import on_stop
from livebet.services.strengths import ExpectedMargin
from livebet.settings import Settings, settings
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

_METRICS_AFTER = 2
"""The third of the processes that count up from the metrics port."""


async def ingest(of: Settings, wanted: Wanted, expected: ExpectedMargin) -> ReplayState:
    """Play a slate until it ends or the process is told to stop.

    Raises:
        ValueError: no Redis was named, or no such slate.
    """
    if of.redis_url is None:
        raise ValueError("no Redis: set LIVEBET_REDIS_URL, or let `livebet up` start one")
    async with redis_client(of.redis_url.get_secret_value()) as client:
        bus = RedisBus(client, of.partitions, of.stream_bound)
        calm_collector()
        feeder = Feeder(bus, ReplayStore(client), SystemClock())
        on_stop(feeder.stop)
        return await feeder.run(wanted, expected)


def arguments(argv: Sequence[str] | None = None) -> Wanted:
    """What the command line asks for; a wrong one ends the process with status 2 and a word."""
    parser = argparse.ArgumentParser(prog="ingest", description="Play a slate of recorded games as if live.")
    parser.add_argument(
        "--slate",
        default="",
        help="name or date (2019-09-08), a week of the season, a raw day (raw:2026-11-22)",
    )
    parser.add_argument("--replay-id", default="", help="a new one by default; an unfinished one is resumed")
    parser.add_argument("--speed", type=_speed, default=30.0, help="times real time; inf for no waiting")
    parser.add_argument("--minutes", type=_minutes, help="only so many minutes from the kickoff")
    parser.add_argument("--games", type=int, help="only so many games of the slate")
    parser.add_argument("--simulated", type=int, default=0, help="so many simulated NBA and MLB games each")
    parser.add_argument("--start-at", type=float, help="tell all before this minute at once")
    parser.add_argument("--chaos", type=_rate, default=0.0, help="disturb what is told at this rate")
    return Wanted(**vars(parser.parse_args(argv)))


def _speed(text: str) -> float:
    speed = float(text)
    if not speed > 0.0:
        raise argparse.ArgumentTypeError(f"a speed is above 0, not {text}")
    return speed


def _minutes(text: str) -> float:
    minutes = float(text)
    if not minutes > 0.0:
        raise argparse.ArgumentTypeError(f"minutes are above 0, not {text}")
    return minutes


def _rate(text: str) -> float:
    try:
        return Rates.all_at(float(text)).drop
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def main(expecting: Callable[[], ExpectedMargin], argv: Sequence[str] | None = None) -> int:
    """Run the process; its exit status. `expecting` opens what knows the expected margins."""
    wanted, of = arguments(argv), settings()
    configure_logs()
    start_http_server(of.metrics_port + _METRICS_AFTER, addr="127.0.0.1")
    try:
        state = asyncio.run(ingest(of, wanted, expecting()))
    except NoSuchSlateError as error:
        print(error)
        return 2
    print(
        f"{state.slate}: {state.state}, {state.games} games, {state.plays} plays, {state.quotes} quotes told"
    )
    return 0
