"""What moves the log odds: the diffusion, each feature of the trees (exact SHAP values), the momentum net.

The trees' values are TreeSHAP's (Lundberg et al. 2020) as XGBoost computes them, from the side in possession;
the ensemble moves by them times the weight of the trees. Trees of the last minutes count in the share of the
trees, not among the features. Shares are mean absolute moves of the ensemble's log odds over plays.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.dataset import Doubles, Floats, Ints
from training.ensemble.blend import BASE, DIFFUSION, MOMENTUM
from training.models.reads import READS
from training.models.trees import tree_view
from training.pictures.shown import MEMBER_COLOURS, Shown, canvas

MOST_PLAYS = 4_000
_HEIGHT = 0.35
_SEED = 3


@dataclass(frozen=True)
class Shap:
    """Moves of the log odds by feature [plays, features], the features as they were, and the shares."""

    names: tuple[str, ...]
    moves: Doubles
    values: Floats
    shares: dict[str, float]

    @property
    def table(self) -> dict[str, list[object]]:
        """Mean absolute move of each part of the ensemble, then of the trees' features, strongest first."""
        mean = np.abs(self.moves).mean(axis=0)
        told = {f"part: {name}": value for name, value in self.shares.items()}
        told |= {f"trees: {self.names[place]}": float(mean[place]) for place in np.argsort(-mean)}
        return {"what": list(told), "mean_absolute_move": list(told.values())}


def shap(shown: Shown) -> Shap:
    """The moves of some judged plays, evenly over the part that was held out."""
    rows = shown.judged
    counted = np.flatnonzero(shown.counted)
    some = counted[:: max(1, len(counted) // MOST_PLAYS)]
    names, values = READS[rows.sport].labels, tree_view(rows.sport, rows.features[some])
    weights = dict(zip(shown.served.blend.members, shown.served.blend.weights, strict=True))
    moves = weights[BASE] * _contributions(shown.fitted.members.trees.booster, values)
    return Shap(names, moves, values, _shares(shown, some, weights))


def _contributions(booster: Any, values: Floats) -> Doubles:
    """SHAP values of the trees without their mean."""
    import xgboost as xgb

    told = booster.predict(xgb.DMatrix(values, feature_names=booster.feature_names), pred_contribs=True)
    moves: Doubles = np.asarray(told, np.float64)[:, :-1]
    return moves


def _shares(shown: Shown, some: Ints, weights: dict[str, float]) -> dict[str, float]:
    """How far each part moves the log odds."""
    logits = dict(zip(shown.served.blend.members, shown.forecast.logits[some].T, strict=True))
    walk = logits[DIFFUSION]
    moves = {DIFFUSION: walk}
    moves |= {name: weights[name] * (logits[name] - walk) for name in (BASE, MOMENTUM) if name in logits}
    return {name: float(np.abs(move).mean()) for name, move in moves.items()}


def shap_summary(shown: Shown, found: Shap) -> Figure:
    """Each play a point by feature, coloured by the feature's value; beside it the shares of the parts."""
    figure = canvas(10, 6)
    left, right = figure.subplots(1, 2, width_ratios=(3, 1))
    order = np.argsort(np.abs(found.moves).mean(axis=0))
    spread = np.random.default_rng(_SEED)
    for line, place in enumerate(order):
        _points(left, line, found.moves[:, place], found.values[:, place], spread)
    left.axvline(0.0, color="#888888", linewidth=1)
    left.set_yticks(range(len(order)), [found.names[place] for place in order])
    left.set(xlabel="move of the log odds of the side in possession", title="Trees: low (blue), high (red)")
    bars = right.bar(
        list(found.shares), list(found.shares.values()), color=[MEMBER_COLOURS[n] for n in found.shares]
    )
    right.bar_label(bars, fmt="%.4f")
    right.set(yscale="log", title="Mean absolute move")
    figure.suptitle(shown.title)
    return figure


def _points(axes: Axes, line: int, moves: Doubles, values: Floats, spread: np.random.Generator) -> None:
    """A line of the swarm: points are spread where many lie together."""
    ranks = values.argsort().argsort() / max(1, len(values) - 1)
    counts, edges = np.histogram(moves, 40)
    crowd = counts[np.clip(np.searchsorted(edges, moves, side="right") - 1, 0, 39)] / max(1, counts.max())
    height = line + spread.uniform(-_HEIGHT, _HEIGHT, len(moves)) * crowd
    axes.scatter(moves, height, c=ranks, cmap="coolwarm", s=3, linewidths=0)
