"""How long is a play under way, from the feed to the client's new win probability?

A recorded game, line-ups and plays, each told when the answer to the one before it is there: bus, engine,
Feast, the BentoML service and its model, the log again, the gateway, the WebSocket. Taken from the instant at
which the play is handed to the bus to the one at which the client has read its `prediction_update`. The
floor, in the same run: the quote's way through the same processes, which asks no model.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection

from bench.house import PARTITIONS, House, running
from bench.tick_latency import GAME, client_of, quote, summary
from livebet.domain.clock import stamp_ns
from livebet.domain.messages import Inbound, PredictionWanted
from livebet.engine import Engine, EngineConfig
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import recorded
from livebet.feeds.replay import ReplayedGame, game_messages
from livebet.stream.redis_streams import RedisBus

P50_LIMIT_MS, P99_LIMIT_MS = 15.0, 50.0
WARM_UP = 40
ANSWER_SECONDS = 10.0


def asking(native_id: str) -> Iterator[tuple[Inbound, int | None]]:
    """The recorded game's messages, each with the revision that a prediction is wanted for, if one is."""
    recording = recorded(native_id)
    if not isinstance(recording, Recording):
        raise TypeError(recording.reason)
    game, engine = replace(recording.game, game_id=GAME.game_id), Engine(EngineConfig())
    for message in game_messages(ReplayedGame(game, recording.plays)):
        wanted = [out.revision for out in engine.handle(message) if isinstance(out, PredictionWanted)]
        yield message, wanted[-1] if wanted else None


async def _until(socket: ClientConnection, message_type: str, revision: int = 0) -> int:
    """Read until a frame of that type and revision; the instant at which it was read."""
    async with asyncio.timeout(ANSWER_SECONDS):
        while True:
            frame = await socket.recv(decode=False)
            now, told = stamp_ns(), json.loads(frame)
            if told["message_type"] == message_type and told["data"].get("revision", 0) >= revision:
                return now


async def measure(house: House) -> dict[str, Any]:
    """Plays through the house, a quote after each."""
    taken: dict[str, list[float]] = {"prediction_update": [], "odds_update": []}
    async with Redis.from_url(house.redis_url) as redis:
        bus = RedisBus(redis, PARTITIONS, 100_000)
        messages = asking(GAME.native_id)
        await bus.tell([next(messages)[0]], {"fed": stamp_ns()})
        async with client_of(house) as socket:
            for number, (message, revision) in enumerate(messages):
                asked: list[tuple[Inbound, str, int]] = [(quote(number), "odds_update", 0)]
                if revision is None:
                    await bus.tell([message], {"fed": stamp_ns()})
                else:
                    asked.insert(0, (message, "prediction_update", revision))
                for question, answer, least in asked:
                    fed = stamp_ns()
                    await bus.tell([question], {"fed": fed})
                    taken[answer].append((await _until(socket, answer, least) - fed) / 1e6)
    plays, bare = taken["prediction_update"][WARM_UP:], summary(taken["odds_update"][WARM_UP:])
    floor = {"floor_p50_ms": bare["p50_ms"], "floor_p99_ms": bare["p99_ms"]}
    return {**summary(plays), **floor, "plays": len(plays)}


def main() -> int:
    """Measure and print; 1 where a limit is missed."""
    with running(with_model=True) as house:
        found = asyncio.run(measure(house))
    limits = {"p50_limit_ms": P50_LIMIT_MS, "p99_limit_ms": P99_LIMIT_MS, "model": house.model}
    print(json.dumps({"question": "play at the feed to prediction at the client", **found, **limits}))
    return int(found["p50_ms"] > P50_LIMIT_MS or found["p99_ms"] > P99_LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
