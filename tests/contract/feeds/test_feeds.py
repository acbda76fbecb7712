"""What every feed keeps, over each file there is of it: the repository's own, and the recordings."""

import bz2
import gzip
import json
import socket
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.messages import Refused
from livebet.domain.prices import MAX_PRICE
from livebet.feeds import _template
from livebet.feeds.feed import Feed
from livebet.feeds.items import Item, PlayTold, QuoteTold, Told
from livebet.feeds.packing import UnreadableError, unpacked
from livebet.feeds.registry import FEEDS, KINDS, printed
from livebet.settings import ROOT

PAYLOADS = Path(__file__).parent.parent / "payloads"
"""Small payloads written for the repository: a folder a feed."""
RECORDINGS = ROOT.parent / "shared" / "feeds"
"""Recorded payloads, where they lie beside the checkout."""
ALL: dict[str, Feed] = {**FEEDS, _template.NAME: _template.FEED}
UNPACK = {".gz": gzip.decompress, ".bz2": bz2.decompress}


def written(feed: str) -> list[Path]:
    return sorted(path for path in (PAYLOADS / feed).rglob("*") if path.is_file())


def recorded(feed: str) -> list[Path]:
    found = sorted(path for path in (RECORDINGS / feed).rglob("*") if path.is_file())
    return [path for path in found if path.name != "SOURCES.md"]


CASES = [(feed, path) for name, feed in ALL.items() for path in written(name) + recorded(name)]
every_feed = pytest.mark.parametrize("feed", ALL.values(), ids=ALL)
every_file = pytest.mark.parametrize(("feed", "path"), CASES, ids=[f"{f.name}-{p.name}" for f, p in CASES])


def refusals(items: Sequence[Item]) -> list[Refused]:
    return [item for item in items if isinstance(item, Refused)]


def instants(item: Item) -> list[datetime]:
    values = [getattr(item, field.name) for field in fields(item)]
    return [value for value in values if isinstance(value, datetime)]


@every_feed
def test_the_repository_has_payloads_of_every_feed(feed: Feed) -> None:
    assert written(feed.name)


@every_file
def test_a_file_says_something_and_always_the_same(feed: Feed, path: Path) -> None:
    items = feed.parse(path.read_bytes())
    assert items
    assert items == feed.parse(path.read_bytes())
    assert {type(item) for item in items} <= KINDS.keys()


@every_file
def test_compression_changes_nothing(feed: Feed, path: Path) -> None:
    if path.suffix in UNPACK:
        raw = path.read_bytes()
        assert feed.parse(raw) == feed.parse(UNPACK[path.suffix](raw))


@every_file
def test_parsing_needs_no_network(feed: Feed, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("a parser opened a socket")

    monkeypatch.setattr(socket, "socket", no_network)
    assert feed.parse(path.read_bytes())


@every_file
def test_every_instant_is_in_utc(feed: Feed, path: Path) -> None:
    for item in feed.parse(path.read_bytes()):
        assert {instant.tzinfo for instant in instants(item)} <= {UTC}


@every_file
def test_every_price_is_one(feed: Feed, path: Path) -> None:
    for item in feed.parse(path.read_bytes()):
        if isinstance(item, QuoteTold):
            assert 1.0 < item.price <= MAX_PRICE


@every_file
def test_items_say_which_feed_they_are_of(feed: Feed, path: Path) -> None:
    for item in feed.parse(path.read_bytes()):
        assert not isinstance(item, Told | Refused) or item.feed == feed.name


@every_file
def test_a_game_has_one_play_of_a_name_at_a_revision(feed: Feed, path: Path) -> None:
    """The newest telling of a play is the one that counts; equal tellings are one."""
    plays = [item for item in feed.parse(path.read_bytes()) if isinstance(item, PlayTold)]
    named = {(told.native_id, told.play.situation.play_id, told.play) for told in plays}
    assert all(play_id and native_id for native_id, play_id, _ in named)


@every_file
def test_a_payload_told_twice_in_one_session_changes_nothing(feed: Feed, path: Path) -> None:
    session = feed.open()
    try:
        raw = unpacked(path.read_bytes())
    except UnreadableError:
        return
    once, again = session(raw), session(raw)
    assert _standing(again, once) == _standing(once)


def _standing(*tellings: Sequence[Item]) -> dict[object, Item]:
    """What stands at the end: the last telling of every play and every quote."""
    stands: dict[object, Item] = {}
    for items in tellings:
        for item in items:
            if isinstance(item, PlayTold):
                stands[item.native_id, item.play.situation.play_id] = item
            if isinstance(item, QuoteTold):
                stands[item.native_id, item.bookmaker, item.market, item.selection] = item
    return stands


@every_file
def test_what_is_refused_says_why(feed: Feed, path: Path) -> None:
    assert all(item.reason and item.payload is not None for item in refusals(feed.parse(path.read_bytes())))


@every_feed
@pytest.mark.parametrize("junk", [b"", b"x", b"{", b"\x00", b"\xff", b"[" * 50_000, b"<" * 50_000])
def test_junk_is_refused_with_a_reason_and_its_beginning(feed: Feed, junk: bytes) -> None:
    found = refusals(feed.parse(junk))
    assert found
    assert all(item.feed == feed.name and item.reason for item in found)
    assert found[0].payload == junk[:2000].decode("utf-8", "replace").replace("\x00", "\ufffd")


@every_feed
@given(raw=st.binary(max_size=300))
def test_no_bytes_make_a_parser_raise(feed: Feed, raw: bytes) -> None:
    assert refusals(feed.parse(raw))


@every_feed
def test_a_truncated_gzip_is_refused(feed: Feed) -> None:
    whole = gzip.compress(b"x" * 10_000 + written(feed.name)[0].read_bytes())
    assert refusals(feed.parse(whole[:-40]))


@every_feed
def test_a_gzip_that_unpacks_without_end_is_refused(feed: Feed) -> None:
    assert refusals(feed.parse(gzip.compress(b" " * (65 * 1024 * 1024))))


def _paths(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = [path] if path else []
    for key, child in children:
        found += _paths(child, (*path, key))
    return found


JSON_CASES = [(feed, path) for feed, path in CASES if PAYLOADS in path.parents and path.suffix == ".json"]


@pytest.mark.parametrize(("feed", "path"), JSON_CASES, ids=[f"{f.name}-{p.name}" for f, p in JSON_CASES])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_with_one_value_spoiled_never_makes_a_parser_raise(
    feed: Feed, path: Path, data: st.DataObject
) -> None:
    content = json.loads(path.read_bytes())
    paths = _paths(content)
    if not paths:
        return
    where = data.draw(st.sampled_from(paths))
    holder = content
    for key in where[:-1]:
        holder = holder[key]
    junk = st.none() | st.integers() | st.floats() | st.text(max_size=8) | st.just([]) | st.just({})
    if data.draw(st.booleans()):
        holder[where[-1]] = data.draw(junk)
    else:
        del holder[where[-1]]
    for item in feed.parse(json.dumps(content).encode()):
        assert not isinstance(item, Refused) or item.reason


@every_file
def test_printed_lines_are_json_objects_and_say_what_they_are(feed: Feed, path: Path) -> None:
    for line, refused in printed(feed, path.read_bytes()):
        assert (json.loads(line)["item"] == "refused") == refused


@every_feed
def test_a_feed_that_needs_secrets_names_their_settings_and_holds_none(feed: Feed) -> None:
    assert all(name.islower() and name.isidentifier() for name in feed.terms.credentials)
