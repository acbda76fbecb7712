"""What is asked of MLB forecasts: 2019 in five folds of whole date blocks, each by the other four."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles
from training.evaluation.anchors import FOLDS, date_blocks, state_table
from training.evaluation.compared import Compared, Forecasts, compared
from training.evaluation.slices import periods
from training.scores.calls import Calls, call_tasks
from training.scores.learn import Bench
from training.scores.quarters import PARTS, quarter_tasks
from training.scores.result import Figures, Task, d_at_most, of_compared
from training.scores.shelf import Shelf
from training.sports.mlb_folds import Chain, fit_chain

SEASON = 2019
_FIRST_BLOCKS = 2
_SURE = 1e-6


@dataclass
class Mlb:
    """The MLB's rows, and models of parts of its season."""

    bench: Bench

    @cached_property
    def rows(self) -> Rows:
        """2019, with closing moneylines."""
        shelf = Shelf(self.bench.home)
        return shelf.rows(Sport.MLB, [SEASON], shelf.file(Sport.MLB, "lines", "mlb_odds"))

    @cached_property
    def said(self) -> Doubles:
        """What the models of the other blocks say of each block."""
        block, said = date_blocks(self.rows.day), np.empty(len(self.rows))
        for fold in range(FOLDS):
            out = block == fold
            chain = fit_chain(self.rows, ~out)
            learn, judged = (with_chain(self.rows.where(keep), chain) for keep in (~out, out))
            said[out] = self.bench.learnt(f"without_block_{fold + 1}", learn).forecaster.predict(judged)
        return said

    @cached_property
    def win(self) -> Forecasts:
        """All events, beside a table of states of the same folds."""
        return Forecasts(self.rows.home_won, self.said, state_table(self.rows), self.rows.game)

    @cached_property
    def calls(self) -> Calls:
        """Calls of the later blocks by a model and thresholds of the first ones."""
        early = date_blocks(self.rows.day) < _FIRST_BLOCKS
        chain = fit_chain(self.rows, early)
        first, later = (with_chain(self.rows.where(keep), chain) for keep in (early, ~early))
        model = self.bench.learnt("first_blocks", first)
        return Calls.of(later, model.forecaster.predict(later), model.earlier)

    def quarter(self, number: int) -> Compared:
        """The events of a third of the innings."""
        return compared(self.win.where(periods(self.rows)[PARTS[Sport.MLB][number - 1]]))


def with_chain(rows: Rows, chain: Chain) -> Rows:
    """The rows with this chain's log odds: the constants of the feature's own know the whole season."""
    said = np.clip(chain.predict(rows), _SURE, 1 - _SURE)
    features = rows.features.copy()
    features[:, rows.names.index("diffusion_logit")] = np.log(said) - np.log1p(-said)
    return replace(rows, features=features)


def _win(ground: Mlb) -> Figures:
    return of_compared(compared(ground.win))


_LEARNT = "the other four blocks of dates"
_EVENTS = "all events of 2019, five folds"
TASKS: tuple[Task[Mlb], ...] = (
    Task(
        Sport.MLB,
        "win, 2019",
        _LEARNT,
        _EVENTS,
        "state table, same folds",
        _win,
        d_at_most(-0.008),
        d_at_most(-0.015),
    ),
    *quarter_tasks(Sport.MLB, _LEARNT, _EVENTS),
    *call_tasks(Sport.MLB),
)
