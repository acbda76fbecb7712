"""An ensemble as a registered model: what a run of it leaves in MLflow."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from feature_repo.names import model_name
from training.ensemble.fit import FittedEnsemble
from training.ensemble.folder import unseen_losses, write_folder
from training.models.names import EVENT_FILE, MOMENTUM_FILE
from training.runner import CARD_FILE, MODEL_FILE
from training.tracking import ARTIFACT, Registered, connect, signature


def register_ensemble(
    fitted: FittedEnsemble, uri: str, metrics: Mapping[str, float], more: dict[str, object] | None = None
) -> Registered:
    """Log a run with its metrics, and register all files of the model folder as a new version."""
    import mlflow
    import mlflow.onnx
    import onnx

    connect(uri)
    mlflow.set_experiment(model_name(fitted.sport))
    seasons = fitted.learnt.seasons
    with (
        TemporaryDirectory() as name,
        mlflow.start_run(run_name=f"ensemble of {seasons[0]}–{seasons[-1]}") as run,
    ):
        folder = write_folder(fitted, Path(name), {**(more or {}), "metrics": dict(metrics)})
        mlflow.log_params(_parameters(fitted))
        mlflow.log_metrics({**metrics, **_unseen(fitted)})
        logged = mlflow.onnx.log_model(
            onnx.load_model(str(folder / MODEL_FILE)),
            name=ARTIFACT,
            signature=signature(fitted.learnt.features.shape[1]),
            pip_requirements=["onnxruntime", "numpy"],
            save_as_external_data=False,
        )
        client = mlflow.MlflowClient()
        for file in (MOMENTUM_FILE, EVENT_FILE, CARD_FILE):
            client.log_model_artifact(logged.model_id, str(folder / file))
        mlflow.log_text((folder / CARD_FILE).read_text(), CARD_FILE)
        version = mlflow.register_model(logged.model_uri, model_name(fitted.sport))
    return Registered(str(version.version), run.info.run_id)


def _parameters(fitted: FittedEnsemble) -> dict[str, object]:
    weights = {
        f"weight_{name}": round(weight, 4)
        for name, weight in zip(fitted.blend.members, fitted.blend.weights, strict=True)
    }
    learnt = fitted.learnt
    return {
        **weights,
        "seasons_learnt": ", ".join(map(str, learnt.seasons)),
        "rows_learnt": len(learnt),
        "fingerprint_learnt": learnt.dataset.fingerprint,
    }


def _unseen(fitted: FittedEnsemble) -> dict[str, float]:
    return {f"unseen_{name.replace(' ', '_')}": value for name, value in unseen_losses(fitted).items()}
