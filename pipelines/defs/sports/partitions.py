"""Seasons as partitions, those that there are: weeks lie inside, so that a few stay readable in the UI."""

import dagster as dg

from livebet.domain.games import Sport

SEASONS_OF: dict[Sport, dg.DynamicPartitionsDefinition] = {
    sport: dg.DynamicPartitionsDefinition(name=f"{sport.value}_seasons") for sport in Sport
}
"""Filled from what is imported, recorded or simulated (`fill`)."""

Context = dg.AssetExecutionContext | dg.AssetCheckExecutionContext


def fill(instance: dg.DagsterInstance, sport: Sport) -> list[str]:
    """Make every season that may be learnt from a partition, and no other; tells which, in order."""
    from livebet.settings import settings
    from training.seasons import available

    name = f"{sport.value}_seasons"
    keys = [season.key for season in available(sport, settings().home)]
    for gone in set(instance.get_dynamic_partitions(name)) - set(keys):
        instance.delete_dynamic_partition(name, gone)
    instance.add_dynamic_partitions(name, keys)
    return keys


def years_of(context: Context) -> list[int]:
    """The seasons that a run is about, in order."""
    return sorted(int(key) for key in context.partition_keys)
