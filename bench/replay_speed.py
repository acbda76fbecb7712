"""How much faster than life can sixteen recorded games be replayed on one core, from bytes to decisions?

Each game is read from its league's file; five bookmakers quote both sides of it every second (ten quotes a
second and game), as The Odds API answers: one payload a second with all games in it, half of the prices new.
They follow the game as its diffusion has it, each with an error of its own that wanders by some 0.06 in
log-odds, about as far apart as bookmakers are.
Payloads are parsed, placed by identity, merged, judged by quality and handled by the engine, whose questions
are answered at once from the diffusion; nothing is served or stored. Beside it the floor: the same payloads
through a bare `json.loads`, in turns. All of it is one process on one core, so the limit is on the CPU time
of that process (`time.process_time`); the wall time, in which other processes share the core, is told beside
it. The last line is JSON.
"""

import asyncio
import json
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import perf_counter, process_time

from bench.decide import answer
from livebet.domain.messages import Inbound, PredictionWanted
from livebet.engine import Engine, EngineConfig
from livebet.features.row import feature_row
from livebet.feeds.identity.tables import TEAMS
from livebet.feeds.items import Item, PlayTold
from livebet.feeds.nfl_official import FEED as LEAGUE
from livebet.feeds.pipeline import LiveDataPipeline
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import RESERVED_SEASON, eids, read, recorded
from livebet.feeds.the_odds_api import FEED as ODDS
from livebet.feeds.wallclock import time_plays
from livebet.game.sports.table import RULES
from livebet.services.calm import calm_collector

GAMES = 16
SECONDS = 900
BOOKMAKERS = ("draftkings", "fanduel", "betmgm", "betrivers", "pinnacle")
NEW_SHARE = 0.5
LIMIT = 200.0
"""Times real time, of the CPU time of the process."""


@dataclass
class Source:
    """Payloads of one instant, as a data source of the pipeline."""

    name: str = "bench"
    items: Sequence[Item] = ()

    async def read(self) -> Sequence[Item]:
        """What was parsed last."""
        return self.items


@dataclass
class Prices:
    """Home prices of every game and bookmaker, wandering around the game as it stands."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))
    at: dict[tuple[str, str], float] = field(default_factory=dict)

    error: dict[tuple[str, str], float] = field(default_factory=dict)

    def pair(self, game: str, bookmaker: str, middle: float) -> tuple[float, float]:
        """Both prices of a moneyline now; `middle` is the home side's log-odds."""
        key = (game, bookmaker)
        if key not in self.at or self.chance.random() < NEW_SHARE:
            self.error[key] = 0.98 * self.error.get(key, 0.0) + self.chance.gauss(0.0, 0.012)
            self.at[key] = middle + self.error[key]
        return _price(self.at[key]), _price(-self.at[key])


def _price(log_odds: float) -> float:
    return max(1.01, min(500.0, round((1.0 + math.exp(-log_odds)) / 1.045, 3)))


def middles(recording: Recording) -> list[float]:
    """The home side's log-odds at every second from the kickoff on, by the diffusion."""
    game, rules = recording.game, RULES[recording.game.sport]
    state = rules.start(game, None)
    found: list[float] = []
    for timed in time_plays(game.sport, recording.plays, game.kickoff):
        middle = feature_row(state)["diffusion_logit"]
        found += [middle] * (int((timed.ended - game.kickoff).total_seconds()) - len(found))
        state = rules.finish(state, timed.play)
        if len(found) >= SECONDS:
            break
    return found + [0.0] * (SECONDS - len(found))


def games() -> list[tuple[str, Recording]]:
    """Recordings of one season, each of a pairing of its own."""
    found = [(eid, recorded(eid)) for eid in eids(RESERVED_SEASON)[:GAMES]]
    return [(eid, one) for eid, one in found if isinstance(one, Recording)]


