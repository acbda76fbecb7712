"""A game as it is being written: its plays, and the truth after each of them."""

from dataclasses import dataclass, field, replace

from livebet.domain.games import Game, Score, Side
from livebet.domain.plays import Play, ScoreChange, ScoreKind, Situation


@dataclass(frozen=True, slots=True)
class Strengths:
    """Points (runs) a game by which each side is better than an average one on a neutral floor."""

    home: float = 0.0
    away: float = 0.0


@dataclass(frozen=True, slots=True)
class SimulatedGame:
    """A game and its true chances.

    `truth[i]` is the probability that the home side wins (a tie counts a half) given all that the plays up to
    and including `plays[i]` tell and both sides' strengths; `opening` is the same before the first play. Both
    are exact for the process that drew the game: up to rounding for the NBA and MLB, to 1e-4 for the NFL.
    `expected_margin` is home minus away points, as ratings that know both strengths would have it; strengths
    enter the process rounded (`livebet.simulator.games.EDGE_STEP`).
    """

    game: Game
    plays: tuple[Play, ...]
    truth: tuple[float, ...]
    opening: float
    expected_margin: float

    @property
    def score(self) -> Score:
        """The final score."""
        score = Score()
        for play in self.plays:
            for made in play.scores:
                score = score.plus(made.side, made.points)
        return score


@dataclass(slots=True)
class Script:
    """Plays so far, the score, the truth now. `told` adds a play to it."""

    opening: float
    plays: list[Play] = field(default_factory=list)
    truth: list[float] = field(default_factory=list)
    score: Score = field(default_factory=Score)
    truth_now: float = field(init=False)

    def __post_init__(self) -> None:
        self.truth_now = self.opening

    def points(self, side: Side, kind: ScoreKind, times: int = 1) -> tuple[ScoreChange, ...]:
        """So many points of a kind for a side, put on the board."""
        made = (ScoreChange(side, kind),) * times
        for one in made:
            self.score = self.score.plus(side, one.points)
        return made

    def told(self, play: Play, truth: float | None = None) -> None:
        """Add a play; `truth` is the chance once it is over, left as it was where the play tells nothing."""
        if truth is not None:
            self.truth_now = min(1.0, max(0.0, float(truth)))
        self.plays.append(replace(play, score_after=self.score))
        self.truth.append(self.truth_now)

    def situation(
        self, period: int, clock_seconds: int | None, possession: Side | None, **known: object
    ) -> Situation:
        """The situation of the next play, numbered."""
        sequence = len(self.plays) + 1
        opened = Situation(
            play_id=str(sequence),
            sequence=sequence,
            period=period,
            clock_seconds=clock_seconds,
            possession=possession,
        )
        return replace(opened, **known) if known else opened  # type: ignore[arg-type]
