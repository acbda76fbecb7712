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

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The rows of several, one after the other."""
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.home_won for part in parts]),
            np.concatenate([part.season for part in parts]),
            np.concatenate([part.game for part in parts]),
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


@dataclass(frozen=True)
class Split:
    """Seasons apart: all is learnt from `learn`, `test` (later) only judges."""

    learn: Dataset
    test: Dataset


class TooFewSeasonsError(ValueError):
    """Fewer seasons than learning and judging need."""


def split(dataset: Dataset) -> Split:
    """The newest season judges.

    Raises:
        TooFewSeasonsError: there are fewer than three seasons.
    """
    seasons = dataset.seasons
    if len(seasons) < 3:
        raise TooFewSeasonsError(f"three seasons are needed to learn, calibrate and judge, not {seasons}")
    return Split(dataset.of_seasons(seasons[:-1]), dataset.of_seasons(seasons[-1:]))


def folds(dataset: Dataset, count: int) -> list[tuple[Dataset, Dataset]]:
    """Pairs of what to learn from and what to calibrate on: every season is calibrated on once, whole."""
    seasons = np.array(dataset.seasons)
    parts = [seasons[place::count] for place in range(min(count, len(seasons)))]
    held = [np.isin(dataset.season, part) for part in parts]
    return [(dataset.where(~out), dataset.where(out)) for out in held]
