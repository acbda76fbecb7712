"""The champion's kind: a score diffusion whose error gradient-boosted trees learn, calibrated, symmetric.

log odds(home) = scale · (diffusion + possession · trees(row as the side in possession sees it))

The diffusion does most of the work; the trees learn what it lacks from the state (clock, score, down, field
position, timeouts) and are held to what the game demands by monotone constraints. The scale is the
calibration: one number, so that symmetry stays. Ties count half.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from training.dataset import Dataset, Doubles, Floats, Ints
from training.models.reads import READS
from training.runner import Confidence
from training.view import possession_sign, possession_view, sigmoid

TREE_FEATURES: tuple[str, ...] = READS[Sport.NFL].trees
"""What the trees read, from the side in possession: `home_timeouts` are its own there."""

DEMANDED: dict[str, int] = READS[Sport.NFL].demanded
"""Which way a feature may move the chance of the side in possession; the rest is free."""

TREE_COLUMNS = np.array([FEATURES.index(name) for name in TREE_FEATURES])
DIFFUSION = FEATURES.index("diffusion_logit")


@dataclass(frozen=True, slots=True)
class Parameters:
    """How the trees are grown.

    `forgotten_timeouts` is the share of games that teach without their timeouts, as some feeds have none.
    """

    rounds: int = 60
    rounds_step: int = 5
    folds: int = 3
    learning_rate: float = 0.05
    depth: int = 3
    min_child_weight: float = 1000.0
    row_share: float = 0.5
    column_share: float = 0.8
    ridge: float = 50.0
    forgotten_timeouts: float = 0.15
    seed: int = 7
    threads: int = 2


@dataclass(frozen=True)
class Fitted:
    """Trees and scale, as learnt. `trees_used` is how many of its trees count."""

    booster: Any
    scale: float
    trees_used: int
    parameters: Parameters
    confidence: Confidence

    def logit(self, rows: Floats) -> Doubles:
        """Log odds of a home win."""
        diffusion = rows[:, DIFFUSION].astype(np.float64)
        return self.scale * (diffusion + possession_sign(rows) * self._trees(possession_view(rows)))

    def predict(self, rows: Floats) -> Doubles:
        """Home win probability of games that are on."""
        return sigmoid(self.logit(rows))

    def _trees(self, view: Floats) -> Doubles:
        if self.trees_used == 0:
            return np.zeros(len(view))
        margin = self.booster.inplace_predict(
            view[:, TREE_COLUMNS], iteration_range=(0, self.trees_used), predict_type="margin"
        )
        return np.asarray(margin, np.float64)


def _forget_timeouts(view: Floats, game: Ints, share: float, seed: int) -> Floats:
    games = np.unique(game)
    forgotten = np.random.default_rng(seed).random(len(games)) < share
    rows = forgotten[np.searchsorted(games, game)]
    without = view.copy()
    for name in ("home_timeouts", "away_timeouts"):
        without[rows, FEATURES.index(name)] = np.nan
    return without


def training_matrix(dataset: Dataset, parameters: Parameters | None) -> Any:
    """XGBoost's matrix of the rows with a side in possession, a tie as half a win and half a loss."""
    import xgboost as xgb

    known = dataset.where(possession_sign(dataset.rows) != 0)
    sign, view = possession_sign(known.rows), possession_view(known.rows)
    if parameters is not None:
        view = _forget_timeouts(view, known.game, parameters.forgotten_timeouts, parameters.seed)
    won = np.where(sign > 0, known.home_won, 1 - known.home_won)
    return xgb.DMatrix(
        view[:, TREE_COLUMNS],
        won,
        weight=known.weight,
        base_margin=view[:, DIFFUSION],
        feature_names=list(TREE_FEATURES),
    )
