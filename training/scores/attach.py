"""The table beside the champion in MLflow: on the run that made it and on its version."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.promotion.aliases import CHAMPION, version_at
from training.scores.kept import JSON, MARKDOWN, kept
from training.scores.result import Table
from training.scores.show import as_markdown, summary
from training.tracking import connect

TAG = "scores"
_MODELS = "models:/"
"""What a version is made from: the model that a run logged."""


def attach(uri: str, sport: Sport, table: Table) -> str | None:
    """Attach `scores.json`, `scores.md` and a tag that sums them up; the version, None without a champion."""
    client: Any = connect(uri)
    version = version_at(client, sport, CHAMPION)
    if version is None:
        return None
    found = client.get_model_version(model_name(sport), version)
    with TemporaryDirectory() as folder:
        for name, told in ((JSON, table.encoded().decode()), (MARKDOWN, as_markdown([table]))):
            path = Path(folder) / name
            path.write_text(told)
            client.log_artifact(found.run_id, str(path))
            if found.source.startswith(_MODELS):
                client.log_model_artifact(found.source.removeprefix(_MODELS), str(path))
    client.set_model_version_tag(
        model_name(sport), version, TAG, f"{summary(table)} ({table.measured:%Y-%m-%d})"
    )
    return version


def attach_kept(uri: str, sport: Sport, home: Path) -> str | None:
    """Attach the table that the home keeps; None where it keeps none, or nobody serves."""
    table = kept(home, sport)
    return None if table is None else attach(uri, sport, table)
