"""MLflow: where runs and versions are, and what a model takes and gives."""

from dataclasses import dataclass
from typing import Any

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.runner import INPUT, OUTPUT

ARTIFACT = "model"


@dataclass(frozen=True, slots=True)
class Registered:
    """A version of the model in the registry, and the run that made it."""

    version: str
    run_id: str


def connect(uri: str) -> Any:
    """MLflow's client for a server or database, which becomes this process's; downloads draw no bars."""
    import mlflow
    from mlflow.environment_variables import MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR

    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR.set(False)
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    return mlflow.MlflowClient(uri, uri)


def signature(features: int) -> Any:
    """What a model takes and gives: `rows` [n, features], a probability each."""
    import numpy as np
    from mlflow.models import ModelSignature
    from mlflow.types import Schema, TensorSpec

    rows = TensorSpec(np.dtype(np.float32), (-1, features), INPUT)
    return ModelSignature(Schema([rows]), Schema([TensorSpec(np.dtype(np.float32), (-1,), OUTPUT)]))


def run_page(uri: str, registered: Registered) -> str:
    """The page of the run that made a version."""
    import mlflow

    experiment = mlflow.get_run(registered.run_id).info.experiment_id
    return f"{uri}/#/experiments/{experiment}/runs/{registered.run_id}"


def newest_version(uri: str, sport: Sport) -> str:
    """The version that was registered last.

    Raises:
        LookupError: there is none.
    """
    found = connect(uri).search_model_versions(f"name = '{model_name(sport)}'")
    if not found:
        raise LookupError(f"no version of {model_name(sport)} is registered")
    return str(max(int(one.version) for one in found))


def metrics_of(uri: str, sport: Sport, version: str) -> dict[str, float]:
    """The numbers of the run that made a version."""
    client = connect(uri)
    run: str = client.get_model_version(model_name(sport), version).run_id
    return dict(client.get_run(run).data.metrics)
