"""How the NFL's truth is filled in: stage by stage, from its last unit of time to its first.

A stage is a half, or a turn with the ball in overtime. Its values are chances that the home side wins:
`begun` (side, units, cell, margin) as a side begins a drive, `kicked` (side, units, margin) as it awaits a
kickoff, `ended` (side, units, end, margin) as its drive ended and before any try, `end` (margin) as time runs
out.
Margins run from −`WIDEST` to `WIDEST`; the first half has them twice, for either side that received first.
"""

from dataclasses import dataclass

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from livebet.game.sports.nfl_overtime import Overtime, OvertimeEnd
from livebet.simulator import nfl_rates as rates
from livebet.simulator.nfl_downs import END_PLACES, FIELD_GOAL, RETURNED, SAFETY, TOUCHDOWN
from livebet.simulator.nfl_drives import FIRST_DOWNS, Drives, drives
from livebet.simulator.nfl_rates import Plan

Values = NDArray[float32]

WIDEST = 36
MARGINS = np.arange(-WIDEST, WIDEST + 1)
_WON, _LEVEL = (MARGINS > 0).astype(float32), (MARGINS == 0).astype(float32)
FIRST_TURN, SECOND_TURN, LATER_TURNS = 2, 3, 4
"""Stages of overtime, after the two halves 0 and 1."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The values of a stage; margins of all layers side by side on the last axis."""

    half: int
    begun: Values
    kicked: Values
    ended: Values
    end: Values


def stages(edge: float, touchback: int, extra: Overtime) -> list[Stage]:
    """Both halves, then the turns of overtime: the first, the second, all others."""
    units = extra.seconds // rates.UNIT_SECONDS
    drawn = _WON + float32(0.5) * _LEVEL
    later = _fill(edge, touchback, _empty(3, units, drawn), None, decided=True)
    second = _fill(edge, touchback, _empty(3, units, drawn), later)
    first = _fill(edge, touchback, _empty(3, units, drawn), second, ends_now=_ends_now(extra.ends))
    overtime = first.kicked[:, units, WIDEST].mean()
    last = _fill(edge, touchback, _empty(2, rates.HALF_UNITS, _WON + overtime * _LEVEL), None)
    receives = np.concatenate([last.kicked[1, -1], last.kicked[0, -1]])
    opening = _fill(edge, touchback, _empty(1, rates.HALF_UNITS, receives), None)
    return [opening, last, first, second, later]


def _ends_now(ends: OvertimeEnd) -> tuple[int, ...]:
    """Ends of the first turn of overtime that win at once."""
    always = (RETURNED.place, SAFETY.place)
    if ends is OvertimeEnd.BOTH_POSSESS:
        return always
    if ends is OvertimeEnd.MODIFIED:
        return (*always, TOUCHDOWN.place)
    return (*always, TOUCHDOWN.place, FIELD_GOAL.place)


def _empty(half: int, units: int, end: Values) -> Stage:
    wide = len(end)
    return Stage(
        half,
        np.zeros((2, units + 1, rates.CELLS, wide), float32),
        np.zeros((2, units + 1, wide), float32),
        np.zeros((2, units + 1, END_PLACES, wide), float32),
        np.asarray(end, float32),
    )


