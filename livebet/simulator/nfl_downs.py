"""All that may come of a snap, on the field of cells: one table for the games played and for their truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from livebet.simulator import nfl_rates as rates
from livebet.simulator.dice import Loaded
from livebet.simulator.nfl_rates import Plan, Way


class Snap(NamedTuple):
    """The ball at scrimmage. `short`: cells to the line to gain's cell (its own number at goal to go)."""

    cell: int
    down: int
    short: int


class Ends(Enum):
    """How a drive ends."""

    TOUCHDOWN = auto()
    FIELD_GOAL = auto()
    DEFENSIVE_TOUCHDOWN = auto()
    SAFETY = auto()
    BALL = auto()


@dataclass(frozen=True, slots=True)
class End:
    """The end of a drive; `cell` is where the other side has the ball, 0 where points were made."""

    ends: Ends
    cell: int = 0

    @property
    def place(self) -> int:
        """Its column in the tables."""
        return self.cell + 3 if self.ends is Ends.BALL else self.ends.value - 1


END_PLACES = 4 + rates.CELLS
TOUCHDOWN, FIELD_GOAL = End(Ends.TOUCHDOWN), End(Ends.FIELD_GOAL)
RETURNED, SAFETY = End(Ends.DEFENSIVE_TOUCHDOWN), End(Ends.SAFETY)
MOST_SHORT = rates.SHORTS - 1
LAST_CELL_OF_MISS = 16
_RUNNING = (Way.RUN, Way.COMPLETE, Way.SACK)


@dataclass(frozen=True, slots=True)
class Comes:
    """One thing that may come of a snap. `reached`: a first down."""

    way: Way
    then: Snap | End
    reached: bool = False

    @property
    def runs_clock(self) -> bool:
        """Whether the clock runs on to the next snap."""
        return isinstance(self.then, Snap) and self.way in _RUNNING


def series(cell: int) -> Snap:
    """First down there."""
    return Snap(cell, 1, min(2, cell))


def chances(snap: Snap, edge: float, plan: Plan) -> dict[Comes, float]:
    """Everything that may come of a snap with its probability."""
    found: dict[Comes, float] = {}
    for comes, probability in weighed(snap, edge, plan):
        if probability > 0.0:
            found[comes] = found.get(comes, 0.0) + probability
    return found


@cache
def die(snap: Snap, edge: float, plan: Plan) -> Loaded[Comes]:
    """The same as a die."""
    return Loaded(chances(snap, edge, plan))


def weighed(snap: Snap, edge: float, plan: Plan) -> Iterator[tuple[Comes, float]]:
    """The same in parts: one thing may be named more than once, and with probability 0."""
    played = 1.0
    if snap.down == 4:
        played, kicked = rates.fourth_down(snap.cell, snap.short, plan)
        yield from _field_goal(snap, kicked)
        for cell, share in rates.punted_to(snap.cell).items():
            yield Comes(Way.PUNT, End(Ends.BALL, cell)), (1.0 - played - kicked) * share
    for comes, probability in _flags(snap):
        yield comes, played * probability
    flags = sum(probability for _, probability in _flags(snap))
    played_on = played * (1.0 - flags)
    for way, share in rates.mix(snap.down, snap.short, edge, plan).items():
        for comes, probability in _by_way(snap, way):
            yield comes, played_on * share * probability


def _field_goal(snap: Snap, share: float) -> Iterator[tuple[Comes, float]]:
    good = field_goal(snap.cell)
    yield Comes(Way.FIELD_GOAL, FIELD_GOAL), share * good
    yield Comes(Way.FIELD_GOAL, missed_from(snap.cell)), share * (1.0 - good)


def missed_from(cell: int) -> End:
    """The other side takes over where it was kicked, at worst on its 20."""
    return End(Ends.BALL, min(LAST_CELL_OF_MISS, max(1, 19 - cell)))


def field_goal(cell: int) -> float:
    """The chance that a field goal from there is good."""
    return rates.FIELD_GOALS[cell - 1] if cell <= len(rates.FIELD_GOALS) else 0.0


def _flags(snap: Snap) -> Iterator[tuple[Comes, float]]:
    if snap.cell < rates.CELLS - 1 and snap.short < MOST_SHORT:
        back = Snap(snap.cell + 1, snap.down, snap.short + 1)
        yield Comes(Way.FALSE_START, back), rates.FALSE_START
    if snap.cell > 2:
        yield Comes(Way.DEFENSIVE_HOLDING, series(snap.cell - 1), True), rates.DEFENSIVE_HOLDING


def _by_way(snap: Snap, way: Way) -> Iterator[tuple[Comes, float]]:
    if way is Way.INCOMPLETE:
        yield Comes(way, _next_down(snap, snap.cell, snap.short)), 1.0
    elif way is Way.INTERCEPTION:
        yield from _turnover(way, rates.intercepted_at(snap.cell), 1.0)
    else:
        lost = rates.FUMBLES_LOST[way]
        spot = {max(1, min(19, 20 - snap.cell)): 1.0}
        yield from _turnover(Way.FUMBLE, spot, lost)
        for cells, share in rates.gains(way, snap.cell, snap.down, snap.short).items():
            for comes, probability in _gained(snap, way, cells):
                yield comes, (1.0 - lost) * share * probability


def _turnover(way: Way, spots: dict[int, float], share: float) -> Iterator[tuple[Comes, float]]:
    back = rates.RETURNED[way]
    yield Comes(way, RETURNED), share * back
    for cell, part in spots.items():
        yield Comes(way, End(Ends.BALL, cell)), share * (1.0 - back) * part


def _gained(snap: Snap, way: Way, cells: int) -> Iterator[tuple[Comes, float]]:
    line = snap.cell - snap.short
    cell = min(snap.cell - cells, line + MOST_SHORT)
    if cell <= 0:
        yield Comes(way, TOUCHDOWN, True), 1.0
    elif cell > rates.CELLS:
        yield Comes(way, SAFETY), 1.0
    elif cell < line:
        yield Comes(way, series(cell), True), 1.0
    elif cell > line or line == 0:
        yield Comes(way, _next_down(snap, cell, cell - line)), 1.0
    else:
        reached = rates.REACHED[way][snap.down]
        yield Comes(way, series(cell), True), reached
        yield Comes(way, _next_down(snap, cell, 0)), 1.0 - reached


def _next_down(snap: Snap, cell: int, short: int) -> Snap | End:
    if snap.down < rates.DOWNS:
        return Snap(cell, snap.down + 1, short)
    return End(Ends.BALL, max(1, rates.CELLS - cell))
