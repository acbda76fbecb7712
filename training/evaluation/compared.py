"""Our forecast and an anchor on the same rows: scores of both and how far apart, by slices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from training.dataset import Doubles, Flags, Ints
from training.measures import (
    Interval,
    brier,
    calibration_error,
    correct,
    game_interval,
    log_loss,
)


@dataclass(frozen=True, slots=True)
class Score:
    """How one forecast did on some rows. Accuracy counts half where a forecast or a game is level."""

    log_loss: float
    brier: float
    accuracy: float
    calibration_error: float


@dataclass(frozen=True)
class Forecasts:
    """Probabilities of one side and whether it won (1, 0, 0.5), row by row; `anchor` where there is one."""

    won: Doubles
    ours: Doubles
    anchor: Doubles | None
    game: Ints

    def __len__(self) -> int:
        return len(self.won)

    def where(self, keep: Flags) -> Self:
        """The rows that are kept."""
        anchor = None if self.anchor is None else self.anchor[keep]
        return type(self)(self.won[keep], self.ours[keep], anchor, self.game[keep])

    def seen_from(self, side: Ints) -> Self:
        """The same rows as the side in possession sees them (1 home, -1 away)."""
        away = side < 0
        anchor = None if self.anchor is None else np.where(away, 1 - self.anchor, self.anchor)
        won, ours = np.where(away, 1 - self.won, self.won), np.where(away, 1 - self.ours, self.ours)
        return type(self)(won, ours, anchor, self.game)


@dataclass(frozen=True, slots=True)
class Compared:
    """Scores of ours and of the anchor; `difference` is our log loss less the anchor's, over games."""

    rows: int
    games: int
    ours: Score
    anchor: Score | None = None
    difference: Interval | None = None


def score(won: Doubles, probability: Doubles) -> Score:
    """All measures of a forecast."""
    return Score(
        float(log_loss(won, probability).mean()),
        float(brier(won, probability).mean()),
        float(correct(won, probability).mean()),
        calibration_error(won, probability),
    )


def compared(forecasts: Forecasts) -> Compared:
    """Ours beside the anchor, with the game-clustered 95 % interval of the difference."""
    games = len(np.unique(forecasts.game))
    ours = score(forecasts.won, forecasts.ours)
    if forecasts.anchor is None:
        return Compared(len(forecasts), games, ours)
    apart = log_loss(forecasts.won, forecasts.ours) - log_loss(forecasts.won, forecasts.anchor)
    return Compared(
        len(forecasts),
        games,
        ours,
        score(forecasts.won, forecasts.anchor),
        game_interval(apart, forecasts.game),
    )


def by_slice(forecasts: Forecasts, slices: Mapping[str, Flags]) -> dict[str, Compared]:
    """The same of each slice that has rows."""
    return {name: compared(forecasts.where(rows)) for name, rows in slices.items() if bool(rows.any())}
