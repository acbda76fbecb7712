"""What 1,000 odds rows cost to store, beside a bare COPY of the same rows into the same table.

Both in one run, turn about, each round with fresh rows: the COPY gets finished rows and commits them; the
writer gets messages and also maps them, looks after partitions and stores the stream's position. The last
line is JSON; `ratio` is of medians, its limit 1.5.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid, message_uuid
from livebet.domain.markets import MONEYLINE, MarketStatus, Selection
from livebet.domain.messages import GameUpdate, OddsUpdate
from livebet.domain.prices import Price
from livebet.embedded import postgres, server
from livebet.storage import migrate
from livebet.storage.rows import APPENDED
from livebet.storage.writer import Writer

ROWS = 1_000
LIMIT = 1.5
KICKOFF = datetime(2019, 11, 3, 18, tzinfo=UTC)
GAMES = [game_uuid("nfl_official", f"bench-{number}") for number in range(13)]


def _games() -> list[GameUpdate]:
    return [
        GameUpdate(
            message_id=message_uuid(game_id, "game", 1), game_id=game_id, offset=1, observed_at=KICKOFF,
            game=Game(
                game_id=game_id, sport=Sport.NFL, season=2019, season_type=SeasonType.REGULAR,
                home_team="BAL", away_team="NE", kickoff=KICKOFF, feed="nfl_official", native_id="bench",
            ),
            revision=0, phase="in_play", period=1, game_clock="15:00", home_score=0, away_score=0,
            possession=None, down=0, distance=0, yards_to_goal=None, timeouts_home=3, timeouts_away=3,
            momentum=0.0, description="",
        )
        for game_id in GAMES
    ]  # fmt: skip


def _odds(start: int) -> list[OddsUpdate]:
    return [_odds_update(GAMES[number % len(GAMES)], number) for number in range(start, start + ROWS)]


def _odds_update(game_id: Any, number: int) -> OddsUpdate:
    return OddsUpdate(
        message_id=message_uuid(game_id, "odds", number), game_id=game_id, offset=number + 2,
        observed_at=KICKOFF + timedelta(milliseconds=5 * number), bookmaker=f"sim:{number % 5}",
        market=MONEYLINE, selection=Selection.HOME,
        price_before=Price(1.9), price_after=Price(1.5 + number % 100 / 100),
        line_before=None, line_after=None, line_movement=0.0, significance=0.25, status=MarketStatus.OPEN,
    )  # fmt: skip


async def _measure(url: str, rounds: int) -> dict[str, object]:
    pool = await asyncpg.create_pool(url, min_size=1, max_size=2)
    writer = Writer(pool)
    await writer.write(_games())
    target, row = APPENDED[OddsUpdate]
    bare, written, repeated = [], [], []
    for turn in range(rounds):
        messages = _odds(2 * turn * ROWS)
        rows = [row(message) for message in _odds((2 * turn + 1) * ROWS)]
        written.append(await _timed(writer.write(messages, {"bench": str(turn)})))
        bare.append(await _timed(_bare_copy(pool, target.name, target.columns, rows)))
        repeated.append(await _timed(writer.write(messages, {"bench": str(turn)})))
    await pool.close()
    medians = [round(statistics.median(times[2:]), 3) for times in (bare, written, repeated)]
    ratio = round(medians[1] / medians[0], 3)
    named = dict(zip(("bare_copy_ms", "writer_ms", "writer_all_repeats_ms"), medians, strict=True))
    return {"bench": "storage", "rows": ROWS, **named, "ratio": ratio, "limit": LIMIT, "ok": ratio <= LIMIT}


async def _timed(work: Any) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1e3


async def _bare_copy(pool: Any, table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    async with pool.acquire() as connection:
        await connection.copy_records_to_table(table, records=rows, columns=columns)


def main() -> int:
    """Measure against a PostgreSQL of our own, durable as in a run."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o711)
        with postgres.start(home, server.free_port()) as running:
            migrate.upgrade(running.url)
            result = asyncio.run(_measure(running.url, 40))
        postgres.erase(home)
    sys.stdout.write(orjson.dumps(result).decode() + "\n")
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
