"""Baseball's Markov chain judged on the season that taught it, each game by a chain that never saw it.

There is one season of events (2019), so its dates are cut into blocks: the runs of half-innings and the
constants of the chain that judge a block come from the other blocks (`livebet.features.mlb_chain` holds those
of all).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from training.data.rows import Rows
from training.dataset import Doubles, Flags, Ints
from training.evaluation.anchors import FOLDS, date_blocks, state_table
from training.evaluation.compared import Compared, Forecasts, compared
from training.evaluation.promises import Promise, calls_of, freeze, promises
from training.measures import log_loss
from training.models.games import game_weight
from training.view import sigmoid

_MOST_RUNS = 12
_FARTHEST = 20
_STATES = 24
_HALVES = 18
_NINTH_BOTTOM = 17
_EVERY = 5
"""The constants look at every fifth event: neighbours tell the same."""
_START = (1.15, 0.4, 0.7)
_BOUND = 12.0


@dataclass(frozen=True)
class Events:
    """Events as the chain reads them: half (0 the top of the first), situation, margin, drift, outs left."""

    half: Ints
    state: Ints
    margin: Ints
    drift: Doubles
    share: Doubles

    @classmethod
    def of(cls, rows: Rows) -> Self:
        """The events of rows."""
        whole = {name: rows.column(name).astype(np.int64) for name in ("inning", "bottom", "outs", "margin")}
        bases = sum(bit * rows.column(name) for bit, name in ((1, "first"), (2, "second"), (4, "third")))
        half = 2 * (np.minimum(whole["inning"], 9) - 1) + whole["bottom"]
        state = 8 * whole["outs"] + np.asarray(bases).astype(np.int64)
        drift = np.nan_to_num(rows.column("expected_margin")).astype(np.float64)
        return cls(half, state, whole["margin"], drift, rows.column("share_left").astype(np.float64))


def rest_of_half(rows: Rows) -> Ints:
    """Runs that each event's half-inning still brought, its own among them; -1 where its end is unseen.

    The last half of a game is left out: its runs after the last event are not in the rows.
    """
    margin = rows.column("margin").astype(np.int64)
    half = rows.game * 1000 + 2 * rows.period + (rows.side > 0)
    opens = np.flatnonzero(np.r_[True, half[1:] != half[:-1]])
    following = np.r_[opens[1:], len(half)]
    number = np.repeat(np.arange(len(opens)), following - opens)
    seen = following < len(half)
    seen[seen] = rows.game[following[seen]] == rows.game[opens[seen]]
    after = margin[np.minimum(following, len(half) - 1)]
    rest = np.where(rows.side > 0, 1, -1) * (after[number] - margin)
    return np.where(seen[number], rest, -1)


def runs_table(events: Events, rest: Ints, keep: Flags) -> Doubles:
    """Chances of 0, 1, … runs from each situation, of halves before the ninth's bottom: [24, runs]."""
    used = keep & (rest >= 0) & (events.half < _NINTH_BOTTOM)
    counts = np.zeros((_STATES, _MOST_RUNS + 1))
    np.add.at(counts, (events.state[used], np.minimum(rest[used], _MOST_RUNS)), 1.0)
    counts[:, 0] += 1e-9
    table: Doubles = counts / counts.sum(axis=1, keepdims=True)
    return table


def _chances(table: Doubles) -> Doubles:
    """Home's chance as each half begins by margin, -20 to 20; level after the ninth is even: [19, 41]."""
    margins = np.arange(-_FARTHEST, _FARTHEST + 1)
    after = np.empty((_HALVES + 1, len(margins)))
    after[_HALVES] = 0.5 + 0.5 * np.sign(margins)
    for half in range(_HALVES - 1, -1, -1):
        sign = 1 if half % 2 else -1
        after[half] = sum(
            chance * after[half + 1][_at(margins + sign * runs)] for runs, chance in enumerate(table[0])
        )
        if half == _NINTH_BOTTOM:
            after[half][margins > 0] = 1.0
    return after


