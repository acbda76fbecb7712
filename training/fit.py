"""Fitting: the number of trees and the scale by seasons left out, then the trees by all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from training.confidence import learn_confidence
from training.dataset import Dataset, Doubles, Split, folds
from training.measures import log_loss
from training.model import DEMANDED, TREE_FEATURES, Fitted, Parameters, training_matrix
from training.runner import Confidence
from training.view import sigmoid

Progress = Callable[[str], None]


def _booster_parameters(parameters: Parameters) -> dict[str, Any]:
    return {
        "objective": "binary:logistic",
        "eval_metric": "logloss",
        "base_score": 0.5,
        "tree_method": "hist",
        "eta": parameters.learning_rate,
        "max_depth": parameters.depth,
        "min_child_weight": parameters.min_child_weight,
        "subsample": parameters.row_share,
        "colsample_bytree": parameters.column_share,
        "lambda": parameters.ridge,
        "seed": parameters.seed,
        "nthread": parameters.threads,
        "monotone_constraints": tuple(DEMANDED.get(name, 0) for name in TREE_FEATURES),
    }


def grow(dataset: Dataset, parameters: Parameters, rounds: int) -> Any:
    """So many trees that learn what the diffusion lacks on these rows."""
    import xgboost as xgb

    return xgb.train(_booster_parameters(parameters), training_matrix(dataset, parameters), rounds)


def best_scale(logit: Doubles, won: Doubles, weight: Doubles) -> float:
    """The factor on the log odds with the least weighted log loss (golden section between 0.5 and 1.5)."""

    def loss(scale: float) -> float:
        return float(np.average(log_loss(won, sigmoid(scale * logit)), weights=weight))

    low, high, golden = 0.5, 1.5, (5**0.5 - 1) / 2
    for _ in range(30):
        span = golden * (high - low)
        if loss(high - span) < loss(low + span):
            high = low + span
        else:
            low = high - span
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the seasons left out of each fold want: how many trees, the scale, and how sure that makes us."""

    trees: int
    scale: float
    confidence: Confidence


def _unscaled(booster: Any, parameters: Parameters) -> Fitted:
    return Fitted(booster, 1.0, parameters.rounds, parameters, Confidence())


def choose(learn: Dataset, parameters: Parameters) -> Chosen:
    """Number of trees and scale, judged on seasons that the trees at hand did not learn from."""
    held = folds(learn, parameters.folds)
    grown = [_unscaled(grow(rest, parameters, parameters.rounds), parameters) for rest, _ in held]
    judge = Dataset.joined([out for _, out in held])
    won, weight = judge.home_won.astype(np.float64), judge.weight

    def logit(trees: int) -> Doubles:
        parts = [
            replace(one, trees_used=trees).logit(out.rows) for one, (_, out) in zip(grown, held, strict=True)
        ]
        return np.concatenate(parts)

    counts = range(0, parameters.rounds + 1, parameters.rounds_step)
    losses = [float(np.average(log_loss(won, sigmoid(logit(trees))), weights=weight)) for trees in counts]
    trees = max(1, counts[int(np.argmin(losses))])
    scale = best_scale(logit(trees), won, weight)
    return Chosen(trees, scale, learn_confidence(sigmoid(scale * logit(trees)), won, judge.game))


def fit(split: Split, parameters: Parameters | None = None, say: Progress = lambda _: None) -> Fitted:
    """Learn from `split.learn`; `split.test` is not looked at.

    Each season is left out once by trees grown from others; what is left out chooses how many trees there are
    and the scale, then as many trees are grown from all seasons.
    """
    told = parameters or Parameters()
    chosen = choose(split.learn, told)
    say(f"{chosen.trees} trees, scale {chosen.scale:.3f}, from {split.learn.games} games")
    booster = grow(split.learn, told, chosen.trees)
    return Fitted(booster, chosen.scale, chosen.trees, told, chosen.confidence)
