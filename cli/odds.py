"""A game's odds straight from the bus, each move in a line: a client of `LiveOddsEngine.stream_odds`."""

from collections.abc import Callable
from uuid import UUID

from redis.exceptions import RedisError

from cli.faults import Fault
from cli.runner.servers import redis_url_of
from livebet.domain.messages import OddsUpdate
from livebet.engine import Engine, EngineConfig
from livebet.services.live import LiveOddsEngine
from livebet.settings import Settings
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus


async def follow_odds(of: Settings, game_id: UUID, say: Callable[[str], None]) -> None:
    """Say each move of the game's prices and lines, for ever.

    Raises:
        Fault: the bus of this home's run does not answer.
    """
    try:
        async with redis_client(redis_url_of(of)) as client:
            bus = RedisBus(client, of.partitions, of.stream_bound)
            odds = LiveOddsEngine(bus, Engine(EngineConfig()).handle)
            async for update in odds.stream_odds(game_id):
                say(move_of(update))
    except BrokenPipeError:  # the reader of our lines is gone, as with `livebet watch | head`
        return
    except RedisError as fault:
        raise Fault(f"the bus does not answer ({fault}): start it with `livebet up`") from None


def move_of(update: OddsUpdate) -> str:
    """A move in words: instant of the feed, quote, line and price before and after, significance."""
    before = "" if update.price_before is None else f"{update.price_before:.2f} → "
    line = "" if update.line_after is None else f" {update.line_after:+g}"
    if update.line_before not in (None, update.line_after):
        line = f" {update.line_before:+g} →{line}"
    return (
        f"{update.observed_at:%H:%M:%S}  {update.bookmaker} {update.market.kind} {update.selection}{line}  "
        f"{before}{update.price_after:.2f}  significance {update.significance:.2f}  {update.status}"
    )
