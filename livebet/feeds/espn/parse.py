"""Any of ESPN's answers to items: what it is is told by the names at its top."""

from collections.abc import Iterator

import msgspec

from livebet.feeds.espn.core import listed, single
from livebet.feeds.espn.raw import there
from livebet.feeds.espn.scoreboard import BAD, scoreboard
from livebet.feeds.espn.summary import RawLeague, summary_items
from livebet.feeds.espn.words import NAME
from livebet.feeds.items import Item
from livebet.feeds.refusals import refused


class RawError(msgspec.Struct):
    """What the API says went wrong."""

    message: str = ""
    code: int = 0


class RawAnswer(msgspec.Struct, rename={"ref": "$ref", "package": "gamepackageJSON", "page": "pageIndex"}):
    """The top of any answer; everything below stays raw."""

    events: list[msgspec.Raw] | None = None
    leagues: list[RawLeague] = []
    header: msgspec.Raw = msgspec.Raw()
    package: msgspec.Raw = msgspec.Raw()
    items: list[msgspec.Raw] | None = None
    page: int = 1
    ref: str = ""
    error: RawError | None = None
    code: int | None = None
    detail: str = ""


_ANSWER = msgspec.json.Decoder(RawAnswer)


def _refusal(answer: RawAnswer) -> str:
    """What the API refuses with; empty where it answers."""
    if answer.error is not None:
        return f"the API says {answer.error.code}: {answer.error.message}"
    if answer.code is not None:
        return f"the API says {answer.code}: {answer.detail or 'no more than that'}"
    return ""


def _items(answer: RawAnswer, raw: bytes) -> Iterator[Item]:
    why = _refusal(answer)
    if why:
        yield refused(NAME, why, raw)
    elif there(answer.package):
        yield from summary_items(answer.package)
    elif there(answer.header):
        yield from summary_items(raw)
    elif answer.events is not None:
        yield from scoreboard(answer.events, answer.leagues[0].slug if answer.leagues else "")
    elif answer.items is not None:
        yield from listed(answer.items, raw, answer.page <= 1)
    else:
        yield from single(raw, answer.ref)


def items(raw: bytes) -> list[Item]:
    """Bytes to items or refusals: pure, whatever the bytes."""
    try:
        answer = _ANSWER.decode(raw)
    except BAD as error:
        return [refused(NAME, f"no answer of ESPN: {error}", raw)]
    return list(_items(answer, raw)) or [refused(NAME, "the API answers with nothing", raw)]
