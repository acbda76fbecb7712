"""Pictures of a fitted model for people: calibration, importance, one known game, comparison."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from training.dataset import Dataset
from training.evaluate import Evaluation
from training.known_game import KnownGame
from training.measures import BINS
from training.model import TREE_COLUMNS, TREE_FEATURES, Fitted
from training.view import possession_sign, possession_view

_OURS, _THEIRS, _GREY = "#2a6fbb", "#c8553d", "#888888"


def calibration_plot(evaluation: Evaluation) -> Figure:
    """Frequency against forecast in bins of equal width, for the model and its baseline."""
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1)
    won = evaluation.test.home_won.astype(np.float64)
    for name, probability, colour in (
        ("model", evaluation.probability, _OURS),
        ("logistic baseline", evaluation.baseline_probability, _THEIRS),
    ):
        place = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
        rows = np.bincount(place, minlength=BINS)
        seen = rows > 0
        forecast = np.bincount(place, probability, BINS)[seen] / rows[seen]
        happened = np.bincount(place, won, BINS)[seen] / rows[seen]
        axes.plot(forecast, happened, "o-", label=name, color=colour, markersize=4)
    axes.set(
        xlabel="forecast of a home win",
        ylabel="share of home wins",
        title=f"Calibration, season {', '.join(map(str, evaluation.seasons))}, {evaluation.test.games} games",
    )
    axes.legend()
    return figure


@dataclass(frozen=True, slots=True)
class Importance:
    """How much log odds a feature of the trees moves, on average over rows, with the diffusion for scale."""

    names: tuple[str, ...]
    moves: tuple[float, ...]


def importance(fitted: Fitted, dataset: Dataset, rows: int = 20_000) -> Importance:
    """Mean absolute contribution (SHAP) of each feature of the trees, and the diffusion's own size."""
    import xgboost as xgb

    step = max(1, len(dataset) // rows)
    chosen = dataset.rows[::step]
    view = possession_view(chosen[possession_sign(chosen) != 0])
    matrix = xgb.DMatrix(view[:, TREE_COLUMNS], feature_names=list(TREE_FEATURES))
    told = fitted.booster.predict(matrix, pred_contribs=True, iteration_range=(0, fitted.trees_used))
    moves = np.abs(told[:, :-1]).mean(axis=0)
    diffusion = float(np.abs(dataset.column("diffusion_logit")).mean())
    names = (*(f"trees: {name}" for name in TREE_FEATURES), "diffusion")
    return Importance(names, (*map(float, moves), diffusion))


def importance_plot(found: Importance) -> Figure:
    """Bars on a logarithmic scale, the strongest on top."""
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.add_subplot()
    order = np.argsort(found.moves)
    axes.barh([found.names[place] for place in order], [found.moves[place] for place in order], color=_OURS)
    axes.set(xscale="log", xlabel="mean absolute move of the log odds", title="What the model listens to")
    return figure


def game_plot(game: KnownGame, fitted: Fitted) -> Figure:
    """Home win probability and margin over one game."""
    probability = fitted.predict(game.rows)
    minutes = 60 - game.seconds_left / 60
    figure = Figure(figsize=(9, 5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    above.axhline(0.5, color=_GREY, linewidth=1)
    above.plot(minutes, probability, color=_OURS)
    above.set(ylabel="home win probability", ylim=(0, 1), title=game.title)
    below.step(minutes, game.margin, color=_THEIRS, where="post")
    below.set(xlabel="minutes played", ylabel="home margin")
    return figure
