"""How long does `engine.handle` take for a quote and for a play, on one core?

One recorded game is handled whole, with seven bookmakers' quotes walking at random between its plays: at
200 a second and 30 times the speed of life, some 140 quotes fall between two plays. Every row asked about
is answered, so value bets stand, move and fall. Beside it the floor: the same messages put into a plain
dict and encoded for the stream. The last line is JSON.
"""

import gc
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter_ns
from typing import get_args

from livebet.domain.markets import SELECTIONS, Market, MarketKind, Selection
from livebet.domain.messages import (
    Inbound,
    Outbound,
    PlayBegan,
    PlaySeen,
    Prediction,
    PredictionWanted,
    Published,
    QuoteSeen,
    Refused,
)
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.engine import Engine, EngineConfig
from livebet.features.row import feature_row
from livebet.feeds.recordings import recorded
from livebet.feeds.replay import ReplayedGame, game_messages
from livebet.game.rules import Rules
from livebet.game.sports.table import RULES
from livebet.game.state import GameState
from livebet.stream.codec import encode

GAME = "2019090804"
QUOTES_BETWEEN_PLAYS = 140
BOOKMAKERS = tuple(f"sim:{number}" for number in range(7))
LIMITS_US = {"quote": 40.0, "play": 150.0}
ROUNDS = 3


@dataclass(slots=True)
class Walk:
    """Random prices: every bookmaker's log-odds wander around the same middle, a margin on top."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))
    at: dict[tuple[str, MarketKind], float] = field(default_factory=dict)

    def quote(self, middle: float) -> Quote:
        """The next quote of a random series; `middle` is the home side's log-odds."""
        bookmaker, kind = self.chance.choice(BOOKMAKERS), self.chance.choice(tuple(MarketKind))
        selection: Selection = self.chance.choice(SELECTIONS[kind])
        spot = 0.97 * self.at.get((bookmaker, kind), 0.0) + self.chance.gauss(0.0, 0.06)
        self.at[bookmaker, kind] = spot
        sign = 1.0 if selection in (Selection.HOME, Selection.OVER) else -1.0
        if kind is MarketKind.MONEYLINE:
            spot += middle
        price = min(500.0, round((1.0 + math.exp(-sign * spot)) / 1.045, 2))
        line = None if kind is MarketKind.MONEYLINE else 3.5
        return Quote(bookmaker, Market(kind, line), selection, Price(max(1.01, price)))


def messages() -> Iterator[Inbound]:
    """The game's own messages with quotes in between, each at its instant."""
    recording = recorded(GAME)
    if isinstance(recording, Refused):
        raise SystemExit(recording.reason)
    game, walk = recording.game, Walk()
    rules = RULES[game.sport]
    state = rules.start(game, 2.0)
    told = list(game_messages(ReplayedGame(game, recording.plays, 2.0)))
    for message, after in zip(told, [*told[1:], told[-1]], strict=True):
        yield message
        state = fold(rules, state, message)
        middle = feature_row(state)["diffusion_logit"]
        step = (after.observed_at - message.observed_at) / (QUOTES_BETWEEN_PLAYS + 1)
        for number in range(1, QUOTES_BETWEEN_PLAYS + 1 if step > timedelta(0) else 1):
            at = message.observed_at + number * step
            yield QuoteSeen(game_id=game.game_id, quote=walk.quote(middle), observed_at=at)


def fold(rules: Rules, state: GameState, message: Inbound) -> GameState:
    """The game after a message of its own."""
    if isinstance(message, PlayBegan):
        return rules.begin(state, message.situation)
    return rules.finish(state, message.play) if isinstance(message, PlaySeen) else state


def answer(wanted: PredictionWanted) -> Prediction:
    """A stand-in for the model: the diffusion's own probability, from the row."""
    home = 1.0 / (1.0 + math.exp(-wanted.row["diffusion_logit"]))
    return Prediction(
        game_id=wanted.game_id,
        revision=wanted.revision,
        play_id=wanted.play_id,
        home_win_probability=home,
        away_win_probability=1.0 - home,
        confidence=0.95,
        model_version="bench",
        features=wanted.row,
        observed_at=wanted.observed_at,
    )


@dataclass(slots=True)
class Timings:
    """Nanoseconds by question, and how many messages of each kind came out."""

    spent: dict[str, list[int]] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)

    def note(self, question: str, nanoseconds: int) -> None:
        """Add one timing."""
        self.spent.setdefault(question, []).append(nanoseconds)

    def quantile_us(self, question: str, share: float) -> float:
        """Microseconds below which a share of the timings lies."""
        ordered = sorted(self.spent[question])
        return ordered[int(share * (len(ordered) - 1))] / 1e3


def question_of(message: Inbound) -> str:
    """Which question a message asks."""
    if isinstance(message, QuoteSeen):
        return "quote"
    return "play" if isinstance(message, PlayBegan | PlaySeen) else "other"


def run(log: list[Inbound], timings: Timings) -> None:
    """Handle the game once, beside the floor."""
    engine = Engine(EngineConfig())
    newest: dict[object, Inbound] = {}
    for message in log:
        question = question_of(message)
        began = perf_counter_ns()
        out = engine.handle(message)
        timings.note(question, perf_counter_ns() - began)
        began = perf_counter_ns()
        newest[message.quote.bookmaker if isinstance(message, QuoteSeen) else question] = message
        encode(message)
        timings.note(f"{question} floor", perf_counter_ns() - began)
        count(out, timings)
        for wanted in out:
            if isinstance(wanted, PredictionWanted):
                prediction = answer(wanted)
                began = perf_counter_ns()
                predicted = engine.handle(prediction)
                timings.note("prediction", perf_counter_ns() - began)
                count(predicted, timings)


def count(out: list[Outbound], timings: Timings) -> None:
    """Add what was said."""
    for message in out:
        if isinstance(message, get_args(Published)):
            kind = type(message).__name__
            timings.said[kind] = timings.said.get(kind, 0) + 1


def main() -> None:
    """Measure, print, and end with status 1 where a limit is broken."""
    log, timings = list(messages()), Timings()
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        run(log, timings)
    answers = {}
    for question, limit in LIMITS_US.items():
        p50, p99 = timings.quantile_us(question, 0.5), timings.quantile_us(question, 0.99)
        floor = timings.quantile_us(f"{question} floor", 0.5)
        print(
            f"{question:6} p50 {p50:6.1f} µs  p99 {p99:7.1f} µs  limit {limit:5.0f} µs  floor {floor:5.1f} µs"
        )
        answers[question] = {
            "p50_us": round(p50, 1),
            "p99_us": round(p99, 1),
            "limit_us": limit,
            "ratio": round(p50 / limit, 3),
            "floor_us": round(floor, 1),
        }
    print(f"prediction p50 {timings.quantile_us('prediction', 0.5):.1f} µs; said {timings.said}")
    print(f"{Path(__file__).name}: {len(log)} messages of game {GAME}, {ROUNDS} rounds")
    worst = max(answers.values(), key=lambda one: one["ratio"])
    print(json.dumps({"question": "decide", **worst, "quote": answers["quote"], "play": answers["play"]}))
    raise SystemExit(any(one["ratio"] > 1.0 for one in answers.values()))


if __name__ == "__main__":
    main()
