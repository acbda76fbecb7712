"""The ensemble on seasons that it did not see, beside its members (where the plays are on this machine)."""

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.settings import ROOT
from training.confidence import KNOTS
from training.data.build import rows_of
from training.data.rows import Rows
from training.dataset import Doubles, Flags
from training.ensemble.fit import EnsembleParameters, FittedEnsemble, fit_ensemble
from training.ensemble.folder import write_folder
from training.ensemble.runner import Ensemble, Forecast
from training.measures import game_interval, log_loss
from training.models.event import EventParameters
from training.models.momentum import MomentumParameters
from training.view import sigmoid

PLAYS = ROOT.parent / "shared" / "data" / "nfl" / "pbp_2019_2023.parquet"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PLAYS.exists(), reason="no plays on this machine")]
WORSE = 0.0005
"""Nats by which the blend may miss its best member: about what a new seed changes."""


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(Sport.NFL, PLAYS, processes=1)


@pytest.fixture(scope="module")
def fitted(rows: Rows) -> FittedEnsemble:
    quick = EnsembleParameters(
        momentum=MomentumParameters(epochs=2), event=EventParameters(nets=1, hidden=16, epochs=1), folds=2
    )
    return fit_ensemble(rows.before(2021), quick)


@pytest.fixture(scope="module")
def later(rows: Rows) -> Rows:
    return rows.where(rows.season >= 2021)


@pytest.fixture(scope="module")
def told(fitted: FittedEnsemble, later: Rows, tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    folder = write_folder(fitted, tmp_path_factory.mktemp("later") / "ensemble")
    return Ensemble.from_folder(folder).replay(later.features, later.game)


def _judged(later: Rows) -> tuple[Flags, Doubles]:
    keep = np.isfinite(later.anchor) & (later.home_won != 0.5)
    return keep, later.home_won


def test_the_blend_is_not_worse_than_its_best_member(later: Rows, told: Forecast) -> None:
    keep, won = _judged(later)
    ours = log_loss(won, told.probability.astype(np.float64))[keep].mean()
    members = [log_loss(won, sigmoid(logit))[keep].mean() for logit in told.logits.T]

    assert ours <= min(members) + WORSE


def test_the_blend_stands_beside_the_anchor(later: Rows, told: Forecast) -> None:
    keep, won = _judged(later)
    behind = log_loss(won, told.probability.astype(np.float64)) - log_loss(won, later.anchor)

    assert game_interval(behind[keep], later.game[keep]).value <= 0.002


def test_the_band_holds_what_later_seasons_brought(later: Rows, told: Forecast) -> None:
    """In nine of ten seasons the share won lies within the band around a probability."""
    inside = []
    for season in later.seasons:
        here = later.season == season
        said, won = told.probability[here], later.home_won[here]
        for knot in KNOTS[2:-2]:
            near = np.abs(said - knot) < 0.025
            low, high = told.low[here][near].mean(), told.high[here][near].mean()
            inside.append(low <= won[near].mean() <= high)

    assert np.mean(inside) >= 0.75
