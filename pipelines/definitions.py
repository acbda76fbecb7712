"""All that Dagster knows of this house."""

import dagster as dg

from pipelines.defs.online import assets as online
from pipelines.defs.sports.definitions import defs as sports

defs = dg.Definitions.merge(
    sports,
    dg.Definitions(assets=[online.online_team_strength], jobs=[online.materialize_online]),
)
