"""Slates of recorded seasons: the games of one day, called as in nba-2021-01-15 and mlb-2019-04-04."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from pathlib import Path

from livebet.domain.games import Sport
from livebet.domain.messages import Refused
from livebet.feeds.replay import ReplayedGame
from livebet.feeds.seasons import mlb, nba
from livebet.feeds.seasons.season import SeasonFeed, SeasonGame, replayed
from livebet.feeds.slates import LoadedSlate, NoSuchSlateError, Slate

FEEDS: dict[Sport, SeasonFeed] = {feed.sport: feed for feed in (nba.FEED, mlb.FEED)}


def sport_of(name: str) -> Sport | None:
    """Whose slate a name is; None for one that is of no recorded season."""
    return next((sport for sport in FEEDS if name == sport.value or name.startswith(f"{sport.value}-")), None)


def season_slates(sport: Sport, folder: Path | None) -> tuple[Slate, ...]:
    """All days of a sport's recorded seasons.

    Raises:
        NoSuchSlateError: no folder is set, or nothing of that sport is in it.
    """
    if folder is None:
        raise NoSuchSlateError("no recorded seasons: set LIVEBET_RECORDINGS to the folder that holds them")
    of_day: defaultdict[date, list[SeasonGame]] = defaultdict(list)
    for game in _calendar(sport, folder):
        of_day[game.day].append(game)
    if not of_day:
        raise NoSuchSlateError(f"no recorded season of the {sport.value} in {folder}")
    return tuple(_slate(sport, day, games) for day, games in sorted(of_day.items()))


def season_slate(name: str, folder: Path | None) -> Slate | None:
    """The day that is called so; None where that is no name of a recorded season's day.

    Raises:
        NoSuchSlateError: it is, and there is none.
    """
    sport = sport_of(name)
    if sport is None:
        return None
    found = next((slate for slate in season_slates(sport, folder) if slate.name == name), None)
    if found is None:
        raise NoSuchSlateError(f"no games on {name!r}: `livebet replay --list --season {sport.value}`")
    return found


def load_season(slate: Slate, folder: Path, replay_id: str, games: int | None = None) -> LoadedSlate:
    """Read the games of a day (at most `games` of them); those that do not make their final are refused."""
    sport = sport_of(slate.name)
    if sport is None:
        raise NoSuchSlateError(f"{slate.name} is of no recorded season")
    feed, wanted = FEEDS[sport], slate.eids[:games]
    about = [game for game in _calendar(sport, folder) if game.native_id in wanted]
    found = [replayed(feed, game, told, replay_id) for game, told in feed.played(folder, about)]
    played = sorted(
        (one for one in found if isinstance(one, ReplayedGame)),
        key=lambda one: wanted.index(one.game.native_id),
    )
    return LoadedSlate(slate, tuple(played), tuple(one for one in found if isinstance(one, Refused)))


@lru_cache(maxsize=4)
def _calendar(sport: Sport, folder: Path) -> tuple[SeasonGame, ...]:
    return tuple(FEEDS[sport].calendar(folder))


def _slate(sport: Sport, day: date, games: Collection[SeasonGame]) -> Slate:
    first = min(games, key=lambda game: (game.kickoff, game.native_id))
    return Slate(
        kickoff=first.kickoff,
        name=f"{sport.value}-{day}",
        season=first.season,
        season_type=first.season_type,
        week=None,
        eids=tuple(game.native_id for game in games),
    )
