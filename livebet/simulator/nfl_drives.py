"""How and when a drive ends from every snap of it, for a plan and an edge: what the NFL's truth is made of.

A plan does not look at the clock within its drive, so from a snap the units until the drive's end and the
end itself have one joint distribution, whatever the score. `ends[u, s, e]`: the drive that is at snap s ends
as e after exactly u units. `cut[u, s]`: it is still on when u units are gone. `good[u, s]`: the same, and a
field goal tried then from where the ball is would be good. Drives beyond `LONGEST` units (12.5 minutes)
count as if they ended like the others: fewer than one in a thousand from the worst snap, so chances are right
to 1e-4.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from livebet.simulator import nfl_rates as rates
from livebet.simulator.nfl_downs import END_PLACES, End, Snap, field_goal, series, weighed
from livebet.simulator.nfl_rates import Plan

Values = NDArray[float32]

LONGEST = 150
_SNAPS = [
    Snap(cell, down, short)
    for down in range(1, rates.DOWNS + 1)
    for cell in range(1, rates.CELLS + 1)
    for short in range(min(cell, rates.SHORTS - 1) + 1)
    if down > 1 or short > 0
]
PLACES = {snap: place for place, snap in enumerate(_SNAPS)}
FIRST_DOWNS = np.array([PLACES[series(cell)] for cell in range(1, rates.CELLS + 1)])


@dataclass(frozen=True, slots=True)
class Drives:
    """The distributions. The first axis is units, from 0."""

    ends: Values
    cut: Values
    good: Values

    @property
    def longest(self) -> int:
        """Units that `ends` knows of."""
        return len(self.ends) - 1


@lru_cache(maxsize=24)
def drives(edge: float, plan: Plan) -> Drives:
    """The drives of a side with that edge, remembered (5 MB each)."""
    running, stopping, ending = _steps(edge, plan)
    ends = np.zeros((LONGEST + 1, len(_SNAPS), END_PLACES), float32)
    ends[1] = ending
    for units in range(2, LONGEST + 1):
        ends[units] = _stepped(running, _ran(ends, plan, units)) + _stepped(stopping, ends[units - 1])
        if ends[units].max() < _NEVER:
            ends = ends[: units + 1]
            break
    still = np.zeros((rates.HALF_UNITS + 1, len(_SNAPS), 2), float32)
    still[0] = [(1.0, _tried(snap)) for snap in _SNAPS]
    for units in range(1, rates.HALF_UNITS + 1):
        still[units] = _stepped(running, _ran(still, plan, units)) + _stepped(stopping, still[units - 1])
        still[units][still[units] < _NOTHING] = 0.0
    return Drives(ends, np.ascontiguousarray(still[..., 0]), np.ascontiguousarray(still[..., 1]))


Steps = tuple[NDArray[np.intp], NDArray[np.intp], Values]
"""A sparse matrix by rows: where each row begins, columns, values. Every row has something."""

_NEVER = 1e-8
"""Drives of a hurried plan are over long before `LONGEST`."""
_NOTHING = 1e-30
"""Below it floats lose their speed with their digits."""


def _stepped(steps: Steps, values: Values) -> Values:
    """The matrix times values; by hand, as BLAS would start threads for it."""
    begins, columns, weights = steps
    found: Values = np.add.reduceat(weights[:, None] * values[columns], begins, axis=0)
    return found


def _ran(table: Values, plan: Plan, units: int) -> Values:
    """What comes of a snap some units later; where the table has no such units left, as at its start."""
    found = np.zeros(table.shape[1:], float32)
    for off, share in rates.RUN_OFF[plan].items():
        found += float32(share) * table[max(0, units - off)]
    return found


def _tried(snap: Snap) -> float:
    return field_goal(snap.cell) if snap.cell <= rates.LONGEST_TRY else 0.0


def _steps(edge: float, plan: Plan) -> tuple[Steps, Steps, Values]:
    """From snap to snap with the clock running, with it stopped, and from snap to end."""
    running = [{0: 0.0} for _ in _SNAPS]
    stopping = [{0: 0.0} for _ in _SNAPS]
    ending = np.zeros((len(_SNAPS), END_PLACES), float32)
    for snap, place in PLACES.items():
        for comes, probability in weighed(snap, edge, plan):
            if isinstance(comes.then, End):
                ending[place, comes.then.place] += probability
            else:
                row, to = (running if comes.runs_clock else stopping)[place], PLACES[comes.then]
                row[to] = row.get(to, 0.0) + probability
    return _sparse(running), _sparse(stopping), ending


def _sparse(rows: list[dict[int, float]]) -> Steps:
    begins = np.cumsum([0, *(len(row) for row in rows[:-1])])
    columns = np.array([column for row in rows for column in row])
    return begins, columns, np.array([value for row in rows for value in row.values()], float32)
