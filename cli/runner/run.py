"""A run from nothing to its end: servers, migrations, champion, processes, slate, summary, stop."""

import asyncio
import json
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from cli.faults import Fault
from cli.runner import addresses, champion
from cli.runner.checks import Check, preflight
from cli.runner.environment import child_environment
from cli.runner.follow import Follower
from cli.runner.home import RunRecord, created_at, read_record
from cli.runner.processes import Runner, read_procfile
from cli.runner.ready import wait_until_ready
from cli.runner.results import recorded_finals
from cli.runner.screen import Screen
from cli.runner.servers import Stores, start_stores
from cli.runner.stopping import stop_run
from cli.runner.summary import lines_of, summarise
from livebet.services.replay_state import ReplayStore
from livebet.settings import ROOT, Settings
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

READY_SECONDS = 180.0
"""The bound for all services to answer: heavy imports on two slow cores, several at once."""
FIRST = "mlflow"
APPLY = "exec feast -c feature_repo apply"
LAST = "ingest"
"""Started when everything that it feeds is ready."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of `livebet up` asks for. `replay`: arguments of the ingest process."""

    replay: tuple[str, ...]
    exit_when_done: bool


@dataclass(slots=True)
class Run:
    """One run. Everything that it starts is stopped with `stack`."""

    settings: Settings
    wish: Wish
    screen: Screen
    stack: ExitStack
    began: float = field(default_factory=monotonic)
    record: RunRecord = field(default_factory=lambda: RunRecord(os.getpid(), created_at(os.getpid()) or 0.0))

    def go(self) -> None:
        """Do all of it; returns when the slate is over and nobody wants to stay.

        Raises:
            Fault: something stands in the way, or a process has ended.
        """
        self._clear_leftovers()
        refuse(preflight(self.settings))
        stores = self._start_stores()
        runner = self._runner(stores)
        commands = read_procfile(ROOT / "Procfile")
        self._start(runner, {FIRST: commands.pop(FIRST)})
        runner.run_to_end("feast-apply", APPLY, lambda _: None)
        self._ready(runner, {FIRST: addresses.health(self.settings)[FIRST]})
        champion.ensure(self.settings, runner, self.screen.say)
        self._mark("champion")
        feeder = commands.pop(LAST)
        self._start(runner, commands)
        self._ready(runner, addresses.health(self.settings))
        self._tell_addresses()
        asyncio.run(self._slate(runner, stores, " ".join((feeder, *self.wish.replay))))

    def _clear_leftovers(self) -> None:
        """End what a killed run of this home has left."""
        former = read_record(self.settings.home)
        left = stop_run(former) if former else []
        if left:
            self.screen.say(f"livebet: a former run was killed; stopped what it left: {', '.join(left)}")

    def _start_stores(self) -> Stores:
        self.screen.say("livebet: starting Redis and PostgreSQL")
        self.stack.callback(self.screen.say, "livebet: everything has stopped")
        stores = start_stores(self.settings, self.stack)
        for name, pid in stores.pids.items():
            self.record.add(name, pid)
        from livebet.storage.migrate import upgrade

        upgrade(stores.database_url)
        self._mark("stores")
        return stores

    def _runner(self, stores: Stores) -> Runner:
        folder = str(Path(sys.executable).parent)
        environment = child_environment(self.settings, stores, folder)
        runner = Runner(self.settings.home / "logs", environment, ROOT)
        self.stack.callback(runner.stop)
        return runner

    def _start(self, runner: Runner, commands: dict[str, str]) -> None:
        self.screen.say(f"livebet: starting {', '.join(commands)} (logs in {self.settings.home / 'logs'})")
        for name, command in commands.items():
            self.record.add(name, runner.start(name, command))
        self.record.write(self.settings.home)

    def _ready(self, runner: Runner, urls: dict[str, str]) -> None:
        wait_until_ready(urls, runner.check, self.screen.say, READY_SECONDS)

    def _tell_addresses(self) -> None:
        self.record.addresses = addresses.pages(self.settings)
        self._mark("ready")
        for line in addresses.lines(self.settings):
            self.screen.say(line)

    def _mark(self, name: str) -> None:
        self.record.marks[name] = round(monotonic() - self.began, 1)
        self.record.write(self.settings.home)

    async def _slate(self, runner: Runner, stores: Stores, feeder: str) -> None:
        async with redis_client(stores.redis_url) as client:
            bus = RedisBus(client, self.settings.partitions, self.settings.stream_bound)
            follower = Follower(
                self.screen,
                ReplayStore(client),
                check=lambda: runner.check(may_end=LAST),
                fed=lambda: runner.ended.get(LAST) == 0,
                on_first_prediction=lambda: self._mark("first_prediction"),
            )
            after = await follower.start_of_slate(bus)
            self._start(runner, {LAST: feeder})
            with self.screen.showing():
                stay = not self.wish.exit_when_done
                await follower.follow(bus, after, lambda: self._summarise(follower), stay)

    def _summarise(self, follower: Follower) -> None:
        tally = follower.tally
        cut_short = [game for game_id, game in tally.games.items() if game_id not in tally.finals]
        summary: dict[str, Any] = summarise(tally, recorded_finals(cut_short))
        summary["marks"] = self.record.marks
        path = self.settings.home / "summary.json"
        path.write_text(json.dumps(summary, indent=2, ensure_ascii=False))
        for line in (*lines_of(summary), f"Written to {path}"):
            self.screen.say(line)


def refuse(checks: list[Check]) -> None:
    """Raise a fault that names every check that failed and what mends it."""
    failed = [f"{check.name}: {check.found} — mend: {check.mend}" for check in checks if not check.passed]
    if failed:
        raise Fault("; ".join(failed))
