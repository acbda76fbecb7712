"""Boosted trees as one node of an ONNX graph."""

from typing import Any

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
