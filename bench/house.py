"""A small house for latency benchmarks: real servers and processes, no feed, in a temporary home."""

import contextlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import small_champion
from feature_repo.names import model_name
from livebet.domain.clock import SystemClock
from livebet.domain.games import Sport
from livebet.embedded import postgres, redis, server
from livebet.settings import environment
from livebet.storage import migrate
from serving.registry import Cache, Version

READY_SECONDS = 120.0
PARTITIONS = 4
_VERSION = Version(number="1", created=0)


@dataclass(frozen=True)
class House:
    """Where the running parts answer. `model` tells which model is served."""

    redis_url: str
    gateway_port: int
    token: str
    model: str


def _token(home: Path) -> str:
    from gateway.tokens import Tokens, read_key

    return Tokens(read_key(home / "secret")).issue("bench", minutes=30, now=SystemClock().now())


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers at {url}")


def _run(stack: ExitStack, arguments: list[str], over: dict[str, str], ready: str) -> None:
    process = subprocess.Popen([sys.executable, *arguments], env=environment(over), stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)
    _await(ready, process)


@contextlib.contextmanager
def running(with_model: bool) -> Iterator[House]:
    """Redis, PostgreSQL, the decide process, the gateway; the model service too where it is wanted."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = stack.enter_context(redis.start(home, server.free_port()))
        database = stack.enter_context(postgres.start(home, server.free_port()))
        stack.callback(postgres.erase, home)
        migrate.upgrade(database.url)
        serving, gateway, metrics = server.free_port(), server.free_port(), server.free_port()
        over = {
            "LIVEBET_HOME": str(home), "LIVEBET_REDIS_URL": store.url, "LIVEBET_DATABASE_URL": database.url,
            "LIVEBET_SERVING_PORT": str(serving), "LIVEBET_GATEWAY_PORT": str(gateway),
            "LIVEBET_METRICS_PORT": str(metrics), "LIVEBET_MLFLOW_PORT": str(server.free_port()),
            "LIVEBET_PARTITIONS": str(PARTITIONS), "OMP_NUM_THREADS": "1", "BENTOML_DO_NOT_TRACK": "True",
            "BENTOML_HOME": str(home / "bentoml"),
        }  # fmt: skip
        cache = Cache(home / "serving" / model_name(Sport.NFL))
        model = small_champion.write(cache.folder(_VERSION))
        cache.keep(_VERSION)
        subprocess.run(
            [sys.executable, "-m", "bench.inference", "prepare"], env=environment(over), check=True
        )
        if with_model:
            service = ["-m", "bentoml", "serve", "serving.service:LiveWinProbability", "--host", "127.0.0.1"]
            _run(stack, [*service, "--port", str(serving)], over, f"http://127.0.0.1:{serving}/readyz")
        _run(stack, ["-m", "cli.decide"], over, f"http://127.0.0.1:{metrics}/metrics")
        _run(stack, ["-m", "gateway"], over, f"http://127.0.0.1:{gateway}/readyz")
        yield House(store.url, gateway, _token(home), model)
