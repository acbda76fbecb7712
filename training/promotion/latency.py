"""What a forecast costs in this process, beside the diffusion alone: the best of several rounds counts."""

from collections.abc import Callable
from functools import partial
from time import perf_counter_ns

import numpy as np

from training.dataset import Doubles, Floats
from training.ensemble.blend import DIFFUSION, Blend
from training.ensemble.runner import LOGIT_FEATURE, Ensemble
from training.promotion.card import Latency, Timing

MANY = 500
ROUNDS = 30
_ONE_CALLS = 100
"""A round is shorter than the time for which a busy machine lets a process run undisturbed."""
_MANY_CALLS = 5
_ALONE = Blend((DIFFUSION,), (1.0,))


def latency(ensemble: Ensemble, rows: Floats, games: int = MANY) -> Latency:
    """Time a model on rows of its own features; some of them stand for the games that are on."""
    chosen = np.ascontiguousarray(np.resize(rows, (games, rows.shape[1])), np.float32)
    alone = None
    if LOGIT_FEATURE in ensemble.features:
        alone = _timing(partial(ensemble.predict, blend=_ALONE), chosen, ensemble)
    return Latency(games, ROUNDS, _timing(partial(_whole, ensemble), chosen, ensemble), alone)


def _whole(ensemble: Ensemble, rows: Floats, memory: Floats) -> None:
    ensemble.predict(rows, memory)
    if ensemble.event is not None:
        ensemble.event.predict(rows)


def _timing(work: Callable[[Floats, Floats], object], rows: Floats, ensemble: Ensemble) -> Timing:
    one = _best(partial(work, rows[:1], ensemble.new(1)), _ONE_CALLS) / 1e3
    many = _best(partial(work, rows, ensemble.new(len(rows))), _MANY_CALLS) / 1e6
    return Timing(*(round(float(value), 3) for value in (*one, *many)))


def _best(work: Callable[[], object], calls: int) -> Doubles:
    """The lowest median and the lowest 99th percentile (ns) of the rounds."""
    rounds = [[_taken(work) for _ in range(calls)] for _ in range(ROUNDS)]
    least: Doubles = np.quantile(np.array(rounds, np.float64), (0.5, 0.99), axis=1).min(axis=1)
    return least


def _taken(work: Callable[[], object]) -> int:
    began = perf_counter_ns()
    work()
    return perf_counter_ns() - began
