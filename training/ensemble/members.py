"""The members as they are served: ONNX files of a model folder, one thread each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from training.models.names import (
    EVENT_FILE,
    LOGIT,
    MEMORY,
    MEMORY_AFTER,
    MOMENTUM_FILE,
    SCORES,
    STOPS_NAME,
    UNTIL_SCORE,
)
from training.runner import INPUT, MODEL_FILE, OUTPUT, BrokenModelError, session

Floats = NDArray[np.float32]
_SURE = np.float32(1e-6)


class XGBoostLiveModel:
    """`model.onnx`: boosted trees over what the diffusion lacks."""

    def __init__(self, running: Any) -> None:
        """Keep a session; a graph that tells no log odds is asked for probabilities."""
        self._session = running
        self._asks = [LOGIT] if LOGIT in [one.name for one in running.get_outputs()] else [OUTPUT]

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Load it."""
        return cls(session(folder / MODEL_FILE))

    def logit(self, rows: Floats) -> Floats:
        """Log odds of a home win, [n]; NaN where too little is known."""
        (told,) = self._session.run(self._asks, {INPUT: rows})
        answer: Floats = told
        if self._asks == [OUTPUT]:
            chance = np.clip(answer, _SURE, 1 - _SURE)
            answer = np.log(chance / (1 - chance))
        return answer


class MomentumLSTM:
    """`momentum.onnx`: a recurrent net; its memory of a game is carried from play to play."""

    def __init__(self, running: Any) -> None:
        """Keep a session."""
        self._session = running
        self.width = int(next(one for one in running.get_inputs() if one.name == MEMORY).shape[1])

    @classmethod
    def from_folder(cls, folder: Path) -> Self | None:
        """Load it; None where the folder has none."""
        path = folder / MOMENTUM_FILE
        return cls(session(path)) if path.exists() else None

    def new(self, games: int) -> Floats:
        """The memory of games that begin."""
        return np.zeros((games, self.width), np.float32)

    def step(self, rows: Floats, memory: Floats) -> tuple[Floats, Floats]:
        """Log odds of a home win [n], and the memory with this play in it."""
        logit, after = self._session.run([LOGIT, MEMORY_AFTER], {INPUT: rows, MEMORY: memory})
        return logit, after


@dataclass(frozen=True, slots=True)
class Next:
    """What may come next: chances by class [n, classes], and the mean minutes (outs) to a score [n].

    Classes are those that the card names; `stop` has no columns where rows tell of none.
    """

    score: Floats
    stop: Floats
    until_score: Floats


class EventPredictionNet:
    """`event.onnx`: the next score, the time to it, the next timeout or turnover."""

    def __init__(self, running: Any) -> None:
        """Keep a session.

        Raises:
            BrokenModelError: it does not tell what it must.
        """
        self._session = running
        self._asks = [one.name for one in running.get_outputs()]
        lacking = {SCORES, UNTIL_SCORE} - set(self._asks)
        if lacking:
            raise BrokenModelError(
                f"{EVENT_FILE} tells no {', '.join(sorted(lacking))}: train the model anew"
            )

    @classmethod
    def from_folder(cls, folder: Path) -> Self | None:
        """Load it; None where the folder has none.

        Raises:
            BrokenModelError: it does not tell what it must.
        """
        path = folder / EVENT_FILE
        return cls(session(path)) if path.exists() else None

    def predict(self, rows: Floats) -> Next:
        """What may come after each row."""
        told = dict(zip(self._asks, self._session.run(self._asks, {INPUT: rows}), strict=True))
        stop = told.get(STOPS_NAME, np.zeros((len(rows), 0), np.float32))
        return Next(told[SCORES], stop, told[UNTIL_SCORE])


__all__ = ["BrokenModelError", "EventPredictionNet", "MomentumLSTM", "Next", "XGBoostLiveModel"]
