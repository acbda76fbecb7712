"""Calibration in each quarter, or third of the innings."""

from collections.abc import Callable, Iterator
from typing import Protocol

from livebet.domain.games import Sport
from training.evaluation.compared import Compared
from training.scores.result import Figures, Task, at_most, calibration

PARTS: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: ("quarter 1", "quarter 2", "quarter 3", "quarter 4"),
    Sport.NBA: ("quarter 1", "quarter 2", "quarter 3", "quarter 4"),
    Sport.MLB: ("innings 1-3", "innings 4-6", "innings 7-9"),
}


class Quartered(Protocol):
    """A sport's ground, as far as its quarters or thirds go."""

    def quarter(self, number: int) -> Compared:
        """A quarter's plays, or a third's."""
        ...


def quarter_tasks(sport: Sport, learnt: str, rows: str) -> Iterator[Task[Quartered]]:
    """A task for each part of a game."""
    for number, part in enumerate(PARTS[sport], 1):
        yield Task(
            sport, f"calibration, {part}", learnt, rows, "", _measure(number), at_most(0.025), at_most(0.015)
        )


def _measure(number: int) -> Callable[[Quartered], Figures]:
    return lambda ground: calibration(ground.quarter(number))
