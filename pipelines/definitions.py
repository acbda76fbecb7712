"""All that Dagster knows of this house."""

import dagster as dg

from pipelines.defs.online import assets as online
from pipelines.defs.sports.definitions import defs as sports
from pipelines.defs.watch.definitions import defs as watch

defs = dg.Definitions.merge(
    sports,
    watch,
    dg.Definitions(assets=[online.online_team_strength], jobs=[online.materialize_online]),
)
