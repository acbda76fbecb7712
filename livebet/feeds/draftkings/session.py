"""One connection to DraftKings: snapshots and frames in, items out, with the lists in between remembered."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from livebet.feeds.draftkings.joins import Joins
from livebet.feeds.draftkings.payload import (
    Capture,
    Delta,
    Event,
    Frame,
    FrameData,
    League,
    Lists,
    Market,
    Odds,
    PackedData,
    PackedEvent,
    PackedFrame,
    PackedSelection,
    Participant,
    Removed,
    Selection,
)
from livebet.feeds.draftkings.words import LEAGUE_NAMES, NAME
from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

BROKEN = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
_FRAME = msgspec.json.Decoder(Frame)
_FRAME_DATA = msgspec.json.Decoder(FrameData)
_LISTS = msgspec.json.Decoder(Lists)
_CAPTURE = msgspec.json.Decoder(Capture)
_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_EVENT = msgspec.json.Decoder(Event)
_MARKET = msgspec.json.Decoder(Market)
_SELECTION = msgspec.json.Decoder(Selection)
_LEAGUE = msgspec.json.Decoder(League)
_PACKED = msgspec.msgpack.Decoder(PackedFrame)
_PACKED_DATA = msgspec.msgpack.Decoder(PackedData)
_PACKED_ENTRY = msgspec.msgpack.Decoder(tuple[int, msgspec.Raw])
_PACKED_EVENT = msgspec.msgpack.Decoder(PackedEvent)
_PACKED_SELECTION = msgspec.msgpack.Decoder(PackedSelection)

EVENT_TAG, SELECTION_TAG = 22, 24
"""What a msgpack entry is, as seen on the wire; other tags have no layout that was seen."""
UPDATE = "update"
_T = TypeVar("_T")


@dataclass(slots=True)
class Told:
    """The objects of one payload, typed, with the items that reading them made."""

    events: list[Event] = field(default_factory=list)
    markets: list[Market] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)
    leagues: list[League] = field(default_factory=list)
    removed: Removed = field(default_factory=Removed)
    items: list[Item] = field(default_factory=list)

    def lists(self, lists: Lists) -> None:
        """Read flat lists; a bad item is refused alone."""
        self.leagues += self._all(_LEAGUE, lists.leagues)
        self.events += self._all(_EVENT, lists.events)
        self.markets += self._all(_MARKET, lists.markets)
        self.selections += self._all(_SELECTION, lists.selections)

    def _all(self, decoder: "msgspec.json.Decoder[_T]", raws: list[msgspec.Raw]) -> list[_T]:
        read: list[_T] = []
        for raw in raws:
            try:
                read.append(decoder.decode(raw))
            except BROKEN as error:
                self.items.append(refused(NAME, f"item: {error}", bytes(raw)))
        return read

    def packed(self, entries: list[msgspec.Raw]) -> None:
        """Read msgpack entries, each a tag and fields by position."""
        for raw in entries:
            try:
                tag, fields = _PACKED_ENTRY.decode(raw)
                if tag == EVENT_TAG:
                    self.events.append(_event(_PACKED_EVENT.decode(fields)))
                elif tag == SELECTION_TAG:
                    self.selections.append(_selection(_PACKED_SELECTION.decode(fields)))
                else:
                    raise ValueError(f"the layout of entries tagged {tag} is not known")
            except BROKEN as error:
                self.items.append(refused(NAME, f"item: {error}", bytes(raw)))


@dataclass(slots=True)
class Connection:
    """A session; frames change what snapshots told, so order matters."""

    joins: Joins = field(default_factory=Joins)

    def __call__(self, raw: bytes) -> list[Item]:
        """Items of a snapshot, of frames (one, or one a line), or of a capture of packed frames."""
        if raw.lstrip()[:1] != b"{":
            return self._packed(raw)
        try:
            return self._document(raw)
        except BROKEN as error:
            lines = [line for line in raw.splitlines() if line.strip()]
            if len(lines) < 2:
                return [refused(NAME, f"payload: {error}", raw)]
        return [item for line in lines for item in self._line(line)]

    def _line(self, raw: bytes) -> list[Item]:
        try:
            return self._document(raw)
        except BROKEN as error:
            return [refused(NAME, f"payload: {error}", raw)]

    def _document(self, raw: bytes) -> list[Item]:
        keys = _KEYS.decode(raw).keys()
        if "frames" in keys:
            received = [one.packed for one in _CAPTURE.decode(raw).frames if one.direction == "receive"]
            items = [item for packed in received for item in self._packed(packed)]
            return items or [refused(NAME, "empty: a capture without a frame received", raw)]
        if "event" in keys:
            return self._frame(_FRAME.decode(raw))
        if keys & {"events", "markets", "selections"}:
            told = Told()
            told.lists(_LISTS.decode(raw))
            return self._take(told, UNKNOWN_INSTANT) or [refused(NAME, "empty: lists without an item", raw)]
        if "jsonrpc" in keys:
            # A request of ours holds a token: its text is not kept.
            return [refused(NAME, "not followed: a request to the socket", b"")]
        return [refused(NAME, f"payload: no answer has {', '.join(keys)[:200] or 'no keys'}", raw)]

    def _frame(self, frame: Frame) -> list[Item]:
        if frame.event != UPDATE:
            return [_alive(frame.event, frame.published)]
        content = _FRAME_DATA.decode(frame.data)
        return self._delta(content.data, content.metadata.published or frame.published)

    def _delta(self, delta: Delta, published: datetime | None) -> list[Item]:
        told = Told(removed=delta.remove)
        told.lists(delta.add)
        told.lists(delta.change)
        return self._take(told, _utc(published))

    def _packed(self, raw: bytes) -> list[Item]:
        try:
            frame = _PACKED.decode(raw)
            at = frame.published[0] if frame.published else None
            if frame.event != UPDATE:
                return [_alive(frame.event, at)]
            content = _PACKED_DATA.decode(frame.data)
        except BROKEN as error:
            return [refused(NAME, f"payload: neither JSON nor a packed frame: {error}", raw)]
        added, removed, changed = content.delta
        told = Told(removed=_removed(removed))
        for entries in (*added, *changed):
            told.packed(entries)
        return self._take(told, _utc(content.metadata.published or at))

    def _take(self, told: Told, at: datetime) -> list[Item]:
        """Take in what was told and say what follows from it: games, statuses, prices."""
        joins, items = self.joins, told.items
        for league in told.leagues:
            joins.leagues[league.id] = LEAGUE_NAMES.get(league.name, league.name.lower())
        for event in told.events:
            items += joins.event(event, at)
        for market in told.markets:
            joins.market(market)
        for selection in told.selections:
            joins.selection(selection)
        for selection_id in told.removed.selections:
            joins.forget(selection_id)
        named = [market.id for market in told.markets]
        of_events = {event.id for event in told.events}
        joined = [market_id for market_id in joins.waiting if self._event_of(market_id) in of_events]
        items += joins.standing(named, at)
        items += joins.quotes([*named, *joined], at)
        for market_id in told.removed.markets:
            items += joins.close(market_id, at)
        for event_id in told.removed.events:
            joins.events.pop(event_id, None)
        return items or self._nothing(told, at)

    def _event_of(self, market_id: str) -> str:
        market = self.joins.markets.get(market_id)
        return market.event if market is not None else ""

    def _nothing(self, told: Told, at: datetime) -> list[Item]:
        """What a payload was about that changes nothing that is followed."""
        removed = told.removed.selections + told.removed.markets + told.removed.events
        if removed:
            return [_alive(f"removed {', '.join(removed)}"[:200], at)]
        unseen = [market.id for market in told.markets if not self.joins.markets[market.id].event]
        if unseen:
            reason = f"market: {len(unseen)} changed before their game was seen"
            return [refused(NAME, reason, ", ".join(unseen).encode(), observed_at=at)]
        return []


def _removed(lists: list[list[str]]) -> Removed:
    """Ids by kind: three lists, or two where the subscription is to markets and has no events."""
    events = lists[0] if len(lists) > 2 else []
    markets, selections = lists[-2:] if len(lists) > 1 else ([], [])
    return Removed(events=events, markets=markets, selections=selections)


def _event(packed: PackedEvent) -> Event:
    teams = [Participant(one.name, one.role) for one in packed.participants]
    return Event(packed.id, teams, packed.start, packed.status, metadata=packed.metadata)


def _selection(packed: PackedSelection) -> Selection:
    odds = Odds(packed.odds[0]) if packed.odds else None
    return Selection(packed.id, packed.label, odds, packed.decimal, packed.points, tags=packed.tags)


def _utc(instant: datetime | None) -> datetime:
    return UNKNOWN_INSTANT if instant is None else instant.astimezone(UTC)


def _alive(detail: str, at: datetime | None) -> HealthTold:
    return HealthTold(feed=NAME, native_id="", observed_at=_utc(at), state="alive", detail=detail)
