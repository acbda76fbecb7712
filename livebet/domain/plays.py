"""Plays: what was known as a play began (`Situation`), and what came of it (`Play`)."""

from dataclasses import dataclass
from enum import StrEnum

from livebet.domain.games import Side


class PlayKind(StrEnum):
    """What sort of play it was; administrative rows included."""

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
    TIMEOUT = "timeout"
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


POINTS: dict[ScoreKind, int] = {
    ScoreKind.TOUCHDOWN: 6,
    ScoreKind.FIELD_GOAL: 3,
    ScoreKind.EXTRA_POINT: 1,
    ScoreKind.TWO_POINT: 2,
    ScoreKind.SAFETY: 2,
    ScoreKind.DEFENSIVE_TWO_POINT: 2,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known as a play begins.

    `sequence` orders the plays of a game; `clock_seconds` is what is left of the period, None where the
    feed gives no time; `yards_to_goal` counts from the side in possession to the line it attacks
    (1–99), None where there is no ball on the field; `down` is 0 outside scrimmage plays. On a kickoff the
    side in possession is the one that receives it (35 yards to goal when kicked from the kicker's own 35).
    """

    play_id: str
    sequence: int
    period: int
    clock_seconds: int | None
    possession: Side | None
    down: int = 0
    distance: int = 0
    yards_to_goal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One normalised play-by-play item: its situation and its result.

    `revision` counts the feed's own corrections of this play (0: as first told). `possession_after` is
    who has the ball once it is over, None where the play does not tell (then the rules decide);
    `spot_after` is that side's yards to goal then, None where the play does not tell.
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
    revision: int = 0
