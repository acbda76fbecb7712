"""Fitting: trees on the seasons to learn from, their number and the scale on the season after them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from training.dataset import Dataset, Doubles, Split
from training.model import DEMANDED, TREE_FEATURES, Fitted, Parameters, training_matrix
from training.view import sigmoid

Progress = Callable[[str], None]


def log_loss(won: Doubles, probability: Doubles) -> Doubles:
    """Log loss of each row in nats; a tie counts half of either side."""
    chance = np.clip(probability, 1e-7, 1 - 1e-7)
    return -(won * np.log(chance) + (1 - won) * np.log(1 - chance))


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


def _grow(dataset: Dataset, parameters: Parameters, rounds: int, judge: Dataset | None = None) -> Any:
    import xgboost as xgb

    return xgb.train(
        _booster_parameters(parameters),
        training_matrix(dataset, parameters),
        rounds,
        evals=[] if judge is None else [(training_matrix(judge, None), "calibrate")],
        early_stopping_rounds=None if judge is None else parameters.patience,
        verbose_eval=False,
    )


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


def fit(split: Split, parameters: Parameters | None = None, say: Progress = lambda _: None) -> Fitted:
    """Learn from `split.train` and `split.calibrate`; `split.test` is not looked at.

    The calibration season decides how many trees there are and the scale; then as many trees are grown anew
    with that season among those to learn from.
    """
    chosen = parameters or Parameters()
    first = _grow(split.train, chosen, chosen.rounds, split.calibrate)
    rounds = int(first.best_iteration) + 1
    trial = Fitted(first, 1.0, rounds, chosen)
    calibrate = split.calibrate
    scale = best_scale(trial.logit(calibrate.rows), calibrate.home_won.astype(np.float64), calibrate.weight)
    say(f"{rounds} trees, scale {scale:.3f}, from {calibrate.games} games of {calibrate.seasons}")
    booster = _grow(split.train.joined(calibrate), chosen, rounds)
    return replace(trial, booster=booster, scale=scale)
