"""A challenger that waits for the end of games is considered again after them; and the check of its chain."""

import dagster as dg

from livebet.domain.games import Sport

LOOK_SECONDS = 300


def after_games_of(sport: Sport) -> dg.SensorDefinition:
    """The sensor on the end of the games that held a challenger up."""

    @dg.sensor(
        name=f"{sport.value}_after_games",
        job_name=f"{sport.value}_decision",
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def after_games(_context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Ask once for a decision when no game is on any more."""
        from livebet.settings import settings
        from training.promotion.chain import waits_for_games
        from training.promotion.games import asking

        version = waits_for_games(settings().mlflow_uri, sport)
        if version is None:
            return dg.SkipReason("no challenger waits for the end of games")
        address = settings().database_url
        games = asking(sport, address.get_secret_value() if address else None)()
        if games:
            return dg.SkipReason(f"version {version} waits for the end of {', '.join(games)}")
        return dg.RunRequest(tags={"because": f"version {version} waited for the end of games"})

    return after_games


def chain_of(sport: Sport, evaluation: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check that no evidence card was altered or removed."""

    @dg.asset_check(asset=evaluation)
    def the_chain_of_evidence_holds(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every card hashes to what it did when it was written, and follows the one before it."""
        from livebet.settings import settings
        from training.promotion.chain import verify

        found = verify(settings().mlflow_uri, sport)
        return dg.AssetCheckResult(
            passed=found.broken is None,
            description=found.broken,
            metadata={"cards": len(found.cards), "newest": found.head},
        )

    return the_chain_of_evidence_holds
