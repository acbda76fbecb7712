"""Seasons as partitions: games lie inside, so that a few partitions stay readable in the UI."""

import dagster as dg

from livebet.feeds.recordings import RESERVED_SEASON, SEASONS
from livebet.settings import settings


def trainable() -> tuple[int, ...]:
    """The seasons that training may see: the reserved one only where `LIVEBET_INCLUDE_RESERVED` says so.

    The reserved season is replayed as if live, so nothing may have learnt from it.
    """
    return tuple(year for year in SEASONS if settings().include_reserved or year < RESERVED_SEASON)


SEASON = dg.StaticPartitionsDefinition([str(season) for season in trainable()])


def seasons_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> list[int]:
    """The seasons that this run is about, in order."""
    return sorted(int(key) for key in context.partition_keys)
