"""Ends processes with all that they started: asked first, killed after a bound."""

import contextlib
import os
import signal
from collections.abc import Collection, Iterable

import psutil

TERM_SECONDS = 12.0
"""How long processes may take to end by themselves: BentoML and Dagster need several seconds."""
KILL_SECONDS = 5.0


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
    _, left = psutil.wait_procs(family, timeout=term_seconds)
    left = set(left) | family_of(leaders)
    _signal(left, signal.SIGKILL)
    psutil.wait_procs(left, timeout=KILL_SECONDS)


def _signal(processes: Iterable[psutil.Process], signum: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.send_signal(signum)
