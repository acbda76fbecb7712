"""The NBA and MLB until their own data is there: a diffusion each, rehearsed on simulated games."""

import dagster as dg

from livebet.domain.games import Sport

GAMES = 48
"""Simulated games that judge a diffusion: enough for calibration within three hundredths."""
SEASON = 2026
SPORTS = (Sport.NBA, Sport.MLB)


def model_of(sport: Sport) -> dg.AssetsDefinition:
    """The asset that registers a sport's diffusion, its distance from the simulator's truth with it."""

    @dg.asset(
        name=f"{sport.value}_model", group_name=f"{sport.value}_model", kinds={"python", "mlflow", "onnx"}
    )
    def model(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """A score diffusion, judged on games of the simulator, whose true probabilities are known."""
        from feature_repo.services import register as register_service
        from feature_repo.store import apply
        from livebet.features.row import FEATURES_OF
        from livebet.settings import settings
        from pipelines.rehearsals import rehearsal
        from training.tracking import run_page
        from training.walk import judge_walk
        from training.walk_tracking import register_walk

        played = rehearsal(sport, SEASON, GAMES)
        judged = judge_walk(played)
        registered = register_walk(played, judged, settings().mlflow_uri)
        register_service(apply(), sport, registered.version, FEATURES_OF[sport].names)
        context.log.info(f"version {registered.version}: {judged.metrics}")
        page = dg.MetadataValue.url(run_page(settings().mlflow_uri, registered))
        return dg.MaterializeResult(
            metadata={"version": registered.version, "mlflow": page, **judged.metrics}
        )

    return model


def evaluation_of(sport: Sport, model: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset that lets a sport's newest version serve, on evidence."""
    group = f"{sport.value}_model"

    @dg.asset(name=f"{sport.value}_evaluation", deps=[model], group_name=group, kinds={"mlflow"})
    def evaluation(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """The newest version against the champion on other simulated games; the alias moves on evidence."""
        from livebet.settings import settings
        from pipelines.champions import remembered
        from pipelines.rehearsals import rehearsal
        from training.promote import promote
        from training.tracking import newest_version

        uri = settings().mlflow_uri
        games = rehearsal(sport, SEASON + 1, GAMES).dataset
        verdict = promote(sport, newest_version(uri, sport), games, uri)
        context.log.info(f"version {verdict.version}: {verdict.reason}")
        told = remembered(context, sport, uri)
        return dg.MaterializeResult(metadata={**told, "version": verdict.version, "reason": verdict.reason})

    return evaluation


MODELS = {sport: model_of(sport) for sport in SPORTS}
EVALUATIONS = {sport: evaluation_of(sport, MODELS[sport]) for sport in SPORTS}
ASSETS = [*MODELS.values(), *EVALUATIONS.values()]

simulated_champions = dg.define_asset_job(
    "simulated_champions",
    dg.AssetSelection.assets(*ASSETS),
    description="A diffusion for each sport whose own data is not there, judged on simulated games.",
)
