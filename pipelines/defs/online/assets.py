"""Team strength, from the past of the feature store into Redis."""

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.definitions import GRAPHS
from pipelines.metadata import table


@dg.asset(deps=[GRAPHS[Sport.NFL].features], group_name=Sport.NFL.value, kinds={"feast", "redis"})
def online_team_strength(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The latest strength of every team, materialized for live games (`feast materialize` does the same)."""
    from feature_repo.online import LiveFeatures
    from feature_repo.store import materialize_teams

    teams = materialize_teams()
    context.log.info(f"{len(teams)} teams")
    online = LiveFeatures.open()
    read = [{"team": team, **(online.read_team(team) or {})} for team in teams]
    return dg.MaterializeResult(metadata={"teams": len(teams), "strength": table(read)})


materialize_online = dg.define_asset_job("materialize_online", dg.AssetSelection.assets(online_team_strength))