def _fill(
    edge: float,
    touchback: int,
    stage: Stage,
    then: Stage | None,
    decided: bool = False,
    ends_now: tuple[int, ...] = (),
) -> Stage:
    """Fill a stage whose drives lead into `then`, or into itself. `decided`: no lead outlives a drive."""
    after = then or stage
    over = np.tile(MARGINS, len(stage.end) // len(MARGINS)) != 0
    for units in range(stage.kicked.shape[1]):
        for ball in (0, 1):
            begun = stage.begun[ball, units]
            begun[:] = _begun(stage, edge, ball, units) if units else stage.end
            if decided:
                begun[:, over] = stage.end[over]
        for ball in (0, 1):
            _kick(stage, ball, units, touchback)
        for ball in (0, 1):
            _end(stage, after, ball, units)
            for place in ends_now:
                scorer = ball if place in (TOUCHDOWN.place, FIELD_GOAL.place) else 1 - ball
                stage.ended[ball, units, place] = float(scorer == 0)
    return stage


# ---------------------------------------------------------------- a drive begins


def _begun(stage: Stage, edge: float, ball: int, units: int) -> Values:
    """(cell, margin), each margin by the plan that its side has."""
    leads = np.tile(MARGINS if ball == 0 else -MARGINS, len(stage.end) // len(MARGINS))
    plans = [rates.plan_of(stage.half, units, int(lead)) for lead in leads]
    if len(set(plans)) == 1:
        return _driven(stage, drives(-edge if ball else edge, plans[0]), ball, units, slice(None))
    found = np.zeros((rates.CELLS, len(leads)), float32)
    for plan in dict.fromkeys(plans):
        here = np.array([one is plan for one in plans])
        if plan is Plan.KNEEL:
            found[:, here] = stage.end[here]
        else:
            told = drives(-edge if ball else edge, plan)
            found[:, here] = _driven(stage, told, ball, units, here)
    return found


def _driven(stage: Stage, told: Drives, ball: int, units: int, here: NDArray[np.bool_] | slice) -> Values:
    """Unit by unit in small products: one large one would start threads, which costs more than it saves."""
    longest = min(units, told.longest)
    ends = told.ends[longest:0:-1, FIRST_DOWNS]
    worth = stage.ended[ball, units - longest : units][..., here]
    found: Values = np.matmul(ends, worth).sum(axis=0)
    if units > longest:
        return np.asarray(found / (1 - told.cut[longest, FIRST_DOWNS])[:, None], float32)
    cut = told.cut[units, FIRST_DOWNS][:, None] * stage.end[here]
    kicked = told.good[units, FIRST_DOWNS][:, None] * kick_gain(stage, ball)[here]
    return np.asarray(found + cut + kicked, float32)


def kick_gain(stage: Stage, ball: int) -> Values:
    """What a good field goal with the last seconds is worth over none, where a side would try it."""
    leads = np.tile(MARGINS if ball == 0 else -MARGINS, len(stage.end) // len(MARGINS))
    tries = np.array([rates.kicks_at_the_end(stage.half, int(lead)) for lead in leads])
    return np.asarray(np.where(tries, up(stage.end, 3, ball) - stage.end, 0.0), float32)


# ---------------------------------------------------------------- kicks and ends


def up(values: Values, points: int, ball: int) -> Values:
    """The values after points of a side; layers stay apart."""
    layers = values.reshape(*values.shape[:-1], -1, len(MARGINS))
    gain = points if ball == 0 else -points
    moved = layers[..., np.clip(MARGINS + gain + WIDEST, 0, 2 * WIDEST)]
    return np.asarray(moved.reshape(values.shape), float32)


def _kick(stage: Stage, ball: int, units: int, touchback: int) -> None:
    if not units:
        stage.kicked[ball, 0] = stage.end
        return
    returned = sum(
        share * stage.begun[ball, units - 1, cell - 1] for cell, share in rates.RETURNED_TO.items()
    )
    still = stage.begun[ball, units, touchback - 1]
    stage.kicked[ball, units] = (1 - rates.KICK_RETURNED) * still + rates.KICK_RETURNED * returned


def _end(stage: Stage, after: Stage, ball: int, units: int) -> None:
    other, ended = 1 - ball, stage.ended[ball, units]
    ended[4:] = after.begun[other, units]
    ended[TOUCHDOWN.place] = _tried(stage, after.kicked[other, units], ball, units)
    ended[FIELD_GOAL.place] = up(after.kicked[other, units], 3, ball)
    ended[RETURNED.place] = _tried(stage, after.kicked[ball, units], other, units)
    ended[SAFETY.place] = up(after.begun[other, units, rates.FREE_KICK_CELL - 1], 2, other)


def _tried(stage: Stage, kicked: Values, scorer: int, units: int) -> Values:
    """A touchdown of a side and its try, by the margin before both."""
    leads = (MARGINS if scorer == 0 else -MARGINS) + 6
    two = np.array([rates.goes_for_two(stage.half, units, int(lead)) for lead in leads])
    two = np.tile(two, len(stage.end) // len(MARGINS))
    six, seven, eight = (up(kicked, points, scorer) for points in (6, 7, 8))
    kick = rates.EXTRA_POINT * seven + (1 - rates.EXTRA_POINT) * six
    run = rates.TWO_POINT * eight + (1 - rates.TWO_POINT) * six
    return np.asarray(np.where(two, run, kick), float32)
