"""What one prediction costs: the model alone, and a question to the model service over HTTP.

The service is the real one: a BentoML process that reads the game from Feast. Beside it, turn about, stands
the floor: a bare ASGI application under uvicorn that takes and gives the same bytes. One client on one
connection asks one question at a time. The last line is JSON; limits: 0.1 ms in process, 2 ms over HTTP,
both of medians.
"""

import asyncio
import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from starlette.types import Receive, Scope, Send

from bench import small_champion
from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.embedded import redis, server
from livebet.features.nfl import FEATURES
from livebet.settings import environment
from serving.registry import Cache, Version
from training.ensemble.runner import Ensemble

IN_PROCESS_LIMIT_MS = 0.1
HTTP_LIMIT_MS = 2.0
ROUNDS = 40
QUESTIONS = 50
READY_SECONDS = 120.0
GAME = game_uuid("nfl_official", "bench")
ROW = {name: float(place) for place, name in enumerate(FEATURES)}
VERSION = Version(number="1", created=0)


def in_process(folder: Path) -> float:
    """Milliseconds of one row through the loaded ensemble, its memory of the game with it (p50)."""
    champion = Ensemble.from_folder(folder)
    memory = champion.new(1)
    matrix = np.random.default_rng(7).normal(size=(1, len(champion.features))).astype(np.float32)
    taken = []
    for _ in range(5_000):
        began = time.perf_counter_ns()
        champion.predict(matrix, memory)
        taken.append((time.perf_counter_ns() - began) / 1e6)
    return statistics.median(taken)


def prepare() -> None:
    """In a process whose settings point to the bench's home: a game's features, a version's service."""
    from feature_repo.online import LiveFeatures
    from feature_repo.services import register
    from feature_repo.store import apply

    register(apply(), Sport.NFL, VERSION.number, FEATURES)
    LiveFeatures.open().write_game(Sport.NFL, GAME, 1, ROW, datetime(2019, 11, 3, 18, tzinfo=UTC))


def echo(port: int, size: int) -> None:
    """The floor: uvicorn around an application that reads the body and gives `size` bytes of JSON."""
    import uvicorn

    body = b" " * size
    headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]

    async def application(_scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    config = uvicorn.Config(application, port=port, log_level="error", access_log=False, lifespan="off")
    asyncio.run(uvicorn.Server(config).serve())


def _ask(connection: http.client.HTTPConnection) -> bytes:
    question = json.dumps({"game_id": str(GAME)}).encode()
    connection.request("POST", "/predict", question, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {answer.read()[:200]!r}")
    return answer.read()


def _milliseconds(connection: http.client.HTTPConnection) -> list[float]:
    taken = []
    for _ in range(QUESTIONS):
        began = time.perf_counter_ns()
        _ask(connection)
        taken.append((time.perf_counter_ns() - began) / 1e6)
    return taken


def over_http(serving: int, floor: int) -> dict[str, float]:
    """Medians and 99th percentiles of both, asked in turns so that a busy machine slows both alike."""
    taken: dict[str, list[float]] = {"http": [], "floor": []}
    at = {"http": serving, "floor": floor}
    connections = {name: http.client.HTTPConnection("127.0.0.1", port) for name, port in at.items()}
    for _ in range(ROUNDS):
        for name, connection in connections.items():
            taken[name] += _milliseconds(connection)
    cuts = {name: statistics.quantiles(times, n=100) for name, times in taken.items()}
    return {f"{name}_p{cut}_ms": cuts[name][cut - 1] for name in cuts for cut in (50, 99)}


def _await_answer(port: int, process: subprocess.Popen[bytes]) -> bytes:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException, RuntimeError):
            return _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=10))
        time.sleep(0.2)
    raise RuntimeError(f"nothing answers at port {port}")


@contextlib.contextmanager
def _running(command: list[str], over: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment(over), stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def measure(over: dict[str, str]) -> dict[str, float]:
    """Start the service and the floor, ask both."""
    python, serving, floor = sys.executable, server.free_port(), server.free_port()
    subprocess.run([python, "-m", "bench.inference", "prepare"], env=environment(over), check=True)
    service = [python, "-m", "bentoml", "serve", "serving.service:LiveWinProbability", "--port", str(serving)]
    with _running([*service, "--host", "127.0.0.1"], over) as process:
        size = len(_await_answer(serving, process))
        bare = [python, "-m", "bench.inference", "echo", str(floor), str(size)]
        with _running(bare, over) as beside:
            _await_answer(floor, beside)
            return over_http(serving, floor)


def main() -> int:
    """Measure both; as a child, play one of the parts."""
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
            return 0
        case ["echo", port, size]:
            echo(int(port), int(size))
            return 0
    with tempfile.TemporaryDirectory() as name, redis.start(Path(name), server.free_port()) as running:
        cache = Cache(Path(name) / "serving" / model_name(Sport.NFL))
        model = small_champion.write(cache.folder(VERSION))
        cache.keep(VERSION)
        alone = in_process(cache.folder(VERSION))
        over = {
            "LIVEBET_HOME": name, "LIVEBET_REDIS_URL": running.url, "OMP_NUM_THREADS": "1",
            "LIVEBET_MLFLOW_PORT": str(server.free_port()), "BENTOML_DO_NOT_TRACK": "True",
            "BENTOML_HOME": f"{name}/bentoml",
        }  # fmt: skip
        found = measure(over)
    print(f"{model}: {alone:.4f} ms in process, {found['http_p50_ms']:.2f} ms over HTTP")
    met = alone <= IN_PROCESS_LIMIT_MS and found["http_p50_ms"] <= HTTP_LIMIT_MS
    limits = {"in_process_limit_ms": IN_PROCESS_LIMIT_MS, "http_limit_ms": HTTP_LIMIT_MS}
    print(
        json.dumps({"question": "one prediction", "in_process_ms": alone, **found, **limits, "model": model})
    )
    return int(not met)


if __name__ == "__main__":
    raise SystemExit(main())
