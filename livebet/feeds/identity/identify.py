"""Whose an item is: the games that feeds announce are learnt, and what they tell is placed in them.

What names a game that was not announced yet is held back until it is, within bounds; what nobody can be found
for is refused, never guessed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from livebet.domain.games import Game, Side, Sport
from livebet.domain.messages import Refused
from livebet.feeds.feed import Authority
from livebet.feeds.identity.games import GameMap, Meant, nearest
from livebet.feeds.identity.holding import Holding, Key
from livebet.feeds.identity.players import Players
from livebet.feeds.identity.tables import Tables
from livebet.feeds.items import (
    GameTold,
    Item,
    NewsTold,
    PlayTold,
    QuoteTold,
    SettlementTold,
    StatusTold,
    Told,
    WeatherTold,
)
from livebet.feeds.recording import Finding
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.stadiums import hosts_near
from livebet.feeds.weather.binding import fit

NEWS_BEFORE = timedelta(days=7)
"""News about a team are about its next game, at most so far ahead."""
NEWS_AFTER = timedelta(hours=6)
"""How long after the kickoff news are still about that game."""
REFUSED_ONCE = 20_000
"""Refusals remembered, so that a feed that is asked again and again is refused once."""

LEFT_OUT_AT_MOST = 20_000
"""Games remembered that are not followed or not known."""

VENUES_AT_MOST = 10_000

SPORTS: Mapping[str, Sport] = {sport.value: sport for sport in Sport}

_PAYLOAD_AT_MOST = 1000


class Placed(NamedTuple):
    """An item with its game; its bookmaker and players are canonical, `at` is when it was observed.

    `side` is the team that news about a player are of.
    """

    item: Told
    game: Game
    at: datetime
    side: Side | None = None


Identified = Placed | Refused


class UnknownNameError(ValueError):
    """A name that the tables do not know; says which."""


@dataclass(slots=True)
class Identity:
    """What is known of names and games; `take` places one item after the other."""

    authorities: Mapping[str, Authority]
    tables: Tables = field(default_factory=Tables)
    games: GameMap = field(default_factory=GameMap)
    players: Players = field(default_factory=Players)
    passed_over: Counter[str] = field(default_factory=Counter)
    """Items that are none of a game of ours, by why."""
    _held: Holding = field(default_factory=Holding)
    _undated: dict[tuple[Sport, str, str], set[Key]] = field(default_factory=dict)
    """Games announced without a kickoff, by their teams."""
    _left_out: dict[tuple[str, str], str] = field(default_factory=dict)
    """Games that are not followed or could not be placed, and why."""
    _venues: dict[UUID, str] = field(default_factory=dict)
    """Where games are, as a feed names it."""
    _refused: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def take(self, item: Item | Told, received_at: datetime) -> list[Identified]:
        """Place an item, and whatever it lets go that was held back. Instants are UTC."""
        if isinstance(item, Refused):
            return [item]
        if isinstance(item, Finding):
            return self._pass_over("finding without a game")
        overdue = self._held.expired(received_at)
        if overdue:
            return [*self._given_up(overdue, received_at), *self._safely(item, received_at)]
        return self._safely(item, received_at)

    def _safely(self, item: Told, received_at: datetime) -> list[Identified]:
        at = received_at if item.observed_at == UNKNOWN_INSTANT else item.observed_at
        try:
            return self._placed(item, at, received_at)
        except UnknownNameError as error:
            return self._refuse(item, f"identity: {error}", at)

    def _placed(self, item: Told, at: datetime, received_at: datetime) -> list[Identified]:
        match item:
            case QuoteTold() if item.native_id:
                pass  # a hundred of them come for every other item
            case GameTold():
                return self._announced(item, at, received_at)
            case NewsTold():
                return self._news(item, at, received_at)
            case WeatherTold(native_id=""):
                return self._weather(item, at)
            case _ if not item.native_id:
                return self._pass_over(f"{type(item).__name__} without a game")
        game = self.games.game(item.feed, item.native_id)
        if game is not None:
            return [Placed(self._canonical(item, game), game, at)]
        if (item.feed, item.native_id) in self._left_out:
            return self._pass_over(self._left_out[item.feed, item.native_id])
        return self._hold((item.feed, item.native_id), item, received_at)

    def _announced(self, told: GameTold, at: datetime, received_at: datetime) -> list[Identified]:
        key = (told.feed, told.native_id)
        if told.sport not in SPORTS:
            self._held.release(key)
            return self._pass_over(self._leave_out(key, f"{told.sport} is not followed"))
        try:
            meant = self._meant(told)
        except UnknownNameError as error:
            self._leave_out(key, "game of an unknown team")
            self._held.release(key)
            return self._refuse(told, f"identity: {error}", at)
        learnt = self.games.learn(meant, at)
        if learnt is None:
            self._undated.setdefault((meant.sport, meant.home, meant.away), set()).add(key)
            return self._hold(key, told, received_at)
        self._left_out.pop(key, None)
        if told.venue:
            self._put_at(learnt.game_id, told.venue)
        return [Placed(told, learnt, at), *self._released(key, learnt)]

    def _put_at(self, game_id: UUID, venue: str) -> None:
        self._venues[game_id] = venue
        if len(self._venues) > VENUES_AT_MOST:
            del self._venues[next(iter(self._venues))]

    def _meant(self, told: GameTold) -> Meant:
        sport = SPORTS[told.sport]
        home, away = (self._team(sport, name) for name in (told.home, told.away))
        if home == away:
            raise UnknownNameError(f"{sport} game of {home} with itself")
        return Meant(told, sport, home, away, self.authorities.get(told.feed, Authority.RUMOUR))

    def _team(self, sport: Sport, name: str) -> str:
        team = self.tables.team(sport, name)
        if team is None:
            raise UnknownNameError(f"unknown {sport} team '{name}'")
        return team

    def _released(self, key: tuple[str, str], game: Game) -> list[Identified]:
        """What waited for this game: under feeds' names of it, or for news under a team's."""
        of_teams = [(game.sport.value, team) for team in (game.home_team, game.away_team)]
        undated = sorted(self._undated.pop((game.sport, game.home_team, game.away_team), ()))
        waiting = [one for name in (key, *undated, *of_teams) for one in self._held.release(name)]
        return [placed for item, received_at in waiting for placed in self._safely(item, received_at)]

    def _canonical(self, item: Told, game: Game) -> Told:
        match item:
            case QuoteTold() | StatusTold() | SettlementTold():
                bookmaker = self.tables.bookmaker(item.bookmaker)
                if bookmaker is None:
                    raise UnknownNameError(f"unknown bookmaker '{item.bookmaker}'")
                return item if bookmaker == item.bookmaker else replace(item, bookmaker=bookmaker)
            case PlayTold(play=play) if play.player and play.side is not None:
                team = game.home_team if play.side is Side.HOME else game.away_team
                self.players.announce(game.sport, team, play.player)
        return item

    def _news(self, item: NewsTold, at: datetime, received_at: datetime) -> list[Identified]:
        if item.sport and item.sport not in SPORTS:
            return self._pass_over(f"{item.sport} is not followed")
        sport, team = self._whose(item)
        game = self._game_of_news(item, sport, team, at)
        if game is None:
            return self._hold((sport.value, team), item, received_at)
        player = self.players.player(sport, team, item.player) or item.player
        side = Side.HOME if team == game.home_team else Side.AWAY
        return [Placed(replace(item, player=player), game, at, side=side)]

    def _whose(self, item: NewsTold) -> tuple[Sport, str]:
        """Which team's player news are about; a rumour is only believed of players that others announced."""
        if not item.sport or not item.team:
            return self._of_one_team(item)
        sport = SPORTS[item.sport]
        team = self._team(sport, item.team)
        if self.authorities.get(item.feed, Authority.RUMOUR) > Authority.RUMOUR:
            self.players.announce(sport, team, item.player)
        elif self.players.player(sport, team, item.player) is None:
            raise UnknownNameError(f"unknown {sport} player '{item.player}' of {team}")
        return sport, team

    def _of_one_team(self, item: NewsTold) -> tuple[Sport, str]:
        """The only team that has a player of this name."""
        sports = [SPORTS[item.sport]] if item.sport else list(Sport)
        found = [(sport, team) for sport in sports for team in self.players.teams(sport, item.player)]
        if not found:
            raise UnknownNameError(f"unknown {item.sport or 'any'} player '{item.player}'")
        if len(found) > 1:
            teams = ", ".join(sorted(f"{sport.value} {team}" for sport, team in found))
            raise UnknownNameError(f"'{item.player}' may be of {teams}")
        return found[0]

    def _game_of_news(self, item: NewsTold, sport: Sport, team: str, at: datetime) -> Game | None:
        """The game that the feed names with them, where the team plays in it; else the team's next."""
        named = self.games.game(item.feed, item.native_id) if item.native_id else None
        if named is not None and named.sport is sport and team in (named.home_team, named.away_team):
            return named
        return nearest(self.games.of_team(sport, team), at, NEWS_AFTER, NEWS_BEFORE)

    def _weather(self, item: WeatherTold, at: datetime) -> list[Identified]:
        """A reading is of every game in a park near its place: neighbours have the same weather."""
        if item.latitude is None or item.longitude is None:
            return self._pass_over("weather of no place")
        told = replace(item, observed_at=at)
        placed: list[Identified] = [
            Placed(told, game, at)
            for sport, host in hosts_near(item.latitude, item.longitude)
            for game in self.games.of_team(sport, host)
            if game.home_team == host and fit(game, told, self._venues.get(game.game_id, "")) is not None
        ]
        return placed or self._pass_over("weather of no game")

    def _hold(self, key: Key, item: Told, received_at: datetime) -> list[Identified]:
        return self._given_up(self._held.hold(key, item, received_at), received_at)

    def _given_up(self, overdue: Sequence[tuple[Key, int]], at: datetime) -> list[Identified]:
        """What waited in vain is refused by its game; news about a team without a game are let go."""
        refused: list[Identified] = []
        for (feed, native_id), number in overdue:
            if feed in SPORTS:
                self.passed_over["news of no game"] += number
                continue
            reason = f"identity: {number} items of a game that was never announced"
            self._leave_out((feed, native_id), "game that was never announced")
            refused.append(Refused(feed=feed, reason=reason, payload="", native_id=native_id, observed_at=at))
        return refused

    def _leave_out(self, key: Key, why: str) -> str:
        """Hold nothing back for a game any more, until it is announced well; why."""
        self._left_out[key] = why
        if len(self._left_out) > LEFT_OUT_AT_MOST:
            del self._left_out[next(iter(self._left_out))]
        return why

    def _pass_over(self, why: str) -> list[Identified]:
        self.passed_over[why] += 1
        return []

    def _refuse(self, item: Told, reason: str, at: datetime) -> list[Identified]:
        once = (item.feed, item.native_id, reason)
        if once in self._refused:
            return self._pass_over(reason)
        self._refused[once] = None
        if len(self._refused) > REFUSED_ONCE:
            del self._refused[next(iter(self._refused))]
        payload = str(item)[:_PAYLOAD_AT_MOST]
        return [
            Refused(feed=item.feed, reason=reason, payload=payload, native_id=item.native_id, observed_at=at)
        ]
