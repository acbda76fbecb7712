"""Answers in XML: basketball's are put into the shape of the JSON ones; errors come as HTML."""

from typing import TypeAlias

import msgspec
from lxml import etree

from livebet.feeds.items import Item
from livebet.feeds.refusals import refused
from livebet.feeds.sportradar.answers import read_answer
from livebet.feeds.sportradar.health import error_in
from livebet.feeds.sportradar.memory import Memory
from livebet.feeds.sportradar.payload import NAME
from livebet.feeds.sportradar.reading import BROKEN
from livebet.feeds.uof.document import local, root_of

_BASKETBALL = "/schema/basketball/"
_NUMBERS = frozenset(("points", "quarter", "number", "sequence", "home_points", "away_points"))
_TEAMS = frozenset(("attribution", "possession"))
_PERIODS = frozenset(("quarter", "overtime"))

Shape: TypeAlias = dict[str, object]


def read_markup(raw: bytes, memory: Memory) -> list[Item]:
    """A basketball game, an error, or a refusal that says what it is."""
    try:
        root = root_of(raw)
        if local(root) == "game" and _BASKETBALL in (root.nsmap.get(None) or ""):
            return list(read_answer(msgspec.json.encode(_game(root)), memory))
        told, reason = error_in(raw), f"not followed: an XML answer {local(root)!r}"
    except BROKEN as error:
        told, reason = error_in(raw), f"document: {error}"
    return [told or refused(NAME, reason, raw)]


def _attributes(element: etree._Element) -> Shape:
    told: Shape = {}
    for name, value in element.attrib.items():
        text = str(value)
        told[str(name)] = int(text) if name in _NUMBERS and text.isdecimal() else text
    return told


def _game(root: etree._Element) -> Shape:
    game = _attributes(root)
    game.pop("home_team", None)
    game.pop("away_team", None)
    periods = []
    for child in root:
        if local(child) == "scoring":
            game |= {local(team): _attributes(team) for team in child}
        elif local(child) in _PERIODS:
            periods.append(_period(child))
    return {**game, "periods": periods}


def _period(element: etree._Element) -> Shape:
    rows = [row for child in element if local(child) == "events" for row in child]
    return {**_attributes(element), "type": local(element), "events": [_event(row) for row in rows]}


def _event(row: etree._Element) -> Shape:
    event = _attributes(row)
    for child in row:
        name = local(child)
        if name == "description":
            event[name] = child.text or ""
        elif name in _TEAMS:
            event[name] = _attributes(child)
        elif name == "statistics":
            event[name] = [_statistic(stat) for stat in child]
    return event


def _statistic(stat: etree._Element) -> Shape:
    parts = {local(child): _attributes(child) for child in stat}
    return {**_attributes(stat), **parts, "type": local(stat)}
