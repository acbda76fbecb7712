"""A run from nothing to its end: foundation, champion, processes, slate, summary, stop."""

import asyncio
import json
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from cli.runner import addresses, champion
from cli.runner.follow import Follower
from cli.runner.follow_live import LiveFollower
from cli.runner.foundation import Foundation
from cli.runner.processes import Runner
from cli.runner.results import recorded_finals
from cli.runner.screen import Screen
from cli.runner.servers import Stores
from cli.runner.summary import lines_of, summarise
from livebet.services.feed_states import FeedStates
from livebet.services.ingest import arguments
from livebet.services.replay_state import ReplayStore
from livebet.settings import Settings
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

INGEST = "ingest"
LIVE = "live"
"""One of them is started, when everything that it feeds is ready."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller of `livebet up` asks for.

    `replay`: arguments of the ingest process; `live`: the feeds that are read instead.
    """

    replay: tuple[str, ...]
    exit_when_done: bool
    live: tuple[str, ...] = ()


class Run:
    """One run. Everything that it starts is stopped with the stack."""

    def __init__(self, settings: Settings, wish: Wish, screen: Screen, stack: ExitStack) -> None:
        """Take the home, what is asked for, and where to say what happens."""
        self._settings = settings
        self._wish = wish
        self._screen = screen
        self._base = Foundation(settings, screen.say, stack)

    def go(self) -> None:
        """Do all of it; returns when the slate is over and nobody wants to stay.

        Raises:
            Fault: something stands in the way, or a process has ended.
            CannotStart: an embedded server gives up.
        """
        stores, runner = self._base.lay()
        champion.ensure(self._settings, runner, self._screen.say)
        self._base.mark("champion")
        others = [name for name in self._base.commands if name not in (*runner.pids, INGEST, LIVE)]
        self._base.start(runner, *others)
        self._base.ready(runner, addresses.health(self._settings))
        self._tell_addresses()
        asyncio.run(self._live(runner, stores) if self._wish.live else self._slate(runner, stores))

    def _tell_addresses(self) -> None:
        self._base.record.addresses = addresses.pages(self._settings)
        self._base.mark("ready")
        for line in addresses.lines(self._settings):
            self._screen.say(line)

    async def _slate(self, runner: Runner, stores: Stores) -> None:
        async with redis_client(stores.redis_url) as client:
            bus = RedisBus(client, self._settings.partitions, self._settings.stream_bound)
            follower = Follower(
                self._screen,
                ReplayStore(client),
                check=lambda: runner.check(may_end=INGEST),
                fed=lambda: runner.ended.get(INGEST) == 0,
                on_first_prediction=lambda: self._base.mark("first_prediction"),
            )
            after = await follower.start_of_slate(bus, arguments(self._wish.replay))
            self._base.start(runner, INGEST, words=self._wish.replay)
            with self._screen.showing():
                stay = not self._wish.exit_when_done
                await follower.follow(bus, after, lambda: self._summarise(follower), stay)

    async def _live(self, runner: Runner, stores: Stores) -> None:
        """Read live feeds until somebody stops it."""
        async with redis_client(stores.redis_url) as client:
            bus = RedisBus(client, self._settings.partitions, self._settings.stream_bound)
            follower = LiveFollower(
                self._screen,
                ReplayStore(client),
                check=runner.check,
                fed=lambda: False,
                on_first_prediction=lambda: self._base.mark("first_prediction"),
                feeds=FeedStates(client),
            )
            after = await follower.start_of_live(bus)
            self._base.start(runner, LIVE, words=(f"--feeds={','.join(self._wish.live)}",))
            with self._screen.showing():
                await follower.follow(bus, after, lambda: None, stay=True)

    def _summarise(self, follower: Follower) -> None:
        tally = follower.tally
        cut_short = [game for game_id, game in tally.games.items() if game_id not in tally.finals]
        summary: dict[str, Any] = summarise(tally, recorded_finals(cut_short))
        summary["marks"] = self._base.record.marks
        path = self._settings.home / "summary.json"
        path.write_text(json.dumps(summary, indent=2, ensure_ascii=False))
        for line in (*lines_of(summary), f"Written to {path}"):
            self._screen.say(line)
