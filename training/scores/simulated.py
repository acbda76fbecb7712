"""How far forecasts are from the truth of simulated games, by a model of other simulated games."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from livebet.simulator.calendar import Planned
from training.data.rows import Rows
from training.dataset import Doubles
from training.evaluation.forecasters import of_folder
from training.measures import Interval
from training.scores.learn import Bench, Learnt, write_array
from training.scores.result import Figures, Task, at_most
from training.scores.truth import code, planned, true_rows

TAUGHT_FROM, JUDGED_FROM = 2021, 2051
"""Years whose calendars teach, and those that judge; fifteen seasons or more lie between."""
_AT_ONCE = 250
_DRAWS, _SEED = 1000, 11


@dataclass
class Simulated:
    """Simulated games of a sport, and the model of some of them."""

    bench: Bench
    sport: Sport

    @cached_property
    def model(self) -> Learnt:
        """What other simulated games teach."""
        return self.bench.learnt("simulated", self._taught)

    @cached_property
    def missed(self) -> Doubles:
        """By judged game: sums of |forecast - truth| of the model and of the diffusion alone, and rows."""
        games = planned(self.sport, JUDGED_FROM, self.bench.effort.simulated)
        parts = [games[begin : begin + _AT_ONCE] for begin in range(0, len(games), _AT_ONCE)]
        places = [self._place(number, len(parts)) for number in range(1, len(parts) + 1)]
        wanting = [number for number, place in enumerate(places) if not place.exists()]
        if wanting:
            self.bench.say(f"{self.sport.value}: {len(wanting)} of {len(parts)} parts of simulated games")
            play = partial(_play, self.model.folder, self.sport)
            for number, sums in zip(wanting, _played(play, [parts[one] for one in wanting]), strict=True):
                write_array(places[number], sums)
        return np.concatenate([np.load(place) for place in places])

    @property
    def _taught(self) -> Rows:
        games = self.bench.effort.taught
        path = self.bench.home / "data" / "rows" / self.sport.value / f"taught_{games}-{self._mark}.parquet"
        if not path.exists():
            self.bench.say(f"{self.sport.value}: simulating {games:,} games to learn from")
            true_rows(self.sport, planned(self.sport, TAUGHT_FROM, games)).rows.keep(path)
        return Rows.read(self.sport, path)

    @property
    def _mark(self) -> str:
        return code(self.sport)[:16]

    def _place(self, number: int, parts: int) -> Path:
        """Where a part of the judged games is kept, so that it is played once."""
        mark = sha256(f"{self.model.folder.name} {self._mark} {number} of {parts}".encode()).hexdigest()
        folder = self.bench.home / "scores" / "simulated" / self.sport.value
        return folder / f"{number:03d}-{mark[:16]}.npy"


Play = Callable[[list[Planned]], Doubles]


def _played(play: Play, parts: list[list[Planned]]) -> Iterator[Doubles]:
    """Parts in their order, as many at once as there are cores."""
    many = os.cpu_count() or 1
    if min(len(parts), many) < 2:
        yield from map(play, parts)
        return
    with ProcessPoolExecutor(many, mp_context=get_context("spawn")) as pool:
        yield from pool.map(play, parts)


def _play(model: Path, sport: Sport, games: list[Planned]) -> Doubles:
    """A part's sums by game."""
    told = true_rows(sport, games)
    said = of_folder(model).predict(told.rows)
    off = np.abs(np.stack([said, told.rows.diffusion], axis=1) - told.truth[:, None])
    sums = [np.bincount(told.rows.game, column) for column in (*off.T, np.ones(len(off)))]
    return np.stack(sums, axis=1)


def distance(ground: Simulated) -> Figures:
    """Mean absolute error to the truth over all plays, with an interval over games."""
    ours, diffusion, rows = ground.missed.T
    drawn = np.random.default_rng(_SEED).integers(0, len(rows), (_DRAWS, len(rows)))
    low, high = np.quantile(ours[drawn].sum(axis=1) / rows[drawn].sum(axis=1), (0.025, 0.975))
    mean, alone = float(ours.sum() / rows.sum()), float(diffusion.sum() / rows.sum())
    return Figures(
        "mean absolute error",
        int(rows.sum()),
        len(rows),
        mean,
        interval=Interval(mean, float(low), float(high)),
        more={"diffusion": alone},
        note=f"the diffusion alone: {alone:.4f}",
    )


def tasks(sport: Sport) -> tuple[Task[Simulated], ...]:
    """The one task on simulated games."""
    return (
        Task(
            sport,
            "simulator, against the truth",
            "other simulated games",
            "all plays of simulated games",
            "",
            distance,
            at_most(0.02),
            at_most(0.01),
        ),
    )
