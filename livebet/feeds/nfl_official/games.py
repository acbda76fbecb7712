"""Which game a GameCenter id names, and what the league says came of it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from livebet.domain.games import Game, Score, SeasonType, Side, Sport, WallClock
from livebet.domain.ids import game_uuid
from livebet.domain.plays import ScoreKind
from livebet.feeds.identity import nfl_team
from livebet.feeds.nfl_official.payload import RawGame, RawSummary
from livebet.feeds.nfl_official.rows import Sides
from livebet.feeds.packing import UnreadableError
from livebet.feeds.recording import Official, ScoringLine

NAME = "nfl_official"
EASTERN = ZoneInfo("America/New_York")
USUAL_KICKOFF = time(13, 0)
_FIRST_PRESEASON = 50
"""Preseason ids count from here within a day."""

_SUMMARY_KINDS = {"TD": ScoreKind.TOUCHDOWN, "FG": ScoreKind.FIELD_GOAL, "SAF": ScoreKind.SAFETY}
_TRY_FAILED = re.compile(r"fail|no good|block|abort|unsuccess|miss", re.IGNORECASE)
_TRY = re.compile(r"\(([^()]*(?:kick|pass|run|conversion|attempt|PAT)[^()]*)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a schedule knows of a game. `week` counts within the season's part; `kickoff` is UTC."""

    season: int
    season_type: SeasonType
    week: int | None
    kickoff: datetime


def listing_from_id(eid: str) -> Listing:
    """What the id itself tells: the date, and from it season and part; the hour is the usual one.

    Raises:
        UnreadableError: it holds no date.
    """
    try:
        day = date(int(eid[:4]), int(eid[4:6]), int(eid[6:8]))
        kickoff = datetime.combine(day, USUAL_KICKOFF, EASTERN).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableError(f"game id {eid} holds no date") from error
    season = day.year if day.month > 3 else day.year - 1
    return Listing(season, _season_type(day, int(eid[8:])), None, kickoff)


def _season_type(day: date, number: int) -> SeasonType:
    if day.month in (7, 8) or number >= _FIRST_PRESEASON:
        return SeasonType.PRESEASON
    wild_card = date(day.year, 1, 4)
    if day.month in (1, 2) and day >= wild_card and day - wild_card < timedelta(days=60):
        return SeasonType.PLAYOFFS
    return SeasonType.REGULAR


def sides_of(raw: RawGame) -> Sides:
    """Both teams' names as the file spells them and in the one spelling.

    Raises:
        UnreadableError: an unknown team, or one team twice.
    """
    sides: Sides = {}
    for side, team in ((Side.HOME, raw.home), (Side.AWAY, raw.away)):
        name = nfl_team(team.abbr)
        if name is None:
            raise UnreadableError(f"unknown team {team.abbr[:20]!r}")
        if name in sides:
            raise UnreadableError(f"{name} plays itself")
        sides[team.abbr] = sides[name] = side
    return sides


def game_of(eid: str, raw: RawGame, listing: Listing, replay_id: str) -> Game:
    """The game, with a wall clock that the replay has to make: the recording has none."""
    return Game(
        game_id=game_uuid(NAME, eid, replay_id),
        sport=Sport.NFL,
        season=listing.season,
        season_type=listing.season_type,
        week=listing.week,
        home_team=nfl_team(raw.home.abbr) or raw.home.abbr,
        away_team=nfl_team(raw.away.abbr) or raw.away.abbr,
        kickoff=listing.kickoff,
        feed=NAME,
        native_id=eid,
        replay_id=replay_id,
        wall_clock=WallClock.MADE,
    )


def official_of(raw: RawGame, sides: Sides) -> Official:
    """Final score, score by period and scoring summary, as the file has them."""
    periods = (*"12345", "T")
    home, away = ([team.score.get(period) or 0 for period in periods] for team in (raw.home, raw.away))
    scores = [Score(*pair) for pair in zip(home, away, strict=True)]
    lines = (_line(play_id, line, sides) for play_id, line in raw.scrsummary.items())
    return Official(
        final=scores[-1],
        by_period=tuple(scores[:-1]),
        summary=tuple(line for line in lines if line is not None),
        over=isinstance(raw.qtr, str) and raw.qtr.lower().startswith("final"),
    )


def _line(play_id: str, line: RawSummary, sides: Sides) -> ScoringLine | None:
    kind, side = _SUMMARY_KINDS.get(line.type or ""), sides.get(line.team or "")
    if kind is None or side is None:
        return None
    points = _try_points(line.desc or "") if kind is ScoreKind.TOUCHDOWN else None
    return ScoringLine(play_id, side, kind, line.qtr or 0, points)


def _try_points(text: str) -> int | None:
    told = _TRY.search(text)
    if told is None:
        return None
    if _TRY_FAILED.search(told[1]):
        return 0
    return 1 if "kick" in told[1] else 2
