"""The diffusion that serves a sport until its own data is there."""

from pathlib import Path

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from pipelines.rehearsals import rehearsal
from training.runner import CARD_FILE, MODEL_FILE, Champion
from training.walk import Rehearsal, judge_walk, walk_card, walk_graph

pytestmark = pytest.mark.slow
GAMES = 12
FARTHEST = 0.035
"""Mean distance, in probability, that a score diffusion may be from the simulator's truth."""


@pytest.fixture(scope="module", params=[Sport.NBA, Sport.MLB], ids=str)
def played(request: pytest.FixtureRequest) -> Rehearsal:
    return rehearsal(request.param, 2026, GAMES)


def test_the_diffusion_is_near_the_truth_that_made_the_games(played: Rehearsal) -> None:
    judged = judge_walk(played)
    assert judged.distance <= FARTHEST
    assert judged.model.games == GAMES


def test_the_graph_says_what_the_feature_says(played: Rehearsal, tmp_path: Path) -> None:
    (tmp_path / MODEL_FILE).write_bytes(walk_graph(played.sport))
    (tmp_path / CARD_FILE).write_bytes(walk_card(played.sport, judge_walk(played), played.dataset))
    champion = Champion.from_folder(tmp_path)
    assert champion.features == FEATURES_OF[played.sport].names
    probability, confidence = champion.predict(played.dataset.rows)
    np.testing.assert_allclose(probability, played.probability, atol=1e-6)
    assert bool(np.all((confidence > 0) & (confidence <= 1)))


def test_the_card_says_that_simulated_games_judged_it(played: Rehearsal) -> None:
    card = walk_card(played.sport, judge_walk(played), played.dataset).decode()
    assert "simulated games: it says nothing about real ones" in card
