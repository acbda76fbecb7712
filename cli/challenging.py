"""Enters a run as challenger, in the environment of a run's processes: Feast's address is theirs."""

import sys

from livebet.domain.games import Sport
from livebet.settings import settings
from training.own import enter
from training.runner import BrokenModelError


def main(sport: str, run: str) -> int:
    """Register it and say so; 1 where it cannot serve."""
    try:
        version = enter(Sport(sport), run, settings().mlflow_uri)
    except BrokenModelError as fault:
        sys.stdout.write(f"livebet: {' '.join(str(fault).split())}\n")
        return 1
    sys.stdout.write(f"livebet: run {run} is version {version} of {sport}, the challenger\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
