"""Items that wait for their game to be announced, within bounds of number and time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from livebet.feeds.items import Told

AT_MOST = 20_000
"""Items held at once: a night's games, whole, before any of them is announced."""
OF_ONE_AT_MOST = 4_000
"""Items of one game: more than any game has plays."""
FOR_AT_MOST = timedelta(hours=6)
"""From the first item on. A feed that announces its games does so within minutes."""

Key = tuple[str, str]
"""A feed and its name of a game; for news a sport and a team."""


@dataclass(slots=True)
class _Waiting:
    since: datetime
    items: dict[Told, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Holding:
    """What waits, by what it waits for; those that began to wait first stand first."""

    _waiting: dict[Key, _Waiting] = field(default_factory=dict)
    _number: int = 0

    def hold(self, key: Key, item: Told, at: datetime) -> list[tuple[Key, int]]:
        """Let an item wait, once; what has to be given up for it, as its key and how many items."""
        waiting = self._waiting.setdefault(key, _Waiting(at)).items
        if item in waiting:
            return []
        waiting[item] = at
        self._number += 1
        given_up = [self._give_up(key)] if len(waiting) > OF_ONE_AT_MOST else []
        while self._number > AT_MOST:
            given_up.append(self._give_up(next(iter(self._waiting))))
        return given_up

    def release(self, key: Key) -> list[tuple[Told, datetime]]:
        """What waited for this and when it was received, in order; it waits no longer."""
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return []
        self._number -= len(waiting.items)
        return list(waiting.items.items())

    def expired(self, at: datetime) -> list[tuple[Key, int]]:
        """What has waited too long by that instant; it is given up."""
        given_up = []
        while self._waiting and at - next(iter(self._waiting.values())).since > FOR_AT_MOST:
            given_up.append(self._give_up(next(iter(self._waiting))))
        return given_up

    def _give_up(self, key: Key) -> tuple[Key, int]:
        return key, len(self.release(key))
