"""What our forecasts are measured by: others' models and the plainest models that serve.

- NFL: nflfastR's model with the spread, as the file tells it for each play (`Rows.anchor`).
- NBA: a score diffusion of five parameters, fitted on seasons before those that are judged.
- MLB: a table of states, each fold of whole blocks of dates judged by the table of the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.data.rows import Rows
from training.dataset import Doubles, Flags, Ints
from training.measures import log_loss

REGULATION_SECONDS = 2880
FOLDS = 5
_EVERY = 4
"""Fitting looks at every fourth play: neighbours tell the same."""
_STEPS = 600
_START = (21.0, 0.55, 0.008, 0.08, 0.4)


@dataclass(frozen=True, slots=True)
class FiveParameters:
    """A score diffusion that does not know who has the ball; drift is the closing spread.

    With t the share of regulation left (in overtime of its own clock) home wins with the normal probability
    of margin / (spread · (t + whistle)^power) + strength · drift · t^strength_power.
    """

    spread: float
    power: float
    whistle: float
    strength: float
    strength_power: float

    def predict(self, rows: Rows) -> Doubles:
        """Home win probability."""
        return self._chance(*_known(rows))

    def _chance(self, margin: Doubles, t: Doubles, drift: Doubles) -> Doubles:
        from scipy.special import ndtr

        walk = margin / (self.spread * (t + abs(self.whistle)) ** self.power)
        chance: Doubles = ndtr(walk + self.strength * drift * t ** max(0.0, self.strength_power))
        return chance


FITTED_TO_2024 = FiveParameters(22.145, 0.5897, 0.01334, 0.0789, 0.4232)
"""By log loss on shots and free throws of 2020–21 to 2023–24."""


def _known(rows: Rows) -> tuple[Doubles, Doubles, Doubles]:
    margin, drift = rows.column("margin"), np.nan_to_num(rows.column("expected_margin"))
    return margin.astype(np.float64), rows.left / REGULATION_SECONDS, drift.astype(np.float64)


def fit_five_parameters(rows: Rows) -> FiveParameters:
    """The parameters with the least log loss on these rows."""
    from scipy.optimize import minimize

    margin, t, drift = (values[::_EVERY] for values in _known(rows))
    won = rows.home_won[::_EVERY]

    def loss(point: Doubles) -> float:
        return float(log_loss(won, FiveParameters(*point)._chance(margin, t, drift)).mean())

    found = minimize(
        loss, np.array((21.0, 0.55, 0.008, 0.08, 0.4)), method="Nelder-Mead", options={"maxiter": _STEPS}
    )
    return FiveParameters(*(float(value) for value in found.x))


def date_blocks(day: Ints, folds: int = FOLDS) -> Ints:
    """Which of so many blocks of consecutive dates a row belongs to; a date is never divided."""
    days, place = np.unique(day, return_inverse=True)
    block: Ints = (np.arange(len(days)) * folds // max(1, len(days)))[place]
    return block


def state_table(rows: Rows, folds: int = FOLDS) -> Doubles:
    """The share that home won from the same inning, half, outs, bases and margin, in the other blocks.

    States that are rare are drawn towards those with the same half-inning and margin.
    """
    state, coarse = _states(rows)
    block, chance = date_blocks(rows.day, folds), np.empty(len(rows))
    for fold in range(folds):
        out = block == fold
        chance[out] = _share(state, coarse, rows.home_won, ~out)[out]
    return chance


def earlier_states(learn: Rows, judged: Rows) -> Doubles:
    """The same share by a table that learnt from earlier games."""
    both = Rows.joined([learn, judged])
    known = np.arange(len(both)) < len(learn)
    return _share(*_states(both), both.home_won, known)[~known]


_WEIGHT = 80.0
"""How many plays the coarser state's share weighs."""
_FARTHEST = 10


def _states(rows: Rows) -> tuple[Ints, Ints]:
    def whole(name: str) -> Ints:
        values: Ints = rows.column(name).astype(np.int64)
        return values

    half = 2 * np.minimum(whole("inning"), 10) + whole("bottom")
    margin = np.clip(whole("margin"), -_FARTHEST, _FARTHEST) + _FARTHEST
    coarse: Ints = half * (2 * _FARTHEST + 1) + margin
    bases = whole("first") + 2 * whole("second") + 4 * whole("third")
    return coarse * 24 + whole("outs") * 8 + bases, coarse


def _share(state: Ints, coarse: Ints, won: Doubles, learn: Flags) -> Doubles:
    """Each row's share by its state, of the rows to learn from."""

    def sums(key: Ints, values: Doubles, size: int) -> Doubles:
        found: Doubles = np.bincount(key[learn], values[learn], size).astype(np.float64)
        return found

    many, few, ones = int(state.max()) + 1, int(coarse.max()) + 1, np.ones(len(won))
    wide = (sums(coarse, won, few) + 0.5) / (sums(coarse, ones, few) + 1.0)
    near, rows = sums(state, won, many)[state], sums(state, ones, many)[state]
    share: Doubles = (near + _WEIGHT * wide[coarse]) / (rows + _WEIGHT)
    return share


def next_score_table(learn: Rows, judged: Rows, classes: int) -> Doubles:
    """Shares of what followed, by possession (NFL: with yard line and time): [judged rows, classes]."""
    cells = [next_score_cell(rows) for rows in (learn, judged)]
    return shares_by_cell(cells[0], learn.following, cells[1], classes)


def next_score_cell(rows: Rows) -> Ints:
    """The cell of the table that a row belongs to."""
    if "yards_to_goal" not in rows.names:
        return rows.side + 1
    yards = np.clip(np.nan_to_num(rows.column("yards_to_goal")) // 10, 0, 9).astype(np.int64)
    left = rows.column("half_seconds_left").astype(np.int64)
    time = np.searchsorted(np.array(HALF_SECONDS), left)
    return ((rows.side + 1) * 10 + yards) * (len(HALF_SECONDS) + 1) + time


HALF_SECONDS: Sequence[int] = (30, 60, 120, 180, 300, 450, 600, 900, 1200, 1500)
"""Where the table of next scores cuts what is left of a half."""
_PRIOR = 5.0


def shares_by_cell(learn: Ints, followed: Ints, judged: Ints, classes: int) -> Doubles:
    """Shares of each class in a row's cell, drawn towards those of all rows."""
    known = followed >= 0
    size = int(max(learn.max(initial=0), judged.max(initial=0))) + 1
    counts = np.zeros((size, classes))
    np.add.at(counts, (learn[known], followed[known]), 1.0)
    overall = counts.sum(axis=0) / max(1.0, counts.sum())
    shares: Doubles = (counts + _PRIOR * overall) / (counts.sum(axis=1, keepdims=True) + _PRIOR)
    return shares[judged]
