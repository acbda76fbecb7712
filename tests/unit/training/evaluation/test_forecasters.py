"""What a model's card tells of calls and of the market is what it is judged by."""

import json
from pathlib import Path

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.ledger import Ledger, Moment, Played
from training.data.rows import Rows
from training.evaluation.forecasters import Forecaster, of_folder
from training.own_graph import graph_of
from training.runner import CARD_FILE, MODEL_FILE


class Even:
    """A classifier's shape without a classifier."""


def quarters() -> Rows:
    """A row in each quarter of a game."""
    ledger = Ledger(Sport.NBA)
    features = dict.fromkeys(FEATURES_OF[Sport.NBA].names, 0.0)
    moments = [
        Moment(features | {"period": float(number), "margin": 3.0}, number, number, 600.0, None)
        for number in (1, 2, 3, 4)
    ]
    ledger.add(Played("one", 2027, 20270101, 1.0), moments)
    return ledger.rows()


def forecaster(folder: Path, **card: object) -> Forecaster:
    from sklearn.linear_model import LogisticRegression

    folder.mkdir(exist_ok=True)
    model = LogisticRegression().fit(np.array([[-3.0], [3.0]] * 4), np.array([0, 1] * 4))
    (folder / MODEL_FILE).write_bytes(graph_of(model, 1))
    (folder / CARD_FILE).write_text(json.dumps({"features": ["margin"], **card}))
    return of_folder(folder)


def test_a_share_of_the_log_odds_is_ours_by_phase(tmp_path: Path) -> None:
    told = forecaster(tmp_path / "mixed", market={"shares": {"1": 0.0, "3": 0.25, "4": 1.0}})
    rows = quarters()
    ours, market = told.predict(rows), np.full(4, 0.3)

    assert told.blend is not None
    mixed = told.blend(rows, ours, market)

    assert mixed[:2].tolist() == pytest.approx([0.3, 0.3])
    assert mixed[3] == pytest.approx(ours[3], abs=1e-6)
    odds = 0.25 * np.log(ours[2] / (1 - ours[2])) + 0.75 * np.log(0.3 / 0.7)
    assert mixed[2] == pytest.approx(1 / (1 + np.exp(-odds)))


def test_thresholds_are_the_cards_and_a_card_without_them_has_none(tmp_path: Path) -> None:
    frozen = {"game": {"0.85": 0.84, "0.9": 0.89}, "plays": {"0.85": 0.68, "0.9": 0.78}, "frozen_on": [2021]}
    told = forecaster(tmp_path / "calls", calls=frozen).frozen

    assert told is not None
    assert (told.game, told.plays, told.frozen_on) == (
        {0.85: 0.84, 0.9: 0.89},
        {0.85: 0.68, 0.9: 0.78},
        (2021,),
    )
    plain = forecaster(tmp_path / "plain")
    assert (plain.frozen, plain.blend, plain.next_score) == (None, None, None)


def test_what_is_no_classifier_and_no_graph_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="Even is no classifier with predict_proba and no ONNX graph"):
        graph_of(Even(), 1)
