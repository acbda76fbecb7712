"""The live ingest process: `python -m cli.live --feeds espn,the_odds_api`.

It reads until it is told to stop (SIGTERM, SIGINT), and then ends with status 0.
"""

import argparse
import asyncio
from collections.abc import Callable, Sequence

from prometheus_client import start_http_server

from livebet.archive.records import root
from livebet.archive.writer import ArchiveWriter
from livebet.domain.clock import SystemClock
from livebet.feeds.identity.home import tables_of
from livebet.feeds.identity.own import AliasesError
from livebet.feeds.identity.tables import Tables
from livebet.feeds.live.ask import open_client
from livebet.feeds.live.registry import LIVE, hindrances, named
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.registry import FEEDS
from livebet.services.calm import calm_collector
from livebet.services.feed_states import FeedState, FeedStates, credits_left
from livebet.services.feeder import Feeder
from livebet.services.live_ingest import LiveIngest, keeping
from livebet.services.logs import configure_logs
from livebet.services.replay_state import ReplayStore
from livebet.services.stopping import on_stop
from livebet.services.strengths import ExpectedMargin
from livebet.settings import Settings, settings
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

METRICS_AFTER = 2
"""The place of the ingest process among those that count up from the metrics port."""


async def read_live(
    of: Settings, names: Sequence[str], expected: ExpectedMargin, tables: Tables
) -> list[FeedState]:
    """Read feeds until the process is told to stop; how they were then.

    The games of a replay that was left are put aside: its simulated quotes stand beside no live one.

    Raises:
        ValueError: no Redis was named.
        ExceptionGroup: the bus is lost.
    """
    if of.redis_url is None:
        raise ValueError("no Redis: set LIVEBET_REDIS_URL, or let `livebet up` start one")
    clock = SystemClock()
    async with redis_client(of.redis_url.get_secret_value()) as redis, open_client() as client:
        bus, states = RedisBus(redis, of.partitions, of.stream_bound), FeedStates(redis)
        await Feeder(bus, ReplayStore(redis), clock).put_aside(expected)
        left = credits_left(await states.read(), clock.now())
        wiring = Wiring(settings=of, client=client, clock=clock, left=left)
        readers, archive = [LIVE[name](wiring) for name in names], ArchiveWriter(root(of.home))
        kept = keeping(archive, of.archive_days)
        ingest = LiveIngest(readers, FEEDS, bus, states, kept, clock, expected, tables)
        calm_collector()
        on_stop(ingest.stop)
        return await ingest.run()


def arguments(argv: Sequence[str] | None = None) -> tuple[str, ...]:
    """The feeds that the command line asks for."""
    parser = argparse.ArgumentParser(prog="live", description="Read live feeds until told to stop.")
    parser.add_argument("--feeds", required=True, help="names, as in espn,the_odds_api")
    return named(parser.parse_args(argv).feeds)


def main(expecting: Callable[[], ExpectedMargin], argv: Sequence[str] | None = None) -> int:
    """Run the process; its exit status. `expecting` opens what knows the expected margins."""
    names, of = arguments(argv), settings()
    configure_logs()
    reasons = list(hindrances(names, of))
    if reasons:
        print("; ".join(reasons))
        return 2
    try:
        tables = tables_of(of.home)
    except (AliasesError, OSError) as error:
        print(f"own aliases: {error}")
        return 2
    start_http_server(of.metrics_port + METRICS_AFTER, addr="127.0.0.1")
    for state in asyncio.run(read_live(of, names, expecting(), tables)):
        print(f"{state.feed}: {state.payloads} payloads, {state.items} items, {state.refused} refused")
    return 0
