"""Pictures of a run, read back from MLflow: for pages that show a few of them."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from training.pictures.all import ERROR, RELIABILITY, SHAP
from training.tracking import connect

SHOWN = (RELIABILITY, ERROR, SHAP)


def logged_pictures(uri: str, run_id: str, names: Sequence[str] = SHOWN) -> dict[str, bytes]:
    """PNG files by name; what the run did not log is left out."""
    client = connect(uri)
    there = {one.path for one in client.list_artifacts(run_id)}
    with TemporaryDirectory() as place:
        return {
            name: Path(client.download_artifacts(run_id, name, place)).read_bytes()
            for name in names
            if name in there
        }
