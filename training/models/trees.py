"""XGBoost over what the diffusion lacks, held to what the game demands, and late trees for the last minutes.

In a sport that is its own mirror the trees see every row from the side in possession and are turned back by
the sign of possession, so that swapping the sides exchanges the two probabilities; where nobody has the ball
they say nothing. In baseball the row's own columns tell who bats.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags, Floats, Ints
from training.measures import log_loss
from training.models.games import blocks, game_weight
from training.models.momentum import device
from training.models.reads import READS, Reads
from training.models.sides import SYMMETRIC, sides_of
from training.view import sigmoid

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TreeParameters:
    """How trees are grown; `late_min_child_weight` is for the last minutes, where rows are few.

    `forgotten_timeouts` is the share of games that teach without their timeouts, as some feeds have none.
    """

    rounds: int = 60
    learning_rate: float = 0.05
    depth: int = 3
    min_child_weight: float = 1000.0
    late_min_child_weight: float = 40.0
    row_share: float = 0.5
    column_share: float = 0.8
    ridge: float = 50.0
    forgotten_timeouts: float = 0.15
    folds: int = 3
    seed: int = 7
    threads: int = 1


@dataclass(frozen=True)
class Trees:
    """Boosters as learnt: over all rows, and over the last minutes (None where a sport has no such)."""

    sport: Sport
    booster: Any
    late: Any | None

    def logit(self, rows: Rows) -> Doubles:
        """Log odds of a home win."""
        turned = _turned(rows)
        told = _told(self.booster, turned.all_rows) * turned.sign
        if self.late is not None:
            told = told + np.where(turned.is_late, _told(self.late, turned.late_rows) * turned.sign, 0.0)
        diffusion: Doubles = rows.column("diffusion_logit").astype(np.float64)
        return diffusion + told


@dataclass(frozen=True)
class _Turned:
    """Rows as trees see them. `sign` turns an answer back; `won` is the outcome from there."""

    all_rows: Floats
    late_rows: Floats
    is_late: Flags
    sign: Doubles
    won: Doubles
    diffusion: Doubles

    def pick(self, reads_late: bool) -> Floats:
        return self.late_rows if reads_late else self.all_rows


def _turned(rows: Rows) -> _Turned:
    reads, sides = READS[rows.sport], sides_of(rows.sport)
    symmetric = rows.sport in SYMMETRIC
    view = sides.held(rows.features) if symmetric else rows.features
    sign = sides.holder(rows.features).astype(np.float64) if symmetric else np.ones(len(rows))
    diffusion = rows.column("diffusion_logit").astype(np.float64) * np.where(sign < 0, -1.0, 1.0)
    return _Turned(
        view[:, [rows.names.index(name) for name in reads.trees]],
        view[:, [rows.names.index(name) for name in reads.late]],
        _late(rows, reads),
        sign,
        np.where(sign < 0, 1.0 - rows.home_won, rows.home_won),
        diffusion,
    )


def _late(rows: Rows, reads: Reads) -> Flags:
    if not reads.late:
        return np.zeros(len(rows), np.bool_)
    late: Flags = (rows.column("seconds_left") <= reads.late_seconds) & (rows.column("overtime") == 0)
    return late


def _told(booster: Any, view: Floats) -> Doubles:
    return np.asarray(booster.inplace_predict(view, predict_type="margin"), np.float64)


def _forgotten(view: Floats, names: tuple[str, ...], rows: Rows, parameters: TreeParameters) -> Floats:
    """The view without the timeouts of a share of the games."""
    columns = [place for place, name in enumerate(names) if name.endswith("_timeouts")]
    games, place = np.unique(rows.game, return_inverse=True)
    drawn = np.random.default_rng(parameters.seed).random(len(games)) < parameters.forgotten_timeouts
    without = view.copy()
    for column in columns:
        without[drawn[place], column] = np.nan
    return without


@cache
def tree_device() -> str:
    """A GPU where there is one and XGBoost was built for it."""
    import xgboost as xgb

    built = bool(xgb.build_info().get("USE_CUDA", False))
    return "cuda" if built and device().type == "cuda" else "cpu"


def _settings(names: tuple[str, ...], reads: Reads, parameters: TreeParameters, late: bool) -> dict[str, Any]:
    return {
        "objective": "binary:logistic",
        "base_score": 0.5,
        "tree_method": "hist",
        "eta": parameters.learning_rate,
        "max_depth": parameters.depth,
        "min_child_weight": parameters.late_min_child_weight if late else parameters.min_child_weight,
        "subsample": parameters.row_share,
        "colsample_bytree": parameters.column_share,
        "lambda": parameters.ridge,
        "seed": parameters.seed,
        "nthread": parameters.threads,
        "device": tree_device(),
        "monotone_constraints": tuple(reads.demanded.get(name, 0) for name in names),
    }


@dataclass(frozen=True)
class _Ground:
    """What a booster is grown on."""

    view: Floats
    won: Doubles
    weight: Doubles
    start: Doubles
    block: Ints

    def matrix(self, keep: Flags) -> Any:
        import xgboost as xgb

        return xgb.DMatrix(
            self.view[keep], self.won[keep], weight=self.weight[keep], base_margin=self.start[keep]
        )


def _grow(ground: _Ground, settings: dict[str, Any], parameters: TreeParameters) -> tuple[Any, int]:
    """A booster with as many trees as blocks left out want, and their number; at least one tree.

    One block alone cannot be left out: it gets a quarter of the rounds.
    """
    import xgboost as xgb

    parts = np.unique(ground.block)
    if len(parts) < 2:
        few = parameters.rounds // 4 + 1
        return xgb.train(settings, ground.matrix(np.ones(len(ground.won), np.bool_)), few), few
    losses = np.zeros(parameters.rounds + 1)
    for fold in range(min(parameters.folds, len(parts))):
        out = np.isin(ground.block, parts[fold :: parameters.folds])
        told: dict[str, dict[str, list[float]]] = {}
        held = ground.matrix(out)
        xgb.train(
            {**settings, "eval_metric": "logloss"},
            ground.matrix(~out),
            parameters.rounds,
            evals=[(held, "held")],
            evals_result=told,
            verbose_eval=False,
        )
        weight = float(ground.weight[out].sum())
        start = log_loss(ground.won[out], sigmoid(ground.start[out]))
        losses += weight * np.r_[np.average(start, weights=ground.weight[out]), told["held"]["logloss"]]
    rounds = max(1, int(np.argmin(losses)))
    booster = xgb.train(settings, ground.matrix(np.ones(len(ground.won), np.bool_)), rounds)
    booster.set_param({"device": "cpu"})
    return booster, rounds


def fit_trees(rows: Rows, parameters: TreeParameters | None = None, say: Say = lambda _: None) -> Trees:
    """Learn from all of these rows; seasons left out in turn choose how many trees."""
    told, reads = parameters or TreeParameters(), READS[rows.sport]
    known = rows.where(sides_of(rows.sport).holder(rows.features) != 0)
    turned = _turned(known)
    view = _forgotten(turned.all_rows, reads.trees, known, told)
    ground = _Ground(view, turned.won, game_weight(known.game), turned.diffusion, blocks(known))
    booster, count = _grow(ground, _settings(reads.trees, reads, told, late=False), told)
    trees = Trees(rows.sport, booster, None)
    say(f"{count} trees")
    if not turned.is_late.any():
        return trees
    return replace(trees, late=_fit_late(known.where(turned.is_late), trees, told, say))


def _fit_late(rows: Rows, trees: Trees, parameters: TreeParameters, say: Say) -> Any:
    """Trees of the last minutes, on top of the others."""
    reads, turned = READS[rows.sport], _turned(rows)
    start = trees.logit(rows) * np.where(turned.sign < 0, -1.0, 1.0)
    view = _forgotten(turned.late_rows, reads.late, rows, parameters)
    ground = _Ground(view, turned.won, game_weight(rows.game), start, blocks(rows))
    booster, count = _grow(ground, _settings(reads.late, reads, parameters, late=True), parameters)
    say(f"{count} late trees")
    return booster
