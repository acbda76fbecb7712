"""Who serves: the alias `champion` moves to a challenger only on evidence.

Evidence is the paired log loss on the same rows, of seasons that neither model learnt from. The challenger
must not be worse: its mean may be higher by no more than `TOLERANCE`, and the interval over games must
leave room for being better. The first model must only beat a coin.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.dataset import Dataset, Doubles
from training.ensemble.runner import Ensemble
from training.evaluate import difference
from training.measures import Interval
from training.runner import CARD_FILE
from training.tracking import connect

ALIAS = "champion"
_ABSENT = ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE")
"""How MLflow says that a model or an alias is not there."""
TOLERANCE = 0.0005
"""Nats of log loss a challenger may be worse on average: about what a new seed changes."""


class Learnt(msgspec.Struct, frozen=True):
    """What a card tells of the seasons it must not be judged on, and of what it reads."""

    seasons_learnt: tuple[int, ...]
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contender:
    """A registered version, loaded."""

    version: str
    champion: Ensemble
    seasons_learnt: tuple[int, ...]

    def predict(self, dataset: Dataset) -> Doubles:
        """Home win probability of each row, told after those of its game above it."""
        return self.champion.replay(dataset.rows, dataset.game).probability.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the alias moved, to what, and why."""

    promoted: bool
    version: str
    reason: str
    against_champion: Interval | None = None


def load_version(uri: str, sport: Sport, version: str) -> Contender:
    """A registered version from its artifacts.

    Raises:
        BrokenModelError: the artifacts cannot be served.
    """
    import mlflow

    connect(uri)
    with TemporaryDirectory() as folder:
        mlflow.artifacts.download_artifacts(
            artifact_uri=f"models:/{model_name(sport)}/{version}", dst_path=folder
        )
        learnt = msgspec.json.decode((Path(folder) / CARD_FILE).read_bytes(), type=Learnt)
        return Contender(version, Ensemble.from_folder(folder), learnt.seasons_learnt)


def champion_version(uri: str, sport: Sport) -> str | None:
    """The version that the alias points to; None where there is none."""
    from mlflow.exceptions import MlflowException

    try:
        return str(connect(uri).get_model_version_by_alias(model_name(sport), ALIAS).version)
    except MlflowException as error:
        if error.error_code in _ABSENT:
            return None
        raise


def judge(challenger: Contender, champion: Contender | None, judged: Dataset) -> Verdict:
    """The verdict on rows that neither learnt from.

    Raises:
        ValueError: no row is left that neither learnt from.
    """
    taught = {*challenger.seasons_learnt, *(champion.seasons_learnt if champion else ())}
    fair = judged.where(~np.isin(judged.season, sorted(taught)))
    if not len(fair):
        raise ValueError(f"both models learnt from all of {judged.seasons}: nothing to judge on")
    coin = np.full(len(fair), 0.5)
    ours = challenger.predict(fair)
    told = f"{fair.games} games of {', '.join(map(str, fair.seasons))}"
    if champion is None:
        against = difference(fair, ours, coin)
        better = against.value < 0
        return Verdict(
            better, challenger.version, f"no champion yet; {_said(against)} a coin on {told}", against
        )
    against = difference(fair, ours, champion.predict(fair))
    better = against.value <= TOLERANCE and against.low <= 0
    return Verdict(
        better, challenger.version, f"{_said(against)} version {champion.version} on {told}", against
    )


def _said(against: Interval) -> str:
    return f"log loss {against.value:+.5f} [{against.low:+.5f}, {against.high:+.5f}] against"


def promote(sport: Sport, version: str, judged: Dataset, uri: str) -> Verdict:
    """Move the alias to `version` if it is no worse than the champion on `judged`; note why on it."""
    client: Any = connect(uri)
    current = champion_version(uri, sport)
    if current == version:
        return Verdict(False, version, "it is the champion already")
    champion = None if current is None else load_version(uri, sport, current)
    verdict = judge(load_version(uri, sport, version), champion, judged)
    client.set_model_version_tag(model_name(sport), version, "verdict", verdict.reason)
    if verdict.promoted:
        client.set_registered_model_alias(model_name(sport), ALIAS, version)
    return verdict
