"""Numbers fit for a net: some features of a row, centred, scaled and bounded, unknown at the centre.

A signed feature is centred at 0, so that turning a row to the other side turns its inputs. A clock may stand
twice: as it is, and as the logarithm of its seconds and one more, which tells the last of them apart.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from livebet.domain.games import Sport
from livebet.features.feature import Mirror
from livebet.features.row import FEATURES_OF
from training.dataset import Flags, Floats, Ints

BOUND = 5.0
"""Inputs farther from the centre count as this far, in standard deviations."""
_LEAST = 1e-3


@dataclass(frozen=True)
class Inputs:
    """`places` in the sport's row, which are read as logarithms, what is taken off and multiplied there."""

    places: Ints
    logs: Flags
    centre: Floats
    scale: Floats

    @property
    def width(self) -> int:
        """How many inputs."""
        return len(self.places)

    def of(self, rows: Floats) -> Floats:
        """The inputs of each row."""
        near = (_read(rows, self.places, self.logs) - self.centre) * self.scale
        told: Floats = np.clip(np.nan_to_num(near, nan=0.0), -BOUND, BOUND)
        return told

    @classmethod
    def learnt(cls, sport: Sport, names: tuple[str, ...], rows: Floats, clocks: tuple[str, ...] = ()) -> Self:
        """Centres and scales from the rows that a member learns from."""
        features = FEATURES_OF[sport]
        places = np.array([features.names.index(name) for name in (*names, *clocks)])
        logs = np.arange(len(places)) >= len(names)
        signed = np.array([features.table[place].mirror is Mirror.NEGATED for place in places])
        chosen = _read(rows, places, logs).astype(np.float64)
        seen = np.isfinite(chosen)
        rows_seen = np.maximum(seen.sum(axis=0), 1)
        mean = np.where(signed, 0.0, np.where(seen, chosen, 0.0).sum(axis=0) / rows_seen)
        spread = np.sqrt((np.where(seen, chosen - mean, 0.0) ** 2).sum(axis=0) / rows_seen)
        scale = 1.0 / np.maximum(spread, _LEAST)
        return cls(places, logs, mean.astype(np.float32), scale.astype(np.float32))


def _read(rows: Floats, places: Ints, logs: Flags) -> Floats:
    chosen = rows[:, places]
    read: Floats = np.where(logs, np.log1p(np.maximum(chosen, 0.0)), chosen)
    return read
