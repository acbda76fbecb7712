"""What the gateway counts, for Prometheus."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

_SECONDS = (
    0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
)  # fmt: skip


class Metrics:
    """One registry of one gateway."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.connections = Gauge("livebet_gateway_connections", "Open sockets.", registry=self.registry)
        self.games = Gauge("livebet_gateway_games", "Games in the live picture.", registry=self.registry)
        self.messages = Counter(
            "livebet_gateway_messages",
            "Messages read from the bus.",
            ["message_type"],
            registry=self.registry,
        )
        self.deliveries = Counter(
            "livebet_gateway_deliveries", "Frames handed to clients.", registry=self.registry
        )
        self.alerts = Counter("livebet_gateway_alerts", "Alerts handed to clients.", registry=self.registry)
        self.slow_clients = Counter(
            "livebet_gateway_slow_clients", "Sockets closed because the client did not read.",
            registry=self.registry,
        )  # fmt: skip
        self.untold = Counter(
            "livebet_gateway_untold", "Messages that could not be told, by our own fault.",
            registry=self.registry,
        )  # fmt: skip
        self.reconnects = Counter(
            "livebet_gateway_bus_reconnects", "Times the bus was lost.", registry=self.registry
        )
        self.latency = Histogram(
            "livebet_latency_seconds", "Since the feed, by kind of message, as it passes each hop.",
            ["hop", "message_type"], buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip

    def passed(self, trace: Mapping[str, int], sent_ns: int, message_type: str) -> None:
        """Note how long after "fed" the message passed each hop, "sent" (to the sockets) the last."""
        fed_ns = trace.get("fed")
        if fed_ns is None:
            return
        for hop, at_ns in (*trace.items(), ("sent", sent_ns)):
            if hop != "fed":
                self.latency.labels(hop, message_type).observe((at_ns - fed_ns) / 1e9)
