"""What must be so before an alias moves: features that serving can find, and nobody else moving it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from feature_repo.names import service_name
from livebet.domain.games import Sport
from livebet.settings import settings
from training.runner import BrokenModelError


@contextmanager
def alone() -> Iterator[None]:
    """Hold the right to move aliases in this home: two decisions at once would chain to the same card."""
    home = settings().home
    home.mkdir(parents=True, exist_ok=True)
    with (home / "promotion.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def register_features(sport: Sport, version: str, features: tuple[str, ...]) -> None:
    """Register the version's feature service in Feast, unless it is there: serving refuses a version without.

    Raises:
        BrokenModelError: it reads a feature that no view of games holds.
    """
    from feature_repo.services import register, registered
    from feature_repo.store import apply, registry_proto

    name = service_name(sport, version)
    if name in {service.name for service in registered(registry_proto())}:
        return
    try:
        register(apply(), sport, version, features)
    except KeyError as error:
        raise BrokenModelError(f"version {version} reads what no view of games holds: {error}") from None
