"""The clock of an NFL game as it is played, and the rows that only time makes."""

from dataclasses import replace

from livebet.domain.games import Game, Side
from livebet.domain.plays import Play, PlayKind
from livebet.simulator import nfl_rates as rates
from livebet.simulator.dice import Dice
from livebet.simulator.nfl_truth import Truth, When
from livebet.simulator.script import Script

OVERTIME = 2
"""The stages before it are the halves."""
WARNING = 24
TIMEOUTS = 3


class Clocked:
    """Units of time left in a stage, shown as seconds: `jitter` of the unit's seconds are shown gone."""

    def __init__(self, game: Game, truth: Truth, dice: Dice) -> None:
        self.game, self.truth, self.dice = game, truth, dice
        self.names = {Side.HOME: game.home_team, Side.AWAY: game.away_team}
        self.script = Script(truth.opening())
        self.stage, self.units, self.jitter = 0, rates.HALF_UNITS, 0
        self.opened = dice.one_of(tuple(Side))
        self.timeouts = dict.fromkeys(Side, TIMEOUTS)

    @property
    def when(self) -> When:
        """As of now."""
        return When(self.stage, self.units, self.script.score.margin, self.opened)

    @property
    def half(self) -> int:
        """1, 2, or 3 for overtime."""
        return min(OVERTIME, self.stage) + 1

    @property
    def period(self) -> int:
        """The quarter; 5 is overtime."""
        if self.stage >= OVERTIME:
            return 5
        return 1 + 2 * self.stage + (self.units <= rates.QUARTER_UNITS)

    @property
    def clock(self) -> int:
        """Seconds left of the period, as shown."""
        first = self.stage < OVERTIME and self.units > rates.QUARTER_UNITS
        units = self.units - rates.QUARTER_UNITS if first else self.units
        return max(0, units * rates.UNIT_SECONDS - self.jitter)

    def lead(self, side: Side) -> int:
        """That side's points minus the other's."""
        margin = self.script.score.margin
        return margin if side is Side.HOME else -margin

    def open_stage(self, stage: int, units: int, timeouts: int) -> None:
        """A half or overtime begins."""
        self.stage, self.units, self.jitter = stage, units, 0
        self.timeouts = dict.fromkeys(Side, timeouts)

    def let_pass(self, units: int, known: float) -> None:
        """Let time go. A row that tells of it makes the next snap's clock known: `known` is the truth."""
        period, before = self.period, self.units
        self.units = max(0, before - units)
        self.jitter = self.dice.between(0, rates.UNIT_SECONDS - 1) if self.units else 0
        if self.units and self.period != period:
            self.row(PlayKind.PERIOD_END, f"END QUARTER {period}", known, period=period)
        if before > WARNING >= self.units > 0 and self.stage < OVERTIME:
            self.row(PlayKind.OTHER, "Two-Minute Warning", known)

    def timeout(self, side: Side, known: float) -> None:
        """Why the clock stood: a timeout of `side`, where it has one left."""
        if self.timeouts[side] and self.units:
            self.timeouts[side] -= 1
            self.row(PlayKind.TIMEOUT, f"Timeout by {self.names[side]}", known, timeout_by=side)

    def stage_over(self, words: str) -> None:
        """The stage's time is gone."""
        period = self.period
        truth = self.truth.out_of_time(replace(self.when, units=0))
        self.row(PlayKind.PERIOD_END, words, truth, period=period)

    def row(
        self,
        kind: PlayKind,
        words: str,
        truth: float | None = None,
        *,
        period: int | None = None,
        timeout_by: Side | None = None,
    ) -> None:
        """A row without a snap; the end of a period shows no time."""
        ends = kind in (PlayKind.PERIOD_END, PlayKind.GAME_END)
        situation = self.script.situation(period or self.period, 0 if ends else self.clock, None)
        told = Play(situation=situation, kind=kind, description=words, timeout_by=timeout_by)
        self.script.told(told, truth)
