"""Who forecasts: the bare diffusion, a model's folder, or what MLflow knows by an alias, version or run."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Floats
from training.ensemble.calls import Calls, MarketShares
from training.ensemble.runner import Ensemble
from training.evaluation.promises import Frozen
from training.runner import CARD_FILE, BrokenModelError
from training.tracking import ARTIFACT, connect
from training.view import sigmoid

DIFFUSION = "diffusion"
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A name, and the home probability that it gives each row; rows come game by game, in order.

    `next_score` gives the chance of each of `NEXT_SCORES` [rows, classes], where a model has one; `blend`
    gives the home probability from rows, its own probability and a market's of the same rows. `frozen` are
    the thresholds of calls that its card tells.
    """

    name: str
    predict: Callable[[Rows], Doubles]
    next_score: Callable[[Rows], Doubles] | None = None
    blend: Callable[[Rows, Doubles, Doubles], Doubles] | None = None
    frozen: Frozen | None = None


class NoSuchModelError(LookupError):
    """MLflow knows neither an alias, nor a version, nor a run by that name."""


def bare_diffusion() -> Forecaster:
    """The feature that every sport has."""
    return Forecaster("diffusion", lambda rows: rows.diffusion)


def of_ensemble(name: str, ensemble: Ensemble) -> Forecaster:
    """A loaded model: each row is told after those of its game above it, as a live game is.

    Raises:
        BrokenModelError: it reads a feature that rows of the sport lack; said when it forecasts.
    """

    def matrix(rows: Rows) -> Floats:
        missing = [feature for feature in ensemble.features if feature not in rows.names]
        if missing:
            raise BrokenModelError(f"{name} reads what no row has: {', '.join(missing)}")
        places = [rows.names.index(feature) for feature in ensemble.features]
        return np.ascontiguousarray(rows.features[:, places])

    def predict(rows: Rows) -> Doubles:
        return ensemble.replay(matrix(rows), rows.game).probability.astype(np.float64)

    card, event = ensemble.card, ensemble.event
    return Forecaster(
        name,
        predict,
        None if event is None else lambda rows: event.predict(matrix(rows)).score.astype(np.float64),
        partial(_beside, card.market) if card.market.shares else None,
        _thresholds(card.calls),
    )


def _thresholds(calls: Calls) -> Frozen | None:
    """What the card froze; None where it froze nothing."""
    if not calls.game or not calls.plays:
        return None
    game, plays = ({float(one): at for one, at in told.items()} for told in (calls.game, calls.plays))
    return Frozen(game, plays, calls.frozen_on)


def _beside(market: MarketShares, rows: Rows, ours: Doubles, theirs: Doubles) -> Doubles:
    """Ours and the market's, each row by the share of its phase; the market alone where nobody learnt one."""
    shares = {int(period): market.share(float(period)) or 0.0 for period in np.unique(rows.period)}
    share = np.array([shares[int(period)] for period in rows.period])
    bounded = (np.clip(one, _LEAST, 1 - _LEAST) for one in (ours, theirs))
    own, price = (np.log(one) - np.log1p(-one) for one in bounded)
    return sigmoid(share * own + (1 - share) * price)


def of_folder(folder: Path) -> Forecaster:
    """A folder with `model.onnx` and `card.json`, and the other members of an ensemble where it has them.

    Raises:
        BrokenModelError: it cannot be loaded.
    """
    return of_ensemble(folder.name, Ensemble.from_folder(folder))


def of_registry(uri: str, sport: Sport, which: str) -> Forecaster:
    """What MLflow has under an alias (`champion`), a version (`7`) or a run's id.

    Raises:
        NoSuchModelError: it has nothing under it.
        BrokenModelError: what it has cannot be loaded.
    """
    return of_ensemble(f"{sport.value} {which}", ensemble_of(uri, sport, which))


def ensemble_of(uri: str, sport: Sport, which: str) -> Ensemble:
    """The same, loaded.

    Raises:
        NoSuchModelError, BrokenModelError: as `of_registry`.
    """
    import mlflow
    from mlflow.exceptions import MlflowException

    connect(uri)
    for address in _addresses(sport, which):
        with TemporaryDirectory() as folder:
            try:
                mlflow.artifacts.download_artifacts(artifact_uri=address, dst_path=folder)
            except (MlflowException, OSError):
                continue
            return Ensemble.from_folder(brought(Path(folder)))
    raise NoSuchModelError(f"MLflow at {uri} has no alias, version or run {which} of {model_name(sport)}")


def brought(place: Path) -> Path:
    """The model's folder in a place that MLflow brought it to: a run's lies in a folder of its name."""
    named = place / ARTIFACT
    return named if (named / CARD_FILE).exists() else place


def _addresses(sport: Sport, which: str) -> tuple[str, ...]:
    name = model_name(sport)
    if which.isdecimal():
        return (f"models:/{name}/{which}",)
    return f"models:/{name}@{which}", f"runs:/{which}/{ARTIFACT}"
