"""The champion told to the services' database, so that who serves is known there without MLflow."""

import asyncio

import asyncpg

from feature_repo.names import model_name
from livebet.domain.clock import Clock
from livebet.domain.games import Sport
from livebet.storage.queries import ChampionRow, remember_champion
from training.promote import ALIAS, champion_version, load_version


async def _keep(row: ChampionRow, database_url: str) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        await remember_champion(pool, row)


def remember(uri: str, sport: Sport, database_url: str, clock: Clock) -> ChampionRow | None:
    """Keep the version that the alias points to, with the features of its card; None where there is none.

    Runs an event loop of its own: not for coroutines.

    Raises:
        BrokenModelError: the champion's artifacts cannot be read.
        OSError, asyncpg.PostgresError: the database cannot be written.
    """
    version = champion_version(uri, sport)
    if version is None:
        return None
    row = ChampionRow(
        name=model_name(sport),
        alias=ALIAS,
        version=version,
        features=load_version(uri, sport, version).champion.features,
        updated=clock.now(),
    )
    asyncio.run(_keep(row, database_url))
    return row
