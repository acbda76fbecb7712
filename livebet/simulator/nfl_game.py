"""An NFL game played out by the rates of `nfl_rates`, its truth from `nfl_truth`.

A drive keeps its plan; timeouts and the two-minute warning only tell of a clock that was drawn without them;
a quarter that ends takes no time from the next. Where the ball is taken over on downs may differ by up to
three yards from where it lay (the cells of both sides do not meet), and by as much a gain on fourth down. No
onside kicks, no kick returned for points; regular season only.
"""

from dataclasses import replace

from livebet.domain.games import Game, Side
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind
from livebet.game.sports.nfl_overtime import OvertimeEnd
from livebet.game.sports.nfl_periods import kickoff_yards_to_goal, try_yards_to_goal
from livebet.simulator import nfl_rates as rates
from livebet.simulator.dice import Dice, Loaded
from livebet.simulator.names import roster
from livebet.simulator.nfl_clock import OVERTIME, Clocked
from livebet.simulator.nfl_downs import (
    FIELD_GOAL,
    RETURNED,
    SAFETY,
    TOUCHDOWN,
    Comes,
    End,
    Snap,
    die,
    field_goal,
    missed_from,
    series,
)
from livebet.simulator.nfl_field import Placed, any_off, moved, opened
from livebet.simulator.nfl_rates import Plan, Way
from livebet.simulator.nfl_told import told_play
from livebet.simulator.nfl_truth import Truth
from livebet.simulator.script import Script

PLAYERS = 13
SAFETY_KICK = 20
LATER_TURNS = 4
"""Stages of overtime are its turns: the first, the second, all others."""

_RUN_OFF = {plan: Loaded(units) for plan, units in rates.RUN_OFF.items()}
_RETURNED_TO = Loaded(rates.RETURNED_TO)
_SAME_YARD = (Way.INCOMPLETE, Way.FALSE_START)
_BY: dict[End, tuple[ScoreKind, bool]] = {
    TOUCHDOWN: (ScoreKind.TOUCHDOWN, True),
    FIELD_GOAL: (ScoreKind.FIELD_GOAL, True),
    RETURNED: (ScoreKind.TOUCHDOWN, False),
    SAFETY: (ScoreKind.SAFETY, False),
}
"""What an end scores, and whether for the side that had the ball."""


