"""Confidence: 1 minus the width of the band that the outcomes of a season leave around a probability.

Of all plays of a season that were given about the same probability, a share is won by the home side. In
nine of ten seasons that share lies in a band around the probability; the band comes from seasons that the
model did not learn from, 267 games drawn with replacement. Near certainty it is narrow, in an open game
wide, and it is the same for both sides. A confidence of 0.8 says: a season may prove the forecast wrong by
0.1 either way.
"""

import numpy as np

from training.dataset import Doubles, Ints
from training.runner import Confidence

SEASON_GAMES = 267
KNOTS = np.linspace(0.0, 1.0, 21)
BANDWIDTH = 0.04
_DRAWS = 500
_SHARE = 0.9
_SEED = 5


def _by_game(values: Doubles, game: Ints) -> Doubles:
    """Sums of each game: [games, knots]."""
    _, place = np.unique(game, return_inverse=True)
    return np.stack([np.bincount(place, column) for column in values.T], axis=1).astype(np.float64)


def deviations(probability: Doubles, won: Doubles, game: Ints) -> tuple[Doubles, Doubles]:
    """Each game's weighted sum of (outcome - probability), and its weight, near each of `KNOTS`."""
    near = np.exp(-0.5 * ((probability[:, None] - KNOTS) / BANDWIDTH) ** 2)
    return _by_game(near * (won - probability)[:, None], game), _by_game(near, game)


def band_width(probability: Doubles, won: Doubles, game: Ints) -> Doubles:
    """The width of the band at each of `KNOTS`, the mean of both sides'."""
    missed, weight = deviations(probability, won, game)
    drawn = np.random.default_rng(_SEED).integers(0, len(missed), (_DRAWS, SEASON_GAMES))
    off = np.stack([missed[games].sum(axis=0) / weight[games].sum(axis=0) for games in drawn])
    low, high = np.quantile(off, ((1 - _SHARE) / 2, (1 + _SHARE) / 2), axis=0)
    width: Doubles = np.clip(high - low, 0.0, 1.0)
    return (width + width[::-1]) / 2


def learn_confidence(probability: Doubles, won: Doubles, game: Ints) -> Confidence:
    """The confidence of each probability of the home side, from forecasts of seasons not learnt from."""
    level = 1 - band_width(probability, won, game)
    return Confidence(
        tuple(round(float(knot), 6) for knot in KNOTS), tuple(round(float(value), 4) for value in level)
    )
