"""Small real models for the tests of the model service."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import onnx
import pytest
from feast import FeatureView
from feast.errors import FeatureServiceNotFoundException
from onnx import TensorProto, helper

from feature_repo.online import Selected
from serving.registry import ALIAS, Cache, UnreachableError, Version
from training.models.names import LOGIT, MEMORY, MEMORY_AFTER, MOMENTUM_FILE
from training.runner import INPUT

MakeModel = Callable[..., Path]
ONE, TWO = Version(number="1", created=100), Version(number="2", created=200)


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


def momentum_graph(features: Sequence[str], keep: float = 0.5) -> onnx.ModelProto:
    """A recurrent net of one cell: its memory is keep · memory + sum of features, its log odds are that."""
    steps = [
        helper.make_node("MatMul", [INPUT, "weights"], ["now"]),
        helper.make_node("Mul", [MEMORY, "keep"], ["kept"]),
        helper.make_node("Add", ["now", "kept"], [MEMORY_AFTER]),
        helper.make_node("Squeeze", [MEMORY_AFTER, "last"], [LOGIT]),
    ]
    constants = [
        helper.make_tensor("weights", TensorProto.FLOAT, [len(features), 1], [1.0] * len(features)),
        helper.make_tensor("keep", TensorProto.FLOAT, [1], [keep]),
        helper.make_tensor("last", TensorProto.INT64, [1], [1]),
    ]
    ins = [
        helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, len(features)]),
        helper.make_tensor_value_info(MEMORY, TensorProto.FLOAT, [None, 1]),
    ]
    outs = [
        helper.make_tensor_value_info(LOGIT, TensorProto.FLOAT, [None]),
        helper.make_tensor_value_info(MEMORY_AFTER, TensorProto.FLOAT, [None, 1]),
    ]
    graph = helper.make_graph(steps, "recurrent", ins, outs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


@pytest.fixture
def make_ensemble(make_model: MakeModel) -> MakeModel:
    """Write a folder with two members that weigh alike: the model of `make_model`, and a recurrent net."""

    def write(folder: Path, features: Sequence[str], weight: float = 1.0, **card: object) -> Path:
        make_model(folder, features, weight)
        onnx.save(momentum_graph(features), str(folder / MOMENTUM_FILE))
        blend = {"members": ["base", "momentum"], "weights": [0.5, 0.5]}
        told = {"features": list(features), "ensemble": {"blend": blend}, **card}
        (folder / "card.json").write_bytes(msgspec.json.encode(told))
        return folder

    return write


@dataclass
class PaperRegistry:
    """A registry of folders, whose aliases and reach a test sets."""

    folders: dict[Version, Path] = field(default_factory=dict)
    alias: Version | None = None
    challenger: Version | None = None
    away: bool = False

    def version(self, alias: str) -> Version | None:
        if self.away:
            raise UnreachableError("connection refused")
        return self.alias if alias == ALIAS else self.challenger

    def download(self, version: Version, folder: Path) -> None:
        if self.away:
            raise UnreachableError("connection refused")
        shutil.copytree(self.folders[version], folder / "artifacts" / "model")


@dataclass
class PaperStore:
    """Feature services by name."""

    view: FeatureView
    services: dict[str, tuple[str, ...]]

    def select(self, service: str) -> list[Selected]:
        if service not in self.services:
            raise FeatureServiceNotFoundException(service)
        return [Selected(self.view, self.services[service])]


@pytest.fixture
def store() -> PaperStore:
    names = ("revision", "margin")
    services = {"nfl_win_probability_v1": names, "nfl_win_probability_v2": names}
    return PaperStore(FeatureView(name="game_state", entities=[], schema=[], source=None), services)


@pytest.fixture
def registry(make_model: MakeModel, tmp_path: Path) -> PaperRegistry:
    folders = {version: make_model(tmp_path / version.number, ["margin"]) for version in (ONE, TWO)}
    return PaperRegistry(folders, ONE)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")
