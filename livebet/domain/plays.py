"""Plays: what was known as a play began (`Situation`), and what came of it (`Play`)."""

from dataclasses import dataclass
from enum import StrEnum

from livebet.domain.games import Score, Side


class PlayKind(StrEnum):
    """What sort of play it was; administrative rows included. What sports share comes last."""

    KICKOFF = "kickoff"
    RUN = "run"
    PASS = "pass"
    SACK = "sack"
    PUNT = "punt"
    FIELD_GOAL = "field_goal"
    EXTRA_POINT = "extra_point"
    TWO_POINT = "two_point"
    KNEEL = "kneel"
    SPIKE = "spike"
    NO_PLAY = "no_play"

    TWO_POINTER = "two_pointer"
    THREE_POINTER = "three_pointer"
    FREE_THROW = "free_throw"
    REBOUND = "rebound"
    TURNOVER = "turnover"
    FOUL = "foul"
    VIOLATION = "violation"
    JUMP_BALL = "jump_ball"
    SUBSTITUTION = "substitution"

    PITCH = "pitch"
    SINGLE = "single"
    DOUBLE = "double"
    TRIPLE = "triple"
    HOME_RUN = "home_run"
    WALK = "walk"
    HIT_BY_PITCH = "hit_by_pitch"
    STRIKEOUT = "strikeout"
    OUT = "out"
    DOUBLE_PLAY = "double_play"
    FIELDERS_CHOICE = "fielders_choice"
    ERROR = "error"
    SACRIFICE = "sacrifice"
    STOLEN_BASE = "stolen_base"
    CAUGHT_STEALING = "caught_stealing"
    PICKOFF = "pickoff"
    ADVANCE = "advance"
    PITCHING_CHANGE = "pitching_change"

    TIMEOUT = "timeout"
    REVIEW = "review"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    GAME_END = "game_end"
    OTHER = "other"


class ScoreKind(StrEnum):
    """How points were made."""

    TOUCHDOWN = "touchdown"
    FIELD_GOAL = "field_goal"
    EXTRA_POINT = "extra_point"
    TWO_POINT = "two_point"
    SAFETY = "safety"
    DEFENSIVE_TWO_POINT = "defensive_two_point"
    TWO_POINTER = "two_pointer"
    THREE_POINTER = "three_pointer"
    FREE_THROW = "free_throw"
    RUN = "run"


POINTS: dict[ScoreKind, int] = {
    ScoreKind.TOUCHDOWN: 6,
    ScoreKind.FIELD_GOAL: 3,
    ScoreKind.EXTRA_POINT: 1,
    ScoreKind.TWO_POINT: 2,
    ScoreKind.SAFETY: 2,
    ScoreKind.DEFENSIVE_TWO_POINT: 2,
    ScoreKind.TWO_POINTER: 2,
    ScoreKind.THREE_POINTER: 3,
    ScoreKind.FREE_THROW: 1,
    ScoreKind.RUN: 1,
}


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Points that one play gave to one side."""

    side: Side
    kind: ScoreKind

    @property
    def points(self) -> int:
        """Worth of it."""
        return POINTS[self.kind]


@dataclass(frozen=True, slots=True)
class Penalty:
    """A flag that was accepted: against whom, how many yards."""

    against: Side
    yards: int


FIRST, SECOND, THIRD = 1, 2, 4
"""Bits of `Diamond.bases`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diamond:
    """A half-inning between two plays: who is out, who is on, and the count on the batter.

    `outs` is 0–3 (3: the half-inning is over); `bases` is the sum of the occupied bases' bits (`FIRST`,
    `SECOND`, `THIRD`); names are empty where the feed does not tell.
    """

    outs: int = 0
    bases: int = 0
    balls: int = 0
    strikes: int = 0
    batter: str = ""
    pitcher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known as a play begins.

    `sequence` orders the plays of a game; `clock_seconds` is what is left of the period, None where the
    feed gives no time; `yards_to_goal` counts from the side in possession to the line it attacks
    (1–99), None where there is no ball on the field; `down` is 0 outside scrimmage plays. On a kickoff the
    side in possession is the one that receives it (35 yards to goal when kicked from the kicker's own 35).
    In baseball `period` is the inning, there is no clock, and the side in possession bats.
    """

    play_id: str
    sequence: int
    period: int
    clock_seconds: int | None
    possession: Side | None
    down: int = 0
    distance: int = 0
    yards_to_goal: int | None = None
    diamond: Diamond | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One normalised play-by-play item: its situation and its result.

    `revision` counts the feed's own corrections of this play (0: as first told). `possession_after` is
    who has the ball once it is over, None where the play does not tell (then the rules decide);
    `spot_after` is that side's yards to goal then, None where the play does not tell. `score_after` is what
    the feed itself shows once the play is over: it checks `scores`, it never feeds them. `side` and `player`
    say whose play it was (who shot, fouled, lost the ball, batted), `detail` is the feed's own word for it.
    """

    situation: Situation
    kind: PlayKind
    description: str
    yards: int = 0
    scores: tuple[ScoreChange, ...] = ()
    turnover: bool = False
    first_down: bool = False
    possession_after: Side | None = None
    spot_after: int | None = None
    penalties: tuple[Penalty, ...] = ()
    timeout_by: Side | None = None
    challenge_lost_by: Side | None = None
    injured: tuple[str, ...] = ()
    score_after: Score | None = None
    side: Side | None = None
    player: str = ""
    detail: str = ""
    diamond_after: Diamond | None = None
    revision: int = 0
