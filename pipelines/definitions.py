"""All that Dagster knows of this house; of a module that it is named, it takes the only definitions in it."""

import dagster as dg

from pipelines.defs.online import assets as online
from pipelines.defs.sports import definitions as sports
from pipelines.defs.watch import definitions as watch

defs = dg.Definitions.merge(
    sports.defs,
    watch.defs,
    dg.Definitions(assets=[online.online_team_strength], jobs=[online.materialize_online]),
)
