"""The baseline to beat: a logistic regression on the same rows, antisymmetric as the game is."""

from dataclasses import dataclass

import numpy as np

from training.dataset import Dataset, Doubles
from training.view import sigmoid

BASELINE_FEATURES: tuple[str, ...] = (
    "margin",
    "margin / sqrt(time left)",
    "possession",
    "expected_points",
    "timeouts",
    "expected_margin",
    "expected_margin * time left",
)
_STEPS = 25
_RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Baseline:
    """Coefficients of `BASELINE_FEATURES`, without an intercept: level and unknown means even."""

    coefficients: Doubles

    def predict(self, dataset: Dataset) -> Doubles:
        """Home win probability."""
        return sigmoid(_design(dataset) @ self.coefficients)


def _design(dataset: Dataset) -> Doubles:
    def known(name: str) -> Doubles:
        return np.nan_to_num(dataset.column(name).astype(np.float64))

    margin, strength = known("margin"), known("expected_margin")
    left = np.where(known("overtime") > 0, 0.0, known("seconds_left") / 3600)
    columns = (
        margin / 10,
        margin / 10 / np.sqrt(left + 0.01),
        known("possession"),
        known("expected_points"),
        known("home_timeouts") - known("away_timeouts"),
        strength / 10,
        strength / 10 * left,
    )
    return np.column_stack(columns)


def fit_baseline(dataset: Dataset) -> Baseline:
    """Maximum likelihood by Newton's steps, every game weighing the same."""
    design, won, weight = _design(dataset), dataset.home_won.astype(np.float64), dataset.weight
    coefficients = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = sigmoid(design @ coefficients)
        slope = design.T @ (weight * (won - chance))
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curve + _RIDGE * np.eye(len(slope)), slope)
        coefficients = coefficients + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return Baseline(coefficients)
