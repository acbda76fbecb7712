"""The champion: asked for at MLflow, trained by the Dagster jobs."""

import httpx

from cli.faults import Fault
from cli.runner.processes import Runner
from cli.runner.screen import Say
from livebet.settings import Settings

MODEL = "nfl_win_probability"
ALIAS = "champion"
FIRST = "exec python -m pipelines.launch first_champion"
RETRAIN = "exec python -m pipelines.launch retrain"


def version_of_champion(settings: Settings) -> str | None:
    """The version that the alias names; None when there is none yet.

    Raises:
        httpx.HTTPError: MLflow does not answer.
    """
    answer = httpx.get(
        f"{settings.mlflow_uri}/api/2.0/mlflow/registered-models/alias",
        params={"name": MODEL, "alias": ALIAS},
        timeout=30,
    )
    if answer.status_code != 200:
        return None
    return str(answer.json()["model_version"]["version"])


def ensure(settings: Settings, runner: Runner, say: Say) -> None:
    """Train and register a champion unless one is there, with its progress told.

    Raises:
        Fault: the job failed.
    """
    version = version_of_champion(settings)
    if version is None:
        say("livebet: no champion yet: training one on as many seasons as fit in about two minutes")
        runner.run_to_end("first-champion", FIRST, say)
        version = version_of_champion(settings)
    if version is None:
        raise Fault(f"the job ended without a champion: see {runner.log('first-champion')}")
    say(f"livebet: the champion is {MODEL} version {version}")
