"""One connection to the stream: bytes in, items out, with the markets in between remembered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from livebet.feeds.betfair_stream import rest
from livebet.feeds.betfair_stream.games import EPOCH, Games
from livebet.feeds.betfair_stream.market import MarketState
from livebet.feeds.betfair_stream.meaning import Names
from livebet.feeds.betfair_stream.payload import LINE, MARKET_CHANGE, SPOILED_LINE, Line, MarketChange
from livebet.feeds.betfair_stream.words import NAME
from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

BROKEN = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
MAX_MARKETS = 10_000
"""Markets remembered; a subscription holds far fewer, and the oldest go first."""
STALE = 503
UNFOLLOWED = {
    "ocm": "our own orders, ocm",
    "rcm": "positions of a race, rcm",
    "authentication": rest.LOGIN,
}
STARTS = ("SUB_IMAGE", "RESUB_DELTA")


@dataclass(slots=True)
class Stream:
    """A session. Deltas change images, so lines are taken in the order of the connection."""

    markets: dict[str, MarketState] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)
    games: Games = field(default_factory=Games)
    segments: list[MarketChange] = field(default_factory=list)
    stale: bool = False

    def __call__(self, raw: bytes) -> list[Item]:
        """Items of one or more lines, or of one JSON document over several."""
        items: list[Item] = []
        passed: Counter[str] = Counter()
        for line in _lines(raw):
            try:
                self._line(LINE.decode(line), line, items, passed)
            except BROKEN as error:
                items += self._spoiled(line, error, passed)
        for what, number in passed.items():
            payload = b"" if what == rest.LOGIN else raw
            items.append(refused(NAME, f"not followed: {what} ({number})", payload))
        return items

    def _line(self, line: Line, raw: bytes, items: list[Item], passed: Counter[str]) -> None:
        if line.op == "mcm":
            self._markets(line, items)
        elif line.op == "ccm":
            told = self.games.of_cricket(raw)
            items += told
            if not self.games.told:
                passed["cricket of a game whose teams are not told yet"] += 1
        elif line.op in UNFOLLOWED:
            passed[UNFOLLOWED[line.op]] += 1
        elif line.op == "connection":
            items.append(_health("alive", f"connection {line.connection_id}"))
        elif line.op == "status":
            items.append(_status(line))
        elif line.op == rest.CATALOGUE:
            items += self._rest(raw, ValueError("a catalogue without markets"), passed)
        else:
            reason = f"message: the operation {line.op[:40]!r} is none that is followed"
            items.append(refused(NAME, reason, raw))

    def _markets(self, line: Line, items: list[Item]) -> None:
        at = UNKNOWN_INSTANT if line.pt is None else EPOCH.fromtimestamp(line.pt / 1000, UTC)
        if (line.status == STALE) is not self.stale:
            self.stale = not self.stale
            detail = "503: prices are stale; stay connected" if self.stale else "prices are fresh again"
            items.append(_health("down" if self.stale else "alive", detail, at))
        if line.ct == "HEARTBEAT":
            items.append(_health("heartbeat", "", at))
        changes = line.mc or []
        if line.segment:
            changes = self._joined(line, changes)
        if line.ct == "SUB_IMAGE" and line.segment in ("", "SEG_END"):
            self.markets.clear()
        self._changes(changes, line.ct == "SUB_IMAGE", at, items)
        if line.ct in STARTS and line.segment in ("", "SEG_END"):
            items.append(_health("snapshot complete", line.ct, at))

    def _joined(self, line: Line, changes: list[MarketChange]) -> list[MarketChange]:
        """A segmented message's changes once its end is there, nothing before."""
        if line.segment == "SEG_START":
            self.segments = []
        self.segments += changes
        if len(self.segments) > MAX_MARKETS:
            self.segments = []
            raise ValueError(f"a segmented message of more than {MAX_MARKETS} markets")
        if line.segment != "SEG_END":
            return []
        whole, self.segments = self.segments, []
        return whole

    def _changes(self, changes: list[MarketChange], image: bool, at: datetime, items: list[Item]) -> None:
        unseen: list[str] = []
        for change in changes:
            market = self.markets.get(change.id)
            if market is None:
                if not (image or change.img or change.definition is not None):
                    unseen.append(change.id)
                    continue
                market = self._begun(change.id)
            self._tell(market, change, at, items)
        if unseen:
            reason = f"market: {len(unseen)} changed before their image was seen"
            items.append(refused(NAME, reason, ", ".join(unseen).encode(), observed_at=at))

    def _begun(self, market_id: str) -> MarketState:
        while len(self.markets) >= MAX_MARKETS:
            del self.markets[next(iter(self.markets))]
        market = MarketState(market_id, self.names.get(market_id, Names()))
        self.markets[market_id] = market
        return market

    def _tell(self, market: MarketState, change: MarketChange, at: datetime, items: list[Item]) -> None:
        if change.definition is None:
            market.change(change, at, items)
        else:
            told: list[Item] = []
            market.change(change, at, told)
            items += self.games.of_market(market, at)
            items += told
        if change.con is not market.slow:
            market.slow = change.con
            if change.con:
                items.append(_health("slow", f"{change.id}: changes come put together", at))

    def _spoiled(self, raw: bytes, error: Exception, passed: Counter[str]) -> Iterator[Item]:
        """What can be read of a line that is no good as a whole: its good markets, or what sort it is."""
        try:
            line = SPOILED_LINE.decode(raw)
        except BROKEN:
            yield from self._rest(raw, error, passed)
            return
        if line.op != "mcm" or line.segment or not line.mc:
            yield refused(NAME, f"message: {error}", raw)
            return
        at = UNKNOWN_INSTANT if line.pt is None else EPOCH.fromtimestamp(line.pt / 1000, UTC)
        for one in line.mc:
            items: list[Item] = []
            try:
                self._changes([MARKET_CHANGE.decode(one)], line.ct == "SUB_IMAGE", at, items)
            except BROKEN as spoiled:
                items.append(refused(NAME, f"market: {spoiled}", bytes(one), observed_at=at))
            yield from items

    def _rest(self, raw: bytes, error: Exception, passed: Counter[str]) -> list[Item]:
        """Answers of the other services: a catalogue's names are remembered, the rest is named."""
        answer = rest.told(raw)
        if answer is None:
            return [refused(NAME, f"message: {error}", raw)]
        if isinstance(answer, str):
            passed[answer] += 1
            return []
        self.names.update(answer)
        return [_health("alive", f"catalogue: names of {len(answer)} markets")]


