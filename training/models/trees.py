"""XGBoost beside the diffusion, held to what the game demands, and late trees for the last minutes.

In a sport that is its own mirror the trees see every row from the side in possession and are turned back by
the sign of possession, so that swapping the sides exchanges the two probabilities; where nobody has the ball
they say nothing of their own. In baseball the row's own columns tell who bats.

Trees learn what the diffusion lacks, or (NFL) stand alone, as nflfastR's do (Baldwin 2021, "Creating a model
from scratch using XGBoost in R"): with the expected margin fading and the margin growing as time runs out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from livebet.domain.games import Sport
from livebet.features.diffusion import REGULATION_SECONDS
from training.data.rows import Rows
from training.dataset import Doubles, Flags, Floats, Ints
from training.measures import log_loss
from training.models.games import blocks, game_weight
from training.models.momentum import device
from training.models.reads import READS, Reads
from training.models.sides import SYMMETRIC, sides_of
from training.view import sigmoid

Say = Callable[[str], None]
PACE = 4.0
"""The expected margin counts as exp(-PACE · share of regulation gone), the margin as its inverse."""
GRAIN = 64.0


@dataclass(frozen=True, slots=True)
class AloneParameters:
    """How trees that stand alone are grown: as nflfastR's, but fewer and flatter, as quick to serve."""

    rounds: int = 80
    learning_rate: float = 0.15
    depth: int = 4
    min_child_weight: float = 7.0
    row_share: float = 0.92
    column_share: float = 0.6
    least_gain: float = 0.79


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
    alone: AloneParameters = AloneParameters()


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
        if READS[self.sport].alone:
            return np.where(speaks(rows), told, diffusion)
        return diffusion + told


@dataclass(frozen=True)
class _Turned:
    """Rows as trees see them: `sign` turns an answer back, `won` is the outcome, `start` what they add to."""

    all_rows: Floats
    late_rows: Floats
    is_late: Flags
    sign: Doubles
    won: Doubles
    start: Doubles


def _turned(rows: Rows) -> _Turned:
    reads, sides = READS[rows.sport], sides_of(rows.sport)
    symmetric = rows.sport in SYMMETRIC
    view = sides.held(rows.features) if symmetric else rows.features
    sign = sides.holder(rows.features).astype(np.float64) if symmetric else np.ones(len(rows))
    diffusion = rows.column("diffusion_logit").astype(np.float64) * np.where(sign < 0, -1.0, 1.0)
    return _Turned(
        tree_view(rows.sport, rows.features),
        view[:, [rows.names.index(name) for name in reads.late]],
        _late(rows, reads),
        sign,
        np.where(sign < 0, 1.0 - rows.home_won, rows.home_won),
        np.zeros(len(rows)) if reads.alone else diffusion,
    )


def speaks(rows: Rows) -> Flags:
    """Where trees have something of their own to say."""
    known: Flags = sides_of(rows.sport).holder(rows.features) != 0
    return known & (rows.column("overtime") == 0) if READS[rows.sport].alone else known


def tree_view(sport: Sport, features: Floats) -> Floats:
    """What the trees see of rows, in the order of `Reads.columns`.

    Fading and growing features are whole 64ths, so that they are the same numbers wherever they are computed.
    """
    reads, sides = READS[sport], sides_of(sport)
    view = sides.held(features) if sport in SYMMETRIC else features

    def take(names: tuple[str, ...]) -> Floats:
        taken: Floats = view[:, [sides.names.index(name) for name in names]]
        return taken

    if not reads.alone:
        return take(reads.trees)
    gone = 1.0 - np.clip(take(("seconds_left",)) / REGULATION_SECONDS, 0.0, 1.0)
    parts = [take(reads.trees)]
    for names, pace in ((reads.fading, -PACE), (reads.growing, PACE)):
        parts.append(np.rint(np.nan_to_num(take(names)) * np.exp(pace * gone) * GRAIN) / GRAIN)
    return np.concatenate(parts, axis=1).astype(np.float32)


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


def _grown(ground: _Ground, settings: dict[str, Any], rounds: int) -> Any:
    """A booster from all of the ground, which answers on the CPU wherever it was grown."""
    import xgboost as xgb

    booster = xgb.train(settings, ground.matrix(np.ones(len(ground.won), np.bool_)), rounds)
    booster.set_param({"device": "cpu"})
    return booster


def _wanted(ground: _Ground, settings: dict[str, Any], parameters: TreeParameters) -> int:
    """How many trees blocks left out want, at least one.

    One block alone cannot be left out: it gets a quarter of the rounds.
    """
    import xgboost as xgb

    parts = np.unique(ground.block)
    if len(parts) < 2:
        return parameters.rounds // 4 + 1
    losses = np.zeros(parameters.rounds + 1)
    for fold in range(min(parameters.folds, len(parts))):
        out = np.isin(ground.block, parts[fold :: parameters.folds])
        told: dict[str, dict[str, list[float]]] = {}
        xgb.train(
            {**settings, "eval_metric": "logloss"},
            ground.matrix(~out),
            parameters.rounds,
            evals=[(ground.matrix(out), "held")],
            evals_result=told,
            verbose_eval=False,
        )
        start = log_loss(ground.won[out], sigmoid(ground.start[out]))
        before = np.average(start, weights=ground.weight[out])
        losses += float(ground.weight[out].sum()) * np.r_[before, told["held"]["logloss"]]
    return max(1, int(np.argmin(losses)))


def fit_trees(rows: Rows, parameters: TreeParameters | None = None, say: Say = lambda _: None) -> Trees:
    """Learn from all of these rows; seasons left out in turn choose how many trees add to the diffusion."""
    told, reads = parameters or TreeParameters(), READS[rows.sport]
    known = rows.where(speaks(rows))
    turned = _turned(known)
    view = _forgotten(turned.all_rows, reads.columns, known, told)
    ground = _Ground(view, turned.won, game_weight(known.game), turned.start, blocks(known))
    settings = _settings(reads.columns, reads, told, late=False)
    if reads.alone:
        settings, count = {**settings, **_alone(told.alone)}, told.alone.rounds
    else:
        count = _wanted(ground, settings, told)
    trees = Trees(rows.sport, _grown(ground, settings, count), None)
    say(f"{count} trees")
    if not turned.is_late.any():
        return trees
    return replace(trees, late=_fit_late(known.where(turned.is_late), trees, told, say))


def _alone(told: AloneParameters) -> dict[str, Any]:
    """Settings of trees that start from nothing; some more or fewer change little, so no block chooses."""
    return {
        "eta": told.learning_rate,
        "max_depth": told.depth,
        "min_child_weight": told.min_child_weight,
        "subsample": told.row_share,
        "colsample_bytree": told.column_share,
        "gamma": told.least_gain,
        "lambda": 1.0,
    }


def _fit_late(rows: Rows, trees: Trees, parameters: TreeParameters, say: Say) -> Any:
    """Trees of the last minutes, on top of the others."""
    reads, turned = READS[rows.sport], _turned(rows)
    start = trees.logit(rows) * np.where(turned.sign < 0, -1.0, 1.0)
    view = _forgotten(turned.late_rows, reads.late, rows, parameters)
    ground = _Ground(view, turned.won, game_weight(rows.game), start, blocks(rows))
    settings = _settings(reads.late, reads, parameters, late=True)
    count = _wanted(ground, settings, parameters)
    say(f"{count} late trees")
    return _grown(ground, settings, count)
