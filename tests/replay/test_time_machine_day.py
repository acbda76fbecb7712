"""A day of raw payloads told again: the way of live feeds, under ids of its own, resumed and cut."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from livebet.archive.records import Archived
from livebet.archive.writer import ArchiveWriter
from livebet.chaos.games import of_slate, told
from livebet.chaos.tellings import Manner
from livebet.domain.messages import GameAbandoned, GameListed, Inbound, PlaySeen, Refused
from livebet.domain.plays import PlayKind
from livebet.feeds.slates import find, slates
from livebet.services import programme
from livebet.services.day_replay import Day
from livebet.services.feeder import Feeder, Wanted
from livebet.services.replay_state import ReplayState, Running, Steering
from livebet.stream.bus import Trace

DAY = date(2019, 9, 8)
NAME = "raw:2019-09-08"


@dataclass(frozen=True)
class MadeClock:
    at: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Kept:
    """A bus and a store of lists."""

    def __init__(self) -> None:
        self.told: list[Inbound] = []
        self.refused: list[Refused] = []
        self.last: ReplayState | None = None
        self.stop_after = math.inf
        self.feeder: Feeder | None = None

    async def tell_and_mark(
        self, messages: Sequence[Inbound], trace: Trace, key: str, mark: Mapping[str, str]
    ) -> None:
        self.told += messages
        if self.last is not None and "position" in mark:
            self.last = replace(self.last, position=mark["position"])
        if len(self.told) >= self.stop_after and self.feeder is not None:
            self.feeder.stop()

    async def refuse(self, refused: Sequence[Refused], trace: Trace) -> None:
        self.refused += refused

    async def state(self) -> ReplayState | None:
        return self.last

    async def begin(self, state: ReplayState) -> None:
        self.last = state

    async def end(self, state: ReplayState) -> None:
        self.last = state

    async def note(self, running: Running, speed: float) -> None: ...

    async def finished(self) -> dict[str, str]:
        return {}

    async def commands(self):  # type: ignore[no-untyped-def] # a generator that never yields
        for _ in ():
            yield Steering


@pytest.fixture
async def archive(tmp_path: Path) -> Path:
    """A game as the league's feed answered while it was on."""
    football, _ = of_slate(find("1", slates()), 1, 0)
    writer = ArchiveWriter(tmp_path)
    for telling in told(football, Manner.POLLED, timedelta(minutes=5), quotes=False):
        if telling.feed == "nfl_official":
            writer.put(
                Archived(
                    feed=telling.feed,
                    target="game",
                    session="game",
                    received_at=telling.at,
                    payload=telling.body,
                )
            )
    await writer.close()
    return tmp_path


async def played(kept: Kept, archive: Path, monkeypatch: pytest.MonkeyPatch, wanted: Wanted) -> list[Inbound]:
    monkeypatch.setattr(programme, "day_named", lambda name: Day(DAY, (), archive))
    feeder = kept.feeder = Feeder(kept, kept, MadeClock())  # type: ignore[arg-type] # stands in for both
    await feeder.run(wanted, lambda _game: 3.0)
    return kept.told


async def test_a_day_is_told_as_live_feeds_told_it_under_ids_of_its_own(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(slate=NAME, replay_id="one", speed=math.inf)
    one = await played(Kept(), archive, monkeypatch, wanted)
    other = await played(Kept(), archive, monkeypatch, replace(wanted, replay_id="other"))
    listed = next(message for message in one if isinstance(message, GameListed))
    assert (listed.game.home_team, listed.game.away_team, listed.game.replay_id) == ("CAR", "LA", "one")
    assert listed.expected_margin == 3.0
    assert {message.game_id for message in one} == {listed.game_id}
    assert {message.game_id for message in other}.isdisjoint({listed.game_id})
    plays = [message.play for message in one if isinstance(message, PlaySeen)]
    assert plays[-1].kind is PlayKind.GAME_END
    assert not any(isinstance(message, GameAbandoned) for message in one)


async def test_a_day_that_was_stopped_goes_on_without_a_repeat(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(slate=NAME, replay_id="one", speed=math.inf)
    whole = await played(Kept(), archive, monkeypatch, wanted)
    kept = Kept()
    kept.stop_after = 60
    first = list(await played(kept, archive, monkeypatch, wanted))
    assert 60 <= len(first) <= len(whole)
    kept.stop_after = math.inf
    assert await played(kept, archive, monkeypatch, wanted) == whole


async def test_a_game_that_goes_on_after_the_minutes_is_given_up(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(slate=NAME, replay_id="one", speed=math.inf, minutes=60.0)
    messages = await played(Kept(), archive, monkeypatch, wanted)
    assert isinstance(messages[-1], GameAbandoned)
    assert messages[-1].reason == "the recording of the day ends here"
    plays = [message.play for message in messages if isinstance(message, PlaySeen)]
    assert all(play.kind is not PlayKind.GAME_END for play in plays)
