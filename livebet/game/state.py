"""The state of a game: everything the rules and the features need to know, and nothing else.

`livebet.game.sports.<sport>` folds plays into it: `begin(state, situation)` sets what is known as a play
begins, `finish(state, play)` adds what came of it. Both are pure.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from livebet.domain.games import Game, Score, Side
from livebet.domain.plays import PlayKind


class Phase(StrEnum):
    """How far a game is."""

    SCHEDULED = "scheduled"
    IN_PLAY = "in_play"
    FINAL = "final"
    ABANDONED = "abandoned"
    """Given up by whoever told of it: no result, and nothing more expected. No rule leads to it."""


OVER = frozenset((Phase.FINAL, Phase.ABANDONED))
"""The phases of a game that is not active any more."""


class Ball(StrEnum):
    """What the ball is for next: it decides whether down and distance mean anything."""

    KICKOFF = "kickoff"
    SCRIMMAGE = "scrimmage"
    TRY = "try"


@dataclass(frozen=True, slots=True)
class PlayMark:
    """What momentum remembers of one finished play, from the side that had the ball."""

    side: Side
    kind: PlayKind
    yards: int
    success: bool
    points: int
    turnover: bool
    period: int
    clock_seconds: int


@dataclass(frozen=True, slots=True)
class Tally:
    """One side's sums so far: scrimmage plays with the ball, successes among them, turnovers lost."""

    plays: int = 0
    successes: int = 0
    turnovers: int = 0
    yards: int = 0


NIL = Score()
UNPLAYED = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class GameState:
    """A game between two plays (or, after `begin`, as one begins).

    `revision` counts foldings, so that of two states of one game the newer is known. `clock_seconds` is
    left in the period. `timeouts_*` are left in this half. `opening_receiver` got the first kickoff, so the
    other side gets the second half's. `expected_margin` is home minus away points expected before
    kickoff, from ratings or a spread; None where nobody knows.
    """

    game: Game
    expected_margin: float | None = None
    revision: int = 0
    phase: Phase = Phase.SCHEDULED
    period: int = 1
    clock_seconds: int = 900
    score: Score = NIL
    ball: Ball = Ball.KICKOFF
    possession: Side | None = None
    down: int = 0
    distance: int = 0
    yards_to_goal: int | None = None
    timeouts_home: int = 3
    timeouts_away: int = 3
    opening_receiver: Side | None = None
    overtime_possessions: int = 0
    play_id: str = ""
    sequence: int = -1
    recent: tuple[PlayMark, ...] = ()
    home: Tally = UNPLAYED
    away: Tally = UNPLAYED
    observed_at: datetime | None = None

    @property
    def winner(self) -> Side | None:
        """Who won a final game; None for a tie or a game still on."""
        if self.phase is not Phase.FINAL or self.score.margin == 0:
            return None
        return Side.HOME if self.score.margin > 0 else Side.AWAY
