"""What to ask next: in-play and close games first, nothing of finished ones, slower as credits run low.

Pure but for what it remembers of its own askings; time is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from livebet.feeds.live.ask import Ask
from livebet.feeds.live.budget import Budget
from livebet.feeds.live.interest import Worth

_MISSES_COUNTED = 8
_SLOWEST = 1e12
_HALVINGS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between two askings of one target by its worth, where credits do not matter."""

    close: float
    in_play: float
    soon: float = 60.0
    far: float = 600.0

    def seconds(self, worth: Worth) -> float | None:
        """The interval; None for never."""
        return {
            Worth.CLOSE: self.close,
            Worth.IN_PLAY: self.in_play,
            Worth.SOON: self.soon,
            Worth.FAR: self.far,
        }.get(worth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something to be asked again and again.

    `key` names it for good; `session` is the feed's session that reads the answers; `cost` is in credits;
    `least_seconds` is the shortest interval that the feed allows for it.
    """

    key: str
    ask: Ask
    worth: Worth
    session: str = ""
    cost: int = 0
    least_seconds: float = 0.0


_SLOWED: dict[Worth, int] = {Worth.CLOSE: 1, Worth.IN_PLAY: 2, Worth.SOON: 3, Worth.FAR: 4}
"""Powers of the stretch: what is worth less is slowed more."""


def stretch(targets: Sequence[Target], pace: Pace, credits_per_second: float | None) -> float:
    """The least factor, at least 1, by which intervals grow so that all targets cost no more than that."""
    asked = [(one.cost, pace.seconds(one.worth), _SLOWED.get(one.worth, 0)) for one in targets]
    costly = [(cost, seconds, power) for cost, seconds, power in asked if cost and seconds]
    if credits_per_second is None or not costly:
        return 1.0

    def demand(factor: float) -> float:
        return sum(cost / (seconds * factor**power) for cost, seconds, power in costly)

    if demand(1.0) <= credits_per_second:
        return 1.0
    low, high = 1.0, _SLOWEST
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if demand(middle) > credits_per_second else (low, middle)
    return high


@dataclass(slots=True)
class Schedule:
    """When each target was asked, how much it was worth then, and what asking may still cost."""

    pace: Pace
    budget: Budget = field(default_factory=Budget)
    _asked: dict[str, datetime] = field(default_factory=dict)
    _worth: dict[str, Worth] = field(default_factory=dict)
    _misses: dict[str, int] = field(default_factory=dict)

    def due(self, targets: Sequence[Target], now: datetime) -> list[Target]:
        """The targets to ask now, the most worth first; never more of them than the budget affords."""
        self.budget = self.budget.at(now)
        factor = self._factor(targets, now)
        ready = [one for one in targets if (at := self._next_at(one, factor)) is not None and at <= now]
        left, chosen = self.budget, []
        for target in sorted(ready, key=lambda one: (-one.worth, self._last(one))):
            if left.affords(target.cost):
                left = left.spent(target.cost)
                chosen.append(target)
        return chosen

    def next_at(self, targets: Sequence[Target], now: datetime) -> datetime | None:
        """When the next target is due; None where none will be."""
        factor = self._factor(targets, now)
        affordable = [one for one in targets if self.budget.at(now).affords(one.cost)]
        instants = [self._next_at(one, factor) for one in affordable]
        return min((at for at in instants if at is not None), default=None)

    def asking(self, target: Target, now: datetime) -> None:
        """A target is asked now: its cost is spent whatever comes of it."""
        self.budget = self.budget.at(now).spent(target.cost)
        self._asked[target.key], self._worth[target.key] = now, target.worth

    def answered(self, target: Target, *, missed: bool = False) -> None:
        """What came of it; a target that is not there is asked more and more seldom."""
        if missed:
            self._misses[target.key] = min(_MISSES_COUNTED, self._misses.get(target.key, 0) + 1)
        else:
            self._misses.pop(target.key, None)

    def told(self, left: int) -> None:
        """The feed says how many credits are left."""
        self.budget = self.budget.told(left)

    def keep(self, targets: Sequence[Target]) -> None:
        """Forget targets that are no more."""
        keys = {target.key for target in targets}
        self._asked = {key: at for key, at in self._asked.items() if key in keys}
        self._worth = {key: worth for key, worth in self._worth.items() if key in keys}
        self._misses = {key: misses for key, misses in self._misses.items() if key in keys}

    def _factor(self, targets: Sequence[Target], now: datetime) -> float:
        return stretch(targets, self.pace, self.budget.at(now).credits_per_second(now))

    def _last(self, target: Target) -> datetime:
        return self._asked.get(target.key, _NEVER)

    def _next_at(self, target: Target, factor: float) -> datetime | None:
        seconds = self.pace.seconds(target.worth)
        if seconds is None:
            return self._last_word(target)
        if target.cost:
            seconds *= factor ** _SLOWED[target.worth]
        seconds = max(seconds, target.least_seconds) * 2.0 ** self._misses.get(target.key, 0)
        return self._last(target) + timedelta(seconds=min(seconds, _LONGEST_SECONDS))

    def _last_word(self, target: Target) -> datetime | None:
        """A game that was in play when it was asked about last is asked about once more: how it ended."""
        ended = self._worth.get(target.key, Worth.NOTHING) >= Worth.IN_PLAY
        return self._last(target) + timedelta(seconds=target.least_seconds) if ended else None


_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_LONGEST_SECONDS = 30 * 86_400.0
