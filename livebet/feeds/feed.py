"""A feed: a place that we read from, what it asks of those who read it, and how its bytes are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from livebet.feeds.items import Item
from livebet.feeds.packing import UnreadableError, unpacked
from livebet.feeds.refusals import refused

Session = Callable[[bytes], Sequence[Item]]
"""Payloads of one connection in, uncompressed, items out; never raises, whatever the bytes. It may remember
earlier payloads (images that deltas change), so order matters; one payload told twice changes nothing."""


class Authority(IntEnum):
    """Who overrules whom where feeds disagree about a play."""

    RUMOUR = 0
    MEDIA = 1
    DATA_COMPANY = 2
    LEAGUE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a feed asks of its readers, and what they may expect.

    `requests_per_second` and `monthly_credits` bound the reading (None: no stated limit); `credentials` are
    the settings that it needs (`LIVEBET_<NAME>`); `keep_alive` is the silence in seconds after which its
    connection is dead, None where it is polled; `resume` says in a few words how a reader goes on after a
    break; `unofficial` feeds have no terms that allow reading them, so they are off unless configured.
    `whole_quotes`: an answer that quotes a game quotes all that is open of it, so what it leaves out is not.
    """

    authority: Authority
    requests_per_second: float | None
    credentials: tuple[str, ...] = ()
    monthly_credits: int | None = None
    keep_alive: float | None = None
    resume: str
    unofficial: bool = False
    whole_quotes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed by its name, with its terms; `open` begins a session."""

    name: str
    terms: Terms
    open: Callable[[], Session]

    def parse(self, raw: bytes) -> Sequence[Item]:
        """The items of one whole file, which may be gzipped or bzipped, in a session of its own."""
        try:
            return self.open()(unpacked(raw))
        except UnreadableError as error:
            return [refused(self.name, str(error), raw)]


def stateless(session: Session) -> Callable[[], Session]:
    """`open` of a feed whose payloads stand for themselves."""
    return lambda: session
