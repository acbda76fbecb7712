"""The whole table: every task of a sport, measured, and kept in the home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from livebet.domain.games import Sport
from training.data.columns import UnreadableFileError
from training.scores import mlb, nba, nfl
from training.scores.learn import FULL, QUICK, Bench, Say, code
from training.scores.result import Table, Task
from training.scores.shelf import MissingDataError
from training.scores.simulated import Simulated, tasks


@dataclass(frozen=True)
class Part:
    """Tasks that share a ground."""

    ground: Callable[[Bench], Any]
    tasks: Sequence[Task[Any]]


REAL: dict[Sport, Part] = {
    Sport.NFL: Part(nfl.Nfl, nfl.TASKS),
    Sport.NBA: Part(nba.Nba, nba.TASKS),
    Sport.MLB: Part(mlb.Mlb, mlb.TASKS),
}


def parts(sport: Sport) -> tuple[Part, ...]:
    """The tasks of real seasons, and those of simulated ones."""
    return REAL[sport], Part(partial(Simulated, sport=sport), tasks(sport))


def measure(sport: Sport, home: Path, now: datetime, say: Say, quick: bool = False) -> Table:
    """Every task of a sport; one whose files are not in the home is named with what it lacks."""
    bench = Bench(home, QUICK if quick else FULL, say)
    table = Table(sport.value, now, code(), quick, [])
    for part in parts(sport):
        ground = part.ground(bench)
        for task in part.tasks:
            try:
                table.lines.append(task.line(ground))
            except (MissingDataError, UnreadableFileError) as fault:
                table.missing[task.name] = str(fault)
                say(f"{sport.value} {task.name}: {fault}")
                continue
            say(f"{sport.value} {task.name}: {table.lines[-1].figures.ours:.4f}")
    return table
