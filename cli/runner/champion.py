"""The champions: asked for at MLflow, trained by the Dagster jobs."""

import httpx

from cli.faults import Fault
from cli.runner.processes import Runner
from cli.runner.screen import Say
from livebet.domain.games import Sport
from livebet.settings import Settings

ALIAS = "champion"
FIRST = "exec python -m pipelines.launch first_champions"
RETRAIN = "exec python -m pipelines.launch retrain"


def version_of_champion(settings: Settings, sport: Sport) -> str | None:
    """The version that the alias names; None when there is none yet.

    Raises:
        httpx.HTTPError: MLflow does not answer.
    """
    answer = httpx.get(
        f"{settings.mlflow_uri}/api/2.0/mlflow/registered-models/alias",
        params={"name": f"{sport.value}_win_probability", "alias": ALIAS},
        timeout=30,
    )
    if answer.status_code != 200:
        return None
    return str(answer.json()["model_version"]["version"])


def ensure(settings: Settings, runner: Runner, say: Say) -> None:
    """Train and register a champion of each sport unless one is there, with its progress told.

    Raises:
        Fault: a job failed.
    """
    missing = [sport.value for sport in Sport if version_of_champion(settings, sport) is None]
    if missing:
        say(f"livebet: no champion yet of {', '.join(missing)}: training, which takes about three minutes")
        runner.run_to_end("first-champions", " ".join((FIRST, *missing)), say)
    for sport in Sport:
        version = version_of_champion(settings, sport)
        if version is None:
            logs = runner.log("first-champions").parent
            raise Fault(f"the jobs ended without a champion of {sport.value}: see {logs}")
        say(f"livebet: the {sport.value} champion is version {version}")
