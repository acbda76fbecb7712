"""Runs of the jobs from a terminal, in this process, with progress told; they show in the Dagster UI.

python -m pipelines.launch first_champion     as many seasons as fit in about two minutes
python -m pipelines.launch retrain            every season that training may see
python -m pipelines.launch simulated_champions  diffusions for the NBA and MLB, judged on simulated games
"""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

import dagster as dg

from livebet.settings import settings
from pipelines.definitions import defs
from pipelines.defs.nfl.partitions import trainable

AT_ONCE = 2
"""Seasons made side by side: one a core of the smallest machine that this is for."""

_QUIET: dict[str, object] = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
"""Progress is told by `say`; the whole log is in the Dagster UI."""


def say(line: str) -> None:
    """Tell the terminal."""
    print(line, flush=True)


def _execute(job: str, partition: str | None = None, config: dict[str, object] | None = None) -> None:
    """Run a job here.

    Raises:
        RuntimeError: it failed; Dagster's log tells why.
    """
    result = defs.resolve_job_def(job).execute_in_process(
        instance=dg.DagsterInstance.get(),
        partition_key=partition,
        run_config={**_QUIET, **(config or {})},
        raise_on_error=False,
    )
    if not result.success:
        failed = [event.message for event in result.all_events if event.is_failure]
        raise RuntimeError(f"{job} failed (run {result.run_id}): {'; '.join(map(str, failed))}")


def _backfill_season(season: int) -> int:
    _execute("backfill", partition=str(season))
    return season


def backfill(seasons: Sequence[int]) -> None:
    """Recordings of these seasons to features, newest first, a run each, so that a broken-off one goes on."""
    began = perf_counter()
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        newest_first = sorted(seasons, reverse=True)
        for number, season in enumerate(pool.map(_backfill_season, newest_first), 1):
            took = perf_counter() - began
            say(f"backfill: season {season} is there, {number} of {len(seasons)}, {took:.0f} s")


def champion_of(seasons: Sequence[int]) -> None:
    """Backfill, train, judge, promote; then bring team strength online."""
    backfill(seasons)
    say(f"training on seasons {min(seasons)} to {max(seasons)}")
    _execute("retrain", config={"ops": {"training_set": {"config": {"seasons": sorted(seasons)}}}})
    _execute("materialize_online")
    say("trained, judged and registered: see Dagster and MLflow")


def first_champion() -> None:
    """A champion from as many seasons as fit in about two minutes on this machine."""
    from training.store import seasons_that_fit

    bound = settings().first_run_seconds
    seasons = seasons_that_fit(bound * AT_ONCE, trainable())
    left = len(trainable()) - len(seasons)
    say(f"{len(seasons)} seasons fit in about {bound:.0f} s: {min(seasons)} to {max(seasons)}")
    say(f"{left} earlier ones wait for `livebet train` or a backfill in the Dagster UI")
    champion_of(seasons)


def retrain() -> None:
    """A challenger from every season that training may see."""
    champion_of(trainable())


def simulated_champions() -> None:
    """A diffusion for each sport whose own seasons are not there."""
    _execute("simulated_champions")
    say("the NBA's and MLB's diffusions are judged and registered: see Dagster and MLflow")


def main() -> int:
    """Run what the argument names; status 1 and one line where it fails."""
    parts: dict[str, Callable[[], None]] = {
        "first_champion": first_champion,
        "retrain": retrain,
        "simulated_champions": simulated_champions,
    }
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in parts:
        say(f"one of {', '.join(parts)} is wanted, not {name!r}")
        return 2
    try:
        parts[name]()
    except RuntimeError as fault:
        say(f"livebet: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
