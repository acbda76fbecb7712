"""How far forecasts are from the truth of simulated games, by a model of other simulated games."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from livebet.simulator.calendar import Planned
from training.data.rows import Rows
from training.dataset import Doubles
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
        return np.concatenate([self._part(number, len(parts), part) for number, part in enumerate(parts, 1)])

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

    def _part(self, number: int, parts: int, games: list[Planned]) -> Doubles:
        """A part of the judged games, kept so that it is played once."""
        mark = sha256(f"{self.model.folder.name} {self._mark} {number} of {parts}".encode()).hexdigest()
        path = self._folder / f"{number:03d}-{mark[:16]}.npy"
        if path.exists():
            kept: Doubles = np.load(path)
            return kept
        self.bench.say(f"{self.sport.value}: simulated games, part {number} of {parts}")
        told = true_rows(self.sport, games)
        said = self.model.forecaster.predict(told.rows)
        off = np.abs(np.stack([said, told.rows.diffusion], axis=1) - told.truth[:, None])
        sums = [np.bincount(told.rows.game, column) for column in (*off.T, np.ones(len(off)))]
        write_array(path, np.stack(sums, axis=1))
        return np.stack(sums, axis=1)

    @property
    def _folder(self) -> Path:
        return self.bench.home / "scores" / "simulated" / self.sport.value


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
