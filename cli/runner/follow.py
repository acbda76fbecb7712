"""Follows a run by its streams: the table, the first prediction, the end of the slate, the summary."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

from cli.runner.board import Board
from cli.runner.screen import Screen
from cli.runner.tally import Tally
from livebet.domain.clock import stamp_ns
from livebet.domain.messages import GameListed, GameUpdate, Refused
from livebet.feeds.slates import find, slates
from livebet.services.feeder import Wanted, goes_on
from livebet.services.replay_state import ReplayStore, Running, first_id
from livebet.stream.bus import REFUSED, Bus, Entry, inbound, outbound
from livebet.stream.codec import StreamMessage

REDRAW_SECONDS = 1.0
QUIET_SECONDS = 3.0
"""A slate is over when its replay is and nothing more was said for this long."""


@dataclass(slots=True)
class Follower:
    """Reads what the run says and keeps the table on the screen.

    `check` raises when a process has ended; `fed` tells whether the replay has fed everything.
    """

    screen: Screen
    replays: ReplayStore
    check: Callable[[], None]
    fed: Callable[[], bool]
    on_first_prediction: Callable[[], None]
    board: Board = field(default_factory=Board)
    tally: Tally = field(default_factory=Tally)
    began: float = field(default_factory=monotonic)
    heard: float = field(default_factory=monotonic)
    predicted: bool = False
    resumed: str | None = None
    """The replay that goes on, where one does."""
    given_up: str | None = None
    """The replay that was left unfinished and does not."""
    ours: set[UUID] = field(default_factory=set)

    async def start_of_slate(self, bus: Bus, wanted: Wanted) -> dict[str, str]:
        """After which entries to read, asked before the replay is started: stream -> id.

        Those are the newest ones, or, where an unfinished replay goes on, the first: then everything of that
        replay (`resumed`) is counted and the rest passed over.
        """
        partitions = range(bus.partitions)
        streams = [*map(inbound, partitions), *map(outbound, partitions)]
        await self._note_left(wanted)
        after = {stream: "0-0" if self.resumed else await bus.tip(stream) for stream in streams}
        return {REFUSED: await bus.tip(REFUSED), **after}

    async def _note_left(self, wanted: Wanted) -> None:
        """Know what becomes of a replay that was left unfinished."""
        left = await self.replays.state()
        if left is None or not left.unfinished:
            return
        asked = find(wanted.slate, slates()) if wanted.slate else None
        if goes_on(left, wanted, asked):
            self.resumed = left.replay_id
        else:
            self.given_up = left.replay_id

    async def follow(self, bus: Bus, after: dict[str, str], on_over: Callable[[], None], stay: bool) -> None:
        """Follow the streams; tell once when the slate is over, and then end unless told to stay."""
        told = False
        reading = asyncio.create_task(self._read(bus, after))
        try:
            while not told or stay:
                await self._look(reading)
                if not told and self.over:
                    told = True
                    on_over()
                await asyncio.sleep(REDRAW_SECONDS)
        finally:
            reading.cancel()

    @property
    def over(self) -> bool:
        """Whether everything was fed and what follows from it has been said."""
        return self.fed() and monotonic() - self.heard > QUIET_SECONDS

    async def _look(self, reading: asyncio.Task[None]) -> None:
        self.check()
        if reading.done():
            reading.result()
        self.screen.show(self.board, stamp_ns(), monotonic() - self.began, await self._title())
        if not self.predicted and self.tally.predictions:
            self.predicted = True
            self.on_first_prediction()

    async def _title(self) -> str:
        state = await self.replays.state()
        if state is None or (state.state in (Running.STOPPED, Running.FINISHED) and not self.fed()):
            return "the slate is about to begin"
        told = f", at {state.told_until:%H:%M:%S} UTC" if state.told_until else ""
        return f"{state.slate} at {state.speed:g}×{told} (made clock, simulated quotes)"

    async def _read(self, bus: Bus, after: dict[str, str]) -> None:
        async for batch in bus.read(after):
            now_ns = stamp_ns()
            for entry in batch:
                self._see(entry, now_ns)
            if batch:
                self.heard = monotonic()

    def _see(self, entry: Entry, now_ns: int) -> None:
        if self._is_ours(entry.message):
            self.board.see(entry, now_ns)
            self.tally.see(entry)

    def _is_ours(self, message: StreamMessage) -> bool:
        """Whether a message is of the replay that is followed; a refusal always is."""
        if isinstance(message, Refused):
            return True
        if isinstance(message, GameListed | GameUpdate) and self._follows(message.game.replay_id):
            self.ours.add(message.game_id)
        return message.game_id in self.ours

    def _follows(self, replay_id: str) -> bool:
        if self.resumed is None:
            return replay_id != self.given_up
        return first_id(replay_id) == first_id(self.resumed)
