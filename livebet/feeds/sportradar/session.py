"""A session: what kind of payload it is, and who reads it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.sportradar import health, odds, soccer
from livebet.feeds.sportradar.answers import read_answer, read_game, read_schedule
from livebet.feeds.sportradar.markup import read_markup
from livebet.feeds.sportradar.memory import Memory
from livebet.feeds.sportradar.payload import NAME, NOTHING, RawMetadata, RawPush
from livebet.feeds.sportradar.push import read_push
from livebet.feeds.sportradar.reading import BROKEN
from livebet.feeds.sportradar.stream import documents


class RawHeartbeat(msgspec.Struct):
    """A sign of life: milliseconds until the next."""

    interval: int = 0


class RawDocument(msgspec.Struct):
    """What tells the kinds of payload apart; everything but push messages stays raw."""

    heartbeat: RawHeartbeat | None = None
    payload: RawPush | None = None
    metadata: RawMetadata = msgspec.field(default_factory=RawMetadata)
    uri: msgspec.Raw = NOTHING
    draft: msgspec.Raw = NOTHING
    datasource: msgspec.Raw = NOTHING
    markets: msgspec.Raw = NOTHING
    sport_event: msgspec.Raw = NOTHING
    games: msgspec.Raw = NOTHING
    game: msgspec.Raw = NOTHING
    id: msgspec.Raw = NOTHING
    message: msgspec.Raw = NOTHING


_DOCUMENT = msgspec.json.Decoder(RawDocument)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ANSWERS: tuple[tuple[str, Callable[[bytes, Memory], Iterator[Item]]], ...] = (
    ("uri", health.read_headers),
    ("markets", odds.read_odds),
    ("sport_event", soccer.read_soccer),
    ("games", read_schedule),
    ("game", read_game),
    ("id", read_answer),
    ("message", health.read_message),
)
"""By the field that an answer has, the most telling first."""

_STRANGERS = {
    "draft": "trades of a draft",
    "datasource": "events of another tool's output",
}


def open_session() -> Callable[[bytes], Sequence[Item]]:
    """Begin a session that remembers what it told."""
    memory = Memory()
    return lambda raw: _Payload(raw, memory).items()


@dataclass(slots=True)
class _Payload:
    """One payload: a document, a list of them, or a stream."""

    raw: bytes
    memory: Memory
    skipped: Counter[str] = field(default_factory=Counter)

    def items(self) -> list[Item]:
        """What it holds, and at the end one refusal for each sort of thing that is not followed."""
        start = self.raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
        found = read_markup(self.raw, self.memory) if start.startswith(b"<") else list(self._documents())
        for what, count in self.skipped.items():
            found.append(refused(NAME, f"not followed: {count} {what}", self.raw))
        return found

    def _documents(self) -> Iterator[Item]:
        """The payload as one document or, where it is none, as many."""
        try:
            document = _DOCUMENT.decode(self.raw)
        except BROKEN as error:
            yield from self._parts(list(documents(self.raw)), error)
            return
        yield from self._read(document, self.raw)

    def _parts(self, parts: Sequence[bytes], why: Exception) -> Iterator[Item]:
        if len(parts) == 1 and parts[0][:1] == b"[":
            parts = self._list(parts[0])
        if len(parts) < 2:
            yield refused(NAME, f"no document of this feed: {why}", self.raw)
            return
        for part in parts:
            for raw in self._list(part) if part[:1] == b"[" else (part,):
                try:
                    yield from self._read(_DOCUMENT.decode(raw), raw)
                except BROKEN as error:
                    yield refused(NAME, f"document: {error}", raw)

    @staticmethod
    def _list(raw: bytes) -> list[bytes]:
        try:
            return [bytes(part) for part in _LIST.decode(raw)]
        except BROKEN:
            return [raw]

    def _read(self, document: RawDocument, raw: bytes) -> Iterator[Item]:
        if document.heartbeat is not None:
            detail = f"the next within {document.heartbeat.interval} ms"
            yield HealthTold(
                feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state="heartbeat", detail=detail
            )
        elif document.payload is not None:
            yield from read_push(document.payload, document.metadata, self.memory, self.skipped)
        else:
            yield from self._answer(document, raw)

    def _answer(self, document: RawDocument, raw: bytes) -> Iterator[Item]:
        stranger = next((what for name, what in _STRANGERS.items() if getattr(document, name)), None)
        if stranger is not None:
            self.skipped[stranger] += 1
            return
        read = next((read for name, read in _ANSWERS if getattr(document, name)), None)
        if read is None:
            yield refused(NAME, "not followed: an answer of unknown shape", raw)
            return
        try:
            yield from read(raw, self.memory)
        except BROKEN as error:
            yield refused(NAME, f"answer: {error}", raw)
