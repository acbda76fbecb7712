"""Models of the table, each learnt once for its rows and the code, so that a table that broke off goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from training.data.checksums import code_checksum
from training.data.rows import Rows
from training.dataset import Doubles
from training.ensemble.fit import EnsembleParameters, FittedEnsemble, fit_ensemble
from training.ensemble.folder import write_folder
from training.ensemble.weigh import probability
from training.evaluation.forecasters import Forecaster, of_folder
from training.evaluation.promises import Called, calls_of

Say = Callable[[str], None]
_CODE = (
    "training/models",
    "training/ensemble/fit.py",
    "training/ensemble/thin.py",
    "training/ensemble/weigh.py",
    "training/ensemble/blend.py",
)
_UNSEEN = "unseen.npz"
_CALLS = ("sure", "right", "gone", "game", "late")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done: what a model may cost, how many seasons teach it, how many games are simulated."""

    parameters: EnsembleParameters
    seasons: int
    simulated: int
    taught: int


FULL = Effort(EnsembleParameters(), 99, 10_000, 2_000)
QUICK = Effort(EnsembleParameters.quick(), 3, 200, 200)


def code() -> str:
    """SHA-256 over the modules that decide what a model learns."""
    return code_checksum(_CODE)


@dataclass(frozen=True)
class Learnt:
    """A model with the rows that taught it.

    `earlier` is what thresholds are frozen on: what its blend said of plays that its members had not seen.
    """

    rows: Rows
    folder: Path
    forecaster: Forecaster
    earlier: Called


@dataclass
class Bench:
    """Where models are learnt and kept; `memory` shares them between the tasks of one call."""

    home: Path
    effort: Effort
    say: Say
    memory: dict[str, Learnt] = field(default_factory=dict)

    def learnt(self, name: str, rows: Rows) -> Learnt:
        """The model that these rows teach; `name` is for people."""
        mark = self._mark(rows)
        if mark not in self.memory:
            self.memory[mark] = self._kept(name, mark, rows)
        return self.memory[mark]

    def _mark(self, rows: Rows) -> str:
        digest = sha256(f"{rows.sport.value} {code()} {self.effort.parameters}".encode())
        digest.update(rows.fingerprint.encode())
        digest.update(rows.following.tobytes() + rows.judged.tobytes())
        return digest.hexdigest()

    def _kept(self, name: str, mark: str, rows: Rows) -> Learnt:
        folder = self.home / "scores" / "models" / rows.sport.value / f"{name}-{mark[:16]}"
        if not (folder / _UNSEEN).exists():
            self.say(f"learning {rows.sport.value} {name}: {len(rows):,} rows")
            fitted = fit_ensemble(rows, self.effort.parameters, lambda line: self.say(f"  {line}"))
            write_folder(fitted, folder)
            _keep_calls(folder / _UNSEEN, fitted)
        return Learnt(rows, folder, of_folder(folder), _read_calls(folder / _UNSEEN, rows))


def _keep_calls(path: Path, fitted: FittedEnsemble) -> None:
    """The file says that the model beside it is done."""
    unseen = fitted.unseen
    calls = calls_of(unseen.rows, probability(unseen, fitted.blend))
    draft = path.with_name(f".{path.name}")
    arrays = {name: getattr(calls, name) for name in _CALLS}
    with draft.open("wb") as file:
        np.savez(file, **arrays)
    draft.replace(path)


def _read_calls(path: Path, rows: Rows) -> Called:
    with np.load(path) as kept:
        arrays: dict[str, Any] = {name: kept[name] for name in _CALLS}
    return Called(**arrays, seasons=rows.seasons)


def write_array(path: Path, values: Doubles) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    with draft.open("wb") as file:
        np.save(file, values)
    draft.replace(path)
