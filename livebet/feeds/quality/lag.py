"""How far a feed is behind the clock that stamps what it tells."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from statistics import quantiles

KEPT = 500
"""The newest so many count; as many targets of one feed are told apart."""


@dataclass(slots=True)
class LagMeter:
    """Seconds from a feed's own stamp to the receipt, of what is new.

    A target tells old things again, and its first payload is all old: only a stamp newer than all that the
    target told before counts.
    """

    _newest: dict[str, datetime] = field(default_factory=dict)
    _lags: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))

    def note(self, told_by: str, stamp: datetime, received_at: datetime) -> float | None:
        """The lag of a payload whose newest stamp this is; None where it tells nothing new."""
        before = self._newest.pop(told_by, None)
        self._newest[told_by] = stamp if before is None else max(before, stamp)
        if len(self._newest) > KEPT:
            del self._newest[next(iter(self._newest))]
        if before is None or stamp <= before:
            return None
        lag = (received_at - stamp).total_seconds()
        self._lags.append(lag)
        return lag

    def quantiles(self) -> tuple[float | None, float | None]:
        """The median and the 95th percentile; None before the first."""
        if len(self._lags) < 2:
            return (None, None) if not self._lags else (self._lags[0], self._lags[0])
        cuts = quantiles(self._lags, n=20, method="inclusive")
        return cuts[9], cuts[18]
