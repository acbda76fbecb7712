"""A baseball game played out by the rates of `mlb_rates`, pitch by pitch, with its truth from `mlb_truth`."""

from dataclasses import dataclass, replace
from functools import cache

from livebet.domain.games import Game, Side
from livebet.domain.plays import Diamond, Play, PlayKind, ScoreKind
from livebet.simulator.dice import Dice, Loaded
from livebet.simulator.mlb_rates import (
    INNINGS,
    PITCHES,
    Base,
    Count,
    Happens,
    Pitch,
    before_pitches,
    in_play,
    pitched,
    struck_out,
    walked,
)
from livebet.simulator.mlb_truth import Half, Truth
from livebet.simulator.names import roster
from livebet.simulator.script import Script

BATTERS, ARMS = 9, 9
STARTER_FACES = (18, 26)
RELIEVER_FACES = (3, 6)
"""Batters faced, fewest and most (a starter of 2023 faced 22)."""
CALLED = 0.61
"""Share of the strikes without contact that were called, the rest swung at (2019)."""

_PITCH_DICE = {count: Loaded(shares) for count, shares in PITCHES.items()}
_RUNNERS = frozenset((PlayKind.STOLEN_BASE, PlayKind.CAUGHT_STEALING, PlayKind.PICKOFF, PlayKind.ADVANCE))
NOTHING = Happens(1.0, PlayKind.OTHER, "", Base())
_WORDS = {
    PlayKind.STOLEN_BASE: "a runner steals {detail}",
    PlayKind.CAUGHT_STEALING: "a runner is caught stealing {detail}",
    PlayKind.PICKOFF: "a runner is picked off {detail}",
    PlayKind.ADVANCE: "runners advance on a {detail}",
}


@dataclass(slots=True)
class Nine:
    """One side: its batters in order and its pitchers, all alike. `faces`: batters left to this pitcher."""

    batters: tuple[str, ...]
    arms: list[str]
    faces: int
    up: int = 0


@cache
def _moves(base: Base) -> Loaded[Happens]:
    told = {thing: thing.probability for thing in before_pitches(base)}
    return Loaded({**told, NOTHING: 1.0 - sum(told.values())})


@cache
def _contacts(base: Base, edge: float) -> Loaded[Happens]:
    return Loaded({thing: thing.probability for thing in in_play(base, edge)})


