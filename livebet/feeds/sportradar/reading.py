"""One play of any sport as an item: told once a change, taken back, or refused alone."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from livebet.feeds.items import Item
from livebet.feeds.refusals import refused
from livebet.feeds.sportradar import mlb, mlb_payload, nba, nfl, nfl_payload
from livebet.feeds.sportradar.games import Contest
from livebet.feeds.sportradar.memory import GameMemory
from livebet.feeds.sportradar.payload import NAME, utc

BROKEN = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
"""What bytes raise that are not what they should be."""

_NBA = msgspec.json.Decoder(nba.RawEvent)
_NFL = msgspec.json.Decoder(nfl_payload.RawEvent)
_MLB = msgspec.json.Decoder(mlb_payload.RawEvent)


@dataclass(frozen=True, slots=True)
class Listed:
    """Where an answer lists a play: its period, and its place among all; both 0 in a push message."""

    period: int = 0
    sequence: int = 0


def read_play(raw: msgspec.Raw, contest: Contest, memory: GameMemory, listed: Listed) -> Item | None:
    """A play as an item; None where it was told before or only announces something."""
    try:
        return _READERS[contest.sport](raw, contest, memory, listed)
    except BROKEN as error:
        return refused(NAME, f"play: {error}", bytes(raw), contest.native_id)


def _basketball(raw: msgspec.Raw, contest: Contest, memory: GameMemory, listed: Listed) -> Item | None:
    told = _NBA.decode(raw)
    if told.deleted:
        return memory.taken_back(contest.native_id, told.id, utc(told.deleted))
    if not memory.is_news(told.id, raw):
        return None
    return memory.told(contest.native_id, nba.telling_of(told, contest, listed.period, listed.sequence))


def _football(raw: msgspec.Raw, contest: Contest, memory: GameMemory, listed: Listed) -> Item | None:
    told = _NFL.decode(raw)
    if told.deleted:
        at = utc(told.updated_at) if isinstance(told.deleted, bool) else utc(told.deleted)
        return memory.taken_back(contest.native_id, told.id, at, nfl.official_id(told))
    if not memory.is_news(told.id, raw):
        return None
    return memory.told(contest.native_id, nfl.telling_of(told, contest, listed.period, listed.sequence))


def _baseball(raw: msgspec.Raw, contest: Contest, memory: GameMemory, listed: Listed) -> Item | None:
    told = _MLB.decode(raw)
    if told.deleted:
        return memory.taken_back(contest.native_id, told.id, utc(told.deleted))
    if not memory.is_news(told.id, raw):
        return None
    place = mlb_payload.Place(listed.period, "", listed.sequence)
    telling = mlb.telling_of(told, contest, place)
    return memory.told(contest.native_id, telling) if telling else None


_READERS: dict[str, Callable[[msgspec.Raw, Contest, GameMemory, Listed], Item | None]] = {
    "nba": _basketball,
    "nfl": _football,
    "mlb": _baseball,
}
