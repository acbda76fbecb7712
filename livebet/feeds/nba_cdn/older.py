"""The league's older play-by-play: the mobile files (data.nba.com) and the tables (stats.nba.com)."""

import re
from typing import Annotated

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import PlayKind
from livebet.feeds.nba_cdn.payload import Order, Period, RawOldPlay
from livebet.feeds.nba_cdn.rows import Row
from livebet.feeds.refusals import UNKNOWN_INSTANT

_KINDS: dict[int, PlayKind] = {
    3: PlayKind.FREE_THROW,
    4: PlayKind.REBOUND,
    5: PlayKind.TURNOVER,
    6: PlayKind.FOUL,
    7: PlayKind.VIOLATION,
    8: PlayKind.SUBSTITUTION,
    9: PlayKind.TIMEOUT,
    10: PlayKind.JUMP_BALL,
    12: PlayKind.PERIOD_START,
    13: PlayKind.PERIOD_END,
    18: PlayKind.REVIEW,
}
_MADE, _MISSED, _FREE_THROW, _FOUL, _TURNOVER = 1, 2, 3, 6, 5
_FOULS: dict[int, str] = {
    1: "personal",
    2: "shooting",
    3: "loose ball",
    4: "offensive",
    5: "inbound",
    6: "away from play",
    9: "clear path",
    10: "double",
    11: "technical",
    14: "flagrant type 1",
    15: "flagrant type 2",
    16: "double technical",
    17: "defensive 3 seconds",
    26: "offensive charge",
    27: "personal block",
    28: "personal take",
    29: "shooting block",
}
_TURNOVERS: dict[int, str] = {
    1: "bad pass",
    2: "lost ball",
    4: "traveling",
    11: "shot clock",
    37: "offensive foul",
}
_DETAILS = {_FOUL: _FOULS, _TURNOVER: _TURNOVERS}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?:\.\d+)?")
_TEAM = re.compile(r"\[([A-Z]{3})[ \]]")
_HOME_TYPES, _AWAY_TYPES = frozenset((2, 4)), frozenset((3, 5))


def clock_of(text: str) -> int | None:
    """Whole seconds left of `11:39` or `00:09.7`."""
    told = _CLOCK.fullmatch(text)
    return int(told[1]) * 60 + int(told[2]) if told else None


def _kind(number: int, points: bool) -> PlayKind:
    if number in (_MADE, _MISSED):
        return PlayKind.THREE_POINTER if points else PlayKind.TWO_POINTER
    return _KINDS.get(number, PlayKind.OTHER)


def mobile_row(play: RawOldPlay, period: int, sequence: int) -> Row:
    """The row of a play of the mobile files."""
    team = _TEAM.match(play.de)
    ended = play.de == "Game End"
    return Row(
        number=str(play.evt),
        official=False,
        sequence=sequence,
        period=period,
        clock_seconds=clock_of(play.cl),
        kind=PlayKind.GAME_END if ended else _kind(play.etype, play.opt1 == 3),
        detail=_DETAILS.get(play.etype, {}).get(play.mtype, ""),
        team=play.tid,
        tricode=team[1] if team else "",
        side=None,
        player="",
        made=play.etype == _MADE or (play.etype == _FREE_THROW and not play.de.endswith("Missed")),
        score=Score(play.hs, play.vs),
        possession=0,
        description=play.de,
        at=UNKNOWN_INSTANT,
        edited="",
    )


class RawTableRow(msgspec.Struct, rename="upper"):
    """A row of stats.nba.com's PlayByPlay (version 2), by its headings."""

    game_id: str
    eventnum: Order
    eventmsgtype: int
    period: Period
    pctimestring: str
    eventmsgactiontype: int = 0
    homedescription: str | None = None
    neutraldescription: str | None = None
    visitordescription: str | None = None
    score: Annotated[str, msgspec.Meta(pattern=r"^\d+ - \d+$")] | None = None
    person1type: int | None = None
    player1_id: int | None = None
    player1_name: str | None = None
    player1_team_id: int | None = None
    player1_team_abbreviation: str | None = None


def table_row(told: RawTableRow, sequence: int) -> Row:
    """The row of a row of the tables. Its score is the visitors' first; only rows with points show it."""
    words = [told.homedescription, told.neutraldescription, told.visitordescription]
    text = "; ".join(word for word in words if word)
    side = _side(told.person1type)
    away, home = map(int, told.score.split(" - ")) if told.score else (0, 0)
    return Row(
        number=str(told.eventnum),
        official=True,
        sequence=sequence,
        period=told.period,
        clock_seconds=clock_of(told.pctimestring),
        kind=_kind(told.eventmsgtype, "3PT" in text),
        detail=_DETAILS.get(told.eventmsgtype, {}).get(told.eventmsgactiontype, ""),
        team=told.player1_team_id or (told.player1_id or 0 if side else 0),
        tricode=told.player1_team_abbreviation or "",
        side=side,
        player=told.player1_name or "",
        made=told.eventmsgtype == _MADE or (told.eventmsgtype == _FREE_THROW and "MISS" not in text),
        score=Score(home, away) if told.score else None,
        possession=0,
        description=text or _word(told.eventmsgtype),
        at=UNKNOWN_INSTANT,
        edited="",
    )


def _word(number: int) -> str:
    kind = _KINDS.get(number, PlayKind.OTHER)
    return kind.value.replace("_", " ")


def _side(person_type: int | None) -> Side | None:
    """Players are 4 (home) and 5, their teams 2 and 3."""
    if person_type in _HOME_TYPES:
        return Side.HOME
    return Side.AWAY if person_type in _AWAY_TYPES else None
