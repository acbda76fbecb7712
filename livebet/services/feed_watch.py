"""What one live feed does, watched: its circuit, counts, lag; for metrics, the log and the Redis hash."""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from prometheus_client import Counter, Gauge, Histogram

from livebet.domain.messages import Refused
from livebet.feeds.items import HealthTold, Item, Told
from livebet.feeds.live.circuit import Circuit, CircuitState
from livebet.feeds.live.errors import HOPELESS, FeedError
from livebet.feeds.live.feed import Payload
from livebet.feeds.noise import uniform
from livebet.feeds.quality.lag import LagMeter
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.registry import KINDS
from livebet.services.feed_states import FeedState

PAYLOADS = Counter("livebet_feed_payloads_total", "Payloads read", ["feed"])
PAYLOAD_BYTES = Counter("livebet_feed_payload_bytes_total", "Bytes of payloads, uncompressed", ["feed"])
ITEMS = Counter("livebet_feed_items_total", "Items that feeds told", ["feed", "kind"])
FAULTS = Counter("livebet_feed_faults_total", "Faults between the network and the parser", ["feed", "kind"])
OPEN = Gauge("livebet_feed_circuit", "0 closed, 1 half-open, 2 open", ["feed"])
QUOTA = Gauge("livebet_feed_quota_left", "Credits left to us", ["feed"])
HEARD = Gauge("livebet_feed_heard_timestamp_seconds", "When the feed was heard last", ["feed"])
LAG = Histogram(
    "livebet_feed_lag_seconds",
    "From the feed's own stamp to the receipt",
    ["feed"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 120, 300, 900),
)
LAG_QUANTILES = Gauge("livebet_feed_lag_quantile_seconds", "The same over the newest", ["feed", "quantile"])

_CIRCUITS = {CircuitState.CLOSED: 0, CircuitState.HALF_OPEN: 1, CircuitState.OPEN: 2}

log = structlog.get_logger()


@dataclass(slots=True)
class FeedWatch:
    """Watches one feed."""

    feed: str
    circuit: Circuit = field(default_factory=Circuit)
    fault: str = ""
    said: str = ""
    quota_left: int | None = None
    heard_at: datetime | None = None
    payload_at: datetime | None = None
    payloads: int = 0
    items: int = 0
    refused: int = 0
    lag: LagMeter = field(default_factory=LagMeter)

    def heard(self, at: datetime) -> None:
        """The feed answered, or told something: it is well."""
        if self.circuit.faults:
            log.info("feed is back", feed=self.feed, after_faults=self.circuit.faults)
        self.circuit, self.fault, self.heard_at = self.circuit.succeeded(), "", at
        OPEN.labels(self.feed).set(0)
        HEARD.labels(self.feed).set(at.timestamp())

    def took(self, payload: Payload) -> None:
        """A payload came."""
        self.payloads += 1
        PAYLOADS.labels(self.feed).inc()
        PAYLOAD_BYTES.labels(self.feed).inc(len(payload.body))
        if not payload.of_fault:
            self.payload_at = payload.received_at
            self.heard(payload.received_at)

    def trying(self, now: datetime) -> None:
        """It is tried again."""
        self.circuit = self.circuit.trying(now)
        OPEN.labels(self.feed).set(_CIRCUITS[self.circuit.state])

    def failed(self, error: FeedError, now: datetime) -> None:
        """It cannot be read; the circuit says for how long it is left alone."""
        before = self.circuit.state
        self.circuit = self.circuit.failed(
            now,
            uniform("live", self.feed, now),
            at_least_seconds=error.wait_seconds,
            hopeless=error.kind in HOPELESS,
        )
        self.fault = str(error)
        FAULTS.labels(self.feed, error.kind.name.lower()).inc()
        OPEN.labels(self.feed).set(_CIRCUITS[self.circuit.state])
        again = round(self.circuit.wait_seconds(now), 1)
        log.warning("feed failed", feed=self.feed, fault=self.fault, again_in_seconds=again)
        if self.circuit.state is CircuitState.OPEN and before is not CircuitState.OPEN:
            log.error("feed is given up for now", feed=self.feed, faults=self.circuit.faults)

    def quota(self, left: int) -> None:
        """So many credits are left."""
        self.quota_left = left
        QUOTA.labels(self.feed).set(left)

    def parsed(self, payload: Payload, items: Sequence[Item]) -> None:
        """What a payload held."""
        self.items += len(items)
        self.refused += sum(isinstance(item, Refused) for item in items)
        for kind, number in Tally(map(type, items)).items():
            ITEMS.labels(self.feed, KINDS[kind]).inc(number)
        for item in items:
            if isinstance(item, HealthTold):
                self.said = f"{item.state}: {item.detail}" if item.detail else item.state
        self._measure(payload, items)

    def _measure(self, payload: Payload, items: Sequence[Item]) -> None:
        """The lag of what is new: a target tells old things again, and its first payload is all old."""
        stamps = [item.observed_at for item in items if isinstance(item, Told)]
        newest = max((at for at in stamps if at > UNKNOWN_INSTANT), default=None)
        if newest is None:
            return
        lag = self.lag.note(payload.session or payload.target, newest, payload.received_at)
        if lag is not None:
            LAG.labels(self.feed).observe(lag)

    def state(self, now: datetime, *, reading: bool = True) -> FeedState:
        """The feed as it is now."""
        p50, p95 = self.lag.quantiles()
        for quantile, seconds in (("0.5", p50), ("0.95", p95)):
            if seconds is not None:
                LAG_QUANTILES.labels(self.feed, quantile).set(seconds)
        return FeedState(
            feed=self.feed, reading=reading, circuit=str(self.circuit.state), faults=self.circuit.faults,
            fault=self.fault, try_at=self.circuit.try_at, said=self.said, quota_left=self.quota_left,
            heard_at=self.heard_at, payload_at=self.payload_at, payloads=self.payloads, items=self.items,
            refused=self.refused, lag_p50=p50, lag_p95=p95, updated_at=now,
        )  # fmt: skip
