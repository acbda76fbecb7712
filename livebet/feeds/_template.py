"""A feed to copy: `{"game": "…", "plays": [{"id": 1, "qtr": 1, "clock": 900, "text": "…"}]}`.

Steps: copy this file, name the feed after its place, describe its shape with structs, refuse item by item,
add one line to `registry.FEEDS` and a written payload of its shape to `tests/contract/test_feeds.py`.
"""

import msgspec

from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.refusals import refused

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


def _play(raw: msgspec.Raw, native_id: str, sequence: int) -> Play | Refused:
    try:
        told = msgspec.json.decode(raw, type=RawPlay)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return refused(NAME, str(error), bytes(raw), native_id)
    situation = Situation(
        play_id=str(told.id), sequence=sequence, period=told.qtr, clock_seconds=told.clock, possession=None
    )
    return Play(situation=situation, kind=PlayKind.OTHER, description=told.text)


def items(raw: bytes) -> list[Play | Refused]:
    """Bytes to plays or refusals: pure, whatever the bytes."""
    try:
        file = msgspec.json.decode(raw, type=RawFile)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return [refused(NAME, str(error), raw)]
    return [_play(play, file.game, sequence) for sequence, play in enumerate(file.plays)]
