"""The producers of the Unified Odds Feed: which are alive, and what has to be recovered. Pure; time is given.

A producer says every ten seconds that it is alive. One that is silent for longer is down: its prices are not
to be trusted. Whoever was down, or was not listened to, is asked to tell again what changed since it was
whole; it is whole again when it says that this very request is complete.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from lxml import etree

DOWN_AFTER = timedelta(seconds=15)
ASK_AGAIN = timedelta(minutes=15)
"""A recovery that did not end by then is asked for anew."""
AFTER_AT_MOST = timedelta(hours=10)
"""What is longer ago is not told change by change: all prices are told as they are."""
_TOLD = ("alive", "snapshot_complete", "product_down", "producer_down")
_STARTS = tuple(f"<{name}".encode() for name in _TOLD)
_HEAD_BYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What to ask a producer for: its changes after an instant, or everything."""

    producer: int
    request_id: int
    after: datetime | None


@dataclass(slots=True)
class Producer:
    """One producer. `whole_to`: everything up to this instant, by its own clock, was told to us."""

    number: int
    alive_at: datetime | None = None
    whole_to: datetime | None = None
    whole: bool = False
    down: bool = False
    request_id: int | None = None
    asked_at: datetime | None = None

    def broken(self) -> None:
        """What it told may have passed us by."""
        self.whole, self.request_id, self.asked_at = False, None, None

    def wants(self, now: datetime) -> bool:
        """Whether a recovery is to be asked for."""
        waiting = self.asked_at is not None and now < self.asked_at + ASK_AGAIN
        return not (self.whole or self.down or waiting)


class Sign(msgspec.Struct, frozen=True):
    """What a message says of its producer; `at` by the producer's clock."""

    name: str
    producer: int
    at: datetime | None
    subscribed: bool
    request_id: int | None


@dataclass(slots=True)
class Producers:
    """All producers that are listened to, by number; request ids count up from the second of the start."""

    of: dict[int, Producer]
    next_id: int
    _at: datetime | None = field(default=None)

    @classmethod
    def numbered(cls, numbers: Iterator[int] | tuple[int, ...], now: datetime) -> "Producers":
        """None of them was heard yet."""
        return cls({number: Producer(number) for number in numbers}, int(now.timestamp()) % 1_000_000_000)

    def connected(self, now: datetime) -> None:
        """A new connection: what was told since the last is missing; silence counts from now."""
        for one in self.of.values():
            one.broken()
            one.alive_at, one.down = now, False

    def heard(self, message: bytes, now: datetime) -> None:
        """Take what a message of the feed says about a producer; most say nothing."""
        sign = sign_of(message)
        one = self.of.get(sign.producer) if sign else None
        if sign is None or one is None:
            return
        if sign.name == "snapshot_complete":
            if sign.request_id is not None and sign.request_id == one.request_id:
                one.whole, one.request_id, one.asked_at = True, None, None
        elif sign.name == "alive":
            one.alive_at, one.down = now, False
            if one.whole and sign.subscribed:
                one.whole_to = sign.at or one.whole_to
            elif one.whole:
                one.broken()
        else:
            one.down = True
            one.broken()

    def gone(self, now: datetime) -> list[int]:
        """The producers that are down from now on, for they were silent; each is told once."""
        found = [
            one
            for one in self.of.values()
            if not one.down and one.alive_at is not None and now > one.alive_at + DOWN_AFTER
        ]
        for one in found:
            one.down = True
            one.broken()
        return [one.number for one in found]

    def recoveries(self, now: datetime) -> list[Recovery]:
        """What is to be asked for now; asked for once it is told here."""
        found = []
        for one in self.of.values():
            if one.wants(now):
                one.request_id, one.asked_at = self.next_id, now
                self.next_id += 1
                recent = one.whole_to is not None and one.whole_to > now - AFTER_AT_MOST
                after = one.whole_to if recent else None
                found.append(Recovery(producer=one.number, request_id=one.request_id, after=after))
        return found

    def refused(self, recovery: Recovery, until: datetime) -> None:
        """A recovery was not granted: ask again, not before then."""
        one = self.of[recovery.producer]
        if one.request_id == recovery.request_id:
            one.request_id, one.asked_at = None, until - ASK_AGAIN


def sign_of(message: bytes) -> Sign | None:
    """What a message says of its producer; None for all others, and for what cannot be read."""
    head = message[:_HEAD_BYTES]
    if not any(start in head for start in _STARTS):
        return None
    try:
        root = etree.fromstring(message, _PARSER)
        name, stamp, request = root.tag, root.get("timestamp"), root.get("request_id")
        if name not in _TOLD:
            return None
        return Sign(
            name=name,
            producer=int(root.get("product", "")),
            at=None if stamp is None else _instant(stamp),
            subscribed=root.get("subscribed") != "0",
            request_id=None if request is None else int(request),
        )
    except (etree.XMLSyntaxError, ValueError, OverflowError):
        return None


def down(producer: int, now: datetime) -> bytes:
    """What the feed itself says where a producer is down, in its own words."""
    milliseconds = int(now.timestamp() * 1000)
    return f'<product_down product="{producer}" timestamp="{milliseconds}"/>'.encode()


def _instant(milliseconds: str) -> datetime:
    return _START + timedelta(milliseconds=int(milliseconds))


_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
