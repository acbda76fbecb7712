"""Ends processes with all that they started: asked first, killed after a bound."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Collection, Iterable

import psutil

from cli.runner.home import RunRecord, is_alive

TERM_SECONDS = 12.0
"""How long processes may take to end by themselves: BentoML and Dagster need several seconds."""
KILL_SECONDS = 5.0
RUN_SECONDS = 60.0
"""How long a run may take to stop everything by itself."""
POLL_SECONDS = 0.05


def family_of(leaders: Collection[int]) -> set[psutil.Process]:
    """The processes that run under these leaders: descendants, and members of the sessions they lead."""
    found: set[psutil.Process] = set()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError, PermissionError):
            if process.pid in leaders or os.getsid(process.pid) in leaders:
                found.add(process)
                found.update(process.children(recursive=True))
    return found


def stop_family(leaders: Collection[int], term_seconds: float = TERM_SECONDS) -> None:
    """End the leaders and all under them; returns when none is left (or will not die)."""
    family = family_of(leaders)
    _signal((process for process in family if process.pid in leaders), signal.SIGTERM)
    _wait(lambda: not any(map(_runs, family)), term_seconds)
    left = {process for process in family | family_of(leaders) if _runs(process)}
    _signal(left, signal.SIGKILL)
    _wait(lambda: not any(map(_runs, left)), KILL_SECONDS)


def stop_run(record: RunRecord, bound_seconds: float = RUN_SECONDS) -> list[str]:
    """Ask a run to stop, wait, then end what it has left; gives the names of what was running."""
    there = [name for name, (pid, created) in record.processes.items() if is_alive(pid, created)]
    if is_alive(record.pid, record.created):
        os.kill(record.pid, signal.SIGTERM)
        _wait(lambda: not is_alive(record.pid, record.created), bound_seconds)
        there.append("up")
    started = [(record.pid, record.created), *record.processes.values()]
    # While a session has members its number is not given out anew: where the leader is gone they are ours.
    left = {pid for pid, created in started if is_alive(pid, created) or not psutil.pid_exists(pid)}
    stop_family(left)
    return there


def _runs(process: psutil.Process) -> bool:
    """Whether it is more than a zombie that nobody has asked after."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait(over: Callable[[], bool], bound_seconds: float) -> None:
    deadline = time.monotonic() + bound_seconds
    while not over() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _signal(processes: Iterable[psutil.Process], signum: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.send_signal(signum)