def _at(margin: Ints) -> Ints:
    place: Ints = np.clip(margin + _FARTHEST, 0, 2 * _FARTHEST)
    return place


def chain_log_odds(events: Events, table: Doubles) -> Doubles:
    """Log odds of a home win if every half went as halves do on average."""
    after, sign = _chances(table), np.where(events.half % 2 == 1, 1, -1)
    chance = np.zeros(len(events.half))
    for runs in range(_MOST_RUNS + 1):
        chance += table[events.state, runs] * after[events.half + 1, _at(events.margin + sign * runs)]
    bounded = np.clip(chance, 1e-5, 1 - 1e-5)
    odds: Doubles = np.log(bounded) - np.log1p(-bounded)
    return odds


@dataclass(frozen=True, slots=True)
class Tilt:
    """log odds = sharpness · chain + strength · drift · share ^ power."""

    sharpness: float
    strength: float
    power: float

    def odds(self, chain: Doubles, events: Events) -> Doubles:
        """Log odds of a home win."""
        tilt = self.strength * events.drift * events.share ** max(0.0, self.power)
        told: Doubles = np.clip(self.sharpness * chain + tilt, -_BOUND, _BOUND)
        return told


def fit_tilt(chain: Doubles, events: Events, won: Doubles, game: Ints) -> Tilt:
    """The constants with the least log loss, every game weighing the same."""
    from scipy.optimize import minimize

    few = slice(None, None, _EVERY)
    thin = Events(*(getattr(events, name)[few] for name in Events.__dataclass_fields__))
    near, outcome, weight = chain[few], won[few], game_weight(game[few])

    def loss(point: Doubles) -> float:
        return float(np.average(log_loss(outcome, sigmoid(Tilt(*point).odds(near, thin))), weights=weight))

    return Tilt(*(float(value) for value in minimize(loss, np.array(_START), method="Nelder-Mead").x))


def _where(events: Events, keep: Flags) -> Events:
    return Events(*(getattr(events, name)[keep] for name in Events.__dataclass_fields__))


@dataclass(frozen=True)
class Chain:
    """The runs of half-innings and the constants, as learnt."""

    table: Doubles
    tilt: Tilt

    def predict(self, rows: Rows) -> Doubles:
        """Home win probability."""
        events = Events.of(rows)
        return sigmoid(self.tilt.odds(chain_log_odds(events, self.table), events))


def fit_chain(rows: Rows, keep: Flags | None = None) -> Chain:
    """Learn from these rows, or from those of them that are kept."""
    learn = np.ones(len(rows), np.bool_) if keep is None else keep
    events = Events.of(rows)
    table = runs_table(events, rest_of_half(rows), learn)
    chain = chain_log_odds(events, table)
    tilt = fit_tilt(chain[learn], _where(events, learn), rows.home_won[learn], rows.game[learn])
    return Chain(table, tilt)


def cross_fitted(rows: Rows, folds: int = FOLDS) -> Doubles:
    """Home win probability of every row by a chain fitted on the other blocks of dates."""
    block, said = date_blocks(rows.day, folds), np.empty(len(rows))
    for fold in range(folds):
        out = block == fold
        said[out] = fit_chain(rows, ~out).predict(rows.where(out))
    return said


def later_promises(rows: Rows, blocks: int = FOLDS, before: int = 2) -> list[Promise]:
    """Promises on a season's later blocks of dates: chain and thresholds come from the first `before`."""
    early = date_blocks(rows.day, blocks) < before
    first, later = rows.where(early), rows.where(~early)
    said = fit_chain(first).predict(later)
    return promises(calls_of(later, said), freeze(calls_of(first, cross_fitted(first))))


def judge(rows: Rows, folds: int = FOLDS) -> Compared:
    """The cross-fitted chain beside the state table of the same blocks."""
    return compared(Forecasts(rows.home_won, cross_fitted(rows, folds), state_table(rows, folds), rows.game))
