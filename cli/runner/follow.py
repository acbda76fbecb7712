"""Follows a run by its streams: the table, the first prediction, the end of the slate, the summary."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from cli.runner.board import Board
from cli.runner.screen import Screen
from cli.runner.tally import Tally
from livebet.domain.clock import stamp_ns
from livebet.stream.bus import REFUSED, Bus, Entry, inbound, outbound

REDRAW_SECONDS = 1.0
QUIET_SECONDS = 3.0
"""A slate is over when its replay is and nothing more was said for this long."""


@dataclass(slots=True)
class Follower:
    """Reads what the run says and keeps the table on the screen.

    `check` raises when a process has ended; `fed` tells whether the replay has fed everything.
    """

    screen: Screen
    title: str
    check: Callable[[], None]
    fed: Callable[[], bool]
    on_first_prediction: Callable[[], None]
    board: Board = field(default_factory=Board)
    tally: Tally = field(default_factory=Tally)
    began: float = field(default_factory=monotonic)
    heard: float = field(default_factory=monotonic)
    predicted: bool = False

    async def follow(self, bus: Bus, after: dict[str, str], on_over: Callable[[], None], stay: bool) -> None:
        """Follow the streams; tell once when the slate is over, and then end unless told to stay."""
        told = False
        reading = asyncio.create_task(self._read(bus, after))
        try:
            while not told or stay:
                self._look(reading)
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

    def _look(self, reading: asyncio.Task[None]) -> None:
        self.check()
        if reading.done():
            reading.result()
        self.screen.show(self.board, stamp_ns(), monotonic() - self.began, self.title)
        if not self.predicted and self.tally.predictions:
            self.predicted = True
            self.on_first_prediction()

    async def _read(self, bus: Bus, after: dict[str, str]) -> None:
        async for batch in bus.read(after):
            now_ns = stamp_ns()
            for entry in batch:
                self._see(entry, now_ns)
            if batch:
                self.heard = monotonic()

    def _see(self, entry: Entry, now_ns: int) -> None:
        self.board.see(entry, now_ns)
        self.tally.see(entry)


async def tips(bus: Bus) -> dict[str, str]:
    """The newest entry of every stream of the bus: what comes after is of this run."""
    partitions = range(bus.partitions)
    streams = [REFUSED, *map(inbound, partitions), *map(outbound, partitions)]
    return {stream: await bus.tip(stream) for stream in streams}
