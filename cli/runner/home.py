"""The home of a run: one run at a time, and the record of what it started (`run.json`)."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from cli.faults import Fault


@dataclass(slots=True)
class RunRecord:
    """Process ids with their start times (a reused id is told apart), addresses, and marks.

    `marks` are seconds from the start of `livebet up` to what the name says.
    """

    pid: int
    created: float
    processes: dict[str, tuple[int, float]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    marks: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, pid: int) -> None:
        """Note a process that is running now; one that is gone already is left out."""
        created = created_at(pid)
        if created is not None:
            self.processes[name] = (pid, created)

    def write(self, home: Path) -> None:
        """Replace `run.json` whole, so that a reader never sees half of it."""
        fresh = home / "run.json.new"
        body = {name: getattr(self, name) for name in self.__slots__}
        fresh.write_text(json.dumps(body, indent=2))
        fresh.replace(home / "run.json")


def created_at(pid: int) -> float | None:
    """When the process began (seconds since the epoch); None when it is gone or a zombie."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.NoSuchProcess:
        return None


def is_alive(pid: int, created: float) -> bool:
    """Whether the very process noted is still running."""
    now = created_at(pid)
    return now is not None and abs(now - created) < 1.0


def read_record(home: Path) -> RunRecord | None:
    """The record of the last run; None when there is none."""
    path = home / "run.json"
    if not path.exists():
        return None
    body: dict[str, Any] = json.loads(path.read_text())
    body["processes"] = {name: (int(pid), float(at)) for name, (pid, at) in body["processes"].items()}
    return RunRecord(**body)


def running(home: Path) -> RunRecord | None:
    """The record of the run that is up now; None when nothing is."""
    record = read_record(home)
    return record if record and is_alive(record.pid, record.created) else None


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home for one run.

    Raises:
        Fault: another run holds it, or the folder cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("a")
    except OSError as fault:
        raise Fault(f"cannot write {home} ({fault.strerror}): set LIVEBET_HOME to another folder") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Fault(
                f"a run is up already in {home}: `livebet down` stops it, "
                "or set LIVEBET_HOME and the LIVEBET_*_PORT settings for a second one"
            ) from None
        yield
