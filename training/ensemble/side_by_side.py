"""Members learn side by side: each task over the same rows in a process of its own, one thread each.

Torch and XGBoost gain little from more threads on nets and trees as small as these, and a process keeps its
own random numbers, so that what is learnt does not depend on what runs beside it. With few rows, one core, or
a GPU: one after the other in this process.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from training.data.rows import Rows
from training.models.momentum import device

Say = Callable[[str], None]
Task = Callable[[Rows, Say], Any]
LEAST_ROWS = 60_000
"""With fewer, starting a process costs more than it saves."""
ROWS_AT_ONCE = 8_000_000
"""Rows that all processes together hold, two of them in any case: a million take some 1.3 gigabytes."""

_held: list[Rows] = []


def side_by_side(rows: Rows, tasks: Sequence[Task], say: Say) -> list[Any]:
    """What each task makes of the rows, in order; its words are said once it has ended."""
    processes = min(len(os.sched_getaffinity(0)), len(tasks), max(2, ROWS_AT_ONCE // max(1, len(rows))))
    if len(rows) < LEAST_ROWS or processes < 2 or device().type != "cpu":
        return [task(rows, say) for task in tasks]
    told: list[Any] = []
    with ProcessPoolExecutor(processes, get_context("spawn"), _hold, (rows,)) as pool:
        for ended, words in pool.map(_run, tasks):
            told.append(ended)
            for word in words:
                say(word)
    return told


def _hold(rows: Rows) -> None:
    """A process begins."""
    import torch

    torch.set_num_threads(1)
    _held.append(rows)


def _run(task: Task) -> tuple[Any, list[str]]:
    words: list[str] = []
    return task(_held[0], words.append), words
