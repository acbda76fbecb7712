"""Raw plays to rows: typed, with the game's sides instead of team names, still in the feed's words."""

import re
from dataclasses import dataclass
from operator import attrgetter

from livebet.domain.games import Side
from livebet.feeds.identity import nfl_team
from livebet.feeds.nfl_official.payload import RawPlay
from livebet.feeds.packing import UnreadableError

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_SPOKEN_CLOCK = re.compile(r"\((\d{0,2}):(\d{2})\)|(?:Timeout .*?|Warning )at (\d{1,2}):(\d{2})")
_YARD_LINE = re.compile(r"(?:([A-Z]{2,3}) )?(\d{1,2})")
_by_sequence = attrgetter("sequence")


@dataclass(frozen=True, slots=True)
class Stat:
    """One statistic of a play, in the order things happened."""

    sequence: int
    stat_id: int
    side: Side | None
    yards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One play. `clock` is what is left of the period in seconds.

    `yard_line` is the side in whose half the ball lies (None: midfield) and the number of the line.
    """

    play_id: str
    period: int
    clock: int | None
    side: Side | None
    down: int
    distance: int
    yard_line: tuple[Side | None, int] | None
    text: str
    note: str
    scoring: bool | None
    stats: tuple[Stat, ...]
    stat_ids: frozenset[int]


Sides = dict[str, Side]
"""Every spelling of a team's name that this game has used -> its side."""


def side_of(name: str | None, sides: Sides) -> Side | None:
    """The side of a team by any of its spellings; None for no name.

    Raises:
        UnreadableError: the team is not in this game.
    """
    if not name:
        return None
    side = sides.get(name) or sides.get(nfl_team(name) or "")
    if side is None:
        raise UnreadableError(f"team {name[:20]!r} is not in this game")
    return side


def clock_of(time: str | None, text: str) -> int | None:
    """Seconds left, from the time field or, where that is empty, from the words; None where neither tells."""
    if time and (told := _CLOCK.fullmatch(time)):
        return int(told[1]) * 60 + int(told[2])
    if spoken := _SPOKEN_CLOCK.search(text):
        minutes, seconds = (spoken[1], spoken[2]) if spoken[2] else (spoken[3], spoken[4])
        return int(minutes or 0) * 60 + int(seconds)
    return None


def _yard_line(text: str | None, sides: Sides) -> tuple[Side | None, int] | None:
    told = _YARD_LINE.fullmatch(text) if text else None
    if told is None or int(told[2]) > 50:
        return None
    return side_of(told[1], sides), int(told[2])


def _stats(play: RawPlay, sides: Sides) -> tuple[Stat, ...]:
    told = [stat for stats in play.players.values() for stat in stats]
    told.sort(key=_by_sequence)
    return tuple(
        Stat(stat.sequence, stat.stat_id, side_of(stat.clubcode, sides), stat.yards or 0) for stat in told
    )


def read_row(play_id: str, play: RawPlay, sides: Sides) -> Row:
    """One play in the game's own terms.

    Raises:
        UnreadableError: it names a team that does not play here.
    """
    stats = _stats(play, sides)
    return Row(
        play_id=play_id,
        period=play.qtr,
        clock=clock_of(play.time, play.desc),
        side=side_of(play.posteam, sides),
        down=play.down,
        distance=max(0, play.ydstogo or 0),
        yard_line=_yard_line(play.yrdln, sides),
        text=play.desc,
        note=play.note or "",
        scoring=play.sp,
        stats=stats,
        stat_ids=frozenset(stat.stat_id for stat in stats),
    )
