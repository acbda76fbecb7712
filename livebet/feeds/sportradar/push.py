"""Push messages: the game's head as it is now, and one play, told anew or deleted."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import msgspec

from livebet.feeds.items import Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.sportradar.games import FOLLOWED, contest_of, game_told, score_told, sport_of
from livebet.feeds.sportradar.memory import Memory
from livebet.feeds.sportradar.payload import NAME, RawMetadata, RawPush, utc
from livebet.feeds.sportradar.reading import BROKEN, Listed, read_play


class RawStamps(msgspec.Struct):
    """When a play of any sport was told."""

    updated: datetime | None = None
    updated_at: datetime | None = None
    created_at: datetime | None = None


_STAMPS = msgspec.json.Decoder(RawStamps)


def read_push(told: RawPush, metadata: RawMetadata, memory: Memory, skipped: Counter[str]) -> Iterator[Item]:
    """The head where it says something new, and the play.

    `skipped` counts plays of sports that are not followed. Deletions come without a stamp of the head.
    """
    try:
        sport = sport_of(told.game, metadata.league)
        contest, at = contest_of(told.game, sport), _told_at(told.event)
        known = memory.of(contest.native_id)
        if at is not None or known.game is None:
            game = game_told(told.game, sport, at or UNKNOWN_INSTANT)
            yield from known.news(game, score_told(told.game, at or UNKNOWN_INSTANT))
    except BROKEN as error:
        yield refused(NAME, f"game: {error}", bytes(told.event), told.game.id)
        return
    if sport not in FOLLOWED:
        skipped[f"plays of {sport}"] += 1
        return
    item = read_play(told.event, contest, known, Listed(period=told.game.quarter or 0))
    if item is not None:
        yield item


def _told_at(event: msgspec.Raw) -> datetime | None:
    stamps = _STAMPS.decode(event) if event else RawStamps()
    return utc(stamps.updated or stamps.updated_at or stamps.created_at)
