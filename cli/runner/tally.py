"""Counts of a run, as its streams tell them: what came in, what was said, how long it took."""

from collections import Counter, defaultdict
from uuid import UUID

from cli.runner.latency import Spans, hops, span_ms
from livebet.domain.games import Game, Score
from livebet.domain.messages import (
    GameListed,
    GameUpdate,
    KeyEvent,
    PlaySeen,
    Prediction,
    PredictionUpdate,
    QuoteSeen,
    Refused,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.game.state import Phase
from livebet.stream.bus import Entry
from livebet.stream.codec import StreamMessage


class Tally:
    """Adds up the entries of all streams of a run."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.games: dict[UUID, Game] = {}
        self.expected_margins: dict[UUID, float | None] = {}
        self.finals: dict[UUID, Score] = {}
        self.cut_short: set[UUID] = set()
        self.predictions: dict[UUID, list[float]] = defaultdict(list)
        self.model_versions: set[str] = set()
        self.plays: set[tuple[UUID, str]] = set()
        self.counts: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.offered: set[UUID] = set()
        self.withdrawn: set[UUID] = set()
        self.settled: dict[UUID, str] = {}
        self.spans: dict[str, Spans] = defaultdict(Spans)

    def see(self, entry: Entry) -> None:
        """Take one entry of any stream."""
        self._count(entry.message)
        if "said" in entry.trace:
            for hop, milliseconds in hops(entry.trace):
                self.spans[hop].add(milliseconds)
            whole = span_ms(entry.trace)
            if whole is not None:
                kind = "prediction" if "predicted" in entry.trace else "quote or play"
                self.spans[f"{kind}, fed → said"].add(whole)

    def _count(self, message: StreamMessage) -> None:
        match message:
            case GameListed():
                self.games[message.game_id] = message.game
                self.expected_margins[message.game_id] = message.expected_margin
            case PlaySeen():
                self.plays.add((message.game_id, message.play.situation.play_id))
            case QuoteSeen():
                self.counts["quotes"] += 1
            case Refused():
                self.refusals[message.reason] += 1
            case Prediction() if message.game_id in self.games:
                self.model_versions.add(f"{self.games[message.game_id].sport.value} {message.model_version}")
            case PredictionUpdate():
                self.predictions[message.game_id].append(message.prediction.home_win_probability)
            case KeyEvent():
                self.counts["taken_back" if "retracts" in message.data else "key_events"] += 1
            case GameUpdate():
                self._note_end(message)
            case ValueBet():
                self.offered.add(message.value_bet_id)
            case ValueBetWithdrawn():
                self.withdrawn.add(message.value_bet_id)
            case ValueBetSettled():
                self.settled[message.value_bet_id] = message.outcome
            case _:
                pass

    def _note_end(self, message: GameUpdate) -> None:
        """Whether a game is final or was cut short; it may go on after either."""
        self.finals.pop(message.game_id, None)
        self.cut_short.discard(message.game_id)
        if message.phase == Phase.FINAL:
            self.finals[message.game_id] = Score(message.home_score, message.away_score)
        elif message.phase == Phase.ABANDONED:
            self.cut_short.add(message.game_id)
