"""Pages put beside what a champion's run logged of itself."""

from pathlib import Path

from livebet.domain.games import Sport
from training.promotion.aliases import CHAMPION, run_of, version_at
from training.tracking import Registered, connect, run_page

FOLDER = "watch"


def attach(sport: Sport, uri: str, page: Path) -> str | None:
    """Log a page as an artifact of the champion's run; the run's address, None where nobody serves.

    Raises:
        MlflowException: MLflow does not answer.
        NoSuchVersionError: nobody knows the champion's run.
    """
    client = connect(uri)
    version = version_at(client, sport, CHAMPION)
    if version is None:
        return None
    run = run_of(client, sport, version)
    client.log_artifact(run, str(page), FOLDER)
    return run_page(uri, Registered(version, run))
