"""Latencies from the stamps that a message collects on its way."""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise

KEPT = 100_000
"""The newest spans kept of each hop: a slate's worth in bounded memory."""


def hops(trace: Mapping[str, int]) -> list[tuple[str, float]]:
    """Spans between neighbouring stamps in the order of time: ("fed → told", milliseconds)."""
    stamps = sorted(trace.items(), key=lambda stamp: stamp[1])
    return [
        (f"{before} → {after}", (late - early) / 1e6) for (before, early), (after, late) in pairwise(stamps)
    ]


def span_ms(trace: Mapping[str, int], start: str = "fed", end: str = "said") -> float | None:
    """Milliseconds between two stamps; None when one is missing."""
    if start not in trace or end not in trace:
        return None
    return (trace[end] - trace[start]) / 1e6


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which about `share` of an ordered, non-empty sequence lies (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Spans:
    """The newest spans of one hop, in milliseconds."""

    def __init__(self, kept: int = KEPT) -> None:
        """Keep at most this many."""
        self._spans: deque[float] = deque(maxlen=kept)

    def add(self, milliseconds: float) -> None:
        """Note one span."""
        self._spans.append(milliseconds)

    def percentiles(self) -> tuple[float, float] | None:
        """p50 and p99; None when there is nothing yet."""
        if not self._spans:
            return None
        ordered = sorted(self._spans)
        return percentile(ordered, 0.5), percentile(ordered, 0.99)
