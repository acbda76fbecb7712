"""The files that are served are the members as they learnt, and know what the game demands."""

from dataclasses import replace

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from training.data.rows import Rows
from training.ensemble import side_by_side
from training.ensemble.fit import EnsembleParameters, FittedEnsemble, fit_ensemble
from training.ensemble.runner import Ensemble
from training.models.reads import READS
from training.models.sides import sides_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def varied(later: Rows) -> Rows:
    """Real rows, some without what feeds may lack: timeouts, possession, down."""
    features = later.features.copy()
    features[::7, FEATURES.index("home_timeouts")] = np.nan
    features[::7, FEATURES.index("away_timeouts")] = np.nan
    features[::11, FEATURES.index("possession")] = np.nan
    features[::13, FEATURES.index("down")] = np.nan
    return replace(later, features=features)


def test_the_files_answer_as_the_members_do_where_much_is_unknown(
    fitted: FittedEnsemble, ensemble: Ensemble, varied: Rows
) -> None:
    told = ensemble.replay(varied.features, varied.game)

    assert np.ptp(told.logits[:, 1] - told.logits[:, 0]) > 0.05
    np.testing.assert_allclose(told.logits, fitted.members.logits(varied), atol=2e-5)


def test_swapping_home_and_away_exchanges_the_chances_to_the_last_bits(
    ensemble: Ensemble, varied: Rows
) -> None:
    home = ensemble.base.logit(varied.features)
    away = ensemble.base.logit(sides_of(Sport.NFL).mirrored(varied.features))

    np.testing.assert_allclose(home, -away, rtol=0, atol=2e-6)


def test_a_row_gets_the_same_bits_alone_and_among_others(ensemble: Ensemble, varied: Rows) -> None:
    rows = varied.features[:500]
    alone = np.concatenate([ensemble.base.logit(row[None, :]) for row in rows])

    np.testing.assert_array_equal(ensemble.base.logit(rows), alone)


@pytest.mark.parametrize(("name", "way"), sorted(READS[Sport.NFL].demanded.items()))
def test_the_side_in_possession_gains_by_what_the_game_rewards(
    ensemble: Ensemble, later: Rows, name: str, way: int
) -> None:
    held = later.features[later.side == 1]
    changed = held.copy()
    changed[:, FEATURES.index(name)] += 1.0

    gained = ensemble.base.logit(changed) - ensemble.base.logit(held)

    assert bool(np.all(way * gained >= -1e-6))


def test_where_nobody_has_the_ball_the_trees_say_what_the_diffusion_does(
    ensemble: Ensemble, later: Rows
) -> None:
    rows = later.features[:200].copy()
    rows[:, FEATURES.index("possession")] = np.nan

    np.testing.assert_allclose(
        ensemble.base.logit(rows), rows[:, FEATURES.index("diffusion_logit")], atol=1e-6
    )


def test_learning_twice_from_the_same_rows_gives_the_same_ensemble(
    fitted: FittedEnsemble, small: EnsembleParameters, later: Rows
) -> None:
    again = fit_ensemble(fitted.learnt, small)

    assert (again.blend, again.band) == (fitted.blend, fitted.band)
    np.testing.assert_array_equal(again.members.logits(later), fitted.members.logits(later))
    np.testing.assert_array_equal(again.event.scores(later), fitted.event.scores(later))


def test_members_that_learn_side_by_side_learn_what_they_learn_alone(
    fitted: FittedEnsemble, small: EnsembleParameters, later: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "LEAST_ROWS", 1)

    again = fit_ensemble(fitted.learnt, small)

    assert again.blend.weights == pytest.approx(fitted.blend.weights, abs=1e-3)
    np.testing.assert_allclose(again.members.logits(later), fitted.members.logits(later), atol=1e-3)
    np.testing.assert_allclose(again.event.scores(later), fitted.event.scores(later), atol=1e-3)
