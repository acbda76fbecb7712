"""Rates of the NFL: shares counted over the plays of the regular seasons 2019 to 2023 (nflverse).

Per game: 125 scrimmage plays, 8.0 punts, 3.8 field goals tried, 45.7 points, home sides by 1.3 to 1.7. The
process lives on a coarser field: a cell is five yards (cell c: 5c − 3 to 5c + 1 yards to the goal), a unit of
time is five seconds. Where in a cell the ball lies and the second of a unit are decoration that tells nothing
of what comes.
"""

from enum import Enum, auto
from functools import cache

HOME_ADVANTAGE = 1.7
"""Points: what home sides won by from 2019 to 2023 but for the season without crowds."""
CELLS, DOWNS, SHORTS = 20, 4, 5
UNIT_SECONDS = 5
QUARTER_UNITS = 180
HALF_UNITS = 2 * QUARTER_UNITS

EXTRA_POINT, TWO_POINT = 0.945, 0.48
POINTS_PER_COMPLETION = 84.0
"""Points of margin a game that doubling one side's completions, and nulling the other's, would come to near
zero: measured on this process; it turns an edge in points into shares of passes."""


class Way(Enum):
    """What a scrimmage play came to."""

    RUN = auto()
    COMPLETE = auto()
    INCOMPLETE = auto()
    SACK = auto()
    INTERCEPTION = auto()
    FUMBLE = auto()
    FALSE_START = auto()
    DEFENSIVE_HOLDING = auto()
    PUNT = auto()
    FIELD_GOAL = auto()


class Plan(Enum):
    """What a side is about with the ball, settled as its drive begins."""

    NORMAL = auto()
    TWO_MINUTE = auto()
    COMEBACK = auto()
    CHASE = auto()
    MILK = auto()
    KNEEL = auto()


PASSES = (Way.COMPLETE, Way.INCOMPLETE, Way.SACK, Way.INTERCEPTION)
_MIX: dict[tuple[int, int], tuple[float, float, float, float, float]] = {
    (1, 1): (0.6637, 0.1776, 0.1397, 0.0141, 0.0049),
    (1, 2): (0.5107, 0.3115, 0.1431, 0.0254, 0.0093),
    (1, 3): (0.3536, 0.4107, 0.1742, 0.0480, 0.0135),
    (1, 4): (0.2605, 0.5027, 0.1893, 0.0352, 0.0123),
    (2, 0): (0.6513, 0.2240, 0.1028, 0.0169, 0.0050),
    (2, 1): (0.4851, 0.3234, 0.1571, 0.0252, 0.0091),
    (2, 2): (0.3297, 0.4242, 0.1959, 0.0373, 0.0130),
    (2, 3): (0.2098, 0.4868, 0.2359, 0.0488, 0.0186),
    (2, 4): (0.2140, 0.5114, 0.2066, 0.0462, 0.0218),
    (3, 0): (0.5539, 0.2660, 0.1410, 0.0290, 0.0102),
    (3, 1): (0.2110, 0.4204, 0.2750, 0.0743, 0.0192),
    (3, 2): (0.1094, 0.4474, 0.3094, 0.1064, 0.0273),
    (3, 3): (0.1270, 0.4942, 0.2734, 0.0836, 0.0219),
    (3, 4): (0.2024, 0.5415, 0.1845, 0.0530, 0.0185),
    (4, 0): (0.5947, 0.2270, 0.1427, 0.0192, 0.0165),
    (4, 1): (0.2852, 0.3774, 0.2615, 0.0528, 0.0230),
    (4, 2): (0.0792, 0.3540, 0.4208, 0.0941, 0.0520),
    (4, 3): (0.0909, 0.2803, 0.4470, 0.1364, 0.0455),
    (4, 4): (0.0707, 0.2525, 0.4747, 0.0808, 0.1212),
}
"""Runs, completions, incompletions, sacks and interceptions by down and cells to the line to gain."""
RUN_SHARE = {Plan.TWO_MINUTE: 0.45, Plan.COMEBACK: 0.35, Plan.CHASE: 0.30, Plan.MILK: 1.55}
"""How much likelier than usual a run is under a plan."""

