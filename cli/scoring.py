"""Scores a file of plays and says what came of it."""

from pathlib import Path

from cli.faults import Fault
from livebet.domain.games import Sport
from training.data.columns import UnreadableFileError
from training.lines import UnreadableLinesError
from training.nflverse import UnreadablePlaysError
from training.runner import BrokenModelError
from training.score import NoChampionError, score

_TOLD = (UnreadablePlaysError, UnreadableLinesError, UnreadableFileError, BrokenModelError, NoChampionError)


def write_scores(sport: Sport, plays: Path, lines: Path | None, out: Path, model: str, uri: str) -> str:
    """Write the predictions; a line that tells how many, by which model.

    Raises:
        Fault: a file cannot be read or written, or no model can be loaded.
    """
    from mlflow.environment_variables import MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR

    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR.set(False)
    try:
        done = score(plays, lines, out, model=model, uri=uri, sport=sport)
    except (*_TOLD, OSError) as fault:
        raise Fault(" ".join(str(fault).split())) from None
    return f"{out}: {done.rows} rows of {done.games} games by model version {done.model_version}"
