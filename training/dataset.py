"""Kinds of arrays, and what was learnt from as one number.

All plays of a game share one outcome, so a game is the unit everywhere: splits are by season, every game
weighs the same however many plays it has, and intervals resample games.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from livebet.features.nfl import FEATURES

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Dataset:
    """Rows in the order of `FEATURES` with the season, the game (a number) and the home outcome of each.

    `home_won` is 1, 0, or 0.5 for a tie.
    """

    rows: Floats
    home_won: Floats
    season: Ints
    game: Ints

    @property
    def feature_fingerprint(self) -> str:
        """SHA-256 over names and rows alone."""
        digest = sha256(",".join(FEATURES).encode())
        digest.update(np.ascontiguousarray(self.rows).tobytes())
        return digest.hexdigest()

    @property
    def fingerprint(self) -> str:
        """SHA-256 over names, rows and outcomes: the same data, the same fingerprint."""
        digest = sha256(",".join(FEATURES).encode())
        for values in (self.rows, self.home_won, self.season, self.game):
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()
