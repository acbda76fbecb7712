"""Which side scores next in basketball: trees that read how the ball is held.

Rows are seen from the side in possession (see `training.data.nba` for how it is inferred), so one forest
serves both; where nobody is known to have the ball the home side's view is taken. Unlike the winner of a game
the next score is drawn anew every half minute, so trees have enough to learn from.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from livebet.features.row import FEATURES_OF
from training.data.rows import Rows
from training.dataset import Doubles, Flags, Floats
from training.evaluation.anchors import next_score_table
from training.evaluation.evaluate import next_score_losses
from training.measures import Interval, calibration_error, game_interval
from training.models.sides import sides_of

READS: tuple[str, ...] = (
    "margin",
    "seconds_left",
    "period_seconds_left",
    "period",
    "possession",
    "home_timeouts",
    "away_timeouts",
    "recent_points",
    "unanswered",
    "shooting",
    "home_fouls",
    "away_fouls",
    "bonus",
    "ball_seconds",
    "free_throws",
    "fouled",
    "loose_ball",
    "second_chance",
    "after_turnover",
    "expected_margin",
)
"""From the side in possession: `home_fouls` are its own there."""
MODEL_FILE = "next_score.ubj"


@dataclass(frozen=True, slots=True)
class NextParameters:
    """How the trees are grown; they learn from every `every`-th play: neighbours tell the same."""

    rounds: int = 200
    learning_rate: float = 0.1
    depth: int = 6
    min_child_weight: float = 200.0
    row_share: float = 0.7
    column_share: float = 0.7
    every: int = 5
    seed: int = 7
    threads: int = 1


@dataclass(frozen=True)
class NextScorer:
    """Trees as learnt."""

    booster: Any

    def chances(self, rows: Rows) -> Doubles:
        """Chances that home and that away scores next: [rows, 2]."""
        held = np.asarray(self.booster.inplace_predict(_matrix(rows)), np.float64)
        home = np.where(_away(rows), 1 - held, held)
        return np.stack([home, 1 - home], axis=1)

    def keep(self, folder: Path) -> None:
        """Write the trees into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.booster.save_model(folder / MODEL_FILE)

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Trees that were kept."""
        import xgboost as xgb

        booster = xgb.Booster()
        booster.load_model(folder / MODEL_FILE)
        return cls(booster)


def _away(rows: Rows) -> Flags:
    away: Flags = sides_of(rows.sport).holder(rows.features) < 0
    return away


def _matrix(rows: Rows) -> Floats:
    names = FEATURES_OF[rows.sport].names
    view: Floats = sides_of(rows.sport).held(rows.features)
    return np.ascontiguousarray(view[:, [names.index(name) for name in READS]])


def scored_next(rows: Rows) -> Rows:
    """The plays after which somebody still scores in the game; a play's own points count."""
    return rows.where(rows.following >= 0)


def fit_next(rows: Rows, parameters: NextParameters | None = None) -> NextScorer:
    """Learn from the plays among these that a score still follows."""
    import xgboost as xgb

    told = parameters or NextParameters()
    known = scored_next(rows)
    learn = known.where(np.arange(len(known)) % told.every == 0)
    holder_scores = (learn.following == 0) != _away(learn)
    settings = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "eta": told.learning_rate,
        "max_depth": told.depth,
        "min_child_weight": told.min_child_weight,
        "subsample": told.row_share,
        "colsample_bytree": told.column_share,
        "seed": told.seed,
        "nthread": told.threads,
    }
    data = xgb.DMatrix(_matrix(learn), holder_scores.astype(np.float32))
    return NextScorer(xgb.train(settings, data, told.rounds))


@dataclass(frozen=True, slots=True)
class NextJudged:
    """Log loss of the table by possession and of the trees on the same rows, and ours less the table's."""

    rows: int
    games: int
    table: float
    ours: float
    calibration_error: float
    difference: Interval


def judge_next(scorer: NextScorer, learn: Rows, judged: Rows) -> NextJudged:
    """The trees beside the table by possession, which learns from the same earlier rows."""
    before, rows = scored_next(learn), scored_next(judged)
    chances = scorer.chances(rows)
    ours = next_score_losses(chances, rows.following)
    table = next_score_losses(next_score_table(before, rows, 2), rows.following)
    return NextJudged(
        len(rows),
        len(np.unique(rows.game)),
        float(table.mean()),
        float(ours.mean()),
        calibration_error((rows.following == 0).astype(np.float64), chances[:, 0]),
        game_interval(ours - table, rows.game),
    )
