"""What a training run leaves in MLflow: numbers, pictures, the model with its card, a registered version."""

from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from training.card import card_json
from training.dataset import Split
from training.evaluate import Evaluation
from training.graph import to_onnx
from training.known_game import known_game
from training.model import Fitted
from training.plots import calibration_plot, game_plot, importance, importance_plot
from training.runner import CARD_FILE, INPUT, OUTPUT

EXPERIMENT = model_name(Sport.NFL)
ARTIFACT = "model"


@dataclass(frozen=True, slots=True)
class Registered:
    """A version of the model in the registry, and the run that made it."""

    version: str
    run_id: str


def connect(uri: str) -> Any:
    """MLflow's client for a server or database, which becomes this process's."""
    import mlflow

    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    return mlflow.MlflowClient(uri, uri)


def _parameters(fitted: Fitted, split: Split) -> dict[str, object]:
    return {
        **asdict(fitted.parameters),
        "trees_used": fitted.trees_used,
        "scale": round(fitted.scale, 6),
        "seasons_learnt": ", ".join(map(str, split.learn.seasons)),
        "seasons_judged": ", ".join(map(str, split.test.seasons)),
        "games_learnt": split.learn.games,
        "rows_learnt": len(split.learn),
        "fingerprint_learnt": split.learn.fingerprint,
        "fingerprint_judged": split.test.fingerprint,
        "features": len(FEATURES),
    }


def comparison(evaluation: Evaluation) -> dict[str, list[object]]:
    """Model, diffusion and baseline side by side on the same rows, as columns."""
    rows = {
        "model": evaluation.model,
        "diffusion alone": evaluation.diffusion,
        "logistic baseline": evaluation.baseline,
        **{f"model, {phase.replace('_', ' ')}": told for phase, told in evaluation.by_phase.items()},
    }
    columns: dict[str, list[object]] = {"forecast": list(rows)}
    for measure in ("rows", "games", "log_loss", "brier", "accuracy", "calibration_error"):
        columns[measure] = [getattr(told, measure) for told in rows.values()]
    return columns


def signature(features: int) -> Any:
    """What a model takes and gives: `rows` [n, features], a probability each."""
    import numpy as np
    from mlflow.models import ModelSignature
    from mlflow.types import Schema, TensorSpec

    rows = TensorSpec(np.dtype(np.float32), (-1, features), INPUT)
    return ModelSignature(Schema([rows]), Schema([TensorSpec(np.dtype(np.float32), (-1,), OUTPUT)]))


def _log_model(fitted: Fitted, card: bytes) -> Any:
    import mlflow.onnx
    import onnx

    with TemporaryDirectory() as folder:
        path = Path(folder) / CARD_FILE
        path.write_bytes(card)
        logged = mlflow.onnx.log_model(
            onnx.load_from_string(to_onnx(fitted)),
            name=ARTIFACT,
            signature=signature(len(FEATURES)),
            pip_requirements=["onnxruntime", "numpy"],
            save_as_external_data=False,
        )
        mlflow.MlflowClient().log_model_artifact(logged.model_id, str(path))
    mlflow.log_text(card.decode(), CARD_FILE)
    return logged


def _log_pictures(fitted: Fitted, evaluation: Evaluation) -> None:
    import mlflow

    mlflow.log_figure(calibration_plot(evaluation), "calibration.png")
    mlflow.log_figure(importance_plot(importance(fitted, evaluation.test)), "feature_importance.png")
    mlflow.log_figure(game_plot(known_game(), fitted), "known_game.png")


def register(fitted: Fitted, evaluation: Evaluation, split: Split, uri: str) -> Registered:
    """Log a run with all that shows how good the model is, and register the model as a new version."""
    import mlflow

    connect(uri)
    mlflow.set_experiment(EXPERIMENT)
    learnt, judged = split.learn.seasons, split.test.seasons
    with mlflow.start_run(run_name=f"{learnt[0]}–{learnt[-1]}, judged on {judged[-1]}") as run:
        mlflow.log_params(_parameters(fitted, split))
        mlflow.log_metrics(evaluation.metrics)
        mlflow.log_table(comparison(evaluation), "comparison.json")
        _log_pictures(fitted, evaluation)
        logged = _log_model(fitted, card_json(fitted, evaluation, split))
        version = mlflow.register_model(logged.model_uri, model_name(Sport.NFL))
    return Registered(str(version.version), run.info.run_id)


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
