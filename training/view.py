"""Log odds, seen as probabilities."""

import numpy as np

from training.dataset import Doubles


def sigmoid(logit: Doubles) -> Doubles:
    """Log odds to probability."""
    return 1.0 / (1.0 + np.exp(-logit))
