"""How good probabilities were, against what happened. Standard library only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

BINS = 10
"""Equal-width bins of the expected calibration error."""
LEAST = 1e-6
"""A probability is held this far from 0 and 1, so that one surprise does not cost infinity."""
MARGIN_DEVIATION = 13.5
"""Standard deviation, in points, of an NFL final margin around its pregame expectation."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Scores of probabilities: share on the right side of 50 %, Brier, log loss (nats), ECE."""

    accuracy: float
    brier: float
    log_loss: float
    ece: float


def quality(probabilities: Sequence[float], outcomes: Sequence[bool]) -> Quality:
    """Score non-empty probabilities of a home win; one of exactly 50 % counts as half right."""
    pairs = list(zip(probabilities, outcomes, strict=True))
    return Quality(
        accuracy=fmean(0.5 if p == 0.5 else float((p > 0.5) == won) for p, won in pairs),
        brier=fmean((p - won) ** 2 for p, won in pairs),
        log_loss=fmean(-math.log(max(LEAST, p if won else 1 - p)) for p, won in pairs),
        ece=_calibration_error(pairs),
    )


def _calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, won in pairs:
        bins[min(BINS - 1, int(p * BINS))].append((p, won))
    gaps = (abs(sum(p - won for p, won in members)) for members in bins)
    return sum(gaps) / len(pairs)


def pregame_probability(expected_margin: float | None) -> float:
    """Of a home win, from the margin expected before kickoff alone; 50 % where nobody knows it."""
    return 0.5 if expected_margin is None else NormalDist(0, MARGIN_DEVIATION).cdf(expected_margin)
