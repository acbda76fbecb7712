"""A feed to copy: `{"game": "…", "plays": [{"id": 1, "qtr": 1, "clock": 900, "text": "…"}]}`.

Steps: `docs/adding-a-feed.md`.
"""

import msgspec

from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.feed import Authority, Feed, Terms, stateless
from livebet.feeds.items import Item, PlayTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

NAME = "template"


class RawPlay(msgspec.Struct):
    """One item in the feed's own words; what cannot be is ruled out here, so nothing downstream checks."""

    id: int
    qtr: int
    clock: int
    text: str


class RawFile(msgspec.Struct):
    """The whole answer; items stay raw, so that a bad one is refused alone."""

    game: str
    plays: list[msgspec.Raw]


def _play(raw: msgspec.Raw, native_id: str, sequence: int) -> Item:
    try:
        told = msgspec.json.decode(raw, type=RawPlay)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return refused(NAME, str(error), bytes(raw), native_id)
    situation = Situation(
        play_id=str(told.id), sequence=sequence, period=told.qtr, clock_seconds=told.clock, possession=None
    )
    play = Play(situation=situation, kind=PlayKind.OTHER, description=told.text)
    return PlayTold(feed=NAME, native_id=native_id, observed_at=UNKNOWN_INSTANT, play=play)


def items(raw: bytes) -> list[Item]:
    """Bytes to items or refusals: pure, whatever the bytes."""
    try:
        file = msgspec.json.decode(raw, type=RawFile)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return [refused(NAME, str(error), raw)]
    return [_play(play, file.game, sequence) for sequence, play in enumerate(file.plays)]


FEED = Feed(
    name=NAME,
    terms=Terms(authority=Authority.MEDIA, requests_per_second=1.0, resume="every answer is whole"),
    open=stateless(items),
)
