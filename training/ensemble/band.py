"""The band around a probability, and the confidence that it leaves.

Of all plays of a season that were given about the same probability a share is won by the home side; in nine
of ten seasons it lies within the band (`training.confidence`), learnt on seasons that the members did not
learn from. What is not known widens it: each feature by how far forecasts moved when it was hidden, and each
play that may have been missed by how far one play moves them; independent errors add up in squares.
Confidence is 1 minus the width of the band.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


class Band(msgspec.Struct, frozen=True):
    """Half of the band's width at knots of the probability, and what widens it.

    `hidden` is the root mean square change of the probability without a feature that is mostly known; `play`
    that of one play, of which one comes every `play_seconds`.
    """

    probability: tuple[float, ...] = (0.0, 1.0)
    half_width: tuple[float, ...] = (0.0, 0.0)
    hidden: dict[str, float] = {}
    play: float = 0.0
    play_seconds: float = 40.0

    def __post_init__(self) -> None:
        """Check the knots.

        Raises:
            ValueError: they are too few, unordered or out of range.
        """
        at, half = np.asarray(self.probability), np.asarray(self.half_width)
        if len(at) < 2 or len(at) != len(half) or not bool(np.all(np.diff(at) > 0)):
            raise ValueError("a band needs at least two knots with rising probabilities")
        if not bool(np.all((at >= 0) & (at <= 1) & (half >= 0) & (half <= 1))):
            raise ValueError("the knots of a band lie in [0, 1]")


class Width:
    """A band made ready for rows in the order of these features."""

    def __init__(self, band: Band, features: tuple[str, ...]) -> None:
        """Find the features that widen it."""
        named = [name for name in band.hidden if name in features]
        self._at, self._half = np.asarray(band.probability), np.asarray(band.half_width)
        self._places = np.array([features.index(name) for name in named], np.int64)
        self._squares = np.array([band.hidden[name] ** 2 for name in named])
        self._step = band.play**2 / band.play_seconds
        self._play_seconds = band.play_seconds

    def around(self, probability: Floats, rows: Floats, age: Floats | float = 0.0) -> tuple[Floats, Floats]:
        """The band's ends, within [0, 1]; `age` is how many seconds ago each row was true."""
        half = np.interp(probability, self._at, self._half).astype(np.float32)
        widened = self._widened(rows, age)
        if widened is not None:
            half = np.sqrt(half**2 + widened).astype(np.float32)
        return np.maximum(probability - half, 0.0), np.minimum(probability + half, 1.0)

    def _widened(self, rows: Floats, age: Floats | float) -> Doubles | None:
        """The square by which the band is wider than its knots say; None where nothing widens it."""
        told = None
        seen = rows[:, self._places]
        if np.isnan(seen.sum()):
            told = np.isnan(seen) @ self._squares
        if not isinstance(age, float) or age > self._play_seconds:
            late = self._step * np.maximum(np.asarray(age, np.float64) - self._play_seconds, 0.0)
            told = late if told is None else told + late
        return told
