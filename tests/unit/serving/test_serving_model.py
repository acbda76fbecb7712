"""The model in service, over a small real one: sigmoid of the sum of its features."""

from collections.abc import Callable
from math import nan
from pathlib import Path

import numpy as np
import pytest
from bentoml.exceptions import UnprocessableEntity

from serving.model import LiveMLModel
from training.ensemble.runner import Ensemble


@pytest.fixture
def model(make_model: Callable[..., Path], tmp_path: Path) -> LiveMLModel:
    return LiveMLModel(Ensemble.from_folder(make_model(tmp_path / "m", ["margin", "down"])))


async def test_each_state_gets_the_champions_probability_and_confidence(model: LiveMLModel) -> None:
    rows = [{"margin": 0.0, "down": 0.0}, {"down": 1.0, "margin": 2.0, "distance": 9.0}]

    told = await model.predict_live_probability(rows)

    assert model.features == ("margin", "down")
    np.testing.assert_allclose(told.probability, [0.5, 1 / (1 + np.exp(-3.0))], rtol=1e-6)
    np.testing.assert_array_equal(told.confidence, [1.0, 1.0])


async def test_a_state_without_a_probability_is_told_by_its_place(model: LiveMLModel) -> None:
    with pytest.raises(UnprocessableEntity, match="too little is known for a probability: row 1"):
        await model.predict_live_probability([{"margin": 1.0, "down": 1.0}, {"margin": nan, "down": 1.0}])
