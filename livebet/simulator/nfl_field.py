"""From cells to yards: where in its cell the ball lies is decoration, kept in step with the line to gain."""

from dataclasses import dataclass

from livebet.simulator import nfl_rates as rates
from livebet.simulator.dice import Dice
from livebet.simulator.nfl_downs import Snap

DEEPEST = 2
"""In the last cell the ball lies at 99 yards to goal at most."""


def yards_of(cell: int, off: int) -> int:
    """Yards to goal; `off` is 0 to 4, more of it is nearer to the goal."""
    return 5 * cell + 1 - off


@dataclass(frozen=True, slots=True)
class Placed:
    """A snap with its yards: `off` within the cell, `line_off` of the line to gain within its own."""

    snap: Snap
    off: int
    line_off: int

    @property
    def yards_to_goal(self) -> int:
        """1 to 99."""
        return yards_of(self.snap.cell, self.off)

    @property
    def distance(self) -> int:
        """Yards to the line to gain, or to the goal line."""
        line = self.snap.cell - self.snap.short
        if line <= 0:
            return self.yards_to_goal
        return max(1, self.yards_to_goal - yards_of(line, self.line_off))


def opened(snap: Snap, off: int) -> Placed:
    """A first down."""
    return Placed(snap, off, off)


def any_off(dice: Dice, cell: int) -> int:
    """Somewhere in a cell where a series may begin: never at its far edge, so that a yard can be missing."""
    return dice.between(DEEPEST if cell == rates.CELLS else 1, 4)


def moved(dice: Dice, placed: Placed, then: Snap, reached: bool, back: bool) -> Placed:
    """The ball after a play that gained ground or lost it; `back`: it may not have gained."""
    line = placed.snap.cell - placed.snap.short
    if reached:
        lowest = placed.line_off if then.cell == line else 1
        return opened(then, dice.between(lowest, 4))
    lowest, highest = (DEEPEST if then.cell == rates.CELLS else 0), 4
    if then.cell == line:
        highest = placed.line_off - 1
    if back and then.cell == placed.snap.cell:
        highest = min(highest, placed.off)
    return Placed(then, dice.between(min(lowest, highest), highest), placed.line_off)
