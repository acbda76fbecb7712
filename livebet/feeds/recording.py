"""What a feed's parser makes of one recorded game."""

from dataclasses import dataclass, field

from livebet.domain.games import Game, Score, Side
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, ScoreKind


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a recording that was repaired, and how. `play_id` is empty where the game is meant."""

    play_id: str
    finding: str
    detail: str


@dataclass(frozen=True, slots=True)
class ScoringLine:
    """One line of the official scoring summary: a touchdown, field goal or safety, and how its try ended.

    `try_points` is 0, 1 or 2; None where the line does not tell.
    """

    play_id: str
    side: Side
    kind: ScoreKind
    period: int
    try_points: int | None


@dataclass(frozen=True, slots=True)
class Official:
    """What the league itself says came of the game. It only checks the reconstruction, never feeds it.

    `by_period` holds the points of quarters 1–4 and of all overtime together.
    """

    final: Score
    by_period: tuple[Score, ...]
    summary: tuple[ScoringLine, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """A game with its plays in order, what was repaired in it and what was refused of it."""

    game: Game
    plays: tuple[Play, ...]
    official: Official
    findings: tuple[Finding, ...] = field(default=())
    refused: tuple[Refused, ...] = field(default=())
