"""A session: one XML message or answer at a time, by the name of its root."""

from collections.abc import Callable, Iterator, Sequence

from lxml import etree

from livebet.domain.markets import MarketStatus
from livebet.feeds.items import Item, StatusTold
from livebet.feeds.refusals import refused
from livebet.feeds.uof.document import local, root_of
from livebet.feeds.uof.fixtures import read_games, read_summary
from livebet.feeds.uof.message import NAME, Head, head_of, health, text
from livebet.feeds.uof.odds import PROBABILITIES, read_odds
from livebet.feeds.uof.offers import Memory
from livebet.feeds.uof.settlements import read_cancel, read_rollback, read_settlement
from livebet.feeds.uof.standing import score_of

_OURS = frozenset(("", "all", "score", "regular_play", "incl_ot"))
"""Groups of markets that hold one of ours."""

_CHANGES = {"1": "new", "2": "start time", "3": "cancelled", "4": "format", "5": "coverage"}


def open_session() -> Callable[[bytes], Sequence[Item]]:
    """Begin a session that remembers each game's main lines."""
    memory = Memory()
    return lambda raw: _items(raw, memory)


def _items(raw: bytes, memory: Memory) -> list[Item]:
    try:
        root = root_of(raw)
        name = local(root)
        return list(_read(name, root, memory, raw)) or [refused(NAME, f"{name[:60]}: it holds nothing", raw)]
    except (ValueError, OverflowError, RecursionError) as error:
        return [refused(NAME, f"document: {error}", raw)]


def _read(name: str, root: etree._Element, memory: Memory, raw: bytes) -> Iterator[Item]:
    if name in ("odds_change", PROBABILITIES):
        head = head_of(root)
        score = score_of(root.find("{*}sport_event_status"), head)
        yield from [score] if score else ()
        yield from read_odds(root, head, memory, raw)
    elif name in _MESSAGES:
        yield from _MESSAGES[name](root, head_of(root), raw)
    elif name in _ANSWERS:
        yield from _ANSWERS[name](root, raw)
    else:
        yield refused(NAME, f"not followed: {name[:60].replace('_', ' ')}", raw)


def _bet_stop(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """All markets stop, or those of some groups; ours are in the groups of the score."""
    groups = text(root, "groups")
    if not _OURS & frozenset(groups.split("|")):
        yield refused(NAME, f"not followed: bet stop of groups {groups[:200]}", raw, head.native_id, head.at)
        return
    yield StatusTold(
        feed=NAME,
        native_id=head.native_id,
        observed_at=head.at,
        bookmaker=head.bookmaker,
        kind=None,
        status=MarketStatus.SUSPENDED,
        reason=f"bet stop of groups {groups or 'all'}",
    )


def _alive(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """A sign of life; not subscribed any more: what was missed has to be recovered."""
    del raw
    yield health(head, "alive" if text(root, "subscribed") != "0" else "unsubscribed")


def _product_down(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    del root, raw
    yield health(head, "down")


def _snapshot(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    del root, raw
    yield health(head, "snapshot complete")


def _fixture_change(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """A game's fixture is to be asked for again; the message itself names no team."""
    del raw
    change = text(root, "change_type")
    yield health(head, "fixture changed", _CHANGES.get(change, f"change {change}" if change else ""))


def _response(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """An answer's error, or its bare consent."""
    del raw
    message = root.find("{*}message")
    words = (message.text or "") if message is not None else ""
    code = text(root, "response_code")
    state = "accepted" if code in ("OK", "ACCEPTED") else "error"
    yield health(head, state, code[:60], words[:200])


_MESSAGES: dict[str, Callable[[etree._Element, Head, bytes], Iterator[Item]]] = {
    "alive": _alive,
    "bet_stop": _bet_stop,
    "bet_settlement": read_settlement,
    "bet_cancel": read_cancel,
    "rollback_bet_settlement": read_rollback,
    "rollback_bet_cancel": read_rollback,
    "fixture_change": _fixture_change,
    "snapshot_complete": _snapshot,
    "product_down": _product_down,
    "producer_down": _product_down,
    "response": _response,
}
_ANSWERS: dict[str, Callable[[etree._Element, bytes], Iterator[Item]]] = {
    "fixtures_fixture": read_games,
    "schedule": read_games,
    "match_summary": read_summary,
    "match_timeline": read_summary,
}
