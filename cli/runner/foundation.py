"""What every run stands on: a clean home, Redis and PostgreSQL, MLflow, the feature repository."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from cli.faults import Fault
from cli.runner import addresses
from cli.runner.checks import Check, preflight
from cli.runner.environment import child_environment
from cli.runner.home import RunRecord, created_at, locked, read_record, running
from cli.runner.processes import Runner, read_procfile
from cli.runner.ready import wait_until_ready
from cli.runner.screen import Say
from cli.runner.servers import Stores, start_stores, stores_of_running
from cli.runner.stopping import stop_run
from livebet.settings import ROOT, Settings

READY_SECONDS = 180.0
"""The bound for all services to answer: heavy imports on two slow cores, several at once."""
MLFLOW = "mlflow"
APPLY = "exec feast -c feature_repo apply"


@dataclass(slots=True)
class Foundation:
    """Starts and records processes; all of them are stopped with `stack`."""

    settings: Settings
    say: Say
    stack: ExitStack
    began: float = field(default_factory=monotonic)
    record: RunRecord = field(default_factory=lambda: RunRecord(os.getpid(), created_at(os.getpid()) or 0.0))
    commands: dict[str, str] = field(default_factory=lambda: read_procfile(ROOT / "Procfile"))

    def lay(self) -> tuple[Stores, Runner]:
        """Start it all; the home must be held.

        Raises:
            Fault: something stands in the way, or a process has ended.
            CannotStart: an embedded server gives up.
        """
        self._clear_leftovers()
        refuse(preflight(self.settings))
        stores = self._start_stores()
        runner = runner_of(self.settings, stores)
        self.stack.callback(runner.stop)
        self.start(runner, MLFLOW)
        runner.run_to_end("feast-apply", APPLY, lambda _: None)
        self.ready(runner, {MLFLOW: addresses.health(self.settings)[MLFLOW]})
        return stores, runner

    def start(self, runner: Runner, *names: str, words: tuple[str, ...] = ()) -> None:
        """Start processes of the Procfile, `words` added to their commands."""
        self.say(f"livebet: starting {', '.join(names)} (logs in {self.settings.home / 'logs'})")
        for name in names:
            self.record.add(name, runner.start(name, " ".join((self.commands[name], *words))))
        self.record.write(self.settings.home)

    def ready(self, runner: Runner, urls: dict[str, str]) -> None:
        """Wait until these addresses answer."""
        wait_until_ready(urls, runner.check, self.say, READY_SECONDS)

    def mark(self, name: str) -> None:
        """Write down how many seconds it took to get here."""
        self.record.marks[name] = round(monotonic() - self.began, 1)
        self.record.write(self.settings.home)

    def _clear_leftovers(self) -> None:
        """End what a killed run of this home has left."""
        former = read_record(self.settings.home)
        left = stop_run(former) if former else []
        if left:
            self.say(f"livebet: a former run was killed; stopped what it left: {', '.join(left)}")

    def _start_stores(self) -> Stores:
        from livebet.storage.migrate import upgrade

        self.say("livebet: starting Redis and PostgreSQL")
        self.stack.callback(self.say, "livebet: everything has stopped")
        stores = start_stores(self.settings, self.stack)
        for name, pid in stores.pids.items():
            self.record.add(name, pid)
        upgrade(stores.database_url)
        self.mark("stores")
        return stores


def runner_of(settings: Settings, stores: Stores) -> Runner:
    """A runner whose processes find these servers."""
    environment = child_environment(settings, stores, str(Path(sys.executable).parent))
    return Runner(settings.home / "logs", environment, ROOT)


@contextmanager
def founded(settings: Settings, say: Say) -> Iterator[Runner]:
    """A runner beside the run that is up, or on a foundation of its own for as long as the block lasts."""
    with ExitStack() as stack:
        if running(settings.home):
            runner = runner_of(settings, stores_of_running(settings))
            stack.callback(runner.stop)
        else:
            stack.enter_context(locked(settings.home))
            _, runner = Foundation(settings, say, stack).lay()
        yield runner


def refuse(checks: list[Check]) -> None:
    """Raise a fault that names every check that failed and what mends it."""
    failed = [f"{check.name}: {check.found} — mend: {check.mend}" for check in checks if not check.passed]
    if failed:
        raise Fault("; ".join(failed))
