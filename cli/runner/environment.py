"""What the processes of a run find in their environment."""

import json

from pydantic import SecretStr

from cli.runner.servers import Stores
from livebet.settings import ROOT, Settings, environment

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Several servers share few cores: more threads each give latencies of tens of milliseconds."""


def child_environment(settings: Settings, stores: Stores, python_folder: str) -> dict[str, str]:
    """The environment of every process of the run; addresses with passwords travel only here."""
    path = environment({}).get("PATH", "")
    return environment(
        _settings(settings, stores)
        | dict.fromkeys(ONE_THREAD, "1")
        | {
            "PATH": f"{python_folder}:{path}",
            "PYTHONUNBUFFERED": "1",
            "DAGSTER_HOME": str(ROOT),
            "LIVEBET_DAGSTER_DATABASE_URL": stores.dagster_url,
            "LIVEBET_DAGSTER_DIR": str(settings.home / "dagster"),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "MLFLOW_TRACKING_URI": settings.mlflow_uri,
            "MLFLOW_BACKEND_STORE_URI": stores.mlflow_url,
            "MLFLOW_ARTIFACTS_DESTINATION": str(settings.home / "mlflow"),
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
            "MLFLOW_LOGGING_LEVEL": "WARNING",
            "NO_COLOR": "1",
            "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
            "BENTOML_DO_NOT_TRACK": "True",
            "BENTOML_HOME": str(settings.home / "bentoml"),
            "FEAST_USAGE": "False",
            "DO_NOT_TRACK": "1",
            "EVIDENTLY_DISABLE_TELEMETRY": "1",
        }
    )


def _settings(settings: Settings, stores: Stores) -> dict[str, str]:
    """What is set, as children read it. Credentials of feeds they inherit: none is written down again."""
    told = settings.model_dump(exclude_none=True, exclude={"redis_url", "database_url"})
    plain = {
        f"LIVEBET_{name.upper()}": value if isinstance(value, str) else _text(value)
        for name, value in told.items()
        if not isinstance(value, SecretStr)
    }
    return plain | {"LIVEBET_REDIS_URL": stores.redis_url, "LIVEBET_DATABASE_URL": stores.database_url}


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value)
