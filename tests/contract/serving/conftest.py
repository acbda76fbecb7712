"""A house for the model service: Feast on Redis, an MLflow server, BentoML, all real."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import msgspec
import onnx
import pytest
from mlflow import MlflowClient
from onnx import TensorProto, helper

from feature_repo.names import model_name
from feature_repo.online import LiveFeatures
from feature_repo.services import register
from feature_repo.store import apply
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.embedded.server import Server, free_port
from livebet.features.market import market_row
from livebet.features.nfl import FEATURES
from livebet.settings import ROOT, environment, settings
from serving.registry import ALIAS

MODEL = model_name(Sport.NFL)

READS = ["margin", "seconds_left"]
"""What the models here read."""
ENSEMBLE_READS = [*READS, "period"]
"""What the ensembles here read; the period is not weighed."""

INSTANT = datetime(2019, 11, 3, 18, tzinfo=UTC)
READY_SECONDS = 240.0


def write_model(folder: Path, weight: float) -> None:
    """A model that says sigmoid(weight · (margin + seconds_left))."""
    steps = [
        helper.make_node("MatMul", ["rows", "weights"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["probability"]),
        helper.make_node("Squeeze", ["probability", "last"], ["home_win_probability"]),
    ]
    constants = [
        helper.make_tensor("weights", TensorProto.FLOAT, [2, 1], [weight, weight]),
        helper.make_tensor("last", TensorProto.INT64, [1], [1]),
    ]
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, 2])
    out = helper.make_tensor_value_info("home_win_probability", TensorProto.FLOAT, [None])
    graph = helper.make_graph(steps, "linear", [rows], [out], constants)
    folder.mkdir(parents=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))
    (folder / "card.json").write_bytes(msgspec.json.encode({"features": READS}))


def ensemble_card(weights: tuple[float, float] = (0.5, 0.5)) -> dict[str, object]:
    """The card of an ensemble of two, with a band that age and a missing feature widen."""
    band = {
        "probability": [0.0, 1.0], "half_width": [0.05, 0.05],
        "hidden": {"seconds_left": 0.12}, "play": 0.04, "play_seconds": 40.0,
    }  # fmt: skip
    blend = {"members": ["base", "momentum"], "weights": list(weights)}
    return {
        "features": ENSEMBLE_READS,
        "ensemble": {"blend": blend, "band": band},
        "calls": {"game": {"0.85": 0.8, "0.9": 0.95}, "plays": {"0.85": 0.7, "0.9": 0.75}},
        "market": {"shares": {"1": 0.16}, "learnt_on": "a test"},
    }


def write_ensemble(folder: Path, weight: float) -> None:
    """The model of `write_model` where what is unknown counts 0, and a net that halves its memory a step."""
    folder.mkdir(parents=True)
    known = [
        helper.make_node("IsNaN", ["rows"], ["unknown"]),
        helper.make_node("Where", ["unknown", "nothing", "rows"], ["known"]),
        helper.make_node("MatMul", ["known", "weights"], ["now"]),
    ]
    constants = [
        helper.make_tensor("nothing", TensorProto.FLOAT, [1], [0.0]),
        helper.make_tensor("weights", TensorProto.FLOAT, [3, 1], [weight, weight, 0.0]),
        helper.make_tensor("last", TensorProto.INT64, [1], [1]),
        helper.make_tensor("half", TensorProto.FLOAT, [1], [0.5]),
    ]
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, 3])
    memory, after = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1])
        for name in ("memory", "memory_after")
    )
    logit, home = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [None])
        for name in ("logit", "home_win_probability")
    )
    base = [
        *known,
        helper.make_node("Sigmoid", ["now"], ["probability"]),
        helper.make_node("Squeeze", ["probability", "last"], ["home_win_probability"]),
    ]
    net = [
        *known,
        helper.make_node("Mul", ["memory", "half"], ["kept"]),
        helper.make_node("Add", ["now", "kept"], ["memory_after"]),
        helper.make_node("Squeeze", ["memory_after", "last"], ["logit"]),
    ]
    for name, steps, ins, outs in (
        ("model.onnx", base, [rows], [home]),
        ("momentum.onnx", net, [rows, memory], [logit, after]),
    ):
        used = {one for step in steps for one in step.input}
        graph = helper.make_graph(steps, "m", ins, outs, [one for one in constants if one.name in used])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.save(model, str(folder / name))
    (folder / "card.json").write_bytes(msgspec.json.encode(ensemble_card()))


def until(said: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Ask again and again, for a bounded time, while the process lives."""
    pause, end = Event(), time.monotonic() + READY_SECONDS
    while not said():
        assert process.poll() is None, f"it ended with {process.returncode}"
        assert time.monotonic() < end, "not in time"
        pause.wait(0.1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def _process(command: list[str], over: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment(over), stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True)
class Service:
    """The model service as a client sees it."""

    client: httpx.Client
    process: subprocess.Popen[bytes]

    def ask(self, game: UUID, **more: object) -> dict[str, Any]:
        """The answer for a game."""
        answer = self.client.post("/predict", json={"game_id": str(game), **more})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def until(self, said: Callable[[], bool]) -> None:
        """Wait, for a bounded time, while it lives."""
        until(said, self.process)


@dataclass(frozen=True)
class House:
    """A home with its addresses."""

    home: Path
    over: dict[str, str]
    mlflow_port: int
    features: LiveFeatures

    write_model = staticmethod(write_model)
    reads = READS

    def _mlflow(self) -> MlflowClient:
        """A client of this house for runs and models: a test before may have named another registry."""
        uri = f"http://127.0.0.1:{self.mlflow_port}"
        return MlflowClient(uri, uri)

    @contextmanager
    def service(self) -> Iterator[Service]:
        """The model service, alive but perhaps not ready."""
        port = free_port()
        command = ["bentoml", "serve", "serving.service:LiveWinProbability", "--host", "127.0.0.1"]
        log = self.home / "serving.log"
        with (
            _process([*command, "--port", str(port)], self.over, log) as process,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client,
        ):
            until(lambda: _answers(f"http://127.0.0.1:{port}/livez"), process)
            yield Service(client, process)

    def register(self, weight: float, *, broken: bool = False, ensemble: bool = False) -> str:
        """Register a model, as training does; the version."""
        client = self._mlflow()
        run = client.create_run("0")
        folder = self.home / "made" / run.info.run_id
        (write_ensemble if ensemble else write_model)(folder, weight)
        if broken:
            (folder / "model.onnx").write_bytes(b"not a model")
        client.log_artifacts(run.info.run_id, str(folder), "model")
        if not client.search_registered_models():
            client.create_registered_model(MODEL)
        made = client.create_model_version(MODEL, f"{run.info.artifact_uri}/model", run.info.run_id)
        register(apply(), Sport.NFL, made.version, ENSEMBLE_READS if ensemble else READS)
        return str(made.version)

    def write(
        self, game: UUID, revision: int, margin: float, seconds_left: float = 0.0, period: float = 1.0
    ) -> None:
        """Write a game's live features."""
        known = {"margin": margin, "seconds_left": seconds_left, "period": period}
        row = {**dict.fromkeys(FEATURES, 9.0), **known}
        self.features.write_game(Sport.NFL, game, revision, row, INSTANT)

    def quote(self, game: UUID, revision: int, **fair: float) -> None:
        """Write the market's features of a game."""
        self.features.write_market(game, revision, market_row(fair), INSTANT)

    def promote(self, version: str, alias: str = ALIAS) -> None:
        """Move an alias."""
        self._mlflow().set_registered_model_alias(MODEL, alias, version)

    def withdraw(self, alias: str) -> None:
        """Take an alias away."""
        self._mlflow().delete_registered_model_alias(MODEL, alias)

    def serve(self, service: Service, weight: float, *, ensemble: bool = False) -> str:
        """Promote a new model and wait until it answers; its version."""
        version = self.register(weight, ensemble=ensemble)
        self.promote(version)
        game = game_uuid("nfl_official", f"awaits {version}")
        self.write(game, 1, 0.0)
        service.until(lambda: service.ask(game)["model_version"] == version)
        return version


def _settings(home: Path, redis_server: Server, mlflow_port: int) -> dict[str, str]:
    return {
        "LIVEBET_HOME": str(home),
        "LIVEBET_REDIS_URL": redis_server.url,
        "LIVEBET_MLFLOW_PORT": str(mlflow_port),
        "OMP_NUM_THREADS": "1",
        "BENTOML_DO_NOT_TRACK": "True",
        "BENTOML_HOME": str(home / "bentoml"),
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }


@pytest.fixture(scope="module")
def house(redis_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home, port = tmp_path_factory.mktemp("house"), free_port()
    over = _settings(home, redis_server, port)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in over.items():
            patch.setenv(name, value)
        settings.cache_clear()
        yield House(home, over, port, LiveFeatures(apply()))
    settings.cache_clear()


@pytest.fixture(scope="module")
def running(house: House) -> Iterator[House]:
    """With MLflow."""
    command = ["mlflow", "server", "--host", "127.0.0.1", "--port", str(house.mlflow_port), "--workers", "1"]
    stores = [
        "--backend-store-uri", f"sqlite:///{house.home}/mlflow.db", "--serve-artifacts",
        "--artifacts-destination", str(house.home / "artifacts"),
    ]  # fmt: skip
    with _process([*command, *stores], house.over, house.home / "mlflow.log") as process:
        until(lambda: _answers(f"http://127.0.0.1:{house.mlflow_port}/health"), process)
        yield house


@pytest.fixture(scope="module")
def service(running: House) -> Iterator[Service]:
    """The service with a champion."""
    running.promote(running.register(0.1))
    with running.service() as service:
        service.until(lambda: service.client.get("/readyz").status_code == 200)
        yield service


@pytest.fixture
def lone_house(redis_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose MLflow does not answer."""
    over = _settings(tmp_path, redis_server, free_port())
    for name, value in over.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield House(tmp_path, over, 0, LiveFeatures(apply()))
    settings.cache_clear()
