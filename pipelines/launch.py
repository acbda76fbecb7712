"""Runs of the jobs from a terminal, with progress told; they show in the Dagster UI.

python -m pipelines.launch first_champions   a champion of each sport, from as many seasons as fit in the time
python -m pipelines.launch retrain [sport]   every season that training may see, of one sport or of all
"""

import sys
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import redirect_stdout
from functools import cache, partial
from io import StringIO
from multiprocessing import get_context
from time import perf_counter
from typing import Any

import dagster as dg

from livebet.domain.games import Sport
from livebet.settings import settings

AT_ONCE = 2
"""Sports (or seasons) side by side: one a core of the smallest machine that this is for."""
LONGEST_FIRST = (Sport.NFL, Sport.NBA, Sport.MLB)
SEASON_SECONDS: dict[Sport, float] = {Sport.NFL: 7.0, Sport.NBA: 12.0, Sport.MLB: 10.0}
"""What a season takes until its features are there, on one core: recordings, and simulated seasons."""
PLAYS_SECONDS = 45.0
"""The same for an imported season; all seasons of a file are folded with the first."""
SAMPLE_GAMES, SAMPLE_SECONDS = 8, 0.09
"""Recordings that are read to see how slow a machine is, and how long that took with these figures."""
FEWEST, MOST = 3, 5
"""Seasons of a first champion: one to judge on, two that members are weighed on; more gain little."""

Told = dict[str, dict[str, dg.MetadataValue[Any]]]

_QUIET: dict[str, object] = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
"""Progress is told by `say`; the whole log is in the Dagster UI."""


def say(line: str) -> None:
    """Tell the terminal."""
    print(line, flush=True)


def _execute(job: str, partition: str | None = None, config: dict[str, Any] | None = None) -> Told:
    """Run a job here; what its assets tell of themselves, by asset. What libraries print is not told.

    Raises:
        RuntimeError: it failed; Dagster's log tells why.
    """
    from pipelines.definitions import defs

    with redirect_stdout(StringIO()):
        result = defs.resolve_job_def(job).execute_in_process(
            instance=dg.DagsterInstance.get(),
            partition_key=partition,
            run_config={**_QUIET, **(config or {})},
            raise_on_error=False,
        )
    if not result.success:
        failed = [event.message for event in result.all_events if event.is_failure]
        raise RuntimeError(f"{job} failed (run {result.run_id}): {'; '.join(map(str, failed))}")
    made = [event.materialization for event in result.get_asset_materialization_events()]
    return {one.asset_key.to_user_string(): {**one.metadata} for one in made}


def _backfill(sport: Sport, years: Sequence[int]) -> None:
    """Seasons to features, a run each, so that a broken-off one goes on."""
    began = perf_counter()
    for number, year in enumerate(years, 1):
        _execute(f"{sport.value}_backfill", partition=str(year))
        took = perf_counter() - began
        say(f"{sport.value}: season {year} is there, {number} of {len(years)}, {took:.0f} s")


def _retrain(sport: Sport, years: Sequence[int], quick: bool) -> None:
    began, name = perf_counter(), sport.value
    say(f"{name}: training on {', '.join(map(str, years))}")
    ops: dict[str, Any] = {f"{name}_training_set": {"config": {"seasons": list(years)}}}
    if quick:
        ops[f"{name}_hyperparameters"] = {"config": {"quick": True}}
    told = _execute(f"{name}_retrain", config={"ops": ops})[f"{name}_evaluation"]
    said = f"version {told['version'].value} {'serves' if told['promoted'].value else 'waits'}"
    say(f"{name}: {said}, trained and judged in {perf_counter() - began:.0f} s: {told['reason'].value}")


def _champion(sport: Sport, years: Sequence[int], quick: bool) -> Sport:
    """Backfill, train, judge, promote; the NFL's team strength is brought online."""
    _backfill(sport, years)
    _retrain(sport, years, quick)
    if sport is Sport.NFL:
        _execute("materialize_online")
    return sport


def _filled(sport: Sport) -> list[int]:
    """The seasons that there are, as partitions of this instance."""
    from pipelines.defs.sports.partitions import fill

    return sorted(int(key) for key in fill(dg.DagsterInstance.get(), sport))


def seasons_that_fit(sport: Sport, budget_seconds: float, years: Sequence[int]) -> list[int]:
    """The newest seasons that can be made in the time, three at least where there are so many."""
    from training.seasons import Origin, available

    origins = {one.year: one.origin for one in available(sport, settings().home)}
    imported = origins[max(years)] is Origin.IMPORTED
    a_season = (PLAYS_SECONDS if imported else SEASON_SECONDS[sport]) * slowness()
    fit = int(budget_seconds / a_season)
    return sorted(years)[-min(max(FEWEST, fit), MOST) :]


@cache
def slowness() -> float:
    """How many times as long things take here and now as where the figures are from."""
    from livebet.feeds.reconcile import reconciled
    from livebet.feeds.recordings import RESERVED_SEASON, eids

    names = eids(RESERVED_SEASON - 1)[: SAMPLE_GAMES + 1]
    reconciled(names[0])
    began = perf_counter()
    for eid in names[1:]:
        reconciled(eid)
    return (perf_counter() - began) / SAMPLE_SECONDS


def first_champions(only: Sequence[Sport] = LONGEST_FIRST) -> None:
    """A champion of each sport, two sports side by side."""
    bound = settings().first_run_seconds / len(LONGEST_FIRST)
    tasks = []
    for sport in only:
        there = _filled(sport)
        years = seasons_that_fit(sport, bound, there)
        say(f"{sport.value}: seasons {years[0]} to {years[-1]}, {len(there) - len(years)} earlier ones wait")
        tasks.append(partial(_champion, sport, years, True))
    _side_by_side(tasks)


def retrain(only: Sequence[Sport] = LONGEST_FIRST) -> None:
    """A challenger from every season that training may see, sport by sport."""
    for sport in only:
        _champion(sport, _filled(sport), False)


def _side_by_side(tasks: Sequence[partial[Sport]]) -> None:
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        running: list[Future[Sport]] = [pool.submit(task) for task in tasks]
        for one in running:
            one.result()


PARTS = {"first_champions": first_champions, "retrain": retrain}


def main() -> int:
    """Run what the arguments name; status 1 and one line where it fails."""
    name, sports = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    unknown = [sport for sport in sports if sport not in {one.value for one in Sport}]
    if name not in PARTS or unknown:
        say(f"{' or '.join(PARTS)} is wanted, with sports or without, not {' '.join(sys.argv[1:])!r}")
        return 2
    try:
        PARTS[name]([one for one in LONGEST_FIRST if one.value in sports] or LONGEST_FIRST)
    except RuntimeError as fault:
        say(f"livebet: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
