"""Baseball's true win probabilities: an exact Markov chain over inning, half, outs, bases, count and margin.

All batters and pitchers of a side are alike, so how many runs a half-inning still brings depends only on
outs, bases and the side. Those distributions and the chances at the start of each half-inning are all there
is to know; the count adds where the plate appearance is likely to end. Extra innings are alike, so the chance
at the start of one solves x = a + b x. More than `MOST_RUNS` in a half-inning count as so many.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from livebet.domain.games import Side
from livebet.domain.plays import SECOND, PlayKind
from livebet.simulator.mlb_rates import (
    INNINGS,
    Base,
    Count,
    Happens,
    Pitch,
    before_pitches,
    count_ends,
    in_play,
    struck_out,
    walked,
)

MOST_RUNS = 24
"""Of a half-inning. No real one saw more since 1953's seventeen."""
WIDEST = 30
"""Margins beyond this are decided."""
_BATTERS = 45
"""Batters of a half-inning after which nothing is left of it (its chance is below 1e-12)."""

Runs = tuple[float, ...]
"""The probability of each number of runs still to come."""

_NO_MORE: Runs = (1.0,) + (0.0,) * MOST_RUNS


@dataclass(frozen=True, slots=True)
class Half:
    """A half-inning and the home margin as of now."""

    inning: int
    batting: Side
    margin: int


def batted(base: Base, edge: float, count: Count = (0, 0)) -> Iterable[Happens]:
    """Every end of a plate appearance at this count; probabilities sum to 1."""
    ends = count_ends(count)
    for pitch, one in (
        (Pitch.BALL, walked(base, PlayKind.WALK, "walk")),
        (Pitch.HIT_BATTER, walked(base, PlayKind.HIT_BY_PITCH, "hit by pitch")),
        (Pitch.STRIKE, struck_out(base)),
    ):
        yield _weighed(one, ends[pitch])
    for one in in_play(base, edge):
        yield _weighed(one, ends[Pitch.IN_PLAY])


def _weighed(one: Happens, probability: float) -> Happens:
    return Happens(one.probability * probability, one.kind, one.detail, one.after, one.runs)


class Innings:
    """The runs that a side's half-innings bring. `settled`: the runners did what they do before a pitch."""

    def __init__(self, edge: float) -> None:
        bases = [Base(outs, bases) for outs in range(3) for bases in range(8)]
        ends = {base: list(batted(base, edge)) for base in bases}
        moves = {base: list(before_pitches(base)) for base in bases}
        self.settled: dict[Base, Runs] = {}
        self.open: dict[Base, Runs] = dict.fromkeys(bases, _NO_MORE)
        for _ in range(_BATTERS):
            self.settled = {base: _mixed(ends[base], self.open) for base in bases}
            self.open = {base: _mixed(moves[base], self.settled, self.settled[base]) for base in bases}


def _mixed(things: list[Happens], then: dict[Base, Runs], otherwise: Runs | None = None) -> Runs:
    total = [0.0] * (MOST_RUNS + 1)
    if otherwise is not None:
        rest = 1.0 - sum(thing.probability for thing in things)
        total = [rest * chance for chance in otherwise]
    for thing in things:
        more = _NO_MORE if thing.after.outs >= 3 else then[thing.after]
        for runs, chance in enumerate(more):
            if chance:
                total[min(MOST_RUNS, runs + thing.runs)] += thing.probability * chance
    return tuple(total)


class Truth:
    """The chances of one pairing. `edge` is the home side's advantage in runs a game, all told."""

    def __init__(self, edge: float, ghost: bool) -> None:
        self.edge = {Side.HOME: edge, Side.AWAY: -edge}
        self.innings = {side: innings_of(self.edge[side]) for side in Side}
        self.extra = Base(0, SECOND if ghost else 0)
        self.level = self._level()
        self._starts: dict[Half, float] = {}
        self._ends: dict[Half, Runs] = {}

    def _level(self) -> float:
        """The chance as an extra inning starts."""
        top, bottom = (self.innings[side].open[self.extra] for side in (Side.AWAY, Side.HOME))
        same: float = sum(map(mul, top, bottom))
        home = sum(chance * sum(top[:runs]) for runs, chance in enumerate(bottom))
        return float(home / (1.0 - same))

    def at(self, half: Half, base: Base, settled: bool = False) -> float:
        """The chance in a half-inning, or as it is over (three outs)."""
        if base.outs >= 3 or (half.inning >= INNINGS and half.batting is Side.HOME and half.margin > 0):
            return self._next(half)
        side = self.innings[half.batting]
        runs = (side.settled if settled else side.open)[base]
        return float(sum(map(mul, runs, self._then(half))))

    def _then(self, half: Half) -> Runs:
        """The chances once this half-inning is over, by the runs that it still brings."""
        found = self._ends.get(half)
        if found is None:
            sign = 1 if half.batting is Side.HOME else -1
            ends = (
                Half(half.inning, half.batting, half.margin + sign * runs) for runs in range(MOST_RUNS + 1)
            )
            found = self._ends[half] = tuple(map(self._next, ends))
        return found

    def _next(self, half: Half) -> float:
        """The chance once this half-inning is over with that margin."""
        if abs(half.margin) > WIDEST:
            return float(half.margin > 0)
        found = self._starts.get(half)
        if found is None:
            found = self._starts[half] = self._start_after(half)
        return found

    def _start_after(self, half: Half) -> float:
        last = half.inning >= INNINGS
        if last and (half.margin > 0 or (half.batting is Side.HOME and half.margin < 0)):
            return float(half.margin > 0)
        if half.batting is Side.AWAY:
            return self.at(Half(half.inning, Side.HOME, half.margin), self.opens(half.inning))
        if last:
            return self.level
        return self.at(Half(half.inning + 1, Side.AWAY, half.margin), Base())

    def opens(self, inning: int) -> Base:
        """How a half of this inning begins."""
        return self.extra if inning > INNINGS else Base()

    def after(self, half: Half, one: Happens, settled: bool = False) -> float:
        """The chance after something happened."""
        gain = one.runs if half.batting is Side.HOME else -one.runs
        return self.at(Half(half.inning, half.batting, half.margin + gain), one.after, settled)

    def by_count(self, half: Half, base: Base) -> Callable[[Count], float]:
        """The chance at each count of a plate appearance: its ends, weighed by how likely each is now."""
        worth: dict[Pitch, float] = {
            Pitch.BALL: self.after(half, walked(base, PlayKind.WALK, "walk")),
            Pitch.STRIKE: self.after(half, struck_out(base)),
            Pitch.IN_PLAY: self.in_play(half, base),
        }
        worth[Pitch.HIT_BATTER] = worth[Pitch.BALL]
        return lambda count: sum(share * worth.get(end, 0.0) for end, share in count_ends(count).items())

    def in_play(self, half: Half, base: Base) -> float:
        """The chance while a ball is in play."""
        return sum(one.probability * self.after(half, one) for one in in_play(base, self.edge[half.batting]))


@lru_cache(maxsize=256)
def innings_of(edge: float) -> Innings:
    """A side's half-innings, remembered (20 kB each)."""
    return Innings(edge)


@lru_cache(maxsize=32)
def truth_of(edge: float, ghost: bool) -> Truth:
    """The chances of an edge, remembered; `edge` is rounded by who asks."""
    return Truth(edge, ghost)
