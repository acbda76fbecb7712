"""The runner: what it loads, what it answers, what it refuses."""

from pathlib import Path

import msgspec
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from training.runner import BrokenModelError, Champion


def _folder(path: Path, *, features: list[str], scale: float = 1.0, card: bytes | None = None) -> Path:
    """A model whose probability is the sigmoid of the features' sum."""
    nodes = [
        helper.make_node("ReduceSum", ["rows", "axes"], ["total"], keepdims=0),
        helper.make_node("Sigmoid", ["total"], ["p"]),
        helper.make_node("Mul", ["p", "scale"], ["home_win_probability"]),
    ]
    graph = helper.make_graph(
        nodes,
        "sum",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, len(features)])],
        [helper.make_tensor_value_info("home_win_probability", TensorProto.FLOAT, [None])],
        [
            helper.make_tensor("axes", TensorProto.INT64, [1], [1]),
            helper.make_tensor("scale", TensorProto.FLOAT, [], [scale]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.mkdir()
    onnx.save(model, str(path / "model.onnx"))
    knots = {"probability": [0.0, 0.5, 1.0], "confidence": [1.0, 0.5, 1.0]}
    body = card or msgspec.json.encode({"features": features, "confidence": knots, "seasons": [2009]})
    (path / "card.json").write_bytes(body)
    return path


def test_a_champion_answers_in_the_order_of_its_own_card(tmp_path: Path) -> None:
    champion = Champion.from_folder(_folder(tmp_path / "m", features=["b", "a"]))

    matrix = champion.matrix([{"a": 1.0, "b": 2.0, "extra": 9.0}, {"a": 0.0, "b": 0.0}])
    probability, confidence = champion.predict(matrix)

    assert matrix.tolist() == [[2.0, 1.0], [0.0, 0.0]]
    np.testing.assert_allclose(probability, [1 / (1 + np.exp(-3)), 0.5], rtol=1e-6)
    np.testing.assert_allclose(confidence, [1 / (1 + np.exp(-3)), 0.5], rtol=1e-6)


def test_no_rows_get_no_answers(tmp_path: Path) -> None:
    champion = Champion.from_folder(_folder(tmp_path / "m", features=["a"]))

    probability, confidence = champion.predict(champion.matrix([]))

    assert (probability.tolist(), confidence.tolist()) == ([], [])


def test_a_probability_above_one_is_refused_at_loading(tmp_path: Path) -> None:
    with pytest.raises(BrokenModelError, match="home_win_probability is not one number in"):
        Champion.from_folder(_folder(tmp_path / "m", features=["a"], scale=3.0))


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (b"{}", "features"),
        (b'{"features": ["a", "a"]}', "each once"),
        (b'{"features": ["a", "b"]}', "rows"),
        (b'{"features": ["a"], "confidence": {"probability": [0, 1], "confidence": [0, 2]}}', "lie in"),
        (b"not json", "malformed"),
    ],
)
def test_a_card_that_does_not_fit_is_refused_with_a_reason(tmp_path: Path, card: bytes, why: str) -> None:
    with pytest.raises(BrokenModelError, match=why):
        Champion.from_folder(_folder(tmp_path / "m", features=["a"], card=card))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenModelError, match="nowhere"):
        Champion.from_folder(tmp_path / "nowhere")
