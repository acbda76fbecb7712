"""All that Dagster knows of this house."""

import dagster as dg

from pipelines.defs.nfl import checks, history, jobs, model
from pipelines.defs.online import assets as online
from pipelines.defs.simulated import assets as simulated

defs = dg.Definitions(
    assets=[*dg.load_assets_from_modules([history, model, online]), *simulated.ASSETS],
    asset_checks=dg.load_asset_checks_from_modules([checks]),
    jobs=[jobs.backfill, jobs.retrain, online.materialize_online, simulated.simulated_champions],
    schedules=[jobs.weekly],
    sensors=[jobs.new_recordings],
)
