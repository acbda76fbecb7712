"""Pieces that the members' ONNX graphs are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.models.inputs import BOUND, Inputs
from training.models.onnx_trees import IR_VERSION, ML_OPSET, OPSET, tree_node

Shapes = Mapping[str, Sequence[str | int | None]]


@dataclass
class Sketch:
    """A graph under way: nodes in order and constants by name."""

    nodes: list[Any] = field(default_factory=list)
    constants: dict[str, NDArray[Any]] = field(default_factory=dict)

    def add(self, kind: str, inputs: Sequence[str], output: str | Sequence[str], **attributes: Any) -> None:
        """One node."""
        from onnx import helper

        outputs = [output] if isinstance(output, str) else list(output)
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, **attributes))

    def constant(self, name: str, value: Any) -> str:
        """A constant; floats as float32, whole numbers as int64."""
        array = np.asarray(value)
        self.constants[name] = array.astype(np.float32) if array.dtype.kind == "f" else array
        return name

    def take(self, source: str, places: Any, output: str) -> None:
        """Some columns of a matrix."""
        self.add("Gather", [source, self.constant(f"{output}_places", np.asarray(places))], output, axis=1)

    def inputs(self, of: Inputs, source: str, output: str) -> None:
        """What a net reads of rows: as `Inputs.of`."""
        name = f"{output}_"
        self.take(source, of.places, f"{name}told")
        read = f"{name}told"
        if of.logs.any():
            self.constant(f"{name}zero", 0.0)
            self.add("Max", [read, f"{name}zero"], f"{name}least")
            self.add("Add", [f"{name}least", self.constant(f"{name}one", 1.0)], f"{name}more")
            self.add("Log", [f"{name}more"], f"{name}log")
            self.constant(f"{name}logs", of.logs)
            self.add("Where", [f"{name}logs", f"{name}log", read], f"{name}read")
            read = f"{name}read"
        self.add("Sub", [read, self.constant(f"{name}centre", of.centre)], f"{name}off")
        self.add("Mul", [f"{name}off", self.constant(f"{name}scale", of.scale)], f"{name}near")
        self.add("IsNaN", [f"{name}near"], f"{name}unknown")
        self.constant(f"{name}nil", 0.0)
        self.add("Where", [f"{name}unknown", f"{name}nil", f"{name}near"], f"{name}known")
        low, high = self.constant(f"{name}low", -BOUND), self.constant(f"{name}high", BOUND)
        self.add("Clip", [f"{name}known", low, high], output)

    def trees(self, booster: Any, width: int, source: str, output: str) -> None:
        """A booster's log odds: `source` [n, width] to `output` [n, 1]."""
        self.nodes.append(tree_node(booster, width, source, output))

    def finish(self, name: str, takes: Shapes, gives: Shapes) -> bytes:
        """The graph as a file; inputs and outputs are float32 of these shapes."""
        from onnx import TensorProto, checker, helper, numpy_helper

        def infos(named: Shapes) -> list[Any]:
            return [
                helper.make_tensor_value_info(one, TensorProto.FLOAT, shape) for one, shape in named.items()
            ]

        constants = [numpy_helper.from_array(value, key) for key, value in self.constants.items()]
        graph = helper.make_graph(self.nodes, name, infos(takes), infos(gives), constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        checker.check_model(model)
        written: bytes = model.SerializeToString()
        return written
