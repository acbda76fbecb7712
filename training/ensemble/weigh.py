"""Weights, scale and band, learnt on what members said of seasons that they did not learn from."""

from dataclasses import dataclass

import msgspec
import numpy as np

from livebet.domain.games import Sport
from training.confidence import KNOTS, band_width
from training.data.rows import Rows
from training.dataset import Doubles, Ints
from training.ensemble.band import Band
from training.ensemble.blend import Blend, blended, floored
from training.measures import game_interval, log_loss
from training.models.games import blocks, game_weight
from training.view import sigmoid

PHASES: dict[Sport, tuple[int, ...]] = {
    Sport.NFL: (1, 2, 3, 4, 5),
    Sport.NBA: (1, 2, 3, 4, 5),
    Sport.MLB: (1, 4, 7, 10),
}
"""The periods with which phases begin: quarters and overtime; thirds of a ball game and extra innings."""
FLOOR = 0.05
"""No member weighs less."""
HIGH_FLOOR, SEASONS_FOR_HIGH = 0.3, 8
"""The same of football where so many seasons or more taught: trees that stand alone are worse on average than
what they are mixed with, but off in other games, so that with about a third of them no season goes far astray
(docs/experiments.md). Fewer seasons teach them too little for that."""
LEAST_BLOCKS = 4
_STEPS = 200
_PACE = 4.0


@dataclass(frozen=True)
class Unseen:
    """What members said of rows that they did not learn from: log odds [n, members]."""

    rows: Rows
    members: tuple[str, ...]
    logits: Doubles

    @property
    def weight(self) -> Doubles:
        """Equal for every game."""
        return game_weight(self.rows.game)

    def loss(self, blend: Blend) -> Doubles:
        """Log loss of each row."""
        said = blended(blend, self.logits, self.rows.period.astype(np.float64))
        return log_loss(self.rows.home_won, sigmoid(said))

    def only(self, keep: Ints) -> "Unseen":
        """Some of the rows."""
        flags = np.zeros(len(self.rows), np.bool_)
        flags[keep] = True
        return Unseen(self.rows.where(flags), self.members, self.logits[flags])


def floor_of(rows: Rows) -> float:
    """The least weight of a member that was taught by rows like these."""
    high = rows.sport is Sport.NFL and len(rows.seasons) >= SEASONS_FOR_HIGH
    return HIGH_FLOOR if high else FLOOR


def learn_weights(unseen: Unseen) -> Blend:
    """Shares of 1 with the least game-weighted log loss, none below the floor (exponentiated gradient)."""
    floor = floor_of(unseen.rows)
    count, won, weight = len(unseen.members), unseen.rows.home_won, unseen.weight
    shares = np.full(count, 1.0 / count)
    for _ in range(_STEPS):
        missed = (sigmoid(unseen.logits @ shares) - won) * weight
        slope = unseen.logits.T @ missed / len(won)
        shares = shares * np.exp(-_PACE * (slope - slope.min()))
        shares = np.array(floored(tuple(shares.tolist()), floor))
    return Blend(unseen.members, floored(tuple(shares.tolist()), floor), floor)


@dataclass(frozen=True, slots=True)
class Tried:
    """A calibration with its game-weighted log loss on seasons left out in turn."""

    name: str
    log_loss: float
    kept: bool = False


def learn_scales(unseen: Unseen, blend: Blend) -> tuple[Blend, list[Tried]]:
    """No scale, one, or one for each phase: the best on seasons left out, if it surely gains there.

    Two seasons can agree by chance, so fewer than `LEAST_BLOCKS` scale nothing; of more, the gain's interval
    over games must lie above 0.
    """
    ways = {"none": (), "one scale": (1,), "a scale for each phase": PHASES[unseen.rows.sport]}
    losses = {name: _left_out(unseen, blend, phases) for name, phases in ways.items()}
    told = {name: float(np.average(loss, weights=unseen.weight)) for name, loss in losses.items()}
    best = min(told, key=lambda name: told[name])
    gain = game_interval((losses["none"] - losses[best]) * unseen.weight, unseen.rows.game)
    if len(np.unique(blocks(unseen.rows))) < LEAST_BLOCKS or gain.low <= 0.0:
        best = "none"
    tried = [Tried(name, loss, name == best) for name, loss in told.items()]
    return _scaled(unseen, blend, ways[best]), tried


def _left_out(unseen: Unseen, blend: Blend, phases: tuple[int, ...]) -> Doubles:
    """Log loss of each row, with scales from the other seasons."""
    loss, block = np.empty(len(unseen.rows)), blocks(unseen.rows)
    for part in np.unique(block):
        out = block == part
        learnt = _scaled(unseen.only(np.flatnonzero(~out)), blend, phases)
        loss[out] = unseen.only(np.flatnonzero(out)).loss(learnt)
    return loss


def _scaled(unseen: Unseen, blend: Blend, phases: tuple[int, ...]) -> Blend:
    """The blend with the best scale of each phase; without phases as it is."""
    if not phases or not len(unseen.rows):
        return blend
    told, scales = unseen.logits @ np.asarray(blend.weights), []
    for first, after in zip(phases, (*phases[1:], 1_000), strict=True):
        here = (unseen.rows.period >= first) & (unseen.rows.period < after)
        won, weight = unseen.rows.home_won[here], unseen.weight[here]
        scales.append(best_scale(told[here], won, weight) if here.any() else 1.0)
    return msgspec.structs.replace(blend, phases=phases, scales=tuple(round(one, 4) for one in scales))


def best_scale(logit: Doubles, won: Doubles, weight: Doubles) -> float:
    """The factor on the log odds with the least weighted log loss (golden section between 0.5 and 1.5)."""

    def loss(scale: float) -> float:
        return float(np.average(log_loss(won, sigmoid(scale * logit)), weights=weight))

    low, high, golden = 0.5, 1.5, (5**0.5 - 1) / 2
    for _ in range(30):
        span = golden * (high - low)
        if loss(high - span) < loss(low + span):
            high = low + span
        else:
            low = high - span
    return (low + high) / 2


def probability(unseen: Unseen, blend: Blend) -> Doubles:
    """What the blend says of unseen rows."""
    return sigmoid(blended(blend, unseen.logits, unseen.rows.period.astype(np.float64)))


def learn_band(unseen: Unseen, blend: Blend, hidden: dict[str, float]) -> Band:
    """The band of the blend; `hidden` is what each feature's absence changes."""
    said, rows = probability(unseen, blend), unseen.rows
    half = band_width(said, rows.home_won, rows.game) / 2
    same = rows.game[1:] == rows.game[:-1]
    play = float(np.sqrt(np.mean(np.diff(said)[same] ** 2)))
    return Band(
        tuple(round(float(knot), 6) for knot in KNOTS),
        tuple(round(float(value), 5) for value in half),
        hidden,
        round(play, 5),
    )
