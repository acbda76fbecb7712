"""Fitting an ensemble: members on other seasons than they are weighed on, then members on all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags
from training.ensemble.band import Band
from training.ensemble.blend import BASE, DIFFUSION, MOMENTUM, Blend
from training.ensemble.side_by_side import side_by_side
from training.ensemble.thin import every_kth_game, every_kth_play
from training.ensemble.weigh import Tried, Unseen, learn_band, learn_scales, learn_weights
from training.models.event import Event, EventParameters, fit_event
from training.models.games import blocks
from training.models.momentum import Momentum, MomentumParameters, fit_momentum
from training.models.trees import AloneParameters, TreeParameters, Trees, fit_trees
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
    tree_rows: int = 1_000_000
    sequence_rows: int = 3_000_000

    @classmethod
    def quick(cls) -> "EnsembleParameters":
        """For a first run: about half a minute a sport."""
        return cls(
            TreeParameters(
                rounds=30, learning_rate=0.1, folds=2, alone=AloneParameters(rounds=80, learning_rate=0.12)
            ),
            MomentumParameters(epochs=2, hidden=12),
            EventParameters(nets=1, hidden=48, epochs=3, dropout=0.0),
            folds=2,
            tree_rows=120_000,
            sequence_rows=120_000,
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
    trees = fit_trees(every_kth_play(rows, parameters.tree_rows), parameters.trees, say)
    sequences = every_kth_game(rows, parameters.sequence_rows)
    return Members(trees, fit_momentum(sequences, parameters.momentum, say))


@dataclass(frozen=True, slots=True)
class Fold:
    """A part of the seasons, or blocks of days: members say what they make of it from the others alone."""

    part: int
    parts: int
    parameters: EnsembleParameters

    def out(self, rows: Rows) -> Flags:
        """The rows of the part."""
        block = blocks(rows)
        held: Flags = np.isin(block, np.unique(block)[self.part :: self.parts])
        return held

    def __call__(self, rows: Rows, say: Say) -> Doubles:
        """Log odds of the part's rows, by member."""
        say(f"part {self.part + 1} of {self.parts}")
        out = self.out(rows)
        return fit_members(rows.where(~out), self.parameters, say).logits(rows.where(out))


@dataclass(frozen=True, slots=True)
class Whole:
    """Members from all rows, and what each hidden feature is worth."""

    parameters: EnsembleParameters

    def __call__(self, rows: Rows, say: Say) -> tuple[Members, dict[str, float]]:
        """Learn."""
        members = fit_members(rows, self.parameters, say)
        return members, hidden(rows, members)


@dataclass(frozen=True, slots=True)
class WhatComes:
    """The net of what comes next."""

    parameters: EnsembleParameters

    def __call__(self, rows: Rows, say: Say) -> Event:
        """Learn."""
        return fit_event(rows, self.parameters.event, say)


def fit_ensemble(
    rows: Rows, parameters: EnsembleParameters | None = None, say: Say = lambda _: None
) -> FittedEnsemble:
    """Learn from all of these rows.

    Raises:
        ValueError: there is only one game, so that nothing is unseen.
    """
    known = np.unique(blocks(rows))
    if len(known) < 2:
        raise ValueError("members are weighed on games that they did not see; there are too few games")
    told = parameters or EnsembleParameters()
    parts = min(told.folds, len(known))
    folds = [Fold(part, parts, told) for part in range(parts)]
    (members, worth), event, *said = side_by_side(rows, [Whole(told), WhatComes(told), *folds], say)
    unseen = unseen_by(rows, folds, said)
    blend, tried = learn_scales(unseen, learn_weights(unseen))
    say(f"weights {dict(zip(blend.members, np.round(blend.weights, 3).tolist(), strict=True))}")
    band = learn_band(unseen, blend, worth)
    return FittedEnsemble(rows.sport, members, event, blend, band, tried, unseen, rows, told)


def unseen_by(rows: Rows, folds: Sequence[Fold], said: Sequence[Doubles]) -> Unseen:
    """What members said of each season, or block of days, that they were not shown."""
    logits = np.empty((len(rows), len(MEMBERS)))
    for fold, told in zip(folds, said, strict=True):
        logits[fold.out(rows)] = told
    return Unseen(rows, MEMBERS, logits)


def hidden(rows: Rows, members: Members) -> dict[str, float]:
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
