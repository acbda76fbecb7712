"""A circuit: whether a feed that failed is tried again yet. Pure; time and chance are arguments.

Closed, it lets every attempt through, after a fault with a growing pause. So many faults in a row open it;
when its delay is over, one probe goes through (half-open): a success closes it, a fault opens it for longer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class CircuitState(StrEnum):
    """Whether attempts go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many faults in a row open a circuit, and the first and longest pause in seconds."""

    faults: int = 5
    first_seconds: float = 1.0
    longest_seconds: float = 300.0

    def pause(self, faults: int, chance: float) -> float:
        """Seconds after so many faults in a row: doubling, bounded, half of it left to `chance` in [0, 1)."""
        doubled = self.first_seconds * 2.0 ** min(faults - 1, 30)
        return float(min(doubled, self.longest_seconds) * (0.5 + 0.5 * chance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """One feed's circuit as it stands; `faults` counts those in a row, `try_at` is when to try again."""

    patience: Patience = Patience()
    state: CircuitState = CircuitState.CLOSED
    faults: int = 0
    try_at: datetime | None = None

    def wait_seconds(self, now: datetime) -> float:
        """How long until the next attempt may be made; 0 where it may now."""
        return 0.0 if self.try_at is None else max(0.0, (self.try_at - now).total_seconds())

    def trying(self, now: datetime) -> "Circuit":
        """An attempt is made: an open circuit whose delay is over lets one probe through."""
        if self.state is CircuitState.OPEN and self.wait_seconds(now) == 0.0:
            return replace(self, state=CircuitState.HALF_OPEN)
        return self

    def failed(
        self, now: datetime, chance: float, *, at_least_seconds: float = 0.0, hopeless: bool = False
    ) -> "Circuit":
        """An attempt failed. `hopeless` opens at once and for the longest pause."""
        faults = self.faults + 1
        pause = self.patience.pause(31 if hopeless else faults, chance)
        opens = hopeless or faults >= self.patience.faults or self.state is CircuitState.HALF_OPEN
        return replace(
            self,
            state=CircuitState.OPEN if opens else CircuitState.CLOSED,
            faults=faults,
            try_at=now + timedelta(seconds=max(pause, at_least_seconds)),
        )

    def succeeded(self) -> "Circuit":
        """Something was read: all is forgotten."""
        return replace(self, state=CircuitState.CLOSED, faults=0, try_at=None)
