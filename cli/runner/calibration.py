"""How good a run's predictions were, against what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from livebet.domain.games import Sport
from livebet.pricing.shapes import SHAPES
from training.measures import brier, calibration_error, correct, log_loss

_BY_RATINGS = {Sport.NFL: 13.7}
"""Standard deviation, in points, of final margins around what ratings expect (`livebet.features.ratings`);
other sports' expected margins are as good as closing lines, so their deviation is that around lines."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Scores of probabilities: share on the right side of 50 %, Brier, log loss (nats), calibration error."""

    accuracy: float
    brier: float
    log_loss: float
    calibration_error: float


def quality(probabilities: Sequence[float], outcomes: Sequence[float]) -> Quality:
    """Score non-empty probabilities of a home win; an outcome is 1 for one, 0 for none, a half for a tie."""
    probability, won = np.asarray(probabilities, np.float64), np.asarray(outcomes, np.float64)
    return Quality(
        accuracy=float(correct(won, probability).mean()),
        brier=float(brier(won, probability).mean()),
        log_loss=float(log_loss(won, probability).mean()),
        calibration_error=calibration_error(won, probability),
    )


def pregame_probability(sport: Sport, expected_margin: float | None) -> float:
    """Of a home win, from the margin expected before kickoff alone; 50 % where nobody knows it."""
    if expected_margin is None:
        return 0.5
    deviation = _BY_RATINGS.get(sport, SHAPES[sport].margin_sd)
    return NormalDist(0, deviation).cdf(expected_margin)
