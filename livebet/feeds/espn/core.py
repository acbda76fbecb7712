"""Core lists and single answers. They name the game in their addresses, or nowhere.

A page of plays names teams by address alone, so which is at home is told by the plays' own geometry.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from livebet.feeds.espn import football
from livebet.feeds.espn.news import injury
from livebet.feeds.espn.odds import pregame
from livebet.feeds.espn.play import PlayGame
from livebet.feeds.espn.raw import Share, in_url, there
from livebet.feeds.espn.scoreboard import BAD, official_id
from livebet.feeds.espn.words import NAME
from livebet.feeds.items import ForecastTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

_LEAGUE = re.compile(r"/leagues/([\w.-]+)/")
_KIND = re.compile(r"/(plays|probabilities|odds|injuries|situation|status)(?:[/?]|$)")


class RawRef(msgspec.Struct, rename={"ref": "$ref"}):
    """An address."""

    ref: str = ""


class RawItem(msgspec.Struct, rename={"ref": "$ref", "line_date": "lineDate", "prop_bets": "propBets"}):
    """What tells an item of one list from another's."""

    ref: str = ""
    provider: msgspec.Raw = msgspec.Raw()
    line_date: str = ""
    type: msgspec.Raw = msgspec.Raw()


class RawProbability(
    msgspec.Struct,
    rename={"ref": "$ref", "home": "homeWinPercentage", "tie": "tiePercentage", "modified": "lastModified"},
):
    """ESPN's win probability after a play, by addresses."""

    home: Share
    play: RawRef
    ref: str = ""
    tie: Share = 0.0
    modified: str = ""


_ITEM = msgspec.json.Decoder(RawItem)
_PROBABILITY = msgspec.json.Decoder(RawProbability)


def league_of(address: str) -> str:
    """The league in an address: nfl, nba, mlb."""
    told = _LEAGUE.search(address)
    return told[1] if told else ""


def kind_of(item: RawItem) -> str:
    """What an item is: the list it is of by its address, or by its fields where it has none."""
    told = _KIND.findall(item.ref)
    if told:
        return str(told[-1])
    if there(item.provider):
        return "odds"
    return "movement" if item.line_date else ""


def _forecast(raw: msgspec.Raw) -> Item:
    """A win probability. Its `lastModified` is of a rewrite after the game, so it dates nothing."""
    try:
        told = _PROBABILITY.decode(raw)
    except BAD as error:
        return refused(NAME, f"forecast: {error}", bytes(raw))
    game, play_id = in_url(told.play.ref, "events"), in_url(told.play.ref, "plays")
    if not game or not play_id:
        return refused(NAME, "forecast: names no play", bytes(raw), game)
    return ForecastTold(
        feed=NAME,
        native_id=game,
        observed_at=UNKNOWN_INSTANT,
        forecaster=NAME,
        play_id=play_id,
        home_win_probability=told.home,
        tie_probability=told.tie,
        official_id=official_id(play_id, game, league_of(told.play.ref)),
    )


def _plays(raws: Sequence[msgspec.Raw], ref: str, first: bool) -> Iterator[Item]:
    game, league = in_url(ref, "events"), league_of(ref)
    if league != "nfl":
        yield refused(NAME, f"not followed: core plays of {league}, whose summary tells them", b"", game)
        return
    sides = football.sides_by_spots(raws)
    if not sides:
        yield refused(NAME, "plays: nothing tells which team is at home", b"", game)
        return
    yield from football.plays(raws, PlayGame(native_id=game, sides=sides, opens=first))


def listed(raws: Sequence[msgspec.Raw], payload: bytes, first: bool) -> Iterator[Item]:
    """The items of one page of a core list; `first` is whether the page is the list's first."""
    if not raws:
        yield refused(NAME, "the API answers with an empty list", payload)
        return
    try:
        head = _ITEM.decode(raws[0])
    except BAD as error:
        yield refused(NAME, f"list: {error}", payload)
        return
    kind = kind_of(head)
    if kind == "odds":
        for raw in raws:
            yield from pregame(raw, "", UNKNOWN_INSTANT)
    elif head.ref and not (there(head.type) or kind == "probabilities"):
        yield refused(NAME, f"not followed: {len(raws)} {kind or 'addresses'} without their content", payload)
    elif kind == "plays":
        yield from _plays(raws, head.ref, first)
    elif kind == "probabilities":
        yield from (_forecast(raw) for raw in raws)
    elif kind == "injuries":
        yield from (injury(raw, league_of(head.ref)) for raw in raws)
    elif kind == "movement":
        why = "movement of odds, which names neither its game nor its bookmaker"
        yield refused(NAME, f"not followed: {why} ({len(raws)} lines)", payload)
    else:
        yield refused(NAME, "not followed: a list of something else", payload)


def single(raw: bytes, ref: str) -> Iterator[Item]:
    """One core answer by its own address."""
    game = in_url(ref, "events")
    kind = next(iter(_KIND.findall(ref)[-1:]), "")
    if kind == "injuries":
        yield injury(raw, league_of(ref))
    elif kind == "probabilities":
        yield _forecast(msgspec.Raw(raw))
    elif kind == "odds":
        yield from pregame(msgspec.Raw(raw), game, UNKNOWN_INSTANT)
    elif kind == "situation":
        yield refused(NAME, "not followed: a situation without side, period and clock", raw, game)
    elif kind == "status":
        yield refused(NAME, "not followed: a status without teams and score", raw, game)
    else:
        yield refused(NAME, "not followed: a core answer of another kind", raw, game)
