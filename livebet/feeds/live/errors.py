"""What goes wrong between the network and a parser, in words that hold no secret."""

from enum import StrEnum


class FaultKind(StrEnum):
    """What sort of fault: who can mend it, and whether asking again helps."""

    UNREACHABLE = "unreachable"
    SILENT = "silent"
    CUT = "cut off"
    FAILING = "failing"
    BUSY = "too many requests"
    DENIED = "denied"
    SPENT = "out of credit"
    MISSING = "not there"
    MISSHAPEN = "misshapen"
    ENDED = "ended"


class FeedError(Exception):
    """A feed cannot be read now.

    `wait_seconds` is how long the feed itself asks to be left alone, `body` what it answered (never shown:
    the feed's session says what it means).
    """

    def __init__(self, kind: FaultKind, detail: str, *, wait_seconds: float = 0.0, body: bytes = b"") -> None:
        """Say what happened; `detail` must hold no secret, so never an address with its query."""
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.wait_seconds = wait_seconds
        self.body = body


ASK_AGAIN = frozenset((FaultKind.UNREACHABLE, FaultKind.SILENT, FaultKind.CUT, FaultKind.FAILING))
"""Faults that may be over in a moment."""

HOPELESS = frozenset((FaultKind.DENIED, FaultKind.SPENT))
"""Faults that asking again does not mend."""
