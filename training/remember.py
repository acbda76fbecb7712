"""The champion told to the services' database, so that who serves is known there without MLflow."""

import asyncio

import asyncpg
import msgspec

from feature_repo.names import model_name
from livebet.domain.clock import Clock
from livebet.domain.games import Sport
from livebet.storage.queries import ChampionRow, remember_champion
from training.promotion.aliases import CHAMPION, version_at
from training.runner import CARD_FILE, BrokenModelError, Card
from training.tracking import connect


async def _keep(row: ChampionRow, database_url: str) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        await remember_champion(pool, row)


def _card(uri: str, sport: Sport, version: str) -> tuple[tuple[str, ...], dict[str, object]]:
    """The features, in order, and the version's whole card."""
    import mlflow

    connect(uri)
    text = mlflow.artifacts.load_text(f"models:/{model_name(sport)}/{version}/{CARD_FILE}")
    try:
        told = msgspec.json.decode(text, type=dict[str, object])
        return msgspec.convert(told, Card).features, told
    except msgspec.MsgspecError as error:
        raise BrokenModelError(f"version {version} of {model_name(sport)}: {error}") from None


def remember(uri: str, sport: Sport, database_url: str, clock: Clock) -> ChampionRow | None:
    """Keep the version that the alias points to, with its card; None where there is none.

    Runs an event loop of its own: not for coroutines.

    Raises:
        BrokenModelError: the champion's card cannot be read.
        OSError, asyncpg.PostgresError: the database cannot be written.
    """
    version = version_at(connect(uri), sport, CHAMPION)
    if version is None:
        return None
    features, card = _card(uri, sport, version)
    row = ChampionRow(
        name=model_name(sport),
        alias=CHAMPION,
        version=version,
        features=features,
        updated=clock.now(),
        card=card,
    )
    asyncio.run(_keep(row, database_url))
    return row
