"""How many plays a second do the fold and the feature row take over history, on one core?

Recordings of one season are parsed once; then every play is folded in as it begins, its feature row is
made, and its result is folded in: the batch path of training, which is the live path. Beside it the fold
alone. The last line is JSON; a ratio below 1 is faster than asked for.
"""

import gc
import json
import platform
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from livebet.domain.messages import Refused
from livebet.features.row import feature_row
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import RESERVED_SEASON, eids, recorded
from livebet.game.sports.nfl import RULES

LIMIT = 10_000.0
"""Plays a second, at least."""
GAMES = 64
ROUNDS = 3


def recordings() -> list[Recording]:
    """Parsed games of the newest season that training sees."""
    parsed = [recorded(eid) for eid in eids(RESERVED_SEASON - 1)[:GAMES]]
    return [one for one in parsed if not isinstance(one, Refused)]


def fold_and_features(games: list[Recording]) -> None:
    """The batch path."""
    for recording in games:
        state = RULES.start(recording.game, 1.5)
        for play in recording.plays:
            state = RULES.begin(state, play.situation)
            feature_row(state)
            state = RULES.finish(state, play)


def fold_alone(games: list[Recording]) -> None:
    """The same without features."""
    for recording in games:
        state = RULES.start(recording.game, 1.5)
        for play in recording.plays:
            state = RULES.finish(RULES.begin(state, play.situation), play)


def plays_a_second(work: Callable[[list[Recording]], None], games: list[Recording]) -> float:
    """The best of some rounds: what else the machine does only slows."""
    plays = sum(len(recording.plays) for recording in games)
    best = 0.0
    for _ in range(ROUNDS):
        began = perf_counter()
        work(games)
        best = max(best, plays / (perf_counter() - began))
    return best


def main() -> None:
    """Measure, print, and end with status 1 where the limit is broken."""
    games = recordings()
    gc.collect()
    gc.freeze()
    both, fold = plays_a_second(fold_and_features, games), plays_a_second(fold_alone, games)
    print(f"fold and features {both:8.0f} plays/s, fold alone {fold:8.0f} plays/s, at least {LIMIT:.0f}")
    print(f"{Path(__file__).name}: {sum(len(game.plays) for game in games)} plays of {len(games)} games")
    answer = {
        "question": "backfill",
        "value": round(both),
        "unit": "plays/s",
        "limit": LIMIT,
        "ratio": round(LIMIT / both, 3),
        "fold_alone": round(fold),
        "machine": f"{platform.machine()} {platform.system()}, Python {platform.python_version()}, one core",
    }
    print(json.dumps(answer))
    raise SystemExit(both < LIMIT)


if __name__ == "__main__":
    main()