class MlbGame:
    """One game as it is played."""

    def __init__(self, game: Game, truth: Truth, dice: Dice) -> None:
        self.truth, self.dice = truth, dice
        self.names = {Side.HOME: game.home_team, Side.AWAY: game.away_team}
        self.nines = {side: self._nine() for side in Side}
        self.half = Half(1, Side.AWAY, 0)
        self.script = Script(truth.at(self.half, Base()))

    def _nine(self) -> Nine:
        players = roster(self.dice, BATTERS + ARMS)
        return Nine(players[:BATTERS], list(players[BATTERS:]), self.dice.between(*STARTER_FACES))

    def play(self) -> Script:
        """The whole game."""
        inning = 0
        while inning < INNINGS or not self.script.score.margin:
            inning += 1
            self._half(inning, Side.AWAY)
            if inning < INNINGS or self.script.score.margin <= 0:
                self._half(inning, Side.HOME)
        ended = self.script.situation(inning, None, None)
        self.script.told(Play(situation=ended, kind=PlayKind.GAME_END, description="End of the game"))
        return self.script

    @property
    def _walked_off(self) -> bool:
        return self.half.inning >= INNINGS and self.half.batting is Side.HOME and self.half.margin > 0

    def _half(self, inning: int, batting: Side) -> None:
        self.half = Half(inning, batting, self.script.score.margin)
        base = self.truth.opens(inning)
        while base.outs < 3 and not self._walked_off:
            base = self._appearance(base)
        if self._walked_off:
            return
        detail = "top" if batting is Side.AWAY else "bottom"
        self._told(
            Base(3),
            self.truth.at(self.half, Base(3)),
            kind=PlayKind.PERIOD_END,
            description=f"End of the {detail} of inning {inning}",
            detail=detail,
        )

    # ------------------------------------------------------------ a plate appearance

    def _appearance(self, base: Base) -> Base:
        """One batter: runners first, then pitches until it ends. The outs and bases then."""
        self._change_pitcher(base)
        moved = self.dice.draw(_moves(base))
        if moved is not NOTHING:
            self._happens(base, moved, (0, 0), settled=True)
            base = moved.after
            if base.outs >= 3 or self._walked_off:
                return base
        end, count = self._pitches(base)
        after = self._happens(base, self._ended(base, end), count)
        nine = self.nines[self.half.batting]
        nine.up = (nine.up + 1) % BATTERS
        self.nines[self.half.batting.other].faces -= 1
        return after

    def _pitches(self, base: Base) -> tuple[Pitch, Count]:
        """Pitches up to the last, which the plate appearance's own play tells; its count before that."""
        chance, count = self.truth.by_count(self.half, base), (0, 0)
        while True:
            pitch = self.dice.draw(_PITCH_DICE[count])
            after = pitched(count, pitch)
            if after is None:
                return pitch, count
            detail = pitch.value
            if pitch is Pitch.STRIKE:
                detail = "called strike" if self.dice.happens(CALLED) else "swinging strike"
            self._told(
                base,
                chance(after),
                count,
                after,
                kind=PlayKind.PITCH,
                description=f"{detail}, {after[0]}-{after[1]}",
                detail=detail,
            )
            count = after

    def _ended(self, base: Base, end: Pitch) -> Happens:
        match end:
            case Pitch.BALL:
                return walked(base, PlayKind.WALK, "walk")
            case Pitch.HIT_BATTER:
                return walked(base, PlayKind.HIT_BY_PITCH, "hit by pitch")
            case Pitch.STRIKE:
                return struck_out(base)
            case _:
                return self.dice.draw(_contacts(base, self.truth.edge[self.half.batting]))

    def _happens(self, base: Base, one: Happens, count: Count, settled: bool = False) -> Base:
        """Tell of it; a hit that wins the game brings home no more than it must, a home run all."""
        runs = one.runs
        if (
            self.half.inning >= INNINGS
            and self.half.batting is Side.HOME
            and one.kind is not PlayKind.HOME_RUN
        ):
            runs = min(runs, 1 - self.half.margin)
        side = self.half.batting
        scores = self.script.points(side, ScoreKind.RUN, runs)
        words = _WORDS[one.kind].format(detail=one.detail) if one.kind in _RUNNERS else one.detail
        brought = f", {runs} in" if runs else ""
        name = self.names[side]
        batter = self._batter()
        before, self.half = self.half, replace(self.half, margin=self.script.score.margin)
        self._told(
            base,
            self.truth.at(self.half, one.after, settled),
            count,
            count if settled else (0, 0),
            one.after,
            kind=one.kind,
            description=f"{name} {words}{brought}"
            if one.kind in _RUNNERS
            else f"{name} {batter} {words}{brought}",
            scores=scores,
            side=before.batting,
            player="" if one.kind in _RUNNERS else batter,
            detail=one.detail,
        )
        return one.after

    # ------------------------------------------------------------ who is on the field

    def _change_pitcher(self, base: Base) -> None:
        """A fresh arm where the old one is done: it tells nothing of the chances."""
        side = self.half.batting.other
        nine = self.nines[side]
        if nine.faces > 0 or len(nine.arms) == 1:
            return
        gone, nine.faces = nine.arms.pop(0), self.dice.between(*RELIEVER_FACES)
        self._told(
            base,
            None,
            kind=PlayKind.PITCHING_CHANGE,
            description=f"{self.names[side]} {nine.arms[0]} replaces {gone}",
            side=side,
            player=nine.arms[0],
        )

    def _batter(self) -> str:
        nine = self.nines[self.half.batting]
        return nine.batters[nine.up]

    def _diamond(self, base: Base, count: Count) -> Diamond:
        return Diamond(
            outs=base.outs,
            bases=base.bases if base.outs < 3 else 0,
            balls=count[0],
            strikes=count[1],
            batter=self._batter(),
            pitcher=self.nines[self.half.batting.other].arms[0],
        )

    def _told(
        self,
        base: Base,
        truth: float | None,
        count: Count = (0, 0),
        count_after: Count = (0, 0),
        after: Base | None = None,
        **result: object,
    ) -> None:
        situation = self.script.situation(
            self.half.inning, None, self.half.batting, diamond=self._diamond(base, count)
        )
        then = self._diamond(base if after is None else after, count_after)
        self.script.told(Play(situation=situation, diamond_after=then, **result), truth)  # type: ignore[arg-type]
