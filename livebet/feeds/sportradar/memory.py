"""What a session has told, so that every play is told once a change and the newest telling wins.

Sportradar tells a play about three times, not always in order. Its own stamps decide: a telling's revision
is the second it was updated in, then the fuller description, then its content, as one number. So whatever
the order of arrival, the same telling stands at the end, and a session after a reconnect goes on where
the last one was. Where an answer has no stamps (football before its version 7) revisions count its changes.
"""

import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import msgspec

from livebet.domain.plays import Play
from livebet.feeds.items import GameTold, PlayTakenBack, PlayTold, ScoreTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.sportradar.payload import NAME

MAX_GAMES = 256
"""Games that a session remembers; the one untouched for longest goes first."""

_EPOCH = datetime(2010, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_FULLNESS_BITS, _CONTENT_BITS = 6, 16
_STAMP_SHIFT = _FULLNESS_BITS + _CONTENT_BITS
_MAX_FULLNESS = (1 << _FULLNESS_BITS) - 1
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A play as one message tells it; `updated` is the feed's stamp of that, None where it has none."""

    play: Play
    updated: datetime | None
    observed_at: datetime
    official_id: str = ""
    final: bool = True


@dataclass(slots=True)
class GameMemory:
    """What was told of one game, by the feed's ids of its plays."""

    game: GameTold | None = None
    score: ScoreTold | None = None
    raw: dict[str, int] = field(default_factory=dict)
    contents: dict[str, tuple[Play, bool]] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    listed: dict[str, tuple[int, str]] = field(default_factory=dict)

    def is_news(self, play_id: str, raw: msgspec.Raw) -> bool:
        """Whether these bytes are not the last ones seen of the play."""
        print_ = hash(bytes(raw))
        if self.raw.get(play_id) == print_:
            return False
        self.raw[play_id] = print_
        return True

    def told(self, native_id: str, telling: Telling) -> PlayTold | None:
        """The play as an item; None where this, a newer telling or its deletion was told before."""
        play_id = telling.play.situation.play_id
        revision = self._corrected(telling) if telling.updated is None else self._stamped(telling)
        if revision is None:
            return None
        self.revisions[play_id] = revision
        return PlayTold(
            feed=NAME,
            native_id=native_id,
            observed_at=telling.observed_at,
            play=replace(telling.play, revision=revision),
            official_id=telling.official_id,
            final=telling.final,
        )

    def _stamped(self, telling: Telling) -> int | None:
        play_id = telling.play.situation.play_id
        revision = revision_of(telling.play, telling.updated or UNKNOWN_INSTANT)
        gone = revision >> _STAMP_SHIFT <= self.deleted.get(play_id, -1)
        return None if gone or revision <= self.revisions.get(play_id, -1) else revision

    def _corrected(self, telling: Telling) -> int | None:
        """How often a play without stamps was corrected; None where it says what it said."""
        play_id = telling.play.situation.play_id
        content = (telling.play, telling.final)
        if self.contents.get(play_id) == content:
            return None
        self.contents[play_id] = content
        return self.revisions.get(play_id, -1) + 1

    def taken_back(
        self, native_id: str, play_id: str, at: datetime | None, official_id: str = ""
    ) -> PlayTakenBack | None:
        """The deletion of a play as an item; None where it is known, or older than what stands."""
        stands = self.revisions.get(play_id, 0) >> _STAMP_SHIFT
        second = _second(at) if at else stands
        if second < stands or (at and second <= self.deleted.get(play_id, -1)):
            return None
        self.deleted[play_id] = second
        self.raw.pop(play_id, None)
        self.contents.pop(play_id, None)
        return PlayTakenBack(
            feed=NAME,
            native_id=native_id,
            observed_at=at or UNKNOWN_INSTANT,
            play_id=play_id,
            official_id=official_id,
        )

    def vanished(self, native_id: str, listed: Mapping[str, tuple[int, str]]) -> Iterator[PlayTakenBack]:
        """Plays that an earlier whole answer listed and this one, though it goes further, does not."""
        newest = max((sequence for sequence, _ in listed.values()), default=-1)
        for play_id, (sequence, official_id) in self.listed.items():
            if play_id not in listed and sequence < newest:
                gone = self.taken_back(native_id, play_id, None, official_id)
                if gone is not None:
                    yield gone
        self.listed = dict(listed)

    def news(self, game: GameTold, score: ScoreTold | None) -> Iterator[GameTold | ScoreTold]:
        """The game's head where it says something else than before, unless it is older."""
        if self.game is None or _newer(game, self.game):
            self.game = game
            yield game
        if score is not None and (self.score is None or _newer(score, self.score)):
            self.score = score
            yield score


@dataclass(slots=True)
class Memory:
    """What a session remembers, game by game."""

    games: OrderedDict[str, GameMemory] = field(default_factory=OrderedDict)

    def of(self, native_id: str) -> GameMemory:
        """One game's memory."""
        if native_id not in self.games:
            self.games[native_id] = GameMemory()
            if len(self.games) > MAX_GAMES:
                self.games.popitem(last=False)
        self.games.move_to_end(native_id)
        return self.games[native_id]


def revision_of(play: Play, updated: datetime) -> int:
    """A number that orders tellings of a play, below 2**53 until the year 2078."""
    fullness = min(_MAX_FULLNESS, len(play.description) // 4)
    content = zlib.crc32(_encode(play)) & ((1 << _CONTENT_BITS) - 1)
    return (_second(updated) << _STAMP_SHIFT) | (fullness << _CONTENT_BITS) | content


def _second(moment: datetime) -> int:
    return max(0, (moment - _EPOCH) // _SECOND)


def _newer(told: GameTold | ScoreTold, known: GameTold | ScoreTold) -> bool:
    return told.observed_at >= known.observed_at and replace(told, observed_at=known.observed_at) != known
