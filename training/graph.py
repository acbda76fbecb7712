"""The fitted model as one ONNX graph: rows in, home win probability out, symmetry and calibration inside.

Reading downwards: rows -> turned to the side in possession -> trees -> turned back, added to the diffusion,
scaled -> sigmoid. Where nobody knows who has the ball the trees' part is multiplied by 0.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from livebet.features.nfl import FEATURES
from training.model import DIFFUSION, TREE_COLUMNS, TREE_FEATURES, Fitted
from training.runner import INPUT, OUTPUT
from training.view import PLACES, POSSESSION, SIGNS

OPSET = 15
ML_OPSET = 3
IR_VERSION = 8
_ATTRIBUTES = {
    "class_ids": "target_ids",
    "class_nodeids": "target_nodeids",
    "class_treeids": "target_treeids",
    "class_weights": "target_weights",
}
_LEFT_OUT = frozenset({"base_values", "classlabels_int64s", "classlabels_strings"})


def tree_node(booster: Any, width: int, source: str, output: str) -> Any:
    """Trees as a regressor of log odds from 0: `source` [n, width] -> `output` [n, 1].

    What onnxmltools writes as base values is left out: where trees found nothing to split by, it is the base
    score itself, a half.
    """
    from onnx import helper
    from onnxmltools import convert_xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType

    booster.feature_names = [f"f{place}" for place in range(width)]
    shape = [(source, FloatTensorType([None, width]))]
    trees = convert_xgboost(booster, initial_types=shape, target_opset=OPSET).graph.node[0]
    told = {attribute.name: helper.get_attribute_value(attribute) for attribute in trees.attribute}
    kept = {_ATTRIBUTES.get(name, name): value for name, value in told.items() if name not in _LEFT_OUT}
    kept |= {"n_targets": 1, "aggregate_function": b"SUM", "post_transform": b"NONE"}
    return helper.make_node("TreeEnsembleRegressor", [source], [output], domain="ai.onnx.ml", **kept)


def _steps() -> list[tuple[str, Sequence[str], str, dict[str, Any]]]:
    """The plain nodes: operation, inputs, output, attributes."""
    return [
        ("Gather", [INPUT, "possession_place"], "possession", {"axis": 1}),
        ("IsNaN", ["possession"], "nobody", {}),
        ("Where", ["nobody", "zero", "possession"], "sign", {}),
        ("Less", ["sign", "zero"], "away_has_it", {}),
        ("Gather", [INPUT, "mirror_places"], "exchanged", {"axis": 1}),
        ("Mul", ["exchanged", "mirror_signs"], "mirrored", {}),
        ("Where", ["away_has_it", "mirrored", INPUT], "view", {}),
        ("Gather", ["view", "tree_places"], "tree_rows", {"axis": 1}),
        ("Mul", ["tree_logit", "sign"], "learnt", {}),
        ("Gather", [INPUT, "diffusion_place"], "diffusion", {"axis": 1}),
        ("Add", ["diffusion", "learnt"], "unscaled", {}),
        ("Mul", ["unscaled", "scale"], "logit", {}),
        ("Sigmoid", ["logit"], "probability", {}),
        ("Squeeze", ["probability", "last_axis"], OUTPUT, {}),
    ]


def _constants(fitted: Fitted) -> dict[str, NDArray[Any]]:
    return {
        "possession_place": np.array([POSSESSION]),
        "diffusion_place": np.array([DIFFUSION]),
        "tree_places": TREE_COLUMNS,
        "mirror_places": PLACES,
        "mirror_signs": SIGNS,
        "zero": np.zeros(1, np.float32),
        "scale": np.array([fitted.scale], np.float32),
        "last_axis": np.array([1]),
    }


def to_onnx(fitted: Fitted) -> bytes:
    """The model as an ONNX file: `rows` float32 [n, features] -> `home_win_probability` float32 [n]."""
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes = [helper.make_node(kind, list(ins), [out], **more) for kind, ins, out, more in _steps()]
    trees_after = next(place for place, node in enumerate(nodes) if node.output[0] == "tree_rows") + 1
    booster = fitted.booster[: fitted.trees_used]
    nodes.insert(trees_after, tree_node(booster, len(TREE_FEATURES), "tree_rows", "tree_logit"))
    graph = helper.make_graph(
        nodes,
        "nfl_win_probability",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, len(FEATURES)])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [None])],
        [numpy_helper.from_array(value, name) for name, value in _constants(fitted).items()],
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written