class NflGame(Clocked):
    """One game as it is played."""

    def __init__(self, game: Game, truth: Truth, dice: Dice) -> None:
        super().__init__(game, truth, dice)
        self.players = {side: roster(dice, PLAYERS) for side in Side}
        self.over = False

    def play(self) -> Script:
        """The whole game."""
        for stage, receiver in enumerate((self.opened, self.opened.other)):
            self.open_stage(stage, rates.HALF_UNITS, 3)
            self._drives(receiver)
            self.stage_over(f"END QUARTER {2 * stage + 2}")
        if not self.script.score.margin:
            extra = self.truth.overtime
            self.open_stage(OVERTIME, extra.seconds // rates.UNIT_SECONDS, extra.timeouts)
            self._drives(self.dice.one_of(tuple(Side)))
            if not self.over:
                self.stage_over("END OVERTIME")
        self.row(PlayKind.GAME_END, "END GAME")
        return self.script

    def _drives(self, receiver: Side) -> None:
        """From a kickoff until time is over or overtime won."""
        side, first = receiver, self._kickoff(receiver)
        while self.units and not self.over:
            side, first = self._drive(side, first)

    # ------------------------------------------------------------ kicks

    def _kickoff(self, receiver: Side, free: bool = False) -> Placed:
        """A kickoff: the receiver's first snap. After a safety it always comes down at the same place."""
        returned = not free and self.dice.happens(rates.KICK_RETURNED)
        cell = rates.FREE_KICK_CELL if free else self.truth.touchback
        if returned:
            cell = self.dice.draw(_RETURNED_TO)
        placed = opened(series(cell), any_off(self.dice, cell) if returned else 1)
        after = replace(self.when, units=self.units - int(returned))
        truth = self.truth.begun(after, receiver, cell) if after.units else self.truth.out_of_time(after)
        words = f"returned to {placed.yards_to_goal} yards from the goal" if returned else "touchback"
        self._told(
            receiver,
            SAFETY_KICK if free else kickoff_yards_to_goal(self.game.season),
            truth,
            kind=PlayKind.KICKOFF,
            description=f"{self.names[receiver.other]} kicks off, {words if not free else 'downed'}",
            possession_after=receiver,
            spot_after=placed.yards_to_goal,
        )
        if returned:
            self.let_pass(1, truth)
        return placed

    def _try(self, scorer: Side) -> None:
        two = rates.goes_for_two(self.half, self.units, self.lead(scorer))
        good = self.dice.happens(rates.TWO_POINT if two else rates.EXTRA_POINT)
        what = "two-point try" if two else "extra point"
        kind = ScoreKind.TWO_POINT if two else ScoreKind.EXTRA_POINT
        scores = self.script.points(scorer, kind) if good else ()
        self._told(
            scorer,
            2 if two else try_yards_to_goal(self.game.season),
            self.truth.kicked(replace(self.when, stage=self._next_stage), scorer.other),
            kind=PlayKind.TWO_POINT if two else PlayKind.EXTRA_POINT,
            description=f"{self.names[scorer]} {what} is {'good' if good else 'no good'}",
            scores=scores,
        )

    # ------------------------------------------------------------ drives

    def _drive(self, side: Side, placed: Placed) -> tuple[Side, Placed]:
        """A drive; whose the next is and its first snap, of no meaning once time is over."""
        plan = rates.plan_of(self.half, self.units, self.lead(side))
        if plan is Plan.KNEEL:
            self._kneels(side, placed)
        edge = self.truth.edge if side is Side.HOME else -self.truth.edge
        while self.units:
            comes = self.dice.draw(die(placed.snap, edge, plan))
            if isinstance(comes.then, End):
                return self._ended(side, plan, placed, comes, comes.then)
            placed = self._snapped(side, plan, placed, comes, comes.then)
        if plan is not Plan.KNEEL:
            self._last_kick(side, placed)
        return side, placed

    def _snapped(self, side: Side, plan: Plan, placed: Placed, comes: Comes, then: Snap) -> Placed:
        """A play that keeps the drive alive, and the time until the next snap."""
        if comes.way in _SAME_YARD:
            after = replace(placed, snap=then)
        elif comes.way is Way.DEFENSIVE_HOLDING:
            after = opened(then, max(1, placed.off))
        else:
            after = moved(self.dice, placed, then, comes.reached, comes.way is Way.SACK)
        truth = self.truth.after(self.when, side, plan, comes)
        self._scrimmage(side, placed, comes, truth, after)
        units = self.dice.draw(_RUN_OFF[plan]) if comes.runs_clock else 1
        known = self.truth.snap(replace(self.when, units=max(0, self.units - units)), side, plan, then)
        self.let_pass(units, known)
        if comes.runs_clock and units <= 2:
            self.timeout(side.other if plan is Plan.MILK else side, known)
        return after

    def _ended(self, side: Side, plan: Plan, placed: Placed, comes: Comes, end: End) -> tuple[Side, Placed]:
        """The drive's last play and what follows it."""
        truth = self.truth.after(self.when, side, plan, comes)
        off = any_off(self.dice, end.cell) if end.cell else 1
        self._scrimmage(side, placed, comes, truth, off)
        self.let_pass(1, truth)
        scorer = side if end == TOUCHDOWN else side.other
        self.over = self._won(end, scorer)
        if end in (TOUCHDOWN, RETURNED) and not self.over:
            self._try(scorer)
            self.over = self.stage > OVERTIME and self.script.score.margin != 0
        self.stage = self._next_stage
        if self.over or not self.units:
            return side, placed
        if end.cell:
            return side.other, opened(series(end.cell), off)
        receiver = side if end == RETURNED else side.other
        return receiver, self._kickoff(receiver, free=end == SAFETY)

    @property
    def _next_stage(self) -> int:
        return self.stage if self.stage < OVERTIME else min(LATER_TURNS, self.stage + 1)

    def _won(self, end: End, scorer: Side) -> bool:
        """Whether overtime is over with this end of a turn."""
        if self.stage < OVERTIME:
            return False
        if self.stage > OVERTIME:
            return self.lead(scorer) > 0 if end in (TOUCHDOWN, RETURNED) else self.lead(scorer) != 0
        ends = self.truth.overtime.ends
        if end == TOUCHDOWN:
            return ends is not OvertimeEnd.BOTH_POSSESS
        return end in (RETURNED, SAFETY) or (end == FIELD_GOAL and ends is OvertimeEnd.SUDDEN_DEATH)

    def _kneels(self, side: Side, placed: Placed) -> None:
        """A side that leads lets the time run out."""
        spot, down = placed.yards_to_goal, 0
        while self.units:
            down += 1
            lost = int(spot < 99)
            self._told(
                side,
                spot,
                None,
                down=down,
                distance=min(99, placed.distance + spot - placed.yards_to_goal),
                kind=PlayKind.KNEEL,
                description=f"{self.names[side]} {self.players[side][0]} kneels",
                yards=-lost,
            )
            spot += lost
            self.let_pass(rates.KNEEL_UNITS, self.script.truth_now)

    def _last_kick(self, side: Side, placed: Placed) -> None:
        """A field goal with the last second, where that helps and it is near enough."""
        cell = placed.snap.cell
        if not rates.kicks_at_the_end(self.half, self.lead(side)) or cell > rates.LONGEST_TRY:
            return
        good = self.dice.happens(field_goal(cell))
        end = FIELD_GOAL if good else missed_from(cell)
        gain = 3 if good else 0
        after = replace(self.when, margin=self.when.margin + (gain if side is Side.HOME else -gain))
        self.units, self.jitter = 1, rates.UNIT_SECONDS - 1
        self._scrimmage(side, placed, Comes(Way.FIELD_GOAL, end), self.truth.out_of_time(after), 1)
        self.units, self.jitter = 0, 0
        self.over = self.stage >= OVERTIME and self.script.score.margin != 0

    # ------------------------------------------------------------ telling

    def _scrimmage(self, side: Side, placed: Placed, comes: Comes, truth: float, after: Placed | int) -> None:
        player = self.dice.one_of(self.players[side])
        scores: tuple[ScoreChange, ...] = ()
        if isinstance(comes.then, End) and comes.then in _BY:
            kind, own = _BY[comes.then]
            scores = self.script.points(side if own else side.other, kind)
        result = told_play(comes, side, placed, after, self.names, player)
        snap = placed.snap
        self._told(
            side,
            placed.yards_to_goal,
            truth,
            down=snap.down,
            distance=placed.distance,
            scores=scores,
            **result,
        )

    def _told(
        self,
        ball: Side,
        spot: int,
        truth: float | None,
        down: int = 0,
        distance: int = 0,
        **result: object,
    ) -> None:
        situation = self.script.situation(
            self.period, self.clock, ball, down=down, distance=distance, yards_to_goal=spot
        )
        self.script.told(Play(situation=situation, **result), truth)  # type: ignore[arg-type]
