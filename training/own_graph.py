"""Models of one's own as ONNX: `rows` [n, features] to `home_win_probability` [n]."""

from typing import Any

import onnx
from onnx import helper

from training.models.onnx_trees import IR_VERSION, ML_OPSET, OPSET
from training.runner import INPUT, OUTPUT

Model = Any
"""A classifier with `predict_proba`, a pipeline that ends in one, or an ONNX graph (bytes or proto)."""
_CHANCES = "probabilities"


def graph_of(model: Model, features: int) -> bytes:
    """The model as an ONNX file.

    Raises:
        TypeError: it is neither a classifier nor an ONNX graph.
    """
    if isinstance(model, bytes):
        return model
    if isinstance(model, onnx.ModelProto):
        written: bytes = model.SerializeToString()
        return written
    if not hasattr(model, "predict_proba"):
        raise TypeError(f"{type(model).__name__} is no classifier with predict_proba and no ONNX graph")
    return _classifier(model, features)


def _classifier(model: Model, features: int) -> bytes:
    """The chance of the second of two classes."""
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType

    _know_xgboost()
    made = convert_sklearn(
        model,
        initial_types=[(INPUT, FloatTensorType([None, features]))],
        options={"zipmap": False},
        target_opset={"": OPSET, "ai.onnx.ml": ML_OPSET},
    )
    graph = made.graph
    graph.initializer.append(helper.make_tensor("second_class", onnx.TensorProto.INT64, (), [1]))
    graph.node.append(helper.make_node("Gather", [_CHANCES, "second_class"], [OUTPUT], axis=1))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, ("n",)))
    made.ir_version = IR_VERSION
    onnx.checker.check_model(made)
    written: bytes = made.SerializeToString()
    return written


def _know_xgboost() -> None:
    """Tell the converter of scikit-learn's models of XGBoost's."""
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    from skl2onnx import update_registered_converter
    from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
    from xgboost import XGBClassifier

    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    shapes = calculate_linear_classifier_output_shapes
    update_registered_converter(
        XGBClassifier, "XGBoostXGBClassifier", shapes, convert_xgboost, options=options
    )
