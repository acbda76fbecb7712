"""What the API says of itself: quotas in the headers of its answers, and errors in its bodies."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec

from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.sportradar.memory import Memory
from livebet.feeds.sportradar.payload import NAME

_CODED = re.compile(r"[45]\d\d")
_TAGS = re.compile(rb"<[^>]{0,200}>")


class RawStatus(msgspec.Struct):
    """An HTTP status."""

    code: int
    message: str = ""


class RawHeaders(msgspec.Struct):
    """An answer's status and headers as recorded; each header has a list of values."""

    status: RawStatus
    headers: dict[str, list[str]]


class RawMessage(msgspec.Struct):
    """An error body in JSON."""

    message: str


_HEADERS = msgspec.json.Decoder(RawHeaders)
_MESSAGE = msgspec.json.Decoder(RawMessage)


def health(state: str, detail: str, at: datetime = UNKNOWN_INSTANT) -> HealthTold:
    """What the feed says of itself."""
    return HealthTold(feed=NAME, native_id="", observed_at=at, state=state, detail=detail)


def quota_of(headers: dict[str, str]) -> str:
    """The quota that an answer's headers tell, as `used/allowed` of the plan and of a second; "" for none.

    The names were X-Packagekey-Quota-* before they were X-Plan-Quota-*.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    told = []
    for what, prefix in (
        ("quota", "x-plan-quota"),
        ("quota", "x-packagekey-quota"),
        ("a second", "x-plan-qps"),
    ):
        used, allowed = lower.get(f"{prefix}-current"), lower.get(f"{prefix}-allotted")
        if used is not None and allowed is not None:
            told.append(f"{what} {used}/{allowed}")
    return ", ".join(told)


def read_headers(raw: bytes, memory: Memory) -> Iterator[Item]:
    """The headers of a recorded answer: what is left of the quota, or the gateway's error."""
    del memory
    told = _HEADERS.decode(raw)
    headers = {name: values[0] for name, values in told.headers.items() if values}
    at, quota = _date(headers.get("Date", "")), quota_of(headers)
    if quota:
        yield health("quota", quota, at)
    error = headers.get("X-Mashery-Error-Code") or headers.get("X-Error-Detail-Header")
    if told.status.code >= 400 or error:
        yield health("error", f"{told.status.code} {error or told.status.message}", at)
    elif not quota:
        yield refused(NAME, f"not followed: headers of an answer {told.status.code}", raw)


def read_message(raw: bytes, memory: Memory) -> Iterator[Item]:
    """An error body in JSON."""
    del memory
    yield health("error", _MESSAGE.decode(raw).message[:200])


def error_in(markup: bytes) -> HealthTold | None:
    """The error that an HTML or text body tells; None where its words name no status and are no heading."""
    words = b" ".join(_TAGS.sub(b" ", markup[:4000]).split()).decode("utf-8", "replace")
    heading = b"<h1>" in markup[:200].lower()
    return health("error", words[:200]) if words and (heading or _CODED.match(words)) else None


def _date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return UNKNOWN_INSTANT
