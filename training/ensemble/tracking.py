"""An ensemble as a registered model: what a run of it leaves in MLflow."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from feature_repo.names import model_name
from training.ensemble.fit import EnsembleParameters, FittedEnsemble
from training.ensemble.folder import unseen_losses
from training.ensemble.scored import comparison
from training.evaluation.report import as_json, as_text
from training.models.names import EVENT_FILE, MOMENTUM_FILE
from training.pictures.all import pictures
from training.pictures.shap import shap
from training.pictures.shown import Shown
from training.runner import CARD_FILE, MODEL_FILE
from training.tracking import ARTIFACT, Registered, connect, signature

CHALLENGER = "challenger"
DOTS_PER_INCH = 80
"""Some of the pictures are shown in Dagster too, whose event log holds them: small ones."""


def register_ensemble(shown: Shown, folder: Path, uri: str, metrics: Mapping[str, float]) -> Registered:
    """Log a run with numbers, tables and pictures; register all files of the folder as the challenger."""
    import mlflow

    connect(uri)
    fitted = shown.fitted
    name = model_name(fitted.sport)
    mlflow.set_experiment(name)
    seasons = fitted.learnt.seasons
    with mlflow.start_run(run_name=f"ensemble of {seasons[0]}–{seasons[-1]}") as run:
        mlflow.log_params(_parameters(shown))
        mlflow.log_metrics({**metrics, **_unseen(fitted)})
        _log_pictures(shown)
        mlflow.log_table(comparison(shown), "comparison.json")
        mlflow.log_text(as_json(shown.evaluation), "evaluation.json")
        mlflow.log_text(as_text(shown.evaluation), "evaluation.txt")
        mlflow.log_text((folder / CARD_FILE).read_text(), CARD_FILE)
        version = mlflow.register_model(_log_files(folder, len(shown.judged.names)).model_uri, name)
    mlflow.MlflowClient().set_registered_model_alias(name, CHALLENGER, version.version)
    return Registered(str(version.version), run.info.run_id)


def _log_pictures(shown: Shown) -> None:
    import mlflow

    found = shap(shown)
    mlflow.log_table(found.table, "shap.json")
    for name, figure in pictures(shown, found):
        mlflow.log_figure(figure, name, save_kwargs={"dpi": DOTS_PER_INCH})


def _log_files(folder: Path, features: int) -> Any:
    """The trees as the model, the other members and the card beside it."""
    import mlflow.onnx
    import onnx

    logged = mlflow.onnx.log_model(
        onnx.load_model(str(folder / MODEL_FILE)),
        name=ARTIFACT,
        signature=signature(features),
        pip_requirements=["onnxruntime", "numpy"],
        save_as_external_data=False,
    )
    for file in (MOMENTUM_FILE, EVENT_FILE, CARD_FILE):
        mlflow.MlflowClient().log_model_artifact(logged.model_id, str(folder / file))
    return logged


def _parameters(shown: Shown) -> dict[str, object]:
    fitted, learnt, judged = shown.fitted, shown.fitted.learnt, shown.judged
    return {
        **flat(fitted.parameters),
        **{f"weight_{name}": round(weight, 4) for name, weight in _weights(fitted).items()},
        "seasons_learnt": ", ".join(map(str, learnt.seasons)),
        "seasons_judged": ", ".join(map(str, judged.seasons)),
        "games_learnt": len(np.unique(learnt.game)),
        "rows_learnt": len(learnt),
        "fingerprint_learnt": learnt.fingerprint,
        "fingerprint_judged": judged.fingerprint,
        "fingerprint_features": learnt.feature_fingerprint,
        "features": len(learnt.names),
    }


def flat(parameters: EnsembleParameters) -> dict[str, object]:
    """How members learn, as names with dots."""
    return dict(_leaves("", asdict(parameters)))


def _leaves(prefix: str, told: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in told.items():
        if isinstance(value, dict):
            yield from _leaves(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _weights(fitted: FittedEnsemble) -> dict[str, float]:
    return dict(zip(fitted.blend.members, fitted.blend.weights, strict=True))


def _unseen(fitted: FittedEnsemble) -> dict[str, float]:
    return {f"unseen_{name.replace(' ', '_')}": value for name, value in unseen_losses(fitted).items()}
