"""Kinds of arrays.

All plays of a game share one outcome, so a game is the unit everywhere: splits are by season, every game
weighs the same however many plays it has, and intervals resample games.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
