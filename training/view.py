"""Rows turned to the side in possession, and back.

A model that sees every game from the side in possession, and is turned back by the sign of possession, is
symmetric by construction: swapping home and away exchanges its two probabilities exactly.
"""

import numpy as np

from livebet.features.feature import Mirror
from livebet.features.nfl import FEATURES, TABLE
from training.dataset import Doubles, Floats, Ints

POSSESSION = FEATURES.index("possession")
_PARTNER = {"home_timeouts": "away_timeouts", "away_timeouts": "home_timeouts"}

PLACES: Ints = np.array([FEATURES.index(_PARTNER.get(name, name)) for name in FEATURES])
"""Where each feature of a mirrored row is found in the row."""
SIGNS: Floats = np.array([-1.0 if one.mirror is Mirror.NEGATED else 1.0 for one in TABLE], np.float32)
"""What each feature of a mirrored row is multiplied by."""


def mirrored(rows: Floats) -> Floats:
    """The same moments with home and away swapped."""
    swapped: Floats = rows[:, PLACES] * SIGNS
    return swapped


def possession_sign(rows: Floats) -> Floats:
    """1 where home has the ball, -1 where away has it, 0 where nobody knows."""
    sign: Floats = np.nan_to_num(rows[:, POSSESSION], nan=0.0)
    return sign


def possession_view(rows: Floats) -> Floats:
    """The rows as the side in possession sees them: it stands where home stood."""
    view: Floats = np.where((possession_sign(rows) < 0)[:, None], mirrored(rows), rows)
    return view


def sigmoid(logit: Doubles) -> Doubles:
    """Log odds to probability."""
    return 1.0 / (1.0 + np.exp(-logit))
