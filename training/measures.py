"""How good probabilities are, and how sure that is: games, not plays, are what luck draws."""

from dataclasses import dataclass

import numpy as np

from training.dataset import Doubles, Ints

BINS = 20
_DRAWS = 1000
_SEED = 11


def log_loss(won: Doubles, probability: Doubles) -> Doubles:
    """Log loss of each row in nats; a tie counts half of either side."""
    chance = np.clip(probability, 1e-7, 1 - 1e-7)
    return -(won * np.log(chance) + (1 - won) * np.log(1 - chance))


def brier(won: Doubles, probability: Doubles) -> Doubles:
    """Squared error of each row."""
    return (won - probability) ** 2


def correct(won: Doubles, probability: Doubles) -> Doubles:
    """1 where the likelier side won, half where nobody was likelier or nobody won."""
    sure = np.sign(probability - 0.5) * np.sign(won - 0.5)
    return 0.5 + 0.5 * sure


def calibration_error(won: Doubles, probability: Doubles, bins: int = BINS) -> float:
    """Mean distance of forecast and frequency over bins of equal width, weighted by rows."""
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    gap = np.bincount(place, won - probability, bins)
    return float(np.abs(gap).sum() / len(won))


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its game-clustered 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def game_sums(values: Doubles, game: Ints) -> tuple[Doubles, Doubles]:
    """Each game's sum of values and number of rows."""
    _, place = np.unique(game, return_inverse=True)
    sums: Doubles = np.bincount(place, values).astype(np.float64)
    return sums, np.bincount(place).astype(np.float64)


def game_interval(values: Doubles, game: Ints, draws: int = _DRAWS, seed: int = _SEED) -> Interval:
    """The mean over rows, and its interval when whole games are drawn with replacement."""
    return sums_interval(*game_sums(values, game), draws, seed)


def sums_interval(sums: Doubles, rows: Doubles, draws: int = _DRAWS, seed: int = _SEED) -> Interval:
    """The same from each game's sum and number of rows."""
    drawn = np.random.default_rng(seed).integers(0, len(sums), (draws, len(sums)))
    means = sums[drawn].sum(axis=1) / rows[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(sums.sum() / rows.sum()), float(low), float(high))
