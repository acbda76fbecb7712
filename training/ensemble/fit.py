"""Fitting an ensemble: members on other seasons than they are weighed on, then members on all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles
from training.ensemble.band import Band
from training.ensemble.blend import BASE, DIFFUSION, MOMENTUM, Blend
from training.ensemble.thin import every_kth_game, every_kth_play
from training.ensemble.weigh import Tried, Unseen, learn_band, learn_scales, learn_weights
from training.models.event import Event, EventParameters, fit_event
from training.models.games import blocks
from training.models.momentum import Momentum, MomentumParameters, fit_momentum
from training.models.trees import TreeParameters, Trees, fit_trees
from training.view import sigmoid

Say = Callable[[str], None]
MEMBERS = (DIFFUSION, BASE, MOMENTUM)
HIDDEN: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: ("expected_margin", "home_timeouts", "yards_to_goal", "down", "expected_points"),
    Sport.NBA: ("expected_margin", "home_timeouts", "possession"),
    Sport.MLB: ("expected_margin", "outs"),
}
"""Features whose absence widens the band, where rows mostly know them."""
_MOSTLY = 0.5
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class EnsembleParameters:
    """How members learn, from how many rows, and by how many parts of the seasons they are weighed."""

    trees: TreeParameters = field(default_factory=TreeParameters)
    momentum: MomentumParameters = field(default_factory=MomentumParameters)
    event: EventParameters = field(default_factory=EventParameters)
    folds: int = 3
    most_rows: int = 1_000_000

    @classmethod
    def quick(cls) -> "EnsembleParameters":
        """For a first run: about half a minute a sport."""
        return cls(
            TreeParameters(rounds=30, learning_rate=0.1, folds=2),
            MomentumParameters(epochs=2, hidden=12),
            EventParameters(hidden=48, epochs=3),
            folds=2,
            most_rows=120_000,
        )


@dataclass(frozen=True)
class Members:
    """The members that forecast who wins."""

    trees: Trees
    momentum: Momentum

    def logits(self, rows: Rows) -> Doubles:
        """Log odds by member, in the order of `MEMBERS`."""
        diffusion = rows.column("diffusion_logit").astype(np.float64)
        return np.stack([diffusion, self.trees.logit(rows), self.momentum.logit(rows)], axis=1)


@dataclass(frozen=True)
class FittedEnsemble:
    """Everything that a model folder holds."""

    sport: Sport
    members: Members
    event: Event
    blend: Blend
    band: Band
    tried: list[Tried]
    unseen: Unseen
    learnt: Rows
    parameters: EnsembleParameters


def fit_members(rows: Rows, parameters: EnsembleParameters, say: Say) -> Members:
    """Trees and momentum from these rows, thinned where there are many."""
    most = parameters.most_rows
    trees = fit_trees(every_kth_play(rows, most), parameters.trees, say)
    return Members(trees, fit_momentum(every_kth_game(rows, most), parameters.momentum, say))


def unseen_by(rows: Rows, parameters: EnsembleParameters, say: Say) -> Unseen:
    """What members say of each season, or block of days, that they are not shown."""
    block, logits = blocks(rows), np.empty((len(rows), len(MEMBERS)))
    known = np.unique(block)
    parts = min(parameters.folds, len(known))
    for part in range(parts):
        out = np.isin(block, known[part::parts])
        say(f"part {part + 1} of {parts}")
        logits[out] = fit_members(rows.where(~out), parameters, say).logits(rows.where(out))
    return Unseen(rows, MEMBERS, logits)


def fit_ensemble(
    rows: Rows, parameters: EnsembleParameters | None = None, say: Say = lambda _: None
) -> FittedEnsemble:
    """Learn from all of these rows.

    Raises:
        ValueError: there is only one game, so that nothing is unseen.
    """
    if len(np.unique(blocks(rows))) < 2:
        raise ValueError("members are weighed on games that they did not see; there are too few games")
    told = parameters or EnsembleParameters()
    unseen = unseen_by(rows, told, say)
    blend, tried = learn_scales(unseen, learn_weights(unseen))
    say(f"weights {dict(zip(blend.members, np.round(blend.weights, 3).tolist(), strict=True))}")
    members = fit_members(rows, told, say)
    band = learn_band(unseen, blend, _hidden(rows, members))
    event = fit_event(every_kth_game(rows, told.most_rows), told.event, say)
    return FittedEnsemble(rows.sport, members, event, blend, band, tried, unseen, rows, told)


def _hidden(rows: Rows, members: Members) -> dict[str, float]:
    """How far forecasts of the trees move when a feature, and what is made of it, is hidden.

    The diffusion is a feature itself: without the expected margin it is moved by what that margin is worth.
    """
    step = max(1, len(rows) // _SAMPLE)
    some = rows.where(np.arange(len(rows)) % step == 0)
    shown = sigmoid(members.trees.logit(some))
    told: dict[str, float] = {}
    for name in HIDDEN[rows.sport]:
        known = np.isfinite(some.column(name))
        if known.mean() < _MOSTLY:
            continue
        without = some.features.copy()
        without[:, rows.names.index(name)] = np.nan
        moved = sigmoid(members.trees.logit(replace(some, features=without))) - shown
        moved = moved + (_drift(some) if name == "expected_margin" else 0.0)
        told[name] = round(float(np.sqrt(np.mean(moved[known] ** 2))), 5)
    return told


def _drift(rows: Rows) -> Doubles:
    """How far the diffusion's probability is from that of equal sides in the same standing, by regression."""
    logit = rows.column("diffusion_logit").astype(np.float64)
    margin = np.nan_to_num(rows.column("expected_margin").astype(np.float64))
    left = np.clip(rows.left / max(float(rows.left.max()), 1.0), 0.0, 1.0)
    drift = margin * np.sqrt(left)
    lead = rows.column("margin").astype(np.float64) / np.sqrt(left + 0.02)
    ground = np.stack([drift, lead], axis=1)
    (slope, _), *_ = np.linalg.lstsq(ground, logit, rcond=None)
    return sigmoid(logit) - sigmoid(logit - slope * drift)
