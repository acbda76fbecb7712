"""What every message of the feed carries: producer, game, instant."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lxml import etree

from livebet.feeds.items import HealthTold
from livebet.feeds.refusals import UNKNOWN_INSTANT

NAME = "uof"
_BOOKMAKERS = {"1": NAME, "3": f"{NAME}_prematch"}
"""Producers that are followed; others keep their number."""

_START = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 1 << 42
"""Milliseconds until the year 2109; more is no instant."""


@dataclass(frozen=True, slots=True)
class Head:
    """Who says it (`producer`: 1 live, 3 prematch, …), of which game, and when."""

    producer: str
    native_id: str
    at: datetime
    request_id: str

    @property
    def bookmaker(self) -> str:
        """The producer as a bookmaker: live and prematch go down, and are suspended, each by itself."""
        return _BOOKMAKERS.get(self.producer, f"{NAME}:{self.producer}")


def text(element: etree._Element, name: str) -> str:
    """An attribute's value, empty where it has none."""
    return str(element.get(name, ""))


def instant(milliseconds: str) -> datetime | None:
    """Milliseconds since 1970 as an instant; None where they are none."""
    if not (milliseconds.isascii() and milliseconds.isdecimal()) or int(milliseconds) >= _LAST_MS:
        return None
    return _START + timedelta(milliseconds=int(milliseconds))


def head_of(root: etree._Element) -> Head:
    """The head of a message."""
    return Head(
        producer=text(root, "product")[:20],
        native_id=text(root, "event_id")[:100],
        at=instant(text(root, "timestamp")) or UNKNOWN_INSTANT,
        request_id=text(root, "request_id")[:20],
    )


def health(head: Head, state: str, *parts: str) -> HealthTold:
    """What the feed says of itself: producer, request where it answers one, and what else."""
    told = [f"producer {head.producer}"] if head.producer else []
    told += [f"request {head.request_id}"] if head.request_id else []
    return HealthTold(
        feed=NAME,
        native_id=head.native_id,
        observed_at=head.at,
        state=state,
        detail=", ".join([*told, *(part for part in parts if part)]),
        bookmaker=head.bookmaker if head.producer else "",
    )
