"""What is asked of NFL forecasts: 2020 to 2023 by what was learnt to 2019, season 2023 by all before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import NEXT_SCORES, Rows
from training.dataset import Doubles, Flags
from training.evaluation.anchors import next_score_table
from training.evaluation.compared import Compared, Forecasts, compared
from training.evaluation.evaluate import next_score_losses
from training.measures import correct, game_interval, log_loss
from training.scores.calls import Calls, call_tasks
from training.scores.learn import Bench, Learnt
from training.scores.quarters import quarter_tasks
from training.scores.result import Bound, Figures, Task, at_most, calibration, d_at_most, of_compared
from training.scores.shelf import Shelf
from training.seasons import Origin, Season, season_rows

RECORDED = range(2010, 2020)
LATER = range(2020, 2024)
NEWEST = 2023
_FOURTH = 4


@dataclass(frozen=True)
class Judged:
    """Rows of later seasons with what a model said of them before it knew them."""

    model: Learnt
    rows: Rows
    said: Doubles

    def against(self, keep: Flags | None = None) -> Compared:
        """Beside nflfastR where it speaks, ties left out, for the side in possession."""
        told = np.isfinite(self.rows.anchor) & (self.rows.home_won != 0.5) & (self.rows.side != 0)
        told = told if keep is None else told & keep
        rows = self.rows.where(told)
        forecasts = Forecasts(rows.home_won, self.said[told], rows.anchor, rows.game)
        return compared(forecasts.seen_from(rows.side))

    def quarter(self, number: int) -> Compared:
        """The same in a quarter."""
        return self.against(self.rows.period == number)


@dataclass
class Nfl:
    """The NFL's rows and models."""

    bench: Bench

    @cached_property
    def to_2019(self) -> Judged:
        """The model of recorded seasons, on 2020 to 2023."""
        return self._judged("to_2019", self._recorded, self._file)

    @cached_property
    def to_2022(self) -> Judged:
        """The model of recorded seasons and 2020 to 2022, on 2023."""
        learn = Rows.joined([self._recorded, self._file.before(NEWEST)])
        return self._judged("to_2022", learn, self._file.of_seasons([NEWEST]))

    @cached_property
    def calls(self) -> Calls:
        """Calls of 2020 to 2023."""
        judged = self.to_2019
        return Calls.of(judged.rows, judged.said, judged.model.earlier)

    def quarter(self, number: int) -> Compared:
        """The plays of a quarter of 2020 to 2023."""
        return self.to_2019.quarter(number)

    @cached_property
    def _schedules(self) -> Path:
        return Shelf(self.bench.home).file(Sport.NFL, "lines", "schedules")

    @cached_property
    def _file(self) -> Rows:
        return Shelf(self.bench.home).rows(Sport.NFL, LATER, self._schedules)

    @cached_property
    def _recorded(self) -> Rows:
        years = RECORDED[-self.bench.effort.seasons :]
        seasons = [Season(Sport.NFL, year, Origin.RECORDINGS, lines=self._schedules) for year in years]
        return Rows.joined([season_rows(season, self.bench.home) for season in seasons])

    def _judged(self, name: str, learn: Rows, judged: Rows) -> Judged:
        model = self.bench.learnt(name, learn)
        return Judged(model, judged, model.forecaster.predict(judged))


def overtime(judged: Judged) -> Figures:
    """Log loss in overtime, and how much more often than said the likelier side won."""
    rows = judged.rows
    keep = (rows.period > _FOURTH) & rows.judged & (rows.side != 0) & (rows.home_won != 0.5)
    won, said, game = rows.home_won[keep], judged.said[keep], rows.game[keep]
    loss = game_interval(log_loss(won, said), game)
    gap = game_interval(correct(won, said) - np.maximum(said, 1 - said), game)
    more = {"gap": gap.value, "gap_low": gap.low, "gap_high": gap.high}
    note = f"the likelier side won {gap.value:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}] more often than said"
    return Figures(
        "log loss", int(keep.sum()), len(np.unique(game)), loss.value, interval=loss, more=more, note=note
    )


def next_score(judged: Judged) -> Figures:
    """What scores next on plays with a down, beside the table that the same earlier rows make."""
    learn, rows = (one.where((one.following >= 0) & one.judged) for one in (judged.model.rows, judged.rows))
    chances = judged.model.forecaster.next_score
    if chances is None:
        raise ValueError("the model has no net of what comes next")
    ours = next_score_losses(chances(rows), rows.following)
    table = next_score_table(learn, rows, len(NEXT_SCORES[Sport.NFL]))
    theirs = next_score_losses(table, rows.following)
    apart = game_interval(ours - theirs, rows.game)
    games = len(np.unique(rows.game))
    return Figures("log loss", len(rows), games, float(ours.mean()), float(theirs.mean()), apart)


_WIN = d_at_most(0.002, top=0.005)
_ANCHOR = "nflfastR with the spread"
_PLAYS = "plays that nflfastR forecasts"


def _wins(learnt: str, seasons: str, of: str) -> Iterator[Task[Nfl]]:
    def judged(ground: Nfl) -> Judged:
        told: Judged = getattr(ground, of)
        return told

    def task(
        name: str, figures: Callable[[Judged], Figures], must: Bound | None, aim: Bound | None
    ) -> Task[Nfl]:
        return Task(
            Sport.NFL,
            f"{name}, {seasons}",
            learnt,
            _PLAYS,
            _ANCHOR,
            lambda one: figures(judged(one)),
            must,
            aim,
        )

    yield task("win", lambda one: of_compared(one.against()), _WIN, d_at_most(0.0))
    yield task(
        "win in the fourth quarter", lambda one: of_compared(one.quarter(_FOURTH)), None, d_at_most(0.0)
    )
    yield task("calibration of win", lambda one: calibration(one.against()), None, at_most(0.012))


TASKS: tuple[Task[Nfl], ...] = (
    *_wins("to 2019", "2020–2023", "to_2019"),
    *_wins("to 2022", "2023", "to_2022"),
    Task(
        Sport.NFL,
        "overtime",
        "to 2019",
        "plays with a down in overtime of 2020–2023, ties left out",
        "",
        lambda ground: overtime(ground.to_2019),
        Bound(
            "the likelier side wins as often as said",
            lambda told: told.more["gap_low"] <= 0 <= told.more["gap_high"],
        ),
        at_most(0.58),
    ),
    Task(
        Sport.NFL,
        "next score",
        "to 2022",
        "plays with a down of 2023",
        "table by possession, yard line and time",
        lambda ground: next_score(ground.to_2022),
        d_at_most(-0.09),
        d_at_most(-0.108),
    ),
    *quarter_tasks(Sport.NFL, "to 2019", "plays that nflfastR forecasts of 2020–2023"),
    *call_tasks(Sport.NFL),
)
