"""Overtime of the NFL, by season."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from livebet.domain.games import Score, SeasonType, Side
from livebet.domain.plays import Play, ScoreKind
from livebet.game.sports.nfl_downs import STANDING, Snap
from livebet.game.sports.nfl_periods import QUARTER_SECONDS, TIMEOUTS
from livebet.game.state import Ball, GameState


class OvertimeEnd(StrEnum):
    """What ends an overtime before its clock does."""

    SUDDEN_DEATH = "sudden_death"
    """Any score."""

    MODIFIED = "modified"
    """A touchdown, a safety, or a lead once both sides had the ball."""

    BOTH_POSSESS = "both_possess"
    """A safety or the defence's touchdown, or a lead once both sides had the ball."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """An overtime's rules. With `ties` a level score after its one period ends the game."""

    ends: OvertimeEnd
    seconds: int
    timeouts: int
    ties: bool


@cache
def overtime(season: int, season_type: SeasonType) -> Overtime:
    """The rules of a season's overtime (NFL rule 16 of that year)."""
    playoffs = season_type is SeasonType.PLAYOFFS
    if season < (2010 if playoffs else 2012):
        ends = OvertimeEnd.SUDDEN_DEATH
    elif season < (2022 if playoffs else 2025):
        ends = OvertimeEnd.MODIFIED
    else:
        ends = OvertimeEnd.BOTH_POSSESS
    seconds = QUARTER_SECONDS if playoffs or season < 2017 else 600
    return Overtime(ends, seconds, TIMEOUTS if playoffs else 2, ties=not playoffs)


def turn_over(state: GameState, play: Play, snap: Snap) -> bool:
    """Whether a side's turn with the ball ended; a kickoff that its kickers recover was the receiver's."""
    if state.ball is Ball.TRY or state.possession is None or play.kind in STANDING:
        return False
    return bool(play.scores) or snap[1] is not state.possession


def won(state: GameState, play: Play, score: Score, turns: int) -> bool:
    """Whether the lead in overtime wins the game now; `turns` counts the turns with the ball that ended."""
    if not score.margin or play.kind in STANDING:
        return False
    leader = Side.HOME if score.margin > 0 else Side.AWAY
    made = {scored.kind: scored.side for scored in play.scores}
    if made.get(ScoreKind.TOUCHDOWN) is leader.other:
        return False
    ends = overtime(state.game.season, state.game.season_type).ends
    if ends is OvertimeEnd.SUDDEN_DEATH or turns >= 2 or ScoreKind.SAFETY in made:
        return True
    scorer = made.get(ScoreKind.TOUCHDOWN)
    return scorer is not None and (ends is OvertimeEnd.MODIFIED or scorer is not state.possession)
