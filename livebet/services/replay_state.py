"""What a replay leaves in Redis: how far it is, which slates are finished, and the commands that steer it.

The hash `livebet:replay` is the state of the replay that runs, or ran last; the hash
`livebet:replay:finished` holds the replay id under each finished slate; the stream
`livebet:replay:commands` carries what other processes ask for.
"""

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import msgspec
from redis.asyncio import Redis

from livebet.feeds.pacing import Command, Pause, Resume, Seek, SetSpeed, Step

STATE = "livebet:replay"
FINISHED = "livebet:replay:finished"
COMMANDS = "livebet:replay:commands"

_COMMANDS_KEPT = 100
_BLOCK_MS = 1000


_AGAIN = "~"
"""Before the number of the times that a replay was taken back."""


def first_id(replay_id: str) -> str:
    """The id that a replay had before it was ever taken back."""
    return replay_id.partition(_AGAIN)[0]


class Running(StrEnum):
    """Whether a replay goes on."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayState:
    """How far a replay is.

    `position` is the instant told last (its made wall clock, UTC), empty before the first; `minutes` cuts
    the replay and `at_most` its games, 0 where nothing does; `simulated` games of each other sport are
    played beside the slate; `games` are all that are played, `refused_games` those of the slate that are not.
    `plays`, `quotes` and `messages` count what was told.
    """

    slate: str
    replay_id: str
    kickoff: datetime
    state: Running = Running.RUNNING
    speed: float = 1.0
    minutes: float = 0.0
    at_most: int = 0
    simulated: int = 0
    position: str = ""
    games: int = 0
    refused_games: int = 0
    plays: int = 0
    quotes: int = 0
    messages: int = 0

    @property
    def told_until(self) -> datetime | None:
        """The instant told last."""
        return datetime.fromisoformat(self.position) if self.position else None

    @property
    def unfinished(self) -> bool:
        """Whether something of it is still to be told."""
        return self.state is not Running.FINISHED

    def anew(self, running: Running, speed: float) -> "ReplayState":
        """The same games begun anew, under ids of their own: test, test~2, test~3."""
        first, _, number = self.replay_id.partition(_AGAIN)
        return replace(
            self,
            replay_id=f"{first}{_AGAIN}{int(number or 1) + 1}",
            state=running,
            speed=speed,
            position="",
            plays=0,
            quotes=0,
            messages=0,
        )

    def wire(self) -> dict[str, str]:
        """As the fields of a hash."""
        shown = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**{name: str(value) for name, value in shown.items()}, "kickoff": self.kickoff.isoformat()}


@dataclass(frozen=True, slots=True)
class SeekClock:
    """Go to where a game first shows that period and clock."""

    period: int
    clock_seconds: int


Steering = Command | SeekClock

_STEERING: dict[str, type[Steering]] = {
    "pause": Pause,
    "resume": Resume,
    "step": Step,
    "speed": SetSpeed,
    "seek": Seek,
    "seek_clock": SeekClock,
}
_NAMES = {kind: name for name, kind in _STEERING.items()}


class ReplayStore:
    """Reads and writes all that."""

    def __init__(self, client: Redis) -> None:
        """Wrap a client made with `decode_responses=False`."""
        self._client = client

    async def state(self) -> ReplayState | None:
        """The replay that runs or ran last; None before the first."""
        found = await self._hash(STATE)
        known = {field.name for field in fields(ReplayState)}
        wire = {name: value for name, value in found.items() if name in known}
        return msgspec.convert(wire, ReplayState, strict=False) if wire else None

    async def begin(self, state: ReplayState) -> None:
        """Put a new state in place of the old one."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.delete(STATE)
            pipe.hset(STATE, mapping=dict[Any, Any](state.wire()))
            await pipe.execute()

    async def note(self, running: Running, speed: float) -> None:
        """Write down whether it goes on, and how fast."""
        mapping = {"state": str(running), "speed": str(speed)}
        await cast("Awaitable[int]", self._client.hset(STATE, mapping=mapping))

    async def end(self, state: ReplayState) -> None:
        """Write down how it ended; a slate that was told to its end counts as finished."""
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(STATE, "state", str(state.state))
            if not state.unfinished:
                pipe.hset(FINISHED, state.slate, state.replay_id)
            await pipe.execute()

    async def finished(self) -> dict[str, str]:
        """Finished slates and the ids of their last replays."""
        return await self._hash(FINISHED)

    async def send(self, command: Steering) -> None:
        """Ask the replay that runs for something."""
        body = msgspec.msgpack.encode(command)
        await self._client.xadd(
            COMMANDS, {"do": _NAMES[type(command)], "with": body}, maxlen=_COMMANDS_KEPT, approximate=True
        )

    async def commands(self) -> AsyncIterator[Steering]:
        """What is asked for from now on, for ever. What cannot be read is passed over."""
        newest = await self._client.xrevrange(COMMANDS, count=1)
        after = newest[0][0] if newest else b"0-0"
        while True:
            for _, entries in await self._client.xread({COMMANDS: after}, block=_BLOCK_MS):
                after = entries[-1][0]
                for command in (_read(asked) for _, asked in entries):
                    if command is not None:
                        yield command

    async def _hash(self, key: str) -> dict[str, str]:
        found = await cast("Awaitable[dict[bytes, bytes]]", self._client.hgetall(key))
        return {name.decode(): value.decode() for name, value in found.items()}


def _read(asked: Mapping[bytes, bytes]) -> Steering | None:
    kind = _STEERING.get(asked.get(b"do", b"").decode("utf-8", "replace"))
    try:
        return None if kind is None else msgspec.msgpack.decode(asked.get(b"with", b""), type=kind)
    except msgspec.DecodeError:
        return None
