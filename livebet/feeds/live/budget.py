"""A feed's credits: what is left of them, when they come anew, how fast they may be spent. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

DAY_SECONDS = 86_400.0
BUSY_SECONDS = 21_600.0
"""Games are on some six hours of a day: a day's share is spent in these."""
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Credits `left` of `monthly` until `resets_at` (UTC); no bound where `monthly` is None."""

    monthly: int | None = None
    left: int = 0
    resets_at: datetime = NEVER

    @classmethod
    def of_month(cls, monthly: int | None, now: datetime) -> "Budget":
        """A whole budget at `now`; months begin as in UTC."""
        if monthly is None:
            return cls()
        return cls(monthly=monthly, left=monthly, resets_at=next_month(now))

    def at(self, now: datetime) -> "Budget":
        """The budget as of `now`: whole again once a new month has begun."""
        return self if now < self.resets_at else Budget.of_month(self.monthly, now)

    def affords(self, cost: int) -> bool:
        """Whether something is left after spending so much: the last credit is never spent."""
        return cost == 0 or self.monthly is None or self.left - cost > 0

    def spent(self, cost: int) -> "Budget":
        """The budget after an asking."""
        return self if self.monthly is None else replace(self, left=self.left - cost)

    def told(self, left: int) -> "Budget":
        """What the feed itself says is left; it knows of other readers with the same key."""
        return self if self.monthly is None else replace(self, left=left)

    def credits_per_second(self, now: datetime) -> float | None:
        """How fast credits may be spent while games are on; None without a bound.

        What is left is shared among the days to come, a day's share spent over its busy hours. As it is made
        anew from what is left at every asking, whoever spends more one hour is slower the next.
        """
        if self.monthly is None:
            return None
        days = max(1.0, (self.resets_at - now).total_seconds() / DAY_SECONDS)
        return max(0, self.left) / days / BUSY_SECONDS


def next_month(now: datetime) -> datetime:
    """The first instant of the next month."""
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return now.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
