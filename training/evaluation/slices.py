"""Parts of games in which forecasts are judged apart."""

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Flags

REGULATION = {Sport.NFL: 4, Sport.NBA: 4, Sport.MLB: 9}
"""Periods before overtime."""
_EDGES: dict[Sport, tuple[int, ...]] = {
    Sport.NFL: (300, 900, 1800, 2700),
    Sport.NBA: (120, 360, 720, 1440, 2160),
    Sport.MLB: (9, 18, 27, 36, 45),
}
"""Seconds of regulation left, or outs, between which forecasts are judged apart."""
_UNITS = {Sport.NFL: "seconds", Sport.NBA: "seconds", Sport.MLB: "outs"}


def periods(rows: Rows) -> dict[str, Flags]:
    """By quarter or third of the innings, and overtime."""
    last = REGULATION[rows.sport]
    if rows.sport is Sport.MLB:
        thirds = {
            f"innings {first}-{first + 2}": (rows.period >= first) & (rows.period <= first + 2)
            for first in (1, 4, 7)
        }
        return {**thirds, "extra innings": rows.period > last}
    quarters: dict[str, Flags] = {f"quarter {number}": rows.period == number for number in (1, 2, 3, 4)}
    return {**quarters, "overtime": rows.period > last}


def time_left(rows: Rows) -> dict[str, Flags]:
    """By what is left of regulation."""
    edges, unit = (0, *_EDGES[rows.sport]), _UNITS[rows.sport]
    playing = rows.period <= REGULATION[rows.sport]
    parts: dict[str, Flags] = {}
    for low, high in zip(edges, (*edges[1:], None), strict=True):
        above = rows.left >= low
        below = np.ones(len(rows), bool) if high is None else rows.left < high
        told = f"{low} {unit} left and more" if high is None else f"{low}-{high} {unit} left"
        parts[told] = playing & above & below
    return parts


def by_season(rows: Rows) -> dict[str, Flags]:
    """Season by season: one is never enough to judge by."""
    return {f"season {season}": rows.season == season for season in rows.seasons}
