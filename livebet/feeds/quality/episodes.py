"""Findings told once for each episode: as it begins, and at its end how often it came."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from livebet.domain.messages import FindingSeen

QUIET = timedelta(seconds=60)
"""An episode is over once it did not come again for so long."""
TOLD_AT_MOST = 20
"""Findings of one kind that are told of one game; a feed that flaps says no more than that."""


class Doubt(NamedTuple):
    """Something odd: its kind in a few words, whose it is (a bookmaker, a feed, or nobody's), and how."""

    finding: str
    subject: str
    detail: str
    at: datetime


@dataclass(slots=True)
class _Episode:
    since: datetime
    last: datetime
    times: int = 1


@dataclass(slots=True)
class Episodes:
    """The findings of one game."""

    game_id: UUID
    _on: dict[tuple[str, str], _Episode] = field(default_factory=dict)
    _told: Counter[str] = field(default_factory=Counter)

    def note(self, doubt: Doubt) -> Iterator[FindingSeen]:
        """What is to be told of a doubt: nothing while its episode lasts."""
        key = (doubt.finding, doubt.subject)
        on = self._on.get(key)
        if on is not None and doubt.at - on.last > QUIET:
            yield from self._end(key, on)
            on = None
        if on is None:
            self._on[key] = _Episode(doubt.at, doubt.at)
            yield from self._tell(doubt.finding, doubt.detail, doubt.at)
            return
        on.times += 1
        on.last = max(on.last, doubt.at)

    def quiet(self, now: datetime) -> Iterator[FindingSeen]:
        """The ends of the episodes that are over by now."""
        if self._on:
            for key, on in list(self._on.items()):
                if now - on.last > QUIET:
                    yield from self._end(key, on)

    def close(self) -> Iterator[FindingSeen]:
        """The ends of all episodes: the game is over."""
        for key, on in list(self._on.items()):
            yield from self._end(key, on)

    def _end(self, key: tuple[str, str], on: _Episode) -> Iterator[FindingSeen]:
        """What came once has no end to tell."""
        del self._on[key]
        if on.times > 1:
            finding, subject = key
            seconds = (on.last - on.since).total_seconds()
            whose = f"{subject}: " if subject else ""
            yield from self._tell(finding, f"{whose}over, {on.times} times in {seconds:.0f} s", on.last)

    def _tell(self, finding: str, detail: str, at: datetime) -> Iterator[FindingSeen]:
        self._told[finding] += 1
        if self._told[finding] > TOLD_AT_MOST:
            return
        if self._told[finding] == TOLD_AT_MOST:
            detail = f"{detail}; no more of this kind is told of this game"
        yield FindingSeen(game_id=self.game_id, finding=finding, detail=detail, observed_at=at)
