"""What is replayed: a slate of recordings, or the raw payloads of a live day, behind one face."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from livebet.domain.messages import GameAbandoned, Inbound, Refused
from livebet.feeds.items import Item
from livebet.feeds.pacing import Pacer
from livebet.feeds.pipeline import LiveDataPipeline, PacedReplay
from livebet.feeds.replay import Replay
from livebet.feeds.seasons.slates import load_season, season_slate, sport_of
from livebet.feeds.slates import LoadedSlate, Slate, find, load, slates
from livebet.game.sports.table import RULES
from livebet.services.beside import beside
from livebet.services.day_replay import Day, DayProgramme, day_named
from livebet.services.replay_state import ReplayState
from livebet.services.strengths import ExpectedMargin
from livebet.settings import settings

Choice = Slate | Day
"""What a replay may be asked to play."""


class Source(Protocol):
    """A paced source; `at` is the instant of what was read last."""

    name: str
    at: datetime

    async def read(self) -> Sequence[Inbound | Item] | None:
        """What is due next; None once there is no more."""
        ...


class Programme(Protocol):
    """Something that a feeder can play."""

    games: int
    refused: tuple[Refused, ...]
    refused_games: int

    async def source(self, pacer: Pacer, state: ReplayState, pipeline: LiveDataPipeline) -> Source:
        """What comes after the place that the state names; the pipeline knows all before it."""
        ...

    def retold(self, messages: Sequence[Inbound]) -> list[Inbound]:
        """Messages as this replay tells them: of games of its own."""
        ...

    async def abandoned(self, at: datetime, reason: str) -> list[GameAbandoned]:
        """What is told of its games that are on at an instant if it does not go on."""
        ...

    def last_words(self) -> list[GameAbandoned]:
        """What is told of games that are on at its end."""
        ...

    def at_minute(self, minutes: float) -> datetime:
        """The instant that many minutes after its beginning."""
        ...

    def at_clock(self, period: int, clock_seconds: int) -> datetime | None:
        """When a game first gets there; None if none does, or nobody can tell."""
        ...


def choice(name: str) -> Choice:
    """What is called so.

    Raises:
        NoSuchSlateError: nothing is.
    """
    of = settings().recordings
    return day_named(name) or season_slate(name, of) or find(name, slates())


def opened(asked: Choice, state: ReplayState, expected: ExpectedMargin) -> Programme:
    """Read what a replay needs."""
    if isinstance(asked, Day):
        return DayProgramme(asked, state.replay_id, state.minutes or None, expected)
    return SlateProgramme(asked, state, expected)


def _loaded(slate: Slate, replay_id: str, expected: ExpectedMargin, at_most: int) -> LoadedSlate:
    folder = settings().recordings
    if sport_of(slate.name) is not None and folder is not None:
        return load_season(slate, folder, replay_id, at_most)
    return load(slate, replay_id, expected, at_most)


class SlateProgramme:
    """A slate's games, recorded and simulated beside them."""

    def __init__(self, slate: Slate, state: ReplayState, expected: ExpectedMargin) -> None:
        """Read the recordings, and let the simulator play."""
        at_most = state.at_most or len(slate.eids)
        loaded = _loaded(slate, state.replay_id, expected, at_most)
        self._games = (*loaded.games, *beside(slate, state.replay_id, state.simulated))
        self._slate = slate
        self._replay = Replay(self._games, RULES, minutes=state.minutes or None)
        self.games = len(self._games)
        self.refused = loaded.refused
        self.refused_games = len(slate.eids[:at_most]) - len(loaded.games)

    async def source(self, pacer: Pacer, state: ReplayState, pipeline: LiveDataPipeline) -> Source:
        """What comes after the place; the pipeline recalls what came before, which is not told again."""
        until = state.told_until
        if until is not None:
            pipeline.recall(list(takewhile(lambda one: one.observed_at <= until, self._replay.messages())))
        return PacedReplay(pacer.paced(self._replay.instants(until)), state.kickoff)

    def retold(self, messages: Sequence[Inbound]) -> list[Inbound]:
        """The games were loaded for this replay: as they are."""
        return list(messages)

    async def abandoned(self, at: datetime, reason: str) -> list[GameAbandoned]:
        """The games that are on at an instant."""
        return list(Replay(self._games, RULES).abandoned(at, reason))

    def last_words(self) -> list[GameAbandoned]:
        """None: where minutes cut it, the replay itself tells so."""
        return []

    def at_minute(self, minutes: float) -> datetime:
        """The instant that many minutes after the kickoff."""
        return self._replay.at_minute(minutes)

    def at_clock(self, period: int, clock_seconds: int) -> datetime | None:
        """When a game first gets there."""
        return self._replay.at_clock(period, clock_seconds)
