"""The NBA's true win probabilities: exact dynamic programming over clock, margin and ball.

The state between two actions is the period, the seconds left in it, the home margin, who has the ball,
whether it was just won again, and who won the opening tip (it decides who opens the later periods). The
tables are filled from the last second backwards with the very rates that play the games. Overtimes are alike
and may follow each other for ever, so the chance x at the start of one solves x = a + b x. Margins beyond
`WIDEST` count as `WIDEST`; from there no game of this process is ever lost.
"""

from dataclasses import dataclass
from functools import lru_cache

from livebet.domain.games import Side
from livebet.simulator import nba_rates as rates

WIDEST = 50
_PLACE = {Side.HOME: 0, Side.AWAY: 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """The ball in a side's hands. `tip` won the opening tip; `margin` is home minus away."""

    period: int
    clock_seconds: int
    margin: int
    side: Side
    tip: Side
    again: bool = False


class Truth:
    """The tables of one pairing. `edge` is the home side's advantage in points a game, all told."""

    def __init__(self, edge: float) -> None:
        from livebet.simulator.nba_tables import tables

        self.edge = edge
        self._periods, self.overtime = tables(edge)

    def at(self, moment: Moment) -> float:
        """The chance that the home side wins."""
        late = moment.period >= rates.REGULATION
        tip = 0 if late else _PLACE[moment.tip]
        table = self._periods[min(moment.period, rates.REGULATION + 1) - 1]
        margin = min(WIDEST, max(-WIDEST, moment.margin)) + WIDEST
        return float(table[_PLACE[moment.side], int(moment.again), moment.clock_seconds, tip, margin])

    def missed(self, shot: Moment, of_throw: bool = False) -> float:
        """The chance after a miss of `shot.side`, the rebound still in the air."""
        again = rates.OFFENSIVE_REBOUND_OF_FREE_THROW if of_throw else rates.OFFENSIVE_REBOUND
        return again * self.at(rebounded(shot, True)) + (1 - again) * self.at(rebounded(shot, False))

    def throws(self, shot: Moment, left: int) -> float:
        """The chance with so many free throws of `shot.side` to come."""
        scored = made(shot, 1)
        if left == 1:
            return rates.FREE_THROW * self.at(lost(scored)) + (1 - rates.FREE_THROW) * self.missed(shot, True)
        more = left - 1
        return rates.FREE_THROW * self.throws(scored, more) + (1 - rates.FREE_THROW) * self.throws(shot, more)

    def opening(self) -> float:
        """Before the tip."""
        return sum(self.at(Moment(1, rates.PERIOD_SECONDS, 0, side, side)) for side in Side) / 2


def made(moment: Moment, points: int) -> Moment:
    """The margin after points of the side with the ball, the ball left with it."""
    gain = points if moment.side is Side.HOME else -points
    return Moment(moment.period, moment.clock_seconds, moment.margin + gain, moment.side, moment.tip)


def lost(moment: Moment) -> Moment:
    """The ball goes over."""
    return Moment(moment.period, moment.clock_seconds, moment.margin, moment.side.other, moment.tip)


def rebounded(shot: Moment, again: bool) -> Moment:
    """The ball after a rebound by the shooting side (`again`) or the other."""
    clock = max(0, shot.clock_seconds - rates.REBOUND_SECONDS)
    side = shot.side if again else shot.side.other
    return Moment(shot.period, clock, shot.margin, side, shot.tip, again)


@lru_cache(maxsize=24)
def truth_of(edge: float) -> Truth:
    """The tables of an edge, remembered (9 MB each); `edge` is rounded by who asks."""
    return Truth(edge)
