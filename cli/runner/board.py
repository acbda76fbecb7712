"""What the live table shows: each game as the outbound streams tell it."""

from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from cli.runner.latency import Spans, span_ms
from livebet.domain.games import Game, Score
from livebet.domain.messages import (
    GameUpdate,
    OddsUpdate,
    PredictionUpdate,
    Refused,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.stream.bus import Entry

TICK_WINDOW_NS = 5_000_000_000
"""Ticks a second are an average over this long."""
SPANS_OF_A_GAME = 2_000
"""Latencies shown are of a game's newest messages."""


@dataclass(slots=True)
class GameLine:
    """One row: clock and score in the words of the boundary, edges of the value bets that stand."""

    game: Game | None = None
    phase: str = "scheduled"
    period: int = 1
    game_clock: str = ""
    score: Score = field(default_factory=Score)
    home_win_probability: float | None = None
    edges: dict[UUID, float] = field(default_factory=dict)
    ticks: deque[int] = field(default_factory=deque)
    spans: Spans = field(default_factory=lambda: Spans(SPANS_OF_A_GAME))

    @property
    def best_edge(self) -> float | None:
        """The largest edge on offer."""
        return max(self.edges.values(), default=None)

    def ticks_a_second(self, now_ns: int) -> float:
        """Quotes that moved, a second, over the last window."""
        while self.ticks and self.ticks[0] < now_ns - TICK_WINDOW_NS:
            self.ticks.popleft()
        return len(self.ticks) / (TICK_WINDOW_NS / 1e9)


class Board:
    """The games of a run, by id, in the order they were first heard of."""

    def __init__(self) -> None:
        """Start with no game."""
        self.games: dict[UUID, GameLine] = {}

    def see(self, entry: Entry, now_ns: int) -> None:
        """Take one entry of an outbound stream, read at `now_ns`; others change nothing."""
        message = entry.message
        if isinstance(message, Refused) or "said" not in entry.trace:
            return
        line = self.games.setdefault(message.game_id, GameLine())
        span = span_ms(entry.trace)
        if span is not None:
            line.spans.add(span)
        match message:
            case GameUpdate():
                _update(line, message)
            case OddsUpdate():
                line.ticks.append(now_ns)
            case PredictionUpdate():
                line.home_win_probability = message.prediction.home_win_probability
            case ValueBet():
                line.edges[message.value_bet_id] = message.edge
            case ValueBetWithdrawn() | ValueBetSettled():
                line.edges.pop(message.value_bet_id, None)
            case _:
                pass


def _update(line: GameLine, message: GameUpdate) -> None:
    line.game = message.game
    line.phase = message.phase
    line.period = message.period
    line.game_clock = message.game_clock
    line.score = Score(message.home_score, message.away_score)
