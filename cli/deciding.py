"""Where a decision about a champion is made: beside the run that is up, or on servers of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.faults import Fault
from livebet.domain.games import Sport

if TYPE_CHECKING:
    from training.promotion.consider import Decision
    from training.promotion.games import InPlay

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where MLflow answers, the services' database, and the games that are on while a run is up."""

    sport: Sport
    uri: str
    database_url: str
    games_in_play: "InPlay"


def sport_named(name: str) -> Sport:
    """The sport of an option.

    Raises:
        Fault: there is none of that name.
    """
    if name not in tuple(Sport):
        raise Fault(f"--sport takes nfl, nba or mlb, not {name}")
    return Sport(name)


@contextmanager
def place(sport: Sport, say: Say) -> Iterator[Place]:
    """Servers to decide on; what stands in the way of a decision becomes a fault of one line."""
    from cli.runner.foundation import founded
    from cli.runner.home import running
    from cli.runner.orderly import orderly
    from cli.runner.servers import stores_of_running
    from livebet.settings import settings
    from training.promotion.games import asking, nobody_plays

    of = settings()
    up = running(of.home) is not None
    with orderly(say), founded(of, say), _faults():
        url = stores_of_running(of).database_url
        yield Place(sport, of.mlflow_uri, url, asking(sport, url) if up else nobody_plays)


@contextmanager
def _faults() -> Iterator[None]:
    """Expected refusals as faults."""
    from mlflow.exceptions import MlflowException

    from training.data.columns import UnreadableFileError
    from training.data.store import BrokenManifestError
    from training.promotion.aliases import NoSuchVersionError
    from training.promotion.contenders import NothingToJudgeError
    from training.runner import BrokenModelError

    try:
        yield
    except NoSuchVersionError as fault:
        raise Fault(f"{fault}: `livebet train` makes versions") from None
    except (
        NothingToJudgeError,
        BrokenModelError,
        UnreadableFileError,
        BrokenManifestError,
        OSError,
    ) as fault:
        raise Fault(" ".join(str(fault).split())) from None
    except MlflowException as fault:
        raise Fault(f"MLflow: {' '.join(str(fault).split())[:300]}") from None


def told_services(where: Place, decision: "Decision", say: Say) -> None:
    """Tell the services' database who serves now."""
    if not decision.promoted:
        return
    from livebet.domain.clock import SystemClock
    from training.remember import remember

    remember(where.uri, where.sport, where.database_url, SystemClock())
    say(f"livebet: version {decision.version} serves; a run that is up follows within seconds")
