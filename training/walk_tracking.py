"""A diffusion alone as a registered model: what a run of it leaves in MLflow."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from matplotlib.figure import Figure

from feature_repo.names import model_name
from training.measures import BINS
from training.runner import CARD_FILE
from training.tracking import ARTIFACT, Registered, connect, signature
from training.walk import Judgement, Rehearsal, walk_card, walk_graph


def register_walk(rehearsal: Rehearsal, judgement: Judgement, uri: str) -> Registered:
    """Log a run that shows how far the diffusion is from the truth, and register it as a new version."""
    import mlflow
    import mlflow.onnx
    import onnx

    sport, dataset = rehearsal.sport, rehearsal.dataset
    connect(uri)
    mlflow.set_experiment(model_name(sport))
    with mlflow.start_run(run_name=f"diffusion, judged on {dataset.games} simulated games") as run:
        mlflow.log_params({"games_judged": dataset.games, "fingerprint_judged": dataset.fingerprint})
        mlflow.set_tag("judged_on", "simulated games")
        mlflow.log_metrics(judgement.metrics)
        mlflow.log_figure(truth_plot(rehearsal), "truth.png")
        card = walk_card(sport, judgement, dataset)
        logged = mlflow.onnx.log_model(
            onnx.load_from_string(walk_graph(sport)),
            name=ARTIFACT,
            signature=signature(dataset.rows.shape[1]),
            pip_requirements=["onnxruntime", "numpy"],
            save_as_external_data=False,
        )
        with TemporaryDirectory() as folder:
            path = Path(folder) / CARD_FILE
            path.write_bytes(card)
            mlflow.MlflowClient().log_model_artifact(logged.model_id, str(path))
        mlflow.log_text(card.decode(), CARD_FILE)
        version = mlflow.register_model(logged.model_uri, model_name(sport))
    return Registered(str(version.version), run.info.run_id)


def truth_plot(rehearsal: Rehearsal) -> Figure:
    """Mean true chance against forecast, in bins of equal width."""
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.add_subplot()
    said = rehearsal.probability
    place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    rows = np.bincount(place, minlength=BINS)
    seen = rows > 0
    forecast = np.bincount(place, said, BINS)[seen] / rows[seen]
    true = np.bincount(place, rehearsal.truth, BINS)[seen] / rows[seen]
    axes.plot([0, 1], [0, 1], color="#888888", linewidth=1)
    axes.plot(forecast, true, "o-", color="#2a6fbb", markersize=4)
    axes.set(
        xlabel="forecast of a home win",
        ylabel="true chance of it",
        title=f"{rehearsal.sport.value}: {rehearsal.dataset.games} simulated games",
    )
    return figure
