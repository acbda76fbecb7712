"""What the ensemble costs: one game, and 500 games in one call, with what comes next, on one thread.

The model is a folder named on the command line, or else an ensemble that learnt from some recorded games:
what is measured is time, not truth. Each figure is a median over many calls; the last line is JSON. Limits:
150 µs for one game, 20 ms for 500.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from bench import small_champion
from training.ensemble.runner import Ensemble, Floats

ONE_LIMIT_US = 150.0
MANY_LIMIT_MS = 20.0
MANY = 500


def _microseconds(work: Callable[[], object], calls: int) -> float:
    taken = []
    for _ in range(calls):
        began = time.perf_counter_ns()
        work()
        taken.append((time.perf_counter_ns() - began) / 1e3)
    return statistics.median(taken)


def measure(ensemble: Ensemble) -> dict[str, float]:
    """Medians: forecast and what comes next, of one game and of many."""
    draw = np.random.default_rng(7)
    told: dict[str, float] = {}
    for games, calls in ((1, 5_000), (MANY, 100)):
        rows = draw.normal(size=(games, len(ensemble.features))).astype(np.float32)
        memory = ensemble.new(games)
        told[f"forecast_{games}_us"] = _microseconds(partial(ensemble.predict, rows, memory), calls)
        told[f"all_{games}_us"] = _microseconds(partial(_all, ensemble, rows, memory), calls)
    return told


def _all(ensemble: Ensemble, rows: Floats, memory: Floats) -> None:
    ensemble.predict(rows, memory)
    if ensemble.event is not None:
        ensemble.event.predict(rows)


def main() -> int:
    """Measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else small_champion.learnt(Path(name) / "model")
        found = measure(Ensemble.from_folder(folder))
    one, many = found["all_1_us"], found[f"all_{MANY}_us"] / 1e3
    print(f"one game {one:.0f} µs, {MANY} games {many:.2f} ms")
    limits = {"one_limit_us": ONE_LIMIT_US, "many_limit_ms": MANY_LIMIT_MS}
    print(json.dumps({"question": "the ensemble", **found, **limits}))
    return int(one > ONE_LIMIT_US or many > MANY_LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
