"""Evaluation of a fitted model on later seasons, beside its baseline and its own diffusion."""

from dataclasses import dataclass

import numpy as np

from training.baseline import Baseline, fit_baseline
from training.dataset import Dataset, Doubles, Flags, Split
from training.measures import (
    Interval,
    brier,
    calibration_error,
    correct,
    game_interval,
    log_loss,
)
from training.model import Fitted
from training.view import sigmoid


@dataclass(frozen=True, slots=True)
class Scores:
    """How one forecast did on some rows."""

    rows: int
    games: int
    log_loss: float
    brier: float
    accuracy: float
    calibration_error: float


@dataclass(frozen=True)
class Evaluation:
    """A model, its baseline and its diffusion on the same later rows.

    `by_phase` holds the model's scores by quarter (`quarter_1` … `overtime`); `against_baseline` and
    `against_diffusion` are differences of log loss, negative where the model is better.
    """

    seasons: tuple[int, ...]
    model: Scores
    baseline: Scores
    diffusion: Scores
    by_phase: dict[str, Scores]
    against_baseline: Interval
    against_diffusion: Interval
    test: Dataset
    probability: Doubles
    baseline_probability: Doubles

    @property
    def metrics(self) -> dict[str, float]:
        """All numbers by name, for a tracker."""
        named = {"": self.model, "baseline_": self.baseline, "diffusion_": self.diffusion}
        named |= {f"{phase}_": scores for phase, scores in self.by_phase.items()}
        kept = ("log_loss", "brier", "accuracy", "calibration_error")
        numbers = {
            f"{name}{measure}": float(getattr(s, measure)) for name, s in named.items() for measure in kept
        }
        numbers |= {"test_rows": float(self.model.rows), "test_games": float(self.model.games)}
        for name, interval in (("baseline", self.against_baseline), ("diffusion", self.against_diffusion)):
            numbers |= {
                f"against_{name}": interval.value,
                f"against_{name}_low": interval.low,
                f"against_{name}_high": interval.high,
            }
        return numbers


def phases(dataset: Dataset) -> dict[str, Flags]:
    """Rows by quarter; all overtime periods together."""
    period = dataset.column("period")
    quarters: dict[str, Flags] = {f"quarter_{quarter}": period == quarter for quarter in (1, 2, 3, 4)}
    return {**quarters, "overtime": period > 4}


def scores(dataset: Dataset, probability: Doubles) -> Scores:
    """All measures of a forecast of the home side."""
    won = dataset.home_won.astype(np.float64)
    return Scores(
        len(won),
        dataset.games,
        float(log_loss(won, probability).mean()),
        float(brier(won, probability).mean()),
        float(correct(won, probability).mean()),
        calibration_error(won, probability),
    )


def difference(dataset: Dataset, ours: Doubles, theirs: Doubles) -> Interval:
    """Our log loss less theirs on the same rows, with games drawn anew."""
    won = dataset.home_won.astype(np.float64)
    return game_interval(log_loss(won, ours) - log_loss(won, theirs), dataset.game)


def diffusion(dataset: Dataset) -> Doubles:
    """The diffusion's own probability."""
    return sigmoid(dataset.column("diffusion_logit").astype(np.float64))


def baseline_of(split: Split) -> Baseline:
    """The baseline, learnt from the seasons that the model learnt from."""
    return fit_baseline(split.learn)


def evaluate(fitted: Fitted, split: Split) -> Evaluation:
    """Judge on `split.test`, which nothing has learnt from."""
    test = split.test
    ours, theirs, walk = fitted.predict(test.rows), baseline_of(split).predict(test), diffusion(test)
    parts = {name: rows for name, rows in phases(test).items() if bool(rows.any())}
    return Evaluation(
        test.seasons,
        scores(test, ours),
        scores(test, theirs),
        scores(test, walk),
        {name: scores(test.where(rows), ours[rows]) for name, rows in parts.items()},
        difference(test, ours, theirs),
        difference(test, ours, walk),
        test,
        ours,
        theirs,
    )


def summary(evaluation: Evaluation) -> str:
    """One line on how the model did."""
    model, against = evaluation.model, evaluation.against_baseline
    return (
        f"season {', '.join(map(str, evaluation.seasons))}: log loss {model.log_loss:.4f}, "
        f"accuracy {model.accuracy:.3f}, calibration error {model.calibration_error:.3f}; "
        f"against the logistic baseline {against.value:+.4f} [{against.low:+.4f}, {against.high:+.4f}]"
    )
