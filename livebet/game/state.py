"""The state of a game: everything the rules and the features need to know, and nothing else.

`livebet.game.sports.<sport>` folds plays into it: `begin(state, situation)` sets what is known as a play
begins, `finish(state, play)` adds what came of it. Both are pure.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from livebet.domain.games import Game, Score, Side
from livebet.domain.plays import Diamond, PlayKind


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
    """What momentum remembers of one finished play, from the side that had the ball.

    `clock_seconds` is 0 in a sport without a clock.
    """

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
    """One side's sums so far: plays with the ball, successes among them, turnovers lost, yards gained.

    In football plays are snaps from scrimmage; in basketball field goals tried and made; in baseball plate
    appearances and those that put the batter on base.
    """

    plays: int = 0
    successes: int = 0
    turnovers: int = 0
    yards: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How often a player did something."""

    side: Side
    player: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """What basketball's state knows beside score, clock and possession.

    `fouls_*` are the team fouls of this period, `late_*` those among them in its last two minutes; `personal`
    counts fouls by player; `unanswered` is points since the other side's last, positive for home; `makes_*`
    and `hot` count field goals made since the last miss, by side and by player; `clutch` is the last period
    that came to clutch time, 0 for none.
    """

    fouls_home: int = 0
    fouls_away: int = 0
    late_home: int = 0
    late_away: int = 0
    personal: tuple[Count, ...] = ()
    unanswered: int = 0
    makes_home: int = 0
    makes_away: int = 0
    hot: tuple[Count, ...] = ()
    clutch: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """How the side in possession has the ball in basketball.

    `since` is the clock at which it got it or was fouled, in seconds left of the period; `free_throws` are
    those of it that are surely to come; `fouled` says that it was fouled and has not played on, `loose` that
    its shot missed and nobody has rebounded it, `again` that it rebounded a miss of its own, `given` that it
    has the ball by a turnover.
    """

    since: int
    free_throws: int = 0
    fouled: bool = False
    loose: bool = False
    again: bool = False
    given: bool = False


NIL = Score()
UNPLAYED = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class GameState:
    """A game between two plays (or, after `begin`, as one begins).

    `revision` counts foldings, so that of two states of one game the newer is known. `clock_seconds` is
    left in the period, 0 in a sport without a clock. `timeouts_*` are left in this half (basketball: in the
    game, as far as they can still be used). `opening_receiver` got the first kickoff or the opening tap.
    `expected_margin` is home minus away points expected before kickoff, from ratings or a spread; None where
    nobody knows. `court` and `hold` are basketball's; `diamond` is baseball's, where the side in possession
    bats.
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
    court: Court | None = None
    hold: Hold | None = None
    diamond: Diamond | None = None

    @property
    def winner(self) -> Side | None:
        """Who won a final game; None for a tie or a game still on."""
        if self.phase is not Phase.FINAL or self.score.margin == 0:
            return None
        return Side.HOME if self.score.margin > 0 else Side.AWAY
