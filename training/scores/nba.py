"""What is asked of NBA forecasts: 2024–25 and the market after it, by what was learnt to 2023–24."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import NEXT_SCORES, Rows
from training.dataset import Doubles, Flags
from training.evaluation.anchors import fit_five_parameters, next_score_table
from training.evaluation.compared import Compared, Forecasts, compared
from training.evaluation.evaluate import next_score_losses
from training.evaluation.market import margins_before, market
from training.evaluation.slices import periods
from training.measures import game_interval
from training.scores.calls import Calls, call_tasks
from training.scores.learn import Bench, Learnt
from training.scores.quarters import PARTS, quarter_tasks
from training.scores.result import Bound, Figures, Task, d_at_most, of_compared
from training.scores.shelf import Shelf
from training.sports.nba_market import MarketJudged, judge_market

EARLIER = range(2021, 2025)
NEWEST = 2025
RUNNING = 2026
"""Seasons by the year in which they end; of the running one the plays to November 5."""


@dataclass
class Nba:
    """The NBA's rows and models."""

    bench: Bench

    @cached_property
    def model(self) -> Learnt:
        """What the seasons to 2023–24 teach."""
        seasons = EARLIER[-self.bench.effort.seasons :]
        return self.bench.learnt("to_2024", self._shelf.rows(Sport.NBA, seasons, self._lines))

    @cached_property
    def rows(self) -> Rows:
        """2024–25."""
        return self._shelf.rows(Sport.NBA, [NEWEST], self._lines)

    @cached_property
    def said(self) -> Doubles:
        """What the model says of 2024–25."""
        return self.model.forecaster.predict(self.rows)

    @cached_property
    def calls(self) -> Calls:
        """Calls of 2024–25 and of what is there of the season after it."""
        running = self._with_market([RUNNING])
        rows, said = Rows.joined([self.rows, running]), self.model.forecaster.predict(running)
        return Calls.of(rows, np.r_[self.said, said], self.model.earlier)

    @cached_property
    def market(self) -> MarketJudged:
        """Beside Kalshi's prices in the breaks, and mixed with them."""
        rows = self._with_market([NEWEST, RUNNING])
        known = market(rows, self._candles)
        rows = rows.where(np.isin(rows.game, np.unique(rows.game[known.rows])))
        return judge_market(rows, self.model.forecaster.predict(rows), market(rows, self._candles))

    @cached_property
    def win(self) -> tuple[Forecasts, Rows]:
        """Shots and free throws of 2024–25, beside a diffusion of five parameters."""
        keep, learn = self.rows.judged, self.model.rows
        anchor = fit_five_parameters(learn.where(learn.judged)).predict(self.rows)
        kept = self.rows.where(keep)
        return Forecasts(kept.home_won, self.said[keep], anchor[keep], kept.game), kept

    def quarter(self, number: int) -> Compared:
        """The shots and free throws of a quarter."""
        forecasts, rows = self.win
        return compared(forecasts.where(periods(rows)[PARTS[Sport.NBA][number - 1]]))

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.bench.home)

    @cached_property
    def _lines(self) -> Path:
        return self._shelf.file(Sport.NBA, "lines", "nba_odds")

    @cached_property
    def _candles(self) -> Path:
        return self._shelf.file(Sport.NBA, "market", "kalshi")

    def _with_market(self, seasons: list[int]) -> Rows:
        """Rows with the price before the tip where no line is known."""
        return self._shelf.rows(Sport.NBA, seasons, self._lines, margins_before(self._candles))


def next_side(ground: Nba, keep: Flags | None = None) -> Figures:
    """Which side scores next, beside the table by possession that the same earlier rows make."""
    chances = ground.model.forecaster.next_score
    if chances is None:
        raise ValueError("the model has no net of what comes next")
    rows = ground.rows if keep is None else ground.rows.where(keep)
    rows = rows.where(rows.following >= 0)
    learn = ground.model.rows if keep is None else ground.model.rows.where(ground.model.rows.judged)
    table = next_score_table(learn.where(learn.following >= 0), rows, len(NEXT_SCORES[Sport.NBA]))
    ours = next_score_losses(chances(rows), rows.following)
    theirs = next_score_losses(table, rows.following)
    apart = game_interval(ours - theirs, rows.game)
    games = len(np.unique(rows.game))
    return Figures("log loss", len(rows), games, float(ours.mean()), float(theirs.mean()), apart)


def blend(told: MarketJudged) -> Figures:
    """The mixture, with the share of ours that all games would give."""
    note = f"share of ours {told.share:.2f}, learnt on earlier days alone"
    figures = of_compared(told.mixture)
    return Figures(
        figures.measure,
        figures.rows,
        figures.games,
        figures.ours,
        figures.anchor,
        figures.difference,
        more=figures.more,
        note=note,
    )


_LEARNT = "to 2023–24"
_SHOTS = "shots and free throws of 2024–25"
_MARKET = "first play after each of the first three quarters, breaks from prices alone"
_NEXT = "table by possession"
TASKS: tuple[Task[Nba], ...] = (
    Task(
        Sport.NBA,
        "win, 2024–25",
        _LEARNT,
        _SHOTS,
        "diffusion of five parameters",
        lambda ground: of_compared(compared(ground.win[0])),
        d_at_most(0.001),
        d_at_most(-0.001),
    ),
    Task(
        Sport.NBA,
        "against the market",
        _LEARNT,
        _MARKET,
        "Kalshi's price",
        lambda ground: of_compared(ground.market.model),
        Bound("interval includes or lies below +.003", lambda told: told.d.low <= 0.003),
        d_at_most(0.0),
    ),
    Task(
        Sport.NBA,
        "blend with the market",
        _LEARNT,
        _MARKET,
        "Kalshi's price",
        lambda ground: blend(ground.market),
        None,
        Bound("d < 0", lambda told: told.d.value < 0),
    ),
    Task(
        Sport.NBA,
        "next scoring team, every play",
        _LEARNT,
        "every play of 2024–25 that a score follows",
        _NEXT,
        next_side,
        d_at_most(-0.012),
        d_at_most(-0.027),
    ),
    Task(
        Sport.NBA,
        "next scoring team, shots",
        _LEARNT,
        _SHOTS,
        f"{_NEXT}, of shots",
        lambda ground: next_side(ground, ground.rows.judged),
        d_at_most(-0.012),
        d_at_most(-0.027),
    ),
    *quarter_tasks(Sport.NBA, _LEARNT, _SHOTS),
    *call_tasks(Sport.NBA),
)
