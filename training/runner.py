"""Load and run a registered model: all that serving, scoring and backtests need of training.

A model folder holds `model.onnx` (input `rows`: float32 [n, number of features], output
`home_win_probability`: float32 [n], calibration inside the graph) and `card.json` (see `Card`). Only
ONNX Runtime and NumPy are imported, so that a server starts in a fraction of a second.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

Floats = NDArray[np.float32]

INPUT = "rows"
OUTPUT = "home_win_probability"
MODEL_FILE = "model.onnx"
CARD_FILE = "card.json"


class BrokenModelError(ValueError):
    """A model folder that cannot be served; the message says why."""


class Confidence(msgspec.Struct, frozen=True):
    """How sure the model is, as knots over its own probability, joined by straight lines.

    `probability` rises strictly within [0, 1]; `confidence` is in [0, 1], for example 1 minus the width
    of the interval that the outcomes of unseen seasons leave around the probability.
    """

    probability: tuple[float, ...] = (0.0, 1.0)
    confidence: tuple[float, ...] = (1.0, 1.0)

    def __post_init__(self) -> None:
        """Check the knots.

        Raises:
            ValueError: they are too few, unordered or out of [0, 1].
        """
        at, level = np.asarray(self.probability), np.asarray(self.confidence)
        if len(at) < 2 or len(at) != len(level) or not bool(np.all(np.diff(at) > 0)):
            raise ValueError("confidence needs at least two knots with rising probabilities")
        if not bool(np.all((at >= 0) & (at <= 1))) or not bool(np.all((level >= 0) & (level <= 1))):
            raise ValueError("confidence knots lie in [0, 1]")


class Card(msgspec.Struct, frozen=True):
    """What `card.json` must tell; training may write more beside it (seasons, calibration, metrics)."""

    features: tuple[str, ...]
    confidence: Confidence = Confidence()

    def __post_init__(self) -> None:
        """Check the names.

        Raises:
            ValueError: there is none, or one stands twice.
        """
        if not self.features or len(set(self.features)) != len(self.features):
            raise ValueError("a card names at least one feature, each once")


def session(path: Path) -> Any:
    """An ONNX file, loaded for one thread."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _read_card(path: Path) -> Card:
    return msgspec.json.decode(path.read_bytes(), type=Card)


class Champion:
    """A loaded model with its card; one thread, warm after loading."""

    def __init__(self, running: Any, card: Card) -> None:
        """Keep a session that takes `rows` and gives `home_win_probability`."""
        self.card = card
        self.features = card.features
        self._session = running
        self._at = np.asarray(card.confidence.probability)
        self._level = np.asarray(card.confidence.confidence)

    @classmethod
    def from_folder(cls, path: Path | str) -> Self:
        """Read `model.onnx` and `card.json`, check that they fit each other, and run once.

        Raises:
            BrokenModelError: a file is missing, unreadable, or they do not fit.
        """
        folder = Path(path)
        try:
            champion = cls(session(folder / MODEL_FILE), _read_card(folder / CARD_FILE))
            champion._warm()
        except BrokenModelError:
            raise
        except Exception as error:
            raise BrokenModelError(f"{folder.name}: {error}") from error
        return champion

    def _warm(self) -> None:
        for number in (1, 2):
            probability, _ = self.predict(np.zeros((number, len(self.features)), np.float32))
            if probability.shape != (number,) or not bool(np.all((probability >= 0) & (probability <= 1))):
                raise BrokenModelError(f"{OUTPUT} is not one number in [0, 1] a row: {probability!r}")

    def matrix(self, rows: Sequence[Mapping[str, float]]) -> Floats:
        """Rows by name as a float32 matrix in the model's own order of features.

        Raises:
            KeyError: a row lacks a feature.
        """
        return np.array([[row[name] for name in self.features] for row in rows], np.float32).reshape(
            len(rows), len(self.features)
        )

    def predict(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Home win probability and confidence of each row, both float32 [n] in [0, 1]."""
        (probability,) = self._session.run([OUTPUT], {INPUT: matrix})
        confidence = np.interp(probability, self._at, self._level).astype(np.float32)
        return probability, confidence
