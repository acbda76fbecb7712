"""A registered version, loaded, with what its card tells of the games that it learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags
from training.ensemble.runner import Ensemble
from training.evaluation.forecasters import of_ensemble
from training.runner import CARD_FILE
from training.seasons.season import SIMULATED
from training.tracking import connect


class Learnt(msgspec.Struct, frozen=True):
    """What a card tells of the games that a model learnt from, and so must not be judged on.

    `days_learnt` (first and last, as 20190320) narrows the seasons, where only a part of one was learnt.
    """

    seasons_learnt: tuple[int, ...] = ()
    days_learnt: tuple[int, int] | None = None
    games_learnt: int = 0
    fingerprint_learnt: str = ""
    learnt_from: str = ""

    def foreign(self, origin: str) -> bool:
        """Whether one is about games that nobody played and the other about real ones."""
        return (self.learnt_from == SIMULATED) != (origin == SIMULATED)

    def saw(self, rows: Rows, origin: str) -> Flags:
        """Which rows are of games that it may have learnt from.

        `origin` says in the card's words where the rows are from: a simulated season is not the real one.
        """
        if self.foreign(origin):
            return np.zeros(len(rows), np.bool_)
        seen: Flags = np.isin(rows.season, self.seasons_learnt)
        if self.days_learnt is None:
            return seen
        first, last = self.days_learnt
        return seen & (rows.day >= first) & (rows.day <= last)


@dataclass(frozen=True)
class Contender:
    """A version that can forecast."""

    version: str
    ensemble: Ensemble
    learnt: Learnt

    def predict(self, rows: Rows) -> Doubles:
        """Home win probability of each row, told after those of its game above it."""
        return of_ensemble(f"version {self.version}", self.ensemble).predict(rows)


def load(uri: str, sport: Sport, version: str) -> Contender:
    """A registered version from its artifacts.

    Raises:
        BrokenModelError: the artifacts cannot be served.
    """
    import mlflow
    from mlflow import environment_variables as limits

    limits.MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR.set(False)
    connect(uri)
    with TemporaryDirectory() as name:
        mlflow.artifacts.download_artifacts(
            artifact_uri=f"models:/{model_name(sport)}/{version}", dst_path=name
        )
        return of_folder(version, Path(name))


def of_folder(version: str, folder: Path) -> Contender:
    """A version from its files.

    Raises:
        BrokenModelError: they cannot be served.
    """
    ensemble = Ensemble.from_folder(folder)
    return Contender(version, ensemble, msgspec.json.decode((folder / CARD_FILE).read_bytes(), type=Learnt))


class NothingToJudgeError(ValueError):
    """No row is left that neither model learnt from."""


def fair(rows: Rows, contenders: Sequence[Contender], origin: str) -> Rows:
    """The rows of games that none of them learnt from.

    Raises:
        NothingToJudgeError: there is none; it says who learnt from what.
    """
    seen = {one.version: one.learnt.saw(rows, origin) for one in contenders}
    left = rows.where(~np.logical_or.reduce(list(seen.values())))
    if bool(left.judged.any()):
        return left
    told = "; ".join(
        f"version {version} learnt from {_seasons(rows.where(by))}"
        for version, by in seen.items()
        if by.any()
    )
    raise NothingToJudgeError(
        f"nothing to judge on in {_seasons(rows)}: {told or 'no play of it is judged'}; "
        "evidence needs games that are new to both"
    )


def _seasons(rows: Rows) -> str:
    seasons = rows.seasons
    if len(seasons) < 2:
        return f"season {seasons[0]}" if seasons else "no season"
    return f"seasons {seasons[0]} to {seasons[-1]}"
