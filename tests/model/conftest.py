"""A small real ensemble: some games of three recorded seasons, learnt in seconds."""

from pathlib import Path

import pytest

from training.data.rows import Rows
from training.ensemble.fit import EnsembleParameters, FittedEnsemble, fit_ensemble
from training.ensemble.folder import write_folder
from training.ensemble.recorded import recorded_rows
from training.ensemble.runner import Ensemble
from training.models.event import EventParameters
from training.models.momentum import MomentumParameters
from training.models.trees import TreeParameters

SMALL = EnsembleParameters(
    TreeParameters(rounds=10, min_child_weight=20.0, late_min_child_weight=5.0, ridge=2.0, learning_rate=0.3),
    MomentumParameters(hidden=6, epochs=3, learning_rate=0.02, dropout=0.0),
    EventParameters(nets=1, hidden=16, epochs=2, dropout=0.0),
    folds=2,
)


@pytest.fixture(scope="session")
def small() -> EnsembleParameters:
    """How an ensemble learns in seconds; its trees have more to say than so few games deserve."""
    return SMALL


@pytest.fixture(scope="session")
def rows() -> Rows:
    """The plays of 16 games of each of three seasons."""
    return Rows.joined([recorded_rows(season, games=16) for season in (2014, 2015, 2016)])


@pytest.fixture(scope="session")
def fitted(rows: Rows) -> FittedEnsemble:
    """An ensemble that learnt from the first two seasons."""
    return fit_ensemble(rows.before(2016), SMALL)


@pytest.fixture(scope="session")
def model_folder(fitted: FittedEnsemble, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ensemble as it is served."""
    return write_folder(fitted, tmp_path_factory.mktemp("model") / "small")


@pytest.fixture(scope="session")
def ensemble(model_folder: Path) -> Ensemble:
    """The ensemble, loaded for serving."""
    return Ensemble.from_folder(model_folder)


@pytest.fixture(scope="session")
def later(rows: Rows) -> Rows:
    """The season that it did not learn from."""
    return rows.of_seasons([2016])
