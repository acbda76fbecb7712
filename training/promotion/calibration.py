"""Calibration by quarter or third of the innings and by season, with what chance alone leaves.

All plays of a game share one outcome, so the error of even a perfect forecast is well above 0 where games
are few. What it may be is drawn: one uniform number a game decides all its plays, as one outcome does.
"""

import numpy as np

from training.data.rows import Rows
from training.dataset import Doubles, Ints
from training.evaluation.slices import by_season, periods
from training.measures import calibration_error
from training.promotion.card import Slice

MOST_ERROR = 0.025
"""Bound of a slice with many games; with few it is what chance leaves."""
CHANCE = 0.99
"""One perfectly calibrated forecast in a hundred exceeds what counts as chance."""
_DRAWS = 200
_SEED = 11


def slices(rows: Rows, ours: Doubles, champion: Doubles | None) -> tuple[Slice, ...]:
    """Each part that has rows; `champion` is what who serves now says of the same rows."""
    parts = {**periods(rows), **by_season(rows)}
    return tuple(
        _slice(name, rows.where(keep), ours[keep], None if champion is None else champion[keep])
        for name, keep in parts.items()
        if bool(keep.any())
    )


def _slice(name: str, rows: Rows, ours: Doubles, champion: Doubles | None) -> Slice:
    return Slice(
        name,
        len(rows),
        len(np.unique(rows.game)),
        round(calibration_error(rows.home_won, ours), 6),
        round(max(MOST_ERROR, chance(ours, rows.game)), 6),
        None if champion is None else round(calibration_error(rows.home_won, champion), 6),
    )


def chance(probability: Doubles, game: Ints) -> float:
    """The error that only one perfectly calibrated forecast in a hundred exceeds on these games."""
    _, place = np.unique(game, return_inverse=True)
    draw, games = np.random.default_rng(_SEED), int(place.max()) + 1
    drawn = [
        calibration_error((draw.random(games)[place] < probability).astype(np.float64), probability)
        for _ in range(_DRAWS)
    ]
    return float(np.quantile(drawn, CHANCE))
