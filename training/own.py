"""A model of one's own, from a notebook to a challenger: logged, judged, registered, run in the shadow.

Any classifier of scikit-learn's kind (XGBoost's too), any pipeline of such, or an ONNX graph becomes a model
folder (`model.onnx`, `card.json`) on an MLflow run; see docs/own-model.md.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from livebet.settings import settings
from training.confidence import learn_confidence
from training.data.rows import Rows
from training.dataset import Doubles, Floats
from training.ensemble.runner import Ensemble
from training.evaluation.compared import score
from training.evaluation.forecasters import brought, of_ensemble
from training.evaluation.promises import calls_of, freeze
from training.own_graph import Model, graph_of
from training.promotion.aliases import CHALLENGER
from training.promotion.ready import register_features
from training.runner import CARD_FILE, MODEL_FILE, BrokenModelError
from training.tracking import ARTIFACT, connect, signature

_NEAR = 1e-3
_SAMPLE = 5_000


def matrix(rows: Rows, features: Sequence[str]) -> Floats:
    """Some features of rows, [rows, features], in this order: what a model of one's own is fitted on."""
    columns: Floats = rows.features[:, [rows.names.index(name) for name in features]]
    return columns


def log_model(
    sport: Sport,
    model: Model,
    features: Sequence[str],
    *,
    learnt: Rows,
    unseen: Rows,
    learnt_from: str,
    name: str,
    uri: str = "",
) -> str:
    """Log a model as a run that can be evaluated and served; the run's id.

    `learnt` are the rows that it was fitted on, `learnt_from` what they are (`training.seasons.learnt_from`);
    on `unseen` its confidence, the thresholds of its calls and its metrics are learnt. `uri` is MLflow's,
    without it the one of the settings.

    Raises:
        ValueError: a feature is none of the sport's.
        TypeError: the model is of no kind that can be written as ONNX.
        BrokenModelError: as ONNX it does not serve, or says something else.
    """
    unknown = [one for one in features if one not in FEATURES_OF[sport].names]
    if unknown:
        raise ValueError(f"{sport.value} has no feature {', '.join(unknown)}")
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / MODEL_FILE).write_bytes(graph_of(model, len(features)))
        card: dict[str, Any] = {"sport": sport.value, "kind": f"own: {name}", "features": list(features)}
        _write(folder, card)
        said = _said(folder, model, unseen, features)
        _write(folder, {**card, **_told(learnt, unseen, said), "learnt_from": learnt_from})
        return _log(sport, folder, name, uri or settings().mlflow_uri)


def enter(sport: Sport, run: str, uri: str) -> str:
    """Register a run's model as a version with the alias `challenger`; the version.

    Its features are known to Feast before the alias points to it: then it runs in the shadow of live games.

    Raises:
        BrokenModelError: the run has no model that can be served, or one of another sport.
    """
    import mlflow
    from mlflow.exceptions import MlflowException

    client = connect(uri)
    with TemporaryDirectory() as place:
        try:
            mlflow.artifacts.download_artifacts(artifact_uri=f"runs:/{run}/{ARTIFACT}", dst_path=place)
        except (MlflowException, OSError):
            raise BrokenModelError(f"MLflow at {uri} has no run {run} with a model") from None
        features = Ensemble.from_folder(brought(Path(place))).features
    alien = [one for one in features if one not in FEATURES_OF[sport].names]
    if alien:
        raise BrokenModelError(f"run {run} reads what {sport.value} has not: {', '.join(alien)}")
    version = str(mlflow.register_model(f"runs:/{run}/{ARTIFACT}", model_name(sport)).version)
    register_features(sport, version, features)
    client.set_registered_model_alias(model_name(sport), CHALLENGER, version)
    return version


def _write(folder: Path, card: dict[str, Any]) -> None:
    (folder / CARD_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=2))


def _said(folder: Path, model: Model, unseen: Rows, features: Sequence[str]) -> Doubles:
    """What the files say of rows; a few of them are compared with what the model itself says."""
    said = of_ensemble("own model", Ensemble.from_folder(folder)).predict(unseen)
    if hasattr(model, "predict_proba"):
        some = slice(None, None, max(1, len(unseen) // _SAMPLE))
        own = np.asarray(model.predict_proba(matrix(unseen, features)[some]))[:, 1]
        off = float(np.abs(own - said[some]).mean())
        if off > _NEAR:
            raise BrokenModelError(f"as ONNX it is {off:.4f} from what it says itself, on average")
    return said


def _told(learnt: Rows, unseen: Rows, said: Doubles) -> dict[str, Any]:
    """What the card tells of learning, confidence and calls."""
    confidence = learn_confidence(said, unseen.home_won, unseen.game)
    return {
        "confidence": msgspec.to_builtins(confidence),
        "seasons_learnt": list(learnt.seasons),
        "days_learnt": [int(learnt.day.min()), int(learnt.day.max())],
        "games_learnt": len(np.unique(learnt.game)),
        "fingerprint_learnt": learnt.fingerprint,
        "calls": freeze(calls_of(unseen, said)).card(),
        "metrics": _metrics(unseen, said),
    }


def _metrics(unseen: Rows, said: Doubles) -> dict[str, float]:
    keep = unseen.judged & (unseen.home_won != 0.5)
    told = score(unseen.home_won[keep], said[keep])
    kept = ("log_loss", "brier", "accuracy", "calibration_error")
    return {one: round(float(getattr(told, one)), 6) for one in kept}


def _log(sport: Sport, folder: Path, name: str, uri: str) -> str:
    """A run with the folder as its model, and what the card tells as numbers."""
    import mlflow
    import mlflow.onnx
    import onnx

    connect(uri)
    mlflow.set_experiment(model_name(sport))
    told = (folder / CARD_FILE).read_text()
    card = msgspec.json.decode(told)
    with mlflow.start_run(run_name=name) as run:
        logged = mlflow.onnx.log_model(
            onnx.load_model(str(folder / MODEL_FILE)),
            name=ARTIFACT,
            signature=signature(len(card["features"])),
            pip_requirements=["onnxruntime", "numpy"],
            save_as_external_data=False,
        )
        mlflow.MlflowClient().log_model_artifact(logged.model_id, str(folder / CARD_FILE))
        mlflow.log_text(told, CARD_FILE)
        mlflow.log_metrics(card["metrics"])
        kept = ("features", "seasons_learnt", "games_learnt", "learnt_from")
        mlflow.log_params({one: card[one] for one in kept})
    return str(run.info.run_id)
