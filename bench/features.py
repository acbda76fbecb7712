"""What Feast adds to reading one game's features from Redis.

Beside each other, turn about, in one process: the store's own `online_read` as the model service uses it,
and a bare HMGET of the same fields with the same decoding of each. The last line is JSON; `ratio` is of
medians, its limit 2.0.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from math import nan
from pathlib import Path
from typing import Any, cast

from livebet.domain.games import Sport
from livebet.embedded import redis, server
from livebet.features.nfl import FEATURES
from livebet.settings import environment

LIMIT = 2.0
ROUNDS = 60
READS = 100
KICKOFF = datetime(2019, 11, 3, 18, tzinfo=UTC)


def _microseconds(question: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(READS):
        began = time.perf_counter_ns()
        question()
        taken.append((time.perf_counter_ns() - began) / 1e3)
    return taken


def _turn_about(questions: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median of each, measured in turns so that a busy machine slows all alike."""
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(ROUNDS):
        for name, question in questions.items():
            taken[name] += _microseconds(question)
    return {name: statistics.median(times) for name, times in taken.items()}


def measure(url: str) -> dict[str, float]:
    """Read and write one game of a store whose Redis is at `url`."""
    from feast.infra.online_stores.helpers import _mmh3, _redis_key
    from feast.protos.feast.types.EntityKey_pb2 import EntityKey
    from feast.protos.feast.types.Value_pb2 import Value
    from redis import Redis

    from feature_repo.names import GAME_STATE, PROJECT, REVISION
    from feature_repo.online import LiveFeatures
    from livebet.domain.ids import game_uuid

    features, game = LiveFeatures.open(), game_uuid("nfl_official", "bench")
    row = {name: float(place) for place, name in enumerate(FEATURES)}
    features.write_game(Sport.NFL, game, 1, row, KICKOFF)
    entity = EntityKey(join_keys=["game_id"], entity_values=[Value(string_val=str(game))])
    key = _redis_key(PROJECT, entity)
    names = [*FEATURES, REVISION]
    fields = [*(_mmh3(f"{GAME_STATE[Sport.NFL]}:{name}") for name in names), f"_ts:{GAME_STATE[Sport.NFL]}"]
    hmget = cast("Callable[[bytes, list[Any]], list[bytes]]", Redis.from_url(url).hmget)

    def bare() -> dict[str, float]:
        found = {}
        for name, stored in zip(names, hmget(key, fields), strict=False):
            value = Value()
            value.ParseFromString(stored)
            found[name] = value.double_val if value.HasField("double_val") else nan
        return found

    took = _turn_about(
        {
            "bare_us": bare,
            "read_us": lambda: features.read_game(Sport.NFL, game),
            "write_us": lambda: features.write_game(Sport.NFL, game, 1, row, KICKOFF),
        }
    )
    return {"ratio": took["read_us"] / took["bare_us"], **took}


def main() -> int:
    """Start a Redis of its own and measure in a process whose settings point there."""
    if sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1])))
        return 0
    with tempfile.TemporaryDirectory() as home, redis.start(Path(home), server.free_port()) as running:
        child = environment({"LIVEBET_HOME": home, "LIVEBET_REDIS_URL": running.url, "OMP_NUM_THREADS": "1"})
        done = subprocess.run(
            [sys.executable, "-m", "bench.features", running.url],
            env=child, capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    told = f"Feast {found['read_us']:.0f} µs, bare HMGET {found['bare_us']:.0f} µs"
    print(f"one game of {len(FEATURES)} features: {told}")
    print(json.dumps({"question": "Feast read of one game beside raw Redis", "limit": LIMIT, **found}))
    return int(found["ratio"] > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
