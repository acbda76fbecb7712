"""The NFL's true win probabilities on the field of cells, right to 1e-4 (see `nfl_drives`).

What is known after a play is the score, the units left as its clock showed, where the ball lies next and the
plan of the drive. How long the clock then runs to the next snap is not known yet, so it is averaged over.
"""

from dataclasses import dataclass
from functools import lru_cache

from livebet.domain.games import SeasonType, Side
from livebet.game.sports.nfl_overtime import overtime
from livebet.game.sports.nfl_periods import touchback_yards_to_goal
from livebet.simulator import nfl_rates as rates
from livebet.simulator.nfl_downs import Comes, End, Snap
from livebet.simulator.nfl_rates import Plan

_BALL = {Side.HOME: 0, Side.AWAY: 1}


@dataclass(frozen=True, slots=True)
class When:
    """A stage (two halves, three of overtime), the units left in it, the margin, who received first."""

    stage: int
    units: int
    margin: int
    opened: Side


class Truth:
    """The tables of one pairing. `edge` is the home side's advantage in points a game, all told."""

    def __init__(self, edge: float, season: int) -> None:
        from livebet.simulator import nfl_tables
        from livebet.simulator.nfl_drives import PLACES, drives

        self.edge = edge
        self.touchback = rates.touchback_cell(touchback_yards_to_goal(season))
        self.overtime = overtime(season, SeasonType.REGULAR)
        self.widest, self._places, self._drives = nfl_tables.WIDEST, PLACES, drives
        self.stages = nfl_tables.stages(edge, self.touchback, self.overtime)
        self._gain = [[nfl_tables.kick_gain(stage, ball) for ball in (0, 1)] for stage in self.stages]

    def _column(self, when: When) -> int:
        margin = min(self.widest, max(-self.widest, when.margin)) + self.widest
        return margin + (2 * self.widest + 1) * (when.stage == 0 and when.opened is Side.AWAY)

    def opening(self) -> float:
        """Before the coin is tossed."""
        return sum(self.kicked(When(0, rates.HALF_UNITS, 0, side), side) for side in Side) / 2

    def out_of_time(self, when: When) -> float:
        """As the stage's time is over."""
        return float(self.stages[when.stage].end[self._column(when)])

    def kicked(self, when: When, receiver: Side) -> float:
        """Before a kickoff."""
        return float(self.stages[when.stage].kicked[_BALL[receiver], when.units, self._column(when)])

    def begun(self, when: When, side: Side, cell: int) -> float:
        """As a drive begins."""
        return float(self.stages[when.stage].begun[_BALL[side], when.units, cell - 1, self._column(when)])

    def ended(self, when: When, side: Side, end: End) -> float:
        """As a drive of `side` has ended, its margin as before the end."""
        return float(self.stages[when.stage].ended[_BALL[side], when.units, end.place, self._column(when)])

    def snap(self, when: When, side: Side, plan: Plan, snap: Snap) -> float:
        """Before a snap, or where no unit is left for it: then a field goal at most."""
        ball, column, stage = _BALL[side], self._column(when), self.stages[when.stage]
        told = self._drives(-self.edge if ball else self.edge, plan)
        place, units = self._places[snap], max(0, when.units)
        longest = min(units, told.longest)
        worth = stage.ended[ball, units - longest : units, :, column]
        found = float((told.ends[longest:0:-1, place] * worth).sum())
        if units > longest:
            return found / (1.0 - float(told.cut[longest, place]))
        found += float(told.cut[units, place] * stage.end[column])
        return found + float(told.good[units, place] * self._gain[when.stage][ball][column])

    def after(self, when: When, side: Side, plan: Plan, comes: Comes) -> float:
        """After a snap at `when`."""
        if isinstance(comes.then, End):
            return self.ended(_later(when, 1), side, comes.then)
        offs = rates.RUN_OFF[plan] if comes.runs_clock else {1: 1.0}
        return sum(
            share * self.snap(_later(when, off), side, plan, comes.then) for off, share in offs.items()
        )


def _later(when: When, units: int) -> When:
    return When(when.stage, max(0, when.units - units), when.margin, when.opened)


@lru_cache(maxsize=10)
def truth_of(edge: float, season: int) -> Truth:
    """The tables of an edge in a season, remembered (30 MB each); `edge` is rounded by who asks."""
    return Truth(edge, season)
