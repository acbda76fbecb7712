"""Which game is meant: one game of several feeds, by its teams and its kickoff.

A game's id is made of sport, date of the kickoff in New York, teams and number on that day, so it is the
same whichever feed speaks first, and after every restart. Once learnt it stays though the kickoff changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.feeds.feed import Authority
from livebet.feeds.items import GameTold

SAME_GAME = timedelta(hours=12)
"""Two tellings of the same teams, at home and away, within this are of one game."""
SECOND_GAME = timedelta(hours=2)
"""A feed that has two games of the same teams on one day, at least so far apart, means a doubleheader."""
AT_MOST = 10_000
"""Games known at once; those learnt first are forgotten first."""

_EASTERN = ZoneInfo("America/New_York")
_SEASON_BEGINS = {Sport.NFL: 3, Sport.NBA: 8, Sport.MLB: 1}
"""The month from which on a game belongs to the season named after that year."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a feed's telling of a game means, its teams canonical."""

    told: GameTold
    sport: Sport
    home: str
    away: str
    authority: Authority

    @property
    def key(self) -> tuple[str, str]:
        """What the feed calls the game."""
        return self.told.feed, self.told.native_id


@dataclass(slots=True)
class Known:
    """A game, and who told its kickoff and which part of the season it is of (None: nobody)."""

    game: Game
    number: int
    kickoff_by: tuple[Authority, str]
    part_by: Authority | None
    natives: set[tuple[str, str]] = field(default_factory=set)


def season_of(sport: Sport, kickoff: datetime) -> int:
    """The year in which the season of a game on that day began."""
    return kickoff.year if kickoff.month >= _SEASON_BEGINS[sport] else kickoff.year - 1


def name_of(sport: Sport, away: str, home: str, kickoff: datetime, number: int) -> str:
    """What a game is called whoever tells of it: nfl/2016-11-13/SEA@NE/1."""
    day = kickoff.astimezone(_EASTERN).date().isoformat()
    return f"{sport.value}/{day}/{away}@{home}/{number}"


