"""A small real model: some games of three recorded seasons, learnt in seconds."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from livebet.domain.messages import Refused
from livebet.features.ratings import Ratings
from training.card import card_json
from training.dataset import Dataset, Split, split
from training.evaluate import Evaluation, evaluate
from training.fit import fit, grow
from training.graph import to_onnx
from training.history import PastGame, season_games
from training.model import Fitted, Parameters
from training.runner import CARD_FILE, MODEL_FILE, Champion

SMALL = Parameters(rounds=20, min_child_weight=50.0, ridge=5.0, learning_rate=0.2, threads=1)


def small_season(season: int, games: int) -> list[PastGame]:
    """The first games of a season."""
    return [one for one in season_games(season, Ratings(), games) if not isinstance(one, Refused)]


def dataset_of(games: list[PastGame]) -> Dataset:
    """The rows of some games."""
    plays = [(number, past, play) for number, past in enumerate(games) for play in past.plays]
    margin = np.array([past.final_margin for _, past, _ in plays])
    return Dataset(
        np.array([list(play.row.values()) for _, _, play in plays], np.float32),
        np.where(margin == 0, 0.5, margin > 0).astype(np.float32),
        np.array([past.game.season for _, past, _ in plays]),
        np.array([number for number, _, _ in plays]),
    )


@pytest.fixture(scope="session")
def parts() -> Split:
    """Two seasons to learn from, one to judge, 30 games each."""
    return split(dataset_of([past for year in (2014, 2015, 2016) for past in small_season(year, 30)]))


@pytest.fixture(scope="session")
def fitted(parts: Split) -> Fitted:
    """A model whose trees have something to say: more of them than so few games deserve."""
    chosen = fit(parts, SMALL)
    return replace(chosen, booster=grow(parts.learn, SMALL, SMALL.rounds), trees_used=SMALL.rounds)


@pytest.fixture(scope="session")
def evaluation(fitted: Fitted, parts: Split) -> Evaluation:
    """How it did on the season it did not see."""
    return evaluate(fitted, parts)


@pytest.fixture(scope="session")
def model_folder(
    fitted: Fitted, evaluation: Evaluation, parts: Split, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The model as it is served."""
    folder = tmp_path_factory.mktemp("model") / "small"
    folder.mkdir()
    (folder / MODEL_FILE).write_bytes(to_onnx(fitted))
    (folder / CARD_FILE).write_bytes(card_json(fitted, evaluation, parts))
    return folder


@pytest.fixture(scope="session")
def champion(model_folder: Path) -> Champion:
    """The model, loaded for serving."""
    return Champion.from_folder(model_folder)
