"""How well forecasts do: expected from the forecasts alone, while games are on, and realized, once they end.

A calibrated forecast p is right with probability max(p, 1 - p) and loses -p log p - (1 - p) log(1 - p) nats
on average, its entropy, so its performance can be told without labels (confidence-based performance
estimation). That holds only as far as the forecasts are calibrated, which is what the guard watches: beside
the realized figures of the same games it tells whether they were. Intervals draw games, not plays.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from livebet.domain.games import Sport
from livebet.guard.phases import PHASES
from training.dataset import Doubles, Flags, Ints
from training.measures import Interval, correct, game_interval, log_loss

FEWEST_GAMES = 10
"""Games without which an interval over games says little: the check waits for them."""
ALL = "all"
_SUREST = 0.00005
"""Forecasts are stored to four places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """A sport's forecasts of a phase.

    `expected_*` are those of a calibrated forecaster who says what ours said, over all games, `realized_*`
    what came of the `finished` ones, None before the first; `surprise` is realized minus expected log loss of
    the finished games.
    """

    phase: str
    games: int
    forecasts: int
    expected_loss: Interval
    expected_accuracy: Interval
    finished: int
    realized_loss: Interval | None
    realized_accuracy: Interval | None
    surprise: Interval | None

    @property
    def is_as_expected(self) -> bool:
        """Whether what came of the forecasts fits what they promised, as far as so many games can tell."""
        few = self.surprise is None or self.finished < FEWEST_GAMES
        return few or self.surprise is None or self.surprise.low <= 0.0 <= self.surprise.high


def performance(sport: Sport, forecasts: pd.DataFrame) -> list[Performance]:
    """By phase, then of all together; phases without a forecast are left out."""
    if forecasts.empty:
        return []
    period = forecasts["period"].to_numpy(np.int64)
    firsts = [phase.first for phase in PHASES[sport]]
    place = np.searchsorted(firsts, period, side="right") - 1
    parts = {phase.name: place == number for number, phase in enumerate(PHASES[sport])}
    parts[ALL] = np.ones(len(forecasts), bool)
    return [_of(name, forecasts[rows]) for name, rows in parts.items() if rows.any()]


def _of(phase: str, rows: pd.DataFrame) -> Performance:
    chance = np.clip(rows["forecast"].to_numpy(np.float64), _SUREST, 1 - _SUREST)
    won = rows["won"].to_numpy(np.float64)
    game: Ints = pd.factorize(rows["game"])[0].astype(np.int64)
    entropy, sure = log_loss(chance, chance), np.maximum(chance, 1 - chance)
    over: Flags = ~np.isnan(won)
    loss, right = log_loss(won[over], chance[over]), correct(won[over], chance[over])
    return Performance(
        phase=phase,
        games=len(np.unique(game)),
        forecasts=len(rows),
        expected_loss=game_interval(entropy, game),
        expected_accuracy=game_interval(sure, game),
        finished=len(np.unique(game[over])),
        realized_loss=_interval(loss, game[over]),
        realized_accuracy=_interval(right, game[over]),
        surprise=_interval(loss - entropy[over], game[over]),
    )


def _interval(values: Doubles, game: Ints) -> Interval | None:
    return game_interval(values, game) if len(values) else None
