"""The training set: feature rows of many games, each with the outcome of its game and a weight.

All plays of a game share one outcome, so a game is the unit everywhere: the split is by season, every game
weighs the same however many plays it has, and intervals resample games.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

import numpy as np
from numpy.typing import NDArray

from livebet.features.row import FEATURES

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

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Floats:
        """One feature of all rows."""
        values: Floats = self.rows[:, FEATURES.index(name)]
        return values

    def where(self, keep: Flags) -> Self:
        """The rows that are kept."""
        return type(self)(self.rows[keep], self.home_won[keep], self.season[keep], self.game[keep])

    def of_seasons(self, seasons: Sequence[int]) -> Self:
        """The rows of these seasons."""
        return self.where(np.isin(self.season, seasons))

    def joined(self, other: Self) -> Self:
        """The rows of both."""
        return type(self)(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.home_won, other.home_won]),
            np.concatenate([self.season, other.season]),
            np.concatenate([self.game, other.game]),
        )

    @property
    def seasons(self) -> tuple[int, ...]:
        """The seasons it holds, in order."""
        return tuple(int(season) for season in np.unique(self.season))

    @property
    def games(self) -> int:
        """How many games it holds."""
        return len(np.unique(self.game))

    @property
    def weight(self) -> Doubles:
        """Equal for every game in sum, 1 on average."""
        _, place, plays = np.unique(self.game, return_inverse=True, return_counts=True)
        weight: Doubles = (1.0 / plays)[place] * (len(self.game) / len(plays))
        return weight

    @property
    def fingerprint(self) -> str:
        """SHA-256 over names, rows and outcomes: the same data, the same fingerprint."""
        digest = sha256(",".join(FEATURES).encode())
        for values in (self.rows, self.home_won, self.season, self.game):
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Split:
    """Seasons apart: trees learn from `train`, their number and scale from `calibrate`; `test` judges."""

    train: Dataset
    calibrate: Dataset
    test: Dataset


class TooFewSeasonsError(ValueError):
    """A split by season needs three seasons at least."""


def split(dataset: Dataset) -> Split:
    """The newest season judges, the one before it calibrates, the rest is for learning.

    Raises:
        TooFewSeasonsError: there are fewer than three seasons.
    """
    seasons = dataset.seasons
    if len(seasons) < 3:
        raise TooFewSeasonsError(f"three seasons are needed to train, calibrate and test, not {seasons}")
    return Split(
        dataset.of_seasons(seasons[:-2]), dataset.of_seasons(seasons[-2:-1]), dataset.of_seasons(seasons[-1:])
    )