def _lines(raw: bytes) -> list[bytes]:
    """The messages of a payload: lines, or the elements of one document that spans several."""
    lines = [line for line in raw.splitlines() if line and not line.isspace()]
    if not lines:
        return [raw]
    if lines[0].startswith(b"["):
        with_one = _document(raw)
        return with_one if with_one else [raw]
    if len(lines) > 1 and not lines[0].rstrip().endswith(b"}"):
        return _document(raw) or lines
    return lines


def _document(raw: bytes) -> list[bytes]:
    try:
        whole = msgspec.json.decode(raw, type=msgspec.Raw)
        if bytes(whole).lstrip().startswith(b"["):
            return [bytes(one) for one in msgspec.json.decode(raw, type=list[msgspec.Raw])]
        return [bytes(whole)]
    except BROKEN:
        return []


def _health(state: str, detail: str, at: datetime = UNKNOWN_INSTANT) -> HealthTold:
    return HealthTold(feed=NAME, native_id="", observed_at=at, state=state, detail=detail)


def _status(line: Line) -> HealthTold:
    """How a request of ours went. The exchange may echo the request, secrets and all, in braces: cut off."""
    if line.status_code == "SUCCESS":
        return _health("alive", "SUCCESS")
    said = (line.error_message or "").partition("{")[0].rstrip(" :")
    detail = (
        f"{line.error_code or line.status_code or 'FAILURE'}: {said}"
        if said
        else line.error_code or "FAILURE"
    )
    return _health("disconnected" if line.closed else "down", detail)
