"""The champion told to the services' database, as an asset's last step."""

from typing import Any

import dagster as dg

from livebet.domain.games import Sport


def remembered(context: dg.AssetExecutionContext, sport: Sport, uri: str) -> dict[str, dg.MetadataValue[Any]]:
    """Keep the champion where the services read it; what was kept, as metadata."""
    from livebet.domain.clock import SystemClock
    from livebet.settings import settings
    from training.remember import remember

    address = settings().database_url
    if address is None:
        context.log.info("no LIVEBET_DATABASE_URL: the services' database is not told of the champion")
        return {}
    row = remember(uri, sport, address.get_secret_value(), SystemClock())
    if row is None:
        return {}
    context.log.info(f"the services' database knows version {row.version} as {row.alias} of {row.name}")
    return {
        "champion": dg.MetadataValue.text(row.version),
        "champion_features": dg.MetadataValue.int(len(row.features)),
        "champion_updated": dg.MetadataValue.timestamp(row.updated),
    }
