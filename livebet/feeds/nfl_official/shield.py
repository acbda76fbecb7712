"""Shield plays to rows and plays: the same statistics and words as GameCenter's, in another shape."""

import re

from livebet.domain.games import Side
from livebet.domain.plays import PlayKind
from livebet.feeds.nfl_official.payload import RawPlay, RawStat
from livebet.feeds.nfl_official.plays import kind_of
from livebet.feeds.nfl_official.rows import Row, Sides, read_row
from livebet.feeds.nfl_official.shield_payload import ShieldGame, ShieldPlay
from livebet.feeds.packing import UnreadableError

SEQUENCE_STEPS = 1000
"""Sequence numbers come in fractions (1190.5) where the league slips a play in between two."""

PERIOD_SECONDS = 900
GAME_START = "GAME_START"
_OFFENCE = re.compile(r"([A-Z]{2,3})  ")
_ENDS = frozenset((PlayKind.PERIOD_END, PlayKind.GAME_END))

NICKNAMES: dict[str, str] = {
    "Cardinals": "ARI",
    "Falcons": "ATL",
    "Ravens": "BAL",
    "Bills": "BUF",
    "Panthers": "CAR",
    "Bears": "CHI",
    "Bengals": "CIN",
    "Browns": "CLE",
    "Cowboys": "DAL",
    "Broncos": "DEN",
    "Lions": "DET",
    "Packers": "GB",
    "Texans": "HOU",
    "Colts": "IND",
    "Jaguars": "JAX",
    "Chiefs": "KC",
    "Rams": "LA",
    "Chargers": "LAC",
    "Raiders": "LV",
    "Dolphins": "MIA",
    "Vikings": "MIN",
    "Patriots": "NE",
    "Saints": "NO",
    "Giants": "NYG",
    "Jets": "NYJ",
    "Eagles": "PHI",
    "Steelers": "PIT",
    "Seahawks": "SEA",
    "49ers": "SF",
    "Buccaneers": "TB",
    "Titans": "TEN",
    "Commanders": "WAS",
    "Redskins": "WAS",
    "Team": "WAS",
}
"""The last word of a club's full name, which it keeps when it moves; Washington's changed twice."""


def abbreviation(full_name: str) -> str:
    """A club's abbreviation by its full name.

    Raises:
        UnreadableError: nobody is called that.
    """
    found = NICKNAMES.get(full_name.rpartition(" ")[2])
    if found is None:
        raise UnreadableError(f"unknown team {full_name[:40]!r}")
    return found


def sides_of(game: ShieldGame) -> Sides:
    """Both teams by their ids and by their abbreviations.

    Raises:
        UnreadableError: an unknown team, or one team twice.
    """
    home, away = abbreviation(game.home_team.full_name), abbreviation(game.away_team.full_name)
    if home == away:
        raise UnreadableError(f"{home} plays itself")
    return {home: Side.HOME, away: Side.AWAY, game.home_team.id: Side.HOME, game.away_team.id: Side.AWAY}


def row_of(told: ShieldPlay, sides: Sides) -> Row:
    """One play in the words of GameCenter's rows.

    Raises:
        UnreadableError: it has no quarter, or names a team that does not play here.
    """
    if told.quarter < 1:
        raise UnreadableError("no quarter")
    offence = _OFFENCE.match(told.pre_play_by_play or "")
    stats = [
        RawStat(stat_id=stat.stat_type, clubcode=stat.team_id, yards=stat.yards, sequence=number)
        for number, stat in enumerate(told.stats)
    ]
    play = RawPlay(
        qtr=told.quarter,
        desc=" ".join((told.play_description or "").splitlines()),
        down=told.down,
        time=told.clock_time,
        yrdln=told.yard_line,
        ydstogo=told.yards_remaining,
        posteam=offence[1] if offence else None,
        sp=told.play_scored,
        players={"": stats},
    )
    return read_row(str(told.play_id), play, sides)


def clock_of(row: Row, before: tuple[int, int]) -> int:
    """Seconds left: an end of a period is at 0, any other row without a clock has that of the row before.

    `before` is the period and the seconds left of that row.
    """
    if row.clock is not None:
        return row.clock
    if kind_of(row) in _ENDS:
        return 0
    period, seconds = before
    return seconds if period == row.period else PERIOD_SECONDS


def sequence_of(told: ShieldPlay) -> int:
    """A whole number that orders the plays as their sequence numbers do."""
    return round(told.play_sequence_number * SEQUENCE_STEPS)
