"""How much memory do five hundred games take that are tracked at once in one process?

Games of three sports are simulated up to half time, each told play by play by two feeds (the league's own and
ESPN's), with five bookmakers quoting three markets. Identity, merge, quality, suspension and the engine keep
what they keep; nothing is served or stored, and the simulated games themselves are let go. Told is the memory
that the process holds (RSS) at the end, and how much of it each game added. Beside it the floor: the packed
bytes of the messages that were told, which a log of them would take. The last line is JSON.
"""

import asyncio
import gc
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.decide import answer
from livebet.domain.games import SeasonType, Sport
from livebet.domain.markets import SELECTIONS, Market, MarketKind
from livebet.domain.messages import Inbound, PredictionWanted
from livebet.domain.prices import Price
from livebet.engine import Engine, EngineConfig
from livebet.feeds.identity.tables import TEAMS
from livebet.feeds.items import GameTold, Item, PlayTold, QuoteTold
from livebet.feeds.pipeline import LiveDataPipeline
from livebet.simulator.games import simulate
from livebet.simulator.script import Strengths
from livebet.stream.codec import encode

GAMES = 500
LIMIT_MIB = 1024.0
MIB = 1024.0 * 1024.0
KICKOFF = datetime(2026, 11, 22, 18, tzinfo=UTC)
LEAGUES = {Sport.NFL: "nfl_official", Sport.NBA: "nba_cdn", Sport.MLB: "mlb_gumbo"}
SECOND = "espn"
BOOKMAKERS = ("draftkings", "fanduel", "betmgm", "betrivers", "pinnacle")
LINES = {MarketKind.MONEYLINE: None, MarketKind.SPREAD: -3.5, MarketKind.TOTAL: 44.5}
TOGETHER = 8
"""Plays a batch, as a poll brings them."""
SECONDS_A_PLAY = 20


@dataclass
class Source:
    """Items of one instant, as a data source of the pipeline."""

    name: str = "bench"
    items: Sequence[Item] = ()

    async def read(self) -> Sequence[Item]:
        """What was told last."""
        return self.items


@dataclass
class Process:
    """All that tracks games in one process, and the bytes of what it was told."""

    pipeline: LiveDataPipeline = field(default_factory=LiveDataPipeline)
    engine: Engine = field(default_factory=lambda: Engine(EngineConfig()))
    source: Source = field(default_factory=Source)
    messages: int = 0
    size: int = 0

    async def take(self, items: list[Item]) -> None:
        """Track one batch."""
        self.source.items = items
        data = await self.pipeline.ingest_live_data([self.source])
        for message in (await self.pipeline.validate_data_quality(data)).accepted:
            self.messages += 1
            self.size += len(encode(message)[1])
            self._handle(message)

    def _handle(self, message: Inbound) -> None:
        for out in self.engine.handle(message):
            if isinstance(out, PredictionWanted):
                self._handle(answer(out))


def batches(number: int, chance: random.Random) -> Iterator[list[Item]]:
    """The first half of the number-th game, in batches."""
    sport = tuple(Sport)[number % len(Sport)]
    teams, nth = [team.canonical for team in TEAMS[sport]], number // len(Sport)
    home = nth % len(teams)
    away = (home + 1 + nth // len(teams)) % len(teams)
    game = simulate(sport, number, teams[home], teams[away], Strengths(), kickoff=KICKOFF)
    yield [
        GameTold(
            feed=feed,
            native_id=f"{feed}-{number}",
            observed_at=KICKOFF,
            sport=sport.value,
            home=teams[home],
            away=teams[away],
            kickoff=KICKOFF,
            phase="in_play",
            season_type=SeasonType.REGULAR,
        )
        for feed in (LEAGUES[sport], SECOND)
    ]
    half = game.plays[: len(game.plays) // 2]
    for first in range(0, len(half), TOGETHER):
        at = KICKOFF + timedelta(seconds=SECONDS_A_PLAY * first)
        told: list[Item] = [
            PlayTold(
                feed=feed,
                native_id=f"{feed}-{number}",
                observed_at=at,
                play=play,
                official_id=play.situation.play_id,
            )
            for play in half[first : first + TOGETHER]
            for feed in (LEAGUES[sport], SECOND)
        ]
        yield told + list(quotes(number, at, chance))


def quotes(number: int, at: datetime, chance: random.Random) -> Iterator[Item]:
    """Every bookmaker's both prices of every market, wandering."""
    for bookmaker in BOOKMAKERS:
        for kind, line in LINES.items():
            home = chance.uniform(1.7, 2.1)
            for selection, price in zip(SELECTIONS[kind], (home, 3.85 - home), strict=True):
                yield QuoteTold(
                    feed=SECOND,
                    native_id=f"{SECOND}-{number}",
                    observed_at=at,
                    bookmaker=bookmaker,
                    market=Market(kind, line),
                    selection=selection,
                    price=Price(round(price, 3)),
                )


def resident() -> float:
    """MiB that the process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / MIB


async def track(process: Process) -> None:
    """Track all games, each up to half time."""
    chance = random.Random(7)
    for number in range(GAMES):
        for batch in batches(number, chance):
            await process.take(batch)


def main() -> None:
    """Measure, print, and end with status 1 where the limit is missed."""
    for sport in range(len(Sport)):
        list(batches(sport, random.Random(0)))  # the simulator's tables are none of the games'
    process = Process()
    gc.collect()
    empty = resident()
    asyncio.run(track(process))
    gc.collect()
    full = resident()
    print(f"{GAMES} games, {process.messages} messages: {empty:.0f} to {full:.0f} MiB", file=sys.stderr)
    print(
        json.dumps(
            {
                "question": "many_games",
                "value": round(full, 1),
                "unit": "MiB",
                "limit": LIMIT_MIB,
                "ratio": round(full / LIMIT_MIB, 3),
                "kib_a_game": round((full - empty) / GAMES * 1024.0, 1),
                "games": GAMES,
                "messages": process.messages,
                "empty_mib": round(empty, 1),
                "floor_mib": round(process.size / MIB, 1),
            }
        )
    )
    raise SystemExit(full >= LIMIT_MIB)


if __name__ == "__main__":
    main()
