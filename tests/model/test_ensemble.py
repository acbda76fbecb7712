"""An ensemble that learnt from some recorded games: what is served is what was learnt, play by play."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from livebet.domain.games import Sport
from serving.memory import Play
from serving.model import LiveMLModel
from training.data.rows import NEXT_SCORES, Rows
from training.ensemble.blend import Blend
from training.ensemble.fit import FittedEnsemble
from training.ensemble.folder import unseen_losses, write_folder
from training.ensemble.runner import Ensemble
from training.models.coming import STOPS
from training.models.sides import sides_of
from training.models.trees import TreeParameters, fit_trees
from training.runner import CARD_FILE, BrokenModelError, Champion

pytestmark = pytest.mark.slow


def test_the_files_say_what_the_members_learnt(
    fitted: FittedEnsemble, ensemble: Ensemble, later: Rows
) -> None:
    told = ensemble.replay(later.features, later.game)

    np.testing.assert_allclose(told.logits, fitted.members.logits(later), atol=2e-5)
    assert np.abs(told.logits[:, 2] - told.logits[:, 0]).max() > 0.01
    assert ensemble.event is not None
    np.testing.assert_allclose(
        ensemble.event.predict(later.features).score, fitted.event.scores(later), atol=2e-5
    )


async def test_a_live_game_told_play_by_play_is_the_game_replayed(ensemble: Ensemble, later: Rows) -> None:
    one = later.where(later.game == later.game[0])
    replayed = ensemble.replay(one.features, one.game).probability
    model, game = LiveMLModel(ensemble), uuid4()

    live = []
    for revision, values in enumerate(one.features.tolist()):
        row = dict(zip(ensemble.features, values, strict=True))
        told = await model.predict_live_probability([row], [Play(game, revision)])
        again = await model.predict_live_probability([row], [Play(game, revision)])
        assert again.probability == told.probability
        live.append(float(told.probability[0]))

    np.testing.assert_allclose(live, replayed, atol=1e-6)


async def test_a_settled_game_moves_the_weights_to_who_was_right(ensemble: Ensemble, later: Rows) -> None:
    one = later.where(later.game == later.game[0])
    model, game = LiveMLModel(ensemble), uuid4()
    for revision, values in enumerate(one.features.tolist()):
        row = dict(zip(ensemble.features, values, strict=True))
        await model.predict_live_probability([row], [Play(game, revision)])
    logits = ensemble.replay(one.features, one.game).logits
    losses = np.logaddexp(0.0, -logits if one.home_won[0] == 1 else logits).mean(axis=0)

    model.settle(game, float(one.home_won[0]))

    expected = ensemble.blend.moved([dict(zip(ensemble.blend.members, losses.tolist(), strict=True))])
    assert model.blend.weights == pytest.approx(expected.weights, abs=1e-6)
    assert model.settle(game, 1.0) is model.blend


def test_swapping_the_sides_exchanges_their_chances(ensemble: Ensemble, later: Rows) -> None:
    there = ensemble.replay(later.features, later.game)
    turned = ensemble.replay(sides_of(Sport.NFL).mirrored(later.features), later.game)

    np.testing.assert_allclose(turned.probability, 1.0 - there.probability, atol=2e-6)
    np.testing.assert_allclose(turned.low, 1.0 - there.high, atol=2e-6)


def test_the_band_holds_the_probability_and_confidence_is_what_it_leaves(
    ensemble: Ensemble, later: Rows
) -> None:
    told = ensemble.predict(later.features)

    assert bool(np.all((told.low <= told.probability) & (told.probability <= told.high)))
    assert bool(np.all((told.low >= 0.0) & (told.high <= 1.0)))
    np.testing.assert_allclose(told.confidence, 1.0 - (told.high - told.low), atol=1e-6)


def test_a_game_of_which_no_strength_is_known_is_told_with_less_confidence(
    ensemble: Ensemble, later: Rows
) -> None:
    unknown = later.features.copy()
    unknown[:, later.names.index("expected_margin")] = np.nan

    known, blind = ensemble.predict(later.features), ensemble.predict(unknown)
    stale = ensemble.predict(later.features, age=300.0)

    assert blind.confidence.mean() < known.confidence.mean() - 0.02
    assert stale.confidence.mean() < known.confidence.mean() - 0.02


def test_more_points_never_lower_the_trees_chance(ensemble: Ensemble, later: Rows) -> None:
    margin = later.names.index("margin")
    held = later.where(later.side == 1)
    ahead = held.features.copy()
    ahead[:, margin] += 3.0

    assert bool(np.all(ensemble.base.logit(ahead) >= ensemble.base.logit(held.features) - 1e-6))


def test_chances_of_what_comes_next_are_chances(ensemble: Ensemble, later: Rows) -> None:
    assert ensemble.event is not None
    told = ensemble.event.predict(later.features)

    assert told.score.shape == (len(later), len(NEXT_SCORES[Sport.NFL]))
    assert told.stop.shape == (len(later), len(STOPS[Sport.NFL]))
    np.testing.assert_allclose(told.score.sum(axis=1), 1.0, atol=1e-5)
    assert bool(np.all(told.until_score > 0))


def test_an_offence_at_the_goal_line_is_the_likely_next_to_score(ensemble: Ensemble, later: Rows) -> None:
    names = NEXT_SCORES[Sport.NFL]
    near = later.where((later.side == -1) & (later.column("yards_to_goal") <= 5) & later.judged)
    assert ensemble.event is not None
    told = ensemble.event.predict(near.features).score

    away, home = (told[:, names.index(f"{side} touchdown")].mean() for side in ("away", "home"))
    assert away > 2 * home


def test_the_blend_is_no_worse_unseen_than_members_are_on_average(fitted: FittedEnsemble) -> None:
    told = unseen_losses(fitted)

    mean = sum(
        weight * told[name] for name, weight in zip(fitted.blend.members, fitted.blend.weights, strict=True)
    )
    assert told["ensemble"] <= mean + 1e-6
    assert sum(fitted.blend.weights) == pytest.approx(1.0)
    assert min(fitted.blend.weights) >= fitted.blend.floor - 1e-9


def test_the_folder_is_a_model_for_whoever_reads_only_its_base(model_folder: Path, later: Rows) -> None:
    champion = Champion.from_folder(model_folder)
    probability, confidence = champion.predict(later.features)

    base = Ensemble.from_folder(model_folder).base.logit(later.features)
    np.testing.assert_allclose(probability, 1 / (1 + np.exp(-base)), atol=1e-6)
    assert bool(np.all((confidence > 0) & (confidence <= 1)))


def test_an_ensemble_without_a_member_that_its_card_weighs_is_refused(
    model_folder: Path, tmp_path: Path
) -> None:
    for name in ("model.onnx", CARD_FILE):
        (tmp_path / name).write_bytes((model_folder / name).read_bytes())

    with pytest.raises(BrokenModelError, match="the ensemble lacks momentum"):
        Ensemble.from_folder(tmp_path)


def test_trees_that_found_nothing_to_split_by_are_served_as_they_learnt(
    fitted: FittedEnsemble, rows: Rows, tmp_path: Path
) -> None:
    few = rows.where(rows.game < 4)
    stumps = fit_trees(few, TreeParameters(rounds=3, min_child_weight=1e9, late_min_child_weight=1e9))
    members = replace(fitted.members, trees=stumps)

    ensemble = Ensemble.from_folder(write_folder(replace(fitted, members=members), tmp_path / "stumps"))

    np.testing.assert_allclose(ensemble.base.logit(few.features), stumps.logit(few), atol=1e-5)


def test_files_that_do_not_say_what_was_learnt_are_refused(fitted: FittedEnsemble, tmp_path: Path) -> None:
    twisted = Blend(fitted.blend.members[::-1], fitted.blend.weights[::-1], fitted.blend.floor)

    with pytest.raises(BrokenModelError, match="from what was learnt"):
        write_folder(replace(fitted, blend=twisted), tmp_path / "twisted")