OPEN, NEAR, CLOSE = 5, 3, 1
"""Zones begin at these cells: the field, the red zone, the last ten yards."""
GAINS: dict[Way, dict[int, dict[int, float]]] = {
    Way.RUN: {
        OPEN: {
            -2: 0.0016, -1: 0.0331, 0: 0.3649, 1: 0.3973, 2: 0.1236, 3: 0.0418, 4: 0.0162, 5: 0.0086,
            6: 0.0042, 7: 0.0023, 8: 0.0022, 9: 0.0010, 10: 0.0010, 11: 0.0006, 13: 0.0009, 15: 0.0007,
        },
        NEAR: {-2: 0.0016, -1: 0.0384, 0: 0.3659, 1: 0.4025, 2: 0.1162, 3: 0.0551, 4: 0.0203},
        CLOSE: {-2: 0.0010, -1: 0.0336, 0: 0.3676, 1: 0.5383, 2: 0.0595},
    },
    Way.COMPLETE: {
        OPEN: {
            -2: 0.0013, -1: 0.0130, 0: 0.0908, 1: 0.3037, 2: 0.2580, 3: 0.1407, 4: 0.0756, 5: 0.0450,
            6: 0.0248, 7: 0.0155, 8: 0.0104, 9: 0.0070, 10: 0.0051, 11: 0.0032, 12: 0.0018, 13: 0.0023,
            15: 0.0016,
        },
        NEAR: {-2: 0.0024, -1: 0.0186, 0: 0.1223, 1: 0.3194, 2: 0.2466, 3: 0.1944, 4: 0.0963},
        CLOSE: {-2: 0.0006, -1: 0.0152, 0: 0.1132, 1: 0.6171, 2: 0.2539},
    },
    Way.SACK: {zone: {-3: 0.0522, -2: 0.3840, -1: 0.4157, 0: 0.1481} for zone in (OPEN, NEAR, CLOSE)},
}  # fmt: skip
"""Cells gained, by zone."""
PAST_THE_STICKS = 1.55
"""On third and fourth down completions that reach the line's cell are so much likelier against the others."""
SHORT_RUN = 0.55
"""With less than a cell to go defences pack: runs of a cell and more are so much rarer."""
REACHED = {
    Way.RUN: {1: 0.38, 2: 0.48, 3: 0.60, 4: 0.68},
    Way.COMPLETE: {1: 0.49, 2: 0.56, 3: 0.65, 4: 0.82},
    Way.SACK: dict.fromkeys((1, 2, 3, 4), 0.0),
}
"""A gain that ends in the line's own cell makes the first down so often, by down."""

FUMBLES_LOST = {Way.RUN: 0.0078, Way.COMPLETE: 0.0060, Way.SACK: 0.0670}
RETURNED = {Way.INTERCEPTION: 0.075, Way.FUMBLE: 0.045}
"""Turnovers taken all the way back."""
FALSE_START, DEFENSIVE_HOLDING = 0.022, 0.018

FIELD_GOALS = (0.990, 0.967, 0.949, 0.911, 0.823, 0.745, 0.69, 0.57, 0.40, 0.15)
"""Made, by cell from the first."""
LONGEST_TRY = 8
"""Cells from which a side kicks with the last seconds."""

_GO_SHORT = (0.61, 0.52, 0.55, 0.45, 0.50, 0.60, 0.75, 0.87, 0.75, 0.63, 0.42, 0.26, 0.27, 0.22, 0.16, 0.11)
_GO_CELL = (0.40, 0.17, 0.14, 0.14, 0.13, 0.22, 0.33, 0.55, 0.33, 0.19, 0.12, 0.06, 0.04, 0.05, 0.03, 0.03)
_GO_LONG = (0.05, 0.03, 0.03, 0.04, 0.04, 0.05, 0.08, 0.09, 0.08, 0.06, 0.03, 0.03, 0.02, 0.02, 0.01, 0.01)
_KICK_AT_MOST = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.97, 0.36, 0.02)
"""Of fourth downs not gone for, by cell: field goals; the rest are punts."""
_PUNTED_TO = (18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 17, 17, 16, 15, 14, 13, 12, 11, 10, 10)
PUNT_SPREAD = {-2: 0.10, -1: 0.22, 0: 0.36, 1: 0.22, 2: 0.10}
INTERCEPTED_SPREAD = {-5: 0.08, -3: 0.16, -1: 0.22, 0: 0.16, 2: 0.20, 4: 0.12, 6: 0.06}
"""Cells about 21 minus where the pass was thrown from."""

RUN_OFF: dict[Plan, dict[int, float]] = {
    Plan.NORMAL: {1: 0.02, 3: 0.02, 4: 0.03, 5: 0.06, 6: 0.10, 7: 0.25, 8: 0.34, 9: 0.18},
    Plan.TWO_MINUTE: {1: 0.45, 2: 0.15, 3: 0.07, 4: 0.14, 5: 0.09, 6: 0.06, 7: 0.04},
    Plan.COMEBACK: {1: 0.38, 2: 0.13, 3: 0.11, 4: 0.21, 5: 0.12, 6: 0.05},
    Plan.CHASE: {1: 0.38, 2: 0.13, 3: 0.11, 4: 0.21, 5: 0.12, 6: 0.05},
    Plan.MILK: {1: 0.30, 2: 0.10, 3: 0.02, 7: 0.06, 8: 0.14, 9: 0.38},
}
"""Units that run off with a play that leaves the clock running, up to the next snap. What stops the clock,
and what ends a drive, takes one."""
KNEEL_UNITS = 8
KNEEL_BELOW = 16
"""A side that leads kneels once so few units are left as its drive begins."""

