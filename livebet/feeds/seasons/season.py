"""A recorded game of a season, and its table rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from livebet.domain.games import Game, Score, SeasonType, Sport, WallClock
from livebet.domain.ids import game_uuid
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds.refusals import refused
from livebet.feeds.replay import ReplayedGame
from livebet.game.sports.table import RULES
from livebet.game.state import Phase

Row = Mapping[str, object]
"""A row of a table, by the file's own column names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonGame:
    """A game of the calendar. `day` is the local date it is listed under, `kickoff` UTC."""

    sport: Sport
    native_id: str
    home: str
    away: str
    day: date
    kickoff: datetime
    season: int
    season_type: SeasonType


@dataclass(frozen=True, slots=True)
class Played:
    """What a recording tells of one game: its plays in order, and the final that they have to make."""

    plays: tuple[Play, ...]
    final: Score


@dataclass(frozen=True, slots=True)
class SeasonFeed:
    """A recorded season: its name as a feed, its calendar, its games' plays by their own ids."""

    name: str
    sport: Sport
    calendar: Callable[[Path], Sequence[SeasonGame]]
    played: Callable[[Path, Sequence[SeasonGame]], Iterator[tuple[SeasonGame, Played]]]


def replayed(feed: SeasonFeed, about: SeasonGame, told: Played, replay_id: str) -> ReplayedGame | Refused:
    """A game to be played back, or why it is not."""
    game = Game(
        game_id=game_uuid(feed.name, about.native_id, replay_id),
        sport=about.sport,
        season=about.season,
        season_type=about.season_type,
        home_team=about.home,
        away_team=about.away,
        kickoff=about.kickoff,
        feed=feed.name,
        native_id=about.native_id,
        replay_id=replay_id,
        wall_clock=WallClock.MADE,
    )
    rules = RULES[game.sport]
    state = rules.start(game, None)
    for play in told.plays:
        state = rules.finish(state, play)
    if (state.phase, state.score) == (Phase.FINAL, told.final):
        return ReplayedGame(game, told.plays)
    made = f"{state.score.home}-{state.score.away} ({state.phase})"
    reason = f"does not reconcile: final {made} from the plays, {told.final.home}-{told.final.away} recorded"
    return refused(feed.name, reason, b"", about.native_id, about.kickoff)


def number(row: Row, column: str) -> int:
    """A whole number of a row.

    Raises:
        TypeError: it is none.
    """
    value = row[column]
    if not isinstance(value, int | float):
        raise TypeError(f"{column} is {value!r}")
    return int(value)