@dataclass(slots=True)
class GameMap:
    """What every feed calls which game, learnt from what they announce."""

    _native: dict[tuple[str, str], Known] = field(default_factory=dict)
    _teams: dict[tuple[Sport, str, str], list[Known]] = field(default_factory=dict)
    _order: dict[UUID, Known] = field(default_factory=dict)

    def game(self, feed: str, native_id: str) -> Game | None:
        """The game that a feed calls so; None where it announced none."""
        known = self._native.get((feed, native_id))
        return known.game if known else None

    def of_team(self, sport: Sport, team: str) -> Iterator[Game]:
        """All known games of a team."""
        for (of, home, away), games in self._teams.items():
            if of is sport and team in (home, away):
                yield from (known.game for known in games)

    def learn(self, meant: Meant, at: datetime) -> Game | None:
        """The game that is meant, as it is known from now on; None where the kickoff leaves it open.

        `at` is when the feed said so: it stands for the kickoff where the feed tells none of a known game.
        """
        known = self._native.get(meant.key) or self._among(meant, at)
        if known is None:
            if meant.told.kickoff is None:
                return None
            known = self._new(meant, meant.told.kickoff)
        self._native[meant.key] = known
        known.natives.add(meant.key)
        _improve(known, meant)
        return known.game

    def recall(self, game: Game) -> None:
        """Know a game that an earlier process told, by its id, whatever became of its kickoff since."""
        if game.replay_id:
            return
        if game.game_id in self._order:
            self._order[game.game_id].game = game
            return
        second = name_of(game.sport, game.away_team, game.home_team, game.kickoff, 2)
        number = 2 if game.game_id == game_uuid("game", second) else 1
        key = (game.feed, game.native_id)
        known = Known(game, number, (Authority.RUMOUR, game.feed), Authority.RUMOUR, {key})
        self._native[key] = known
        self._add(known)

    def _among(self, meant: Meant, at: datetime) -> Known | None:
        """The known game that is meant: of the number told, then the nearest in time."""
        around = meant.told.kickoff or at
        near = [
            (known.number != meant.told.number, abs(known.game.kickoff - around), known.game.native_id, known)
            for known in self._teams.get((meant.sport, meant.home, meant.away), ())
            if _may_be(known, meant, abs(known.game.kickoff - around))
        ]
        return min(near, key=lambda one: one[:3])[3] if near else None

    def _new(self, meant: Meant, kickoff: datetime) -> Known:
        number = self._number(meant, kickoff)
        game_id = game_uuid("game", name_of(meant.sport, meant.away, meant.home, kickoff, number))
        if game_id in self._order:  # the feed calls a game anew that it had another name for
            return self._order[game_id]
        told = meant.told
        game = Game(
            game_id=game_id,
            sport=meant.sport,
            season=season_of(meant.sport, kickoff.astimezone(_EASTERN)),
            season_type=told.season_type or SeasonType.REGULAR,
            home_team=meant.home,
            away_team=meant.away,
            kickoff=kickoff,
            feed=told.feed,
            native_id=told.native_id,
            week=told.week,
        )
        known = Known(
            game, number, (meant.authority, told.feed), meant.authority if told.season_type else None
        )
        self._add(known)
        return known

    def _add(self, known: Known) -> None:
        game = known.game
        self._order[game.game_id] = known
        self._teams.setdefault((game.sport, game.home_team, game.away_team), []).append(known)
        self._forget()

    def _number(self, meant: Meant, kickoff: datetime) -> int:
        """Which game of the day: as told, or the second where the feed has another one apart from it."""
        if meant.told.number > 1 or meant.sport is not Sport.MLB:
            return meant.told.number
        same_day = [
            known
            for known in self._teams.get((meant.sport, meant.home, meant.away), ())
            if any(feed == meant.told.feed for feed, _ in known.natives)
            and SECOND_GAME <= abs(known.game.kickoff - kickoff) <= SAME_GAME
        ]
        return 2 if any(known.number == 1 for known in same_day) else 1

    def _forget(self) -> None:
        while len(self._order) > AT_MOST:
            known = self._order.pop(next(iter(self._order)))
            game = known.game
            self._teams[game.sport, game.home_team, game.away_team].remove(known)
            for key in known.natives:
                self._native.pop(key, None)


def _may_be(known: Known, meant: Meant, apart: timedelta) -> bool:
    """Whether the feed may mean this game.

    Only in baseball do the same teams meet twice within hours: there a feed's other name for a game means
    another game, and one that tells no numbers means the second where it begins when that does.
    """
    if apart > SAME_GAME or meant.sport is not Sport.MLB:
        return apart <= SAME_GAME
    told = meant.told
    otherwise = any(feed == told.feed and native_id != told.native_id for feed, native_id in known.natives)
    if told.number == known.number:
        return not otherwise or apart < SECOND_GAME
    return told.number == 1 and not otherwise and apart < SECOND_GAME


def _improve(known: Known, meant: Meant) -> None:
    """Take on what this feed knows better: what nobody told, what it told itself, what it overrules."""
    told, game = meant.told, known.game
    teller = (meant.authority, told.feed)
    if told.kickoff is not None and (known.kickoff_by[1] == told.feed or known.kickoff_by[0] < teller[0]):
        game = replace(game, kickoff=told.kickoff)
        known.kickoff_by = teller
    if told.season_type is not None and (known.part_by is None or known.part_by < meant.authority):
        game = replace(game, season_type=told.season_type)
        known.part_by = meant.authority
    if told.week is not None and game.week is None:
        game = replace(game, week=told.week)
    if told.season is not None and meant.authority is Authority.LEAGUE:
        game = replace(game, season=told.season)
    known.game = game


def nearest(games: Iterable[Game], at: datetime, before: timedelta, after: timedelta) -> Game | None:
    """The game that kicks off soonest from `before` that instant on, at most `after` later."""
    near = [game for game in games if -before <= game.kickoff - at <= after]
    return min(near, key=lambda game: game.kickoff, default=None)
