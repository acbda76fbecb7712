"""MLflow for a command: the one that answers already, else one started for it with what it stands on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from livebet.settings import settings

Say = Callable[[str], None]
_PATIENCE_SECONDS = 2.0


def answers() -> bool:
    """Whether MLflow answers where the settings say."""
    try:
        said = httpx.get(f"{settings().mlflow_uri}/health", timeout=_PATIENCE_SECONDS)
    except httpx.HTTPError:
        return False
    return said.status_code == httpx.codes.OK


@contextmanager
def mlflow(say: Say, champion: bool = False) -> Iterator[str]:
    """Its address, for as long as the block lasts; a champion is trained first where one is asked for.

    Raises:
        Fault: it cannot be started, or no champion could be trained.
    """
    from cli.runner.champion import ensure
    from cli.runner.foundation import founded
    from cli.runner.orderly import orderly

    if answers():
        yield settings().mlflow_uri
        return
    with orderly(say), founded(settings(), say) as runner:
        if champion:
            ensure(settings(), runner, say)
        yield settings().mlflow_uri
