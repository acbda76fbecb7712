"""Small real models for the tests of the model service."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import onnx
import pytest
from onnx import TensorProto, helper

MakeModel = Callable[..., Path]


@pytest.fixture
def make_model() -> MakeModel:
    """Write a folder with a model that says sigmoid(weight · sum of its features)."""

    def write(folder: Path, features: Sequence[str], weight: float = 1.0) -> Path:
        steps = [
            helper.make_node("MatMul", ["rows", "weights"], ["logit"]),
            helper.make_node("Sigmoid", ["logit"], ["probability"]),
            helper.make_node("Squeeze", ["probability", "last"], ["home_win_probability"]),
        ]
        constants = [
            helper.make_tensor("weights", TensorProto.FLOAT, [len(features), 1], [weight] * len(features)),
            helper.make_tensor("last", TensorProto.INT64, [1], [1]),
        ]
        rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, len(features)])
        out = helper.make_tensor_value_info("home_win_probability", TensorProto.FLOAT, [None])
        graph = helper.make_graph(steps, "linear", [rows], [out], constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        folder.mkdir(parents=True)
        onnx.save(model, str(folder / "model.onnx"))
        (folder / "card.json").write_bytes(msgspec.json.encode({"features": list(features)}))
        return folder

    return write
