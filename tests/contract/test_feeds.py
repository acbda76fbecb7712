"""What every feed keeps: pure, offline, deterministic, junk refused item by item with a reason."""

import gzip
import json
import socket
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import Game, Score
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds import _template
from livebet.feeds.nfl_official import parse
from livebet.feeds.reconcile import fold, reconcile
from livebet.feeds.recording import Recording
from livebet.feeds.registry import FEEDS, Feed, Item, printed
from livebet.settings import ROOT

PAYLOADS = Path(__file__).parent / "payloads"
SHARED = ROOT.parent / "shared" / "feeds" / "nfl_official"
ALL = {**FEEDS, _template.NAME: Feed(_template.NAME, _template.items)}

every_feed = pytest.mark.parametrize("feed", ALL.values(), ids=ALL)


def payload(feed: Feed) -> bytes:
    return (PAYLOADS / f"{feed.name}.json").read_bytes()


def refusals(items: Sequence[Item]) -> list[Refused]:
    return [item for item in items if isinstance(item, Refused)]


def plays(items: Sequence[Item]) -> list[Play]:
    return [item for item in items if isinstance(item, Play)]


@every_feed
def test_the_same_bytes_always_give_the_same_items(feed: Feed) -> None:
    assert feed.parse(payload(feed)) == feed.parse(payload(feed))
    assert plays(feed.parse(payload(feed)))


@every_feed
def test_parsing_needs_no_network(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("a parser opened a socket")

    monkeypatch.setattr(socket, "socket", no_network)
    assert feed.parse(payload(feed))


@every_feed
def test_a_play_has_one_place_and_one_name(feed: Feed) -> None:
    situations = [play.situation for play in plays(feed.parse(payload(feed)))]
    sequences = [situation.sequence for situation in situations]
    assert sequences == sorted(set(sequences))
    assert len({situation.play_id for situation in situations}) == len(situations)


@every_feed
def test_every_instant_is_in_utc(feed: Feed) -> None:
    items = feed.parse(payload(feed)) + feed.parse(b"junk")
    instants = [item.kickoff for item in items if isinstance(item, Game)]
    instants += [item.observed_at for item in refusals(items)]
    assert {instant.tzinfo for instant in instants} == {UTC}


@every_feed
@pytest.mark.parametrize("junk", [b"", b"x", b"{", b"[]", b"\x00", b"\xff", b"[" * 50_000, b'{"game": 1}'])
def test_junk_is_refused_with_a_reason_and_its_beginning(feed: Feed, junk: bytes) -> None:
    (refused,) = feed.parse(junk)
    assert isinstance(refused, Refused)
    assert refused.feed == feed.name
    assert refused.reason
    assert refused.payload == junk[:2000].decode("utf-8", "replace").replace("\x00", "\ufffd")


@every_feed
@given(raw=st.binary(max_size=300))
def test_no_bytes_make_a_parser_raise(feed: Feed, raw: bytes) -> None:
    assert refusals(feed.parse(raw))


def _paths(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = [path] if path else []
    for key, child in children:
        found += _paths(child, (*path, key))
    return found


@every_feed
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_file_with_one_value_spoiled_never_makes_a_parser_raise(feed: Feed, data: st.DataObject) -> None:
    content = json.loads(payload(feed))
    path = data.draw(st.sampled_from(_paths(content)))
    holder = content
    for key in path[:-1]:
        holder = holder[key]
    junk = st.none() | st.integers() | st.floats() | st.text(max_size=8) | st.just([]) | st.just({})
    if data.draw(st.booleans()):
        holder[path[-1]] = data.draw(junk)
    else:
        del holder[path[-1]]
    for item in feed.parse(json.dumps(content).encode()):
        assert not isinstance(item, Refused) or item.reason


@every_feed
def test_printed_lines_are_json_objects_and_say_what_they_are(feed: Feed) -> None:
    lines = [(json.loads(line), refused) for line, refused in printed(feed, payload(feed))]
    assert {refused for line, refused in lines if line["item"] != "refused"} == {False}
    assert [line["situation"]["play_id"] for line, _ in lines if line["item"] == "play"] == [
        play.situation.play_id for play in plays(feed.parse(payload(feed)))
    ]


def test_the_template_refuses_the_item_without_a_clock_and_keeps_the_rest() -> None:
    items = _template.items(payload(ALL["template"]))
    assert [play.description for play in plays(items)] == ["M.Boot kicks off", "R.Unner for 3"]
    (refused,) = refusals(items)
    assert refused.reason == "Object missing required field `clock`"
    assert json.loads(refused.payload) == {"id": 2, "qtr": 1, "text": "no clock"}


def test_a_truncated_gzip_is_refused() -> None:
    (refused,) = FEEDS["nfl_official"].parse(gzip.compress(payload(ALL["nfl_official"]))[:-40])
    assert isinstance(refused, Refused)
    assert refused.reason == "the gzip is truncated"


def test_a_gzip_that_unpacks_without_end_is_refused() -> None:
    (refused,) = FEEDS["nfl_official"].parse(gzip.compress(b" " * (33 * 1024 * 1024)))
    assert isinstance(refused, Refused)
    assert refused.reason == "the file holds more than 33554432 bytes"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared recordings are not here")
@pytest.mark.parametrize(
    ("name", "final"),
    [
        ("2011120406", Score(31, 17)),
        ("2012010115", Score(23, 20)),
        ("2016111307", Score(47, 25)),
        ("2016111312", Score(24, 31)),
    ],
)
def test_shared_recordings_reconcile(name: str, final: Score) -> None:
    recording = parse((SHARED / f"{name}.gtd.json.gz").read_bytes())
    assert isinstance(recording, Recording)
    assert reconcile(recording) == []
    assert fold(recording).score == final
