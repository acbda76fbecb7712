"""The evidence card: everything that a decision about the champion was made on, hash-chained."""

from hashlib import sha256
from typing import Any

import msgspec

from training.measures import Interval
from training.promotion.contenders import Learnt

FIRST = "0" * 64
"""What stands before the first card of a model."""
PROMOTED, WAITS, ROLLED_BACK = "promoted", "waits", "serves again"
"""What can be decided about a version."""


class Against(msgspec.Struct, frozen=True):
    """Log loss beside another forecast on the same rows.

    `difference` is ours less theirs with its game-clustered 95 % interval; where it is None there was nothing
    to compare with, and `absent` says why.
    """

    who: str
    rows: int = 0
    games: int = 0
    ours: float = 0.0
    theirs: float = 0.0
    difference: Interval | None = None
    absent: str = ""


class Slice(msgspec.Struct, frozen=True):
    """Calibration of a part of the games: expected calibration error over 20 bins of equal width.

    `bound` is what it may be; `champion` is the champion's own error on the same rows.
    """

    name: str
    rows: int
    games: int
    error: float
    bound: float
    champion: float | None = None

    @property
    def holds(self) -> bool:
        """Within the bound, or at least no worse than who serves now."""
        return self.error <= self.bound or (self.champion is not None and self.error <= self.champion)


class Timing(msgspec.Struct, frozen=True):
    """One forecast in process with what comes next, of one game (µs) and of many in one call (ms)."""

    one_p50_us: float
    one_p99_us: float
    many_p50_ms: float
    many_p99_ms: float


class Latency(msgspec.Struct, frozen=True):
    """The model's timing beside that of the diffusion alone (the same calls), in the same run.

    Of `rounds` the lowest median and 99th percentile count: what other work on the machine adds is not the
    model's.
    """

    games: int
    rounds: int
    model: Timing
    diffusion: Timing | None = None


class Features(msgspec.Struct, frozen=True):
    """What the model reads: names in order, the SHA-256 of the code that makes them, and of both together."""

    names: tuple[str, ...]
    code: str
    fingerprint: str


class Evidence(msgspec.Struct, frozen=True):
    """What was measured on games that neither model learnt from; `data` is the SHA-256 of their rows."""

    seasons: tuple[int, ...]
    rows: int
    games: int
    data: str
    champion: Against
    coin: Against
    anchor: Against
    market: Against
    slices: tuple[Slice, ...]
    latency: Latency


class EvidenceCard(msgspec.Struct, frozen=True):
    """A decision: what was decided, why, by whom, on what evidence, and the hash of the card before.

    `champion` is who served until then; `games_on` are those whose end alone a version waits for. `evidence`
    is None where a roll-back needed none. `hash` is that of all else (see `digest`).
    """

    model: str
    version: str
    run_id: str
    decision: str
    champion: str | None
    reasons: tuple[str, ...]
    features: Features
    learnt: Learnt
    champion_learnt: Learnt | None = None
    evidence: Evidence | None = None
    games_on: tuple[str, ...] = ()
    decided_by: str = ""
    decided_at: str = ""
    number: int = 0
    previous_hash: str = FIRST
    hash: str = ""

    @property
    def reason(self) -> str:
        """All reasons, one after the other."""
        return " ".join(self.reasons)


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of a card's content without its own hash, keys sorted: what the JSON says, however written."""
    told = {name: value for name, value in content.items() if name != "hash"}
    return sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def sealed(card: EvidenceCard) -> EvidenceCard:
    """The card with the hash of its content."""
    return msgspec.structs.replace(card, hash=digest(msgspec.json.decode(msgspec.json.encode(card))))


def as_json(card: EvidenceCard) -> str:
    """The card as it is written."""
    return msgspec.json.format(msgspec.json.encode(card), indent=2).decode()
