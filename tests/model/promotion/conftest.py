"""A registry of its own and models of one number: sigmoid(weight · the diffusion's log odds)."""

import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from scipy.special import ndtr

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from livebet.settings import settings
from training.data.rows import Rows
from training.promotion.aliases import PREVIOUS
from training.promotion.consider import Decision, consider
from training.promotion.games import InPlay, nobody_plays
from training.promotion.roll_back import roll_back
from training.tracking import connect

READS = ("diffusion_logit", "period")
MODEL = model_name(Sport.NFL)
PLAYS = 24


def games_of(season: int, games: int = 200, sport: Sport = Sport.NFL, anchor: bool = False) -> Rows:
    """Games whose true chances are known: the margin is a random walk that is seen at each of its steps."""
    draw = np.random.default_rng(season)
    steps = draw.normal(size=(games, PLAYS))
    told = np.cumsum(steps, axis=1) - steps
    chance = np.clip(ndtr(told / np.sqrt(np.arange(PLAYS, 0, -1))), 1e-6, 1 - 1e-6)
    names = FEATURES_OF[sport].names
    features = np.zeros((games * PLAYS, len(names)), np.float32)
    period = np.tile(np.repeat(np.arange(1, 5), PLAYS // 4), games)
    features[:, names.index("diffusion_logit")] = np.log(chance / (1 - chance)).ravel()
    features[:, names.index("period" if "period" in names else "inning")] = period
    count, game = games * PLAYS, np.repeat(np.arange(games), PLAYS)
    return Rows(
        sport,
        tuple(f"{season}/{number}" for number in range(games)),
        features,
        np.repeat((steps.sum(axis=1) > 0).astype(np.float64), PLAYS),
        np.full(count, season),
        season * 10_000 + 901 + game // 10,
        game,
        np.arange(count),
        period,
        np.tile(np.linspace(3600.0, 0.0, PLAYS), games),
        np.ones(count, np.int64),
        np.ones(count, np.bool_),
        chance.ravel() if anchor else np.full(count, np.nan),
        np.zeros(count, np.int64),
    )


def write_model(folder: Path, weight: float, card: dict[str, object]) -> None:
    """The files of a model."""
    steps = [
        helper.make_node("MatMul", ["rows", "weights"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["probability"]),
        helper.make_node("Squeeze", ["probability", "last"], ["home_win_probability"]),
    ]
    constants = [
        helper.make_tensor("weights", TensorProto.FLOAT, [2, 1], [weight, 0.0]),
        helper.make_tensor("last", TensorProto.INT64, [1], [1]),
    ]
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, 2])
    out = helper.make_tensor_value_info("home_win_probability", TensorProto.FLOAT, [None])
    graph = helper.make_graph(steps, "linear", [rows], [out], constants)
    folder.mkdir(parents=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))
    (folder / "card.json").write_bytes(msgspec.json.encode({"features": READS, **card}))


@dataclass(frozen=True)
class Stopped:
    """A clock that stands."""

    instant: datetime = datetime(2019, 11, 3, 18, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


@dataclass(frozen=True)
class Registry:
    """An MLflow of one test, and the decisions that are asked of it."""

    uri: str
    folder: Path
    client: Any

    played = staticmethod(games_of)
    write_model = staticmethod(write_model)
    model = MODEL

    def register(self, weight: float, seasons: tuple[int, ...] = (2014, 2015), **card: object) -> str:
        """Register a version as training does, as the challenger; its number."""
        run = self.client.create_run(self.client.get_experiment_by_name("models").experiment_id)
        folder = self.folder / "made" / run.info.run_id
        write_model(folder, weight, {"seasons_learnt": seasons, **card})
        self.client.log_artifacts(run.info.run_id, str(folder), "model")
        made = self.client.create_model_version(MODEL, f"{run.info.artifact_uri}/model", run.info.run_id)
        self.client.set_registered_model_alias(MODEL, "challenger", made.version)
        return str(made.version)

    def consider(
        self, version: str, rows: Rows | None = None, on: InPlay = nobody_plays, **more: Any
    ) -> Decision:
        """Judge a version on games of 2016."""
        judged = games_of(2016) if rows is None else rows
        return consider(
            Sport.NFL,
            version,
            judged,
            self.uri,
            games_in_play=on,
            decided_by="a test",
            clock=Stopped(),
            **more,
        )

    def roll_back(self, reason: str, on: InPlay = nobody_plays, to: str = PREVIOUS) -> Decision:
        """Take the champion out of service."""
        return roll_back(
            Sport.NFL, self.uri, games_in_play=on, reason=reason, to=to, decided_by="a test", clock=Stopped()
        )

    @property
    def aliases(self) -> dict[str, str]:
        """Which alias points to which version."""
        found = self.client.get_registered_model(MODEL).aliases
        return {alias: str(version) for alias, version in found.items()}

    def tags(self, version: str) -> dict[str, str]:
        """What is said on a version."""
        found: dict[str, str] = self.client.get_model_version(MODEL, version).tags
        return found

    def everything(self) -> tuple[list[str], dict[str, bytes]]:
        """All that the database and the folders hold."""
        with sqlite3.connect(self.uri.removeprefix("sqlite:///")) as database:
            dump = list(database.iterdump())
        files = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.suffix != ".db"
        }
        return dump, files


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MLflow database with its tables made: that takes seconds."""
    folder = tmp_path_factory.mktemp("mlflow")
    connect(f"sqlite:///{folder}/mlflow.db").search_registered_models()
    return folder / "mlflow.db"


@pytest.fixture
def registry(empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """An empty registry in a home of its own."""
    shutil.copy(empty_database, tmp_path / "mlflow.db")
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    client = connect(f"sqlite:///{tmp_path}/mlflow.db")
    client.create_experiment("models", artifact_location=(tmp_path / "artifacts").as_uri())
    client.create_registered_model(MODEL)
    yield Registry(f"sqlite:///{tmp_path}/mlflow.db", tmp_path, client)
    settings.cache_clear()


@pytest.fixture
def played() -> Callable[..., Rows]:
    """Games whose true chances are known."""
    return games_of


@pytest.fixture
def model_of(tmp_path: Path) -> Callable[[float], Path]:
    """The folder of a model with this weight."""

    def write(weight: float) -> Path:
        write_model(tmp_path / "model", weight, {})
        return tmp_path / "model"

    return write


@pytest.fixture
def tell_game() -> Callable[[str, str], Awaitable[None]]:
    """Writes the one game of a services' database, in a phase."""
    return write_game


async def write_game(database_url: str, phase: str) -> None:
    """The one game of the database, as the record process writes it."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        await pool.execute("DELETE FROM live_games")
        await pool.execute(
            "INSERT INTO live_games "
            "(game_id, sport, home_team, away_team, game_state, current_score, is_active) "
            "VALUES ($1, 'nfl', 'PIT', 'BAL', $2, '{}', $3)",
            uuid4(),
            json.dumps({"phase": phase}),
            phase not in ("final", "abandoned"),
        )
