"""Games that are being played, as the services' database knows: in the middle of one nobody swaps models."""

import asyncio
from collections.abc import Callable
from functools import partial

import asyncpg

from livebet.domain.games import Sport
from livebet.game.state import Phase
from livebet.storage.queries import GameRow, active_games

InPlay = Callable[[], tuple[str, ...]]
"""Asked at the very moment at which the alias would move: the names of the games that are on."""


def nobody_plays() -> tuple[str, ...]:
    """Where no services run, no game is on."""
    return ()


def games_in_play(sport: Sport, database_url: str) -> tuple[str, ...]:
    """The games of a sport that are on, as `CLE at PIT`.

    Runs an event loop of its own: not for coroutines.

    Raises:
        OSError, asyncpg.PostgresError: the database cannot be read.
    """
    rows = asyncio.run(_active(sport, database_url))
    return tuple(sorted(f"{row.away_team} at {row.home_team}" for row in rows if _is_on(row)))


def asking(sport: Sport, database_url: str | None) -> InPlay:
    """The question to the services' database; without one nobody plays."""
    return nobody_plays if database_url is None else partial(games_in_play, sport, database_url)


def _is_on(row: GameRow) -> bool:
    return row.game_state.get("phase") == Phase.IN_PLAY


async def _active(sport: Sport, database_url: str) -> list[GameRow]:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        return await active_games(pool, sport.value)
