"""What the inbox of live feeds remembers has a bound."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from livebet.archive.records import Archived
from livebet.feeds.feed import Authority, Feed, Session, Terms
from livebet.feeds.items import HealthTold, Item
from livebet.feeds.live.feed import Payload
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.services import inbox
from livebet.services.feed_watch import FeedWatch

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
TERMS = Terms(authority=Authority.MEDIA, requests_per_second=None, resume="never")


def counting() -> Session:
    """A session that tells how many payloads it has read."""
    read: list[bytes] = []

    def session(raw: bytes) -> Sequence[Item]:
        read.append(raw)
        return [HealthTold(feed="counted", native_id="", observed_at=UNKNOWN_INSTANT, state=str(len(read)))]

    return session


def refusing() -> Session:
    """A session that refuses all that it reads."""
    return lambda raw: [refused("counted", "not followed", raw)]


async def told(one: Feed, *payloads: tuple[str, bytes]) -> list[list[Item]]:
    kept: list[Archived] = []
    box = inbox.Inbox({one.name: one}, {one.name: FeedWatch(one.name)}, kept.append)
    found = []
    for session, body in payloads:
        payload = Payload(feed=one.name, target="", session=session, received_at=AT, body=body)
        await box.put(payload)
        found.append(list(await box.read()))
    assert [one.payload for one in kept] == [body for _, body in payloads]
    return found


async def test_the_session_that_was_silent_longest_is_forgotten_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "SESSIONS_AT_MOST", 2)
    feed = Feed(name="counted", terms=TERMS, open=counting)
    found = await told(feed, *((session, b"") for session in ("a", "b", "a", "c", "a", "b")))
    assert [item.state for items in found for item in items if isinstance(item, HealthTold)] == [
        "1", "1", "2", "1", "3", "1",
    ]  # fmt: skip


async def test_a_refusal_is_told_once_until_it_is_the_oldest_of_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "REFUSED_ONCE", 2)
    feed = Feed(name="counted", terms=TERMS, open=refusing)
    found = await told(feed, *(("", body) for body in (b"a", b"a", b"b", b"c", b"a")))
    assert [len(items) for items in found] == [1, 0, 1, 1, 1]
