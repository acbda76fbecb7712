"""A whole baseball answer, half-inning by half-inning: names come with the line-ups, outs and bases go on."""

from collections.abc import Iterator

import msgspec

from livebet.domain.plays import Diamond
from livebet.feeds.items import Item
from livebet.feeds.refusals import refused
from livebet.feeds.sportradar.games import Contest
from livebet.feeds.sportradar.memory import GameMemory
from livebet.feeds.sportradar.mlb import telling_of
from livebet.feeds.sportradar.mlb_payload import Place, RawEvent, RawPerson
from livebet.feeds.sportradar.payload import NAME, NOTHING, Period, Words, utc
from livebet.feeds.sportradar.reading import BROKEN


class RawAtBat(msgspec.Struct):
    """A plate appearance: who bats against whom, what came of it, its pitches and steals."""

    hitter_id: str = ""
    pitcher_id: str = ""
    description: Words = ""
    hitter: RawPerson | None = None
    pitcher: RawPerson | None = None
    events: list[msgspec.Raw] = []


class RawEntry(msgspec.Struct):
    """An entry of a half-inning: a plate appearance, or a change of the line-up; else somebody warms up."""

    at_bat: RawAtBat | None = None
    lineup: msgspec.Raw = NOTHING


class RawHalf(msgspec.Struct):
    """A half-inning: T for top, B for bottom."""

    half: str
    events: list[msgspec.Raw] = []


class RawInning(msgspec.Struct):
    """An inning; number 0 holds the line-ups before the game."""

    number: Period
    halfs: list[RawHalf] = []


class RawLineup(msgspec.Struct):
    """Who takes which place in the order and the field."""

    player_id: str = ""
    preferred_name: str = ""
    first_name: str = ""
    last_name: str = ""


_INNING = msgspec.json.Decoder(RawInning)
_ENTRY = msgspec.json.Decoder(RawEntry)
_EVENT = msgspec.json.Decoder(RawEvent)
_LINEUP = msgspec.json.Decoder(RawLineup)


class Innings:
    """Reads the innings of one answer; plays are told by `memory`, which lists what it saw."""

    def __init__(self, contest: Contest, memory: GameMemory) -> None:
        self._contest = contest
        self._memory = memory
        self._names: dict[str, str] = {}
        self._known: Diamond | None = None
        self.listed: dict[str, tuple[int, str]] = {}

    def read(self, raw: msgspec.Raw) -> Iterator[Item]:
        """The plays of one inning."""
        try:
            inning = _INNING.decode(raw)
        except BROKEN as error:
            yield refused(NAME, f"inning: {error}", bytes(raw), self._contest.native_id)
            return
        for half in inning.halfs:
            self._known = Diamond()
            for entry in half.events:
                yield from self._entry(entry, Place(inning.number, half.half, 0))

    def _entry(self, raw: msgspec.Raw, place: Place) -> Iterator[Item]:
        try:
            entry = _ENTRY.decode(raw)
            if entry.lineup:
                change = _LINEUP.decode(entry.lineup)
                self._names[change.player_id] = RawPerson(
                    "", change.preferred_name, change.first_name, change.last_name
                ).name
        except BROKEN as error:
            yield refused(NAME, f"play: {error}", bytes(raw), self._contest.native_id)
            return
        if entry.lineup:
            yield from self._play(entry.lineup, place, "lineup", "")
        if entry.at_bat is not None:
            yield from self._at_bat(entry.at_bat, place)

    def _at_bat(self, told: RawAtBat, place: Place) -> Iterator[Item]:
        batter = told.hitter.name if told.hitter else self._names.get(told.hitter_id, "")
        pitcher = told.pitcher.name if told.pitcher else self._names.get(told.pitcher_id, "")
        for raw in told.events:
            at = Place(place.inning, place.half, 0, batter, pitcher)
            yield from self._play(raw, at, "", told.description)

    def _play(self, raw: msgspec.Raw, place: Place, kind: str, words: str) -> Iterator[Item]:
        try:
            told = self._event(raw, kind, words)
            item = self._item(told, place) if told else None
        except BROKEN as error:
            item = refused(NAME, f"play: {error}", bytes(raw), self._contest.native_id)
        if item is not None:
            yield item

    def _event(self, raw: msgspec.Raw, kind: str, words: str) -> RawEvent | None:
        if not kind and b'"type"' not in bytes(raw):
            return None
        told = _EVENT.decode(raw)
        told.type = told.type or kind
        if told.flags.is_ab_over:
            told.description = told.description or words
        return told

    def _item(self, told: RawEvent, place: Place) -> Item | None:
        sequence = len(self.listed)
        at = Place(place.inning, place.half, sequence, place.batter, place.pitcher, self._known)
        if told.deleted:
            return self._memory.taken_back(self._contest.native_id, told.id, utc(told.deleted))
        telling = telling_of(told, self._contest, at)
        if telling is None:
            return None
        self._known = telling.play.diamond_after or self._known
        self.listed[told.id] = (telling.play.situation.sequence, "")
        return self._memory.told(self._contest.native_id, telling)
