"""Rows of any sport seen from the other side."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from livebet.domain.games import Sport
from livebet.features.feature import Mirror
from livebet.features.row import FEATURES_OF
from training.dataset import Floats, Ints

SYMMETRIC: frozenset[Sport] = frozenset({Sport.NFL, Sport.NBA})
"""Sports in which home and away play by the same rules: in baseball the home side bats last."""


@dataclass(frozen=True)
class Sides:
    """How a sport's rows are turned: `places` says where each feature is found, `signs` what it is times."""

    names: tuple[str, ...]
    places: Ints
    signs: Floats
    possession: int

    def mirrored(self, rows: Floats) -> Floats:
        """The same moments with home and away swapped."""
        swapped: Floats = rows[:, self.places] * self.signs
        return swapped

    def holder(self, rows: Floats) -> Floats:
        """1 where home has the ball or bats, -1 for away, 0 where nobody knows."""
        sign: Floats = np.sign(np.nan_to_num(rows[:, self.possession], nan=0.0))
        return sign

    def held(self, rows: Floats) -> Floats:
        """The rows as the side in possession sees them; as home sees them where nobody knows."""
        view: Floats = np.where((self.holder(rows) < 0)[:, None], self.mirrored(rows), rows)
        return view


def _partner(name: str) -> str:
    if name.startswith("home_"):
        return f"away_{name.removeprefix('home_')}"
    return f"home_{name.removeprefix('away_')}"


@cache
def sides_of(sport: Sport) -> Sides:
    """How rows of this sport are turned."""
    table = FEATURES_OF[sport].table
    names = tuple(feature.name for feature in table)
    found = [_partner(one.name) if one.mirror is Mirror.EXCHANGED else one.name for one in table]
    return Sides(
        names,
        np.array([names.index(name) for name in found]),
        np.array([-1.0 if one.mirror is Mirror.NEGATED else 1.0 for one in table], np.float32),
        names.index("possession"),
    )
