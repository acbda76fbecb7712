"""An NBA game played out by the rates of `nba_rates`, its truth read from the tables of `nba_truth`."""

from dataclasses import replace

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind, ScoreKind
from livebet.simulator import nba_rates as rates
from livebet.simulator.nba_court import Court
from livebet.simulator.nba_rates import Action, Buzzer
from livebet.simulator.nba_truth import Moment, lost, made, rebounded
from livebet.simulator.script import Script

STOLEN, BLOCKED, OFFENSIVE = 0.55, 0.21, 0.12
"""Shares: turnovers that are steals, missed twos that are blocks, turnovers that are offensive fouls."""

_POINTS = {PlayKind.TWO_POINTER: 2, PlayKind.THREE_POINTER: 3}
_SCORES = {
    PlayKind.TWO_POINTER: ScoreKind.TWO_POINTER,
    PlayKind.THREE_POINTER: ScoreKind.THREE_POINTER,
    PlayKind.FREE_THROW: ScoreKind.FREE_THROW,
}
_SHOT_WORDS = {PlayKind.TWO_POINTER: "two pointer", PlayKind.THREE_POINTER: "three pointer"}
_TURNOVERS = ("bad pass", "lost ball", "traveling", "out of bounds", "3 second violation")


class NbaGame(Court):
    """One game as it is played."""

    def play(self) -> Script:
        """The whole game."""
        tip = self._period(1, None)
        for period in (2, 3, 4):
            self._period(period, tip)
        period = rates.REGULATION
        while not self.script.score.margin:
            period += 1
            self._period(period, None)
        ended = self.script.situation(period, 0, None)
        self.script.told(Play(situation=ended, kind=PlayKind.GAME_END, description="End of the game"))
        return self.script

    # ------------------------------------------------------------ periods

    def _period(self, period: int, tip: Side | None) -> Side:
        """A period; `tip` won the opening tip, None where there is one now. Who won it."""
        seconds = rates.PERIOD_SECONDS if period <= rates.REGULATION else rates.OVERTIME_SECONDS
        opens = None if tip is None else tip if period == rates.REGULATION else tip.other
        began = self.script.situation(period, seconds, opens)
        self.script.told(
            Play(situation=began, kind=PlayKind.PERIOD_START, description=f"Start of period {period}")
        )
        side = opens or self._jump(period, seconds)
        moment: Moment | None = Moment(period, seconds, self.script.score.margin, side, tip or side)
        while moment is not None:
            moment = self._chance(moment)
        self._period_over(period, tip or side)
        return tip or side

    def _jump(self, period: int, seconds: int) -> Side:
        side = self.dice.one_of(tuple(Side))
        moment = Moment(period, seconds, self.script.score.margin, side, side)
        player = self.dice.one_of(self.squads[side].floor)
        self.script.told(
            Play(
                situation=self.script.situation(period, seconds, None),
                kind=PlayKind.JUMP_BALL,
                description=f"{self.names[side]} {player} wins the jump ball",
                side=side,
                player=player,
                possession_after=side,
            ),
            self.truth.at(moment),
        )
        return side

    def _period_over(self, period: int, tip: Side) -> None:
        margin = self.script.score.margin
        truth = self.truth.at(Moment(period, 0, margin, tip, tip))
        ended = self.script.situation(period, 0, None)
        self.script.told(
            Play(situation=ended, kind=PlayKind.PERIOD_END, description=f"End of period {period}"), truth
        )

    # ------------------------------------------------------------ chances

    def _chance(self, moment: Moment) -> Moment | None:
        """One chance: where the ball is then, None where the period is over."""
        lead = moment.margin if moment.side is Side.HOME else -moment.margin
        plan = rates.plan_of(moment.period, moment.clock_seconds, lead, moment.again)
        seconds = self.dice.draw(rates.LENGTHS[plan])
        if seconds >= moment.clock_seconds:
            self._buzzer(replace(moment, clock_seconds=0, again=False))
            return None
        edge = rates.edge_at(self.truth.edge, moment.margin)
        action = self.dice.draw(rates.actions(edge if moment.side is Side.HOME else -edge, plan))
        after = self._act(replace(moment, clock_seconds=moment.clock_seconds - seconds, again=False), action)
        return after if after.clock_seconds else None

    def _buzzer(self, moment: Moment) -> None:
        match self.dice.draw(rates.LAST_SECOND):
            case Buzzer.TWO_MADE:
                self._shot(moment, PlayKind.TWO_POINTER, True)
            case Buzzer.THREE_MADE:
                self._shot(moment, PlayKind.THREE_POINTER, True)
            case Buzzer.MISSED:
                self._shot(moment, PlayKind.THREE_POINTER, False)
            case Buzzer.NOTHING:
                pass

    def _act(self, moment: Moment, action: Action) -> Moment:
        match action:
            case Action.TWO_MADE | Action.THREE_MADE:
                return self._shot(moment, _kind(action), True)
            case Action.TWO_MISSED | Action.THREE_MISSED:
                self._shot(moment, _kind(action), False)
                return self._rebound(moment)
            case Action.TWO_AND_ONE | Action.THREE_AND_ONE:
                return self._and_one(moment, _kind(action))
            case Action.TWO_THROWS | Action.THREE_THROWS:
                throws = 2 if action is Action.TWO_THROWS else 3
                self.foul(moment, "shooting", self.truth.throws(moment, throws))
                return self._throws(moment, throws)
            case Action.TURNOVER:
                return self._turnover(moment)
            case Action.PERSONAL:
                return self._personal(moment)

    def _shot(self, moment: Moment, kind: PlayKind, scored: bool) -> Moment:
        """A shot; where the ball goes after a made one."""
        side, player = moment.side, self.player_of(moment.side)
        after = lost(made(moment, _POINTS[kind]))
        truth = self.truth.at(after) if scored else self._missed(moment)
        words = f"{self.names[side]} {player} {_SHOT_WORDS[kind]} {'made' if scored else 'missed'}"
        blocked = not scored and kind is PlayKind.TWO_POINTER and self.dice.happens(BLOCKED)
        if blocked:
            words += f", blocked by {self.player_of(side.other)}"
        self.row(
            moment,
            truth,
            kind=kind,
            description=words,
            scores=self.script.points(side, _SCORES[kind]) if scored else (),
            side=side,
            player=player,
            detail="block" if blocked else "",
            possession_after=side.other if scored else None,
        )
        return after

    def _missed(self, moment: Moment) -> float:
        return self.truth.missed(moment) if moment.clock_seconds else self.truth.at(moment)

    def _rebound(self, moment: Moment, of_throw: bool = False) -> Moment:
        share = rates.OFFENSIVE_REBOUND_OF_FREE_THROW if of_throw else rates.OFFENSIVE_REBOUND
        after = rebounded(moment, self.dice.happens(share))
        player, detail = self.player_of(after.side), "offensive" if after.again else "defensive"
        self.row(
            replace(after, side=moment.side),
            self.truth.at(after),
            kind=PlayKind.REBOUND,
            description=f"{self.names[after.side]} {player} {detail} rebound",
            side=after.side,
            player=player,
            detail=detail,
            possession_after=after.side,
        )
        return after

    def _and_one(self, moment: Moment, kind: PlayKind) -> Moment:
        scored = made(moment, _POINTS[kind])
        side, player, truth = moment.side, self.player_of(moment.side), self.truth.throws(scored, 1)
        self.row(
            moment,
            truth,
            kind=kind,
            description=f"{self.names[side]} {player} {_SHOT_WORDS[kind]} made, fouled",
            scores=self.script.points(side, _SCORES[kind]),
            side=side,
            player=player,
            possession_after=side,
        )
        self.foul(scored, "shooting", truth)
        return self._throws(scored, 1, player)

    def _throws(self, moment: Moment, throws: int, player: str = "") -> Moment:
        """Free throws, and where the ball is after the last."""
        side, player = moment.side, player or self.player_of(moment.side)
        scored = False
        for left in range(throws - 1, -1, -1):
            scored = self.dice.happens(rates.FREE_THROW)
            before, moment = moment, made(moment, 1) if scored else moment
            if left:
                truth = self.truth.throws(moment, left)
            else:
                truth = self.truth.at(lost(moment)) if scored else self.truth.missed(moment, True)
            words = f"free throw {throws - left} of {throws} {'made' if scored else 'missed'}"
            self.row(
                before,
                truth,
                kind=PlayKind.FREE_THROW,
                description=f"{self.names[side]} {player} {words}",
                scores=self.script.points(side, ScoreKind.FREE_THROW) if scored else (),
                side=side,
                player=player,
                detail=f"{throws - left} of {throws}",
                possession_after=side.other if scored and not left else None,
            )
        return lost(moment) if scored else self._rebound(moment, True)

    def _turnover(self, moment: Moment) -> Moment:
        side, player, after = moment.side, self.player_of(moment.side), lost(moment)
        truth, detail = self.truth.at(after), self.dice.one_of(_TURNOVERS)
        if self.dice.happens(OFFENSIVE):
            self.foul(moment, "offensive", truth, by=side, player=player)
            detail = "offensive foul"
        elif self.dice.happens(STOLEN):
            detail = f"steal by {self.player_of(side.other)}"
        self.row(
            moment,
            truth,
            kind=PlayKind.TURNOVER,
            description=f"{self.names[side]} {player} turnover: {detail}",
            turnover=True,
            side=side,
            player=player,
            detail=detail.partition(" by ")[0],
            possession_after=after.side,
        )
        if "steal" not in detail:
            self.dead_ball(after)
        return after

    def _personal(self, moment: Moment) -> Moment:
        """A foul away from the shot: two free throws late in a period, else the ball from the side."""
        if moment.clock_seconds <= rates.PENALTY_SECONDS:
            self.foul(moment, "personal", self.truth.throws(moment, 2))
            return self._throws(moment, 2)
        after = replace(moment, again=True)
        self.foul(moment, "personal", self.truth.at(after))
        return after


def _kind(action: Action) -> PlayKind:
    return PlayKind.TWO_POINTER if "TWO" in action.name else PlayKind.THREE_POINTER