def odds_payload(
    second: int, played: Sequence[tuple[str, Recording]], prices: Prices, middle: dict[str, list[float]]
) -> bytes:
    """One answer of The Odds API with every game in it; `middle` holds each game's log-odds by the second."""
    names = {
        team.canonical: f"{team.places[0]} {team.nicknames[0]}" for team in TEAMS[played[0][1].game.sport]
    }
    told = []
    for eid, recording in played:
        game = recording.game
        stamp = f"{game.kickoff + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}"
        home, away = names[game.home_team], names[game.away_team]
        bookmakers = []
        for key in BOOKMAKERS:
            one, other = prices.pair(eid, key, middle[eid][second])
            outcomes = [{"name": home, "price": one}, {"name": away, "price": other}]
            markets = [{"key": "h2h", "last_update": stamp, "outcomes": outcomes}]
            bookmakers.append({"key": key, "title": key, "last_update": stamp, "markets": markets})
        told.append(
            {
                "id": eid,
                "sport_key": "americanfootball_nfl",
                "sport_title": "NFL",
                "commence_time": f"{game.kickoff:%Y-%m-%dT%H:%M:%SZ}",
                "home_team": home,
                "away_team": away,
                "bookmakers": bookmakers,
            }
        )
    return json.dumps(told).encode()


def plays_by_second(played: Sequence[tuple[str, Recording]]) -> dict[int, list[Item]]:
    """The league's items, each play at the second at which it was over; the rest before all."""
    due: dict[int, list[Item]] = {0: []}
    for eid, recording in played:
        kickoff = recording.game.kickoff
        ends = {
            timed.play.situation.play_id: timed.ended
            for timed in time_plays(recording.game.sport, recording.plays, kickoff)
        }
        for item in LEAGUE.parse(read(eid)):
            if not isinstance(item, PlayTold):
                due[0].append(item)
                continue
            ended = ends.get(item.play.situation.play_id)
            if ended is not None:
                second = int((ended - kickoff).total_seconds()) + 1
                due.setdefault(second, []).append(replace(item, observed_at=ended))
    return due


@dataclass
class Taken:
    """Seconds of wall and CPU time of the replay, CPU seconds of the floor, and messages handled."""

    wall: float = 0.0
    cpu: float = 0.0
    floor: float = 0.0
    messages: int = 0


async def replay(payloads: list[bytes], due: dict[int, list[Item]]) -> Taken:
    """Replay all of it, each second beside its floor."""
    pipeline, engine, source, taken = LiveDataPipeline(), Engine(EngineConfig()), Source(), Taken()
    for second, payload in enumerate(payloads):
        began, cpu = perf_counter(), process_time()
        source.items = [*due.get(second, ()), *ODDS.parse(payload)]
        verdict = await pipeline.validate_data_quality(await pipeline.ingest_live_data([source]))
        for message in verdict.accepted:
            taken.messages += handled(engine, message)
        taken.wall += perf_counter() - began
        taken.cpu += process_time() - cpu
        cpu = process_time()
        json.loads(payload)
        taken.floor += process_time() - cpu
    return taken


def handled(engine: Engine, message: Inbound) -> int:
    """Handle a message and every prediction that follows from it; how many that were."""
    number = 1
    for out in engine.handle(message):
        if isinstance(out, PredictionWanted):
            number += handled(engine, answer(out))
    return number


def main() -> None:
    """Measure, print, and end with status 1 where the limit is missed."""
    played = games()
    prices, middle = Prices(), {eid: middles(recording) for eid, recording in played}
    payloads = [odds_payload(second, played, prices, middle) for second in range(SECONDS)]
    due = plays_by_second(played)
    calm_collector()
    taken = asyncio.run(replay(payloads, due))
    times, each = SECONDS / taken.cpu, taken.cpu / taken.messages * 1e6
    print(
        f"{len(played)} games, {taken.messages} messages, {SECONDS} s of play: "
        f"{taken.cpu:.2f} s of CPU, {taken.wall:.2f} s of wall time, {each:.1f} µs of CPU a message",
        file=sys.stderr,
    )
    print(
        json.dumps(
            {
                "question": "replay_speed",
                "times_real_time": round(times, 1),
                "limit": LIMIT,
                "ratio": round(LIMIT / times, 3),
                "times_real_time_by_wall": round(SECONDS / taken.wall, 1),
                "cpu_us_a_message": round(each, 1),
                "floor_times_real_time": round(SECONDS / taken.floor, 1),
                "times_the_floor": round(taken.cpu / taken.floor, 1),
            }
        )
    )
    raise SystemExit(times < LIMIT)


if __name__ == "__main__":
    main()