KICK_RETURNED = 0.30
RETURNED_TO = {16: 0.30, 15: 0.35, 14: 0.20, 12: 0.15}
"""Cells where returns end; a return takes a unit, a touchback none."""
FREE_KICK_CELL = 12


def touchback_cell(touchback_yards_to_goal: int) -> int:
    """The cell of the season's touchback."""
    return (touchback_yards_to_goal + 3) // 5


@cache
def mix(down: int, short: int, edge: float, plan: Plan) -> dict[Way, float]:
    """Shares of what plays come to before fumbles and flags, for a side with that edge in points a game."""
    run, *passes = _MIX.get((down, short), _MIX[down, max(1, short)])
    runs = min(0.92, run * RUN_SHARE.get(plan, 1.0))
    complete, incomplete, sack, picked = (share * (1.0 - runs) / (1.0 - run) for share in passes)
    part = edge / POINTS_PER_COMPLETION
    gained = min(complete * part, 0.9 * incomplete)
    fewer = max(0.2, 1.0 - 1.5 * part)
    spared = (sack + picked) * (1.0 - fewer)
    shares = (runs, complete + gained, incomplete - gained + spared, sack * fewer, picked * fewer)
    total = sum(shares)
    return {way: share / total for way, share in zip((Way.RUN, *PASSES), shares, strict=True)}


@cache
def gains(way: Way, cell: int, down: int, short: int) -> dict[int, float]:
    """Cells gained by a play that ends on the field or across the goal line."""
    zone = OPEN if cell >= OPEN else NEAR if cell >= NEAR else CLOSE
    told = dict(GAINS[way][zone])
    for cells in told:
        if way is Way.COMPLETE and down >= 3 and cells >= short:
            told[cells] *= PAST_THE_STICKS
        if way is Way.RUN and short == 0 and cells >= 1:
            told[cells] *= SHORT_RUN
    total = sum(told.values())
    return {cells: weight / total for cells, weight in told.items()}


def fourth_down(cell: int, short: int, plan: Plan) -> tuple[float, float]:
    """Shares of going for it and of kicking a field goal; the rest punts."""
    if plan is Plan.CHASE:
        return 1.0, 0.0
    if plan is Plan.COMEBACK:
        return (0.08, 0.92) if cell <= LONGEST_TRY else (1.0, 0.0)
    table = _GO_SHORT if short == 0 else _GO_CELL if short == 1 else _GO_LONG
    go = table[min(cell, len(table)) - 1]
    kick = _KICK_AT_MOST[cell - 1] if cell <= len(_KICK_AT_MOST) else 0.0
    return go, (1.0 - go) * kick


def punted_to(cell: int) -> dict[int, float]:
    """The receiver's cell after a punt."""
    middle = _PUNTED_TO[cell - 1]
    return _clipped(middle, PUNT_SPREAD)


def intercepted_at(cell: int) -> dict[int, float]:
    """The intercepting side's cell."""
    return _clipped(21 - cell, INTERCEPTED_SPREAD)


def _clipped(middle: int, spread: dict[int, float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for off, share in spread.items():
        cell = min(19, max(1, middle + off))
        found[cell] = found.get(cell, 0.0) + share
    return found


def plan_of(half: int, units: int, lead: int) -> Plan:
    """What a drive is about that begins with so many units left in the half; `half` 3 is overtime."""
    if half == 1:
        return Plan.TWO_MINUTE if units <= 24 else Plan.NORMAL
    if half == 3 and lead < 0:
        return Plan.COMEBACK if lead >= -3 else Plan.CHASE
    if half == 2 and lead > 0 and units <= 60:
        return Plan.KNEEL if units <= KNEEL_BELOW else Plan.MILK
    if -16 <= lead < -3 and units <= (48 if lead >= -8 else 60):
        return Plan.CHASE
    if -3 <= lead < 0 and units <= 36:
        return Plan.COMEBACK
    return Plan.TWO_MINUTE if lead == 0 and units <= 24 else Plan.NORMAL


def kicks_at_the_end(half: int, lead: int) -> bool:
    """Whether a side within range kicks as the half runs out on it."""
    return half == 1 or -3 <= lead <= 0


def goes_for_two(half: int, units: int, lead: int) -> bool:
    """Whether a side that leads by that after its touchdown, before the try, goes for two."""
    if half == 3:
        return lead == -2
    return half == 2 and units <= QUARTER_UNITS and lead in (-10, -5, -2, 1, 5)
