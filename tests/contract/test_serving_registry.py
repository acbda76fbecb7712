"""The champion as MLflow tells and brings it, on a real MLflow database."""

from collections.abc import Iterator
from pathlib import Path

import mlflow
import pytest
from mlflow import MlflowClient

from feature_repo.names import model_name
from livebet.domain.games import Sport
from serving.registry import ALIAS, Cache, MlflowRegistry, UnreachableError, Version

MODEL = model_name(Sport.NFL)


@pytest.fixture
def uri(tmp_path: Path) -> Iterator[str]:
    before = mlflow.get_tracking_uri(), mlflow.get_registry_uri()
    yield f"sqlite:///{tmp_path}/mlflow.db"
    mlflow.set_tracking_uri(before[0])
    mlflow.set_registry_uri(before[1])


def _register(uri: str, tmp_path: Path, card: bytes) -> Version:
    client = MlflowClient(uri, uri)
    experiment = client.create_experiment("e", artifact_location=(tmp_path / "artifacts").as_uri())
    run = client.create_run(experiment)
    files = tmp_path / "files"
    files.mkdir()
    (files / "model.onnx").write_bytes(b"onnx")
    (files / "card.json").write_bytes(card)
    client.log_artifacts(run.info.run_id, str(files), "model")
    client.create_registered_model(MODEL)
    made = client.create_model_version(MODEL, f"{run.info.artifact_uri}/model", run.info.run_id)
    return Version(number=str(made.version), created=int(made.creation_timestamp))


def test_where_no_model_or_alias_is_there_is_no_champion(uri: str, tmp_path: Path) -> None:
    registry = MlflowRegistry(uri, MODEL)
    assert registry.version(ALIAS) is None

    _register(uri, tmp_path, b"{}")
    assert registry.version(ALIAS) is None


def test_the_alias_names_a_version_whose_files_come_whole(uri: str, tmp_path: Path) -> None:
    version = _register(uri, tmp_path, b'{"features": ["margin"]}')
    MlflowClient(uri, uri).set_registered_model_alias(MODEL, ALIAS, version.number)
    registry, cache = MlflowRegistry(uri, MODEL), Cache(tmp_path / "cache")

    assert registry.version(ALIAS) == version
    folder = cache.bring(version, registry)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "model.onnx": b"onnx",
        "card.json": b'{"features": ["margin"]}',
    }


@pytest.mark.usefixtures("uri")
def test_an_mlflow_that_does_not_answer_is_unreachable_at_once() -> None:
    registry = MlflowRegistry("http://127.0.0.1:9", MODEL)

    with pytest.raises(UnreachableError):
        registry.version(ALIAS)
