"""Games to be disturbed: recorded football, simulated basketball and baseball, as feeds announce them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from livebet.chaos.gamecenter import answers
from livebet.chaos.tellings import (
    LEAGUE_LAG,
    LEAGUES,
    MEDIA,
    MEDIA_LAG,
    Manner,
    Telling,
    announced,
    market,
    name,
    polled,
    pushed,
)
from livebet.domain.games import Game, Sport
from livebet.domain.messages import Refused
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Identity, Placed
from livebet.feeds.identity.tables import TEAMS
from livebet.feeds.noise import uniform
from livebet.feeds.recordings import read
from livebet.feeds.replay import ReplayedGame
from livebet.feeds.slates import Slate, load
from livebet.feeds.wallclock import time_plays
from livebet.simulator.games import simulate
from livebet.simulator.script import Strengths

SIMULATED_SPORTS = (Sport.NBA, Sport.MLB)


@dataclass(frozen=True, slots=True)
class ToldGame:
    """A game under the id that identity gives it, and its recording's bytes where it has any."""

    replayed: ReplayedGame
    recording: bytes | None = None


def of_slate(slate: Slate, games: int | None, simulated: int) -> tuple[list[ToldGame], tuple[Refused, ...]]:
    """Games of a slate and so many simulated ones of each other sport; what of the slate was refused."""
    loaded = load(slate, "", lambda _game: None, games)
    recorded = [_named(one, read(one.game.native_id)) for one in loaded.games]
    return [*recorded, *_beside(slate, simulated)], loaded.refused


def _beside(slate: Slate, each: int) -> Iterator[ToldGame]:
    for sport in SIMULATED_SPORTS:
        teams = sorted(
            (team.canonical for team in TEAMS[sport]), key=lambda team: uniform(f"{slate.name}/{sport}", team)
        )
        for number in range(each):
            home, away = teams[2 * number], teams[2 * number + 1]
            yield simulated_game(sport, slate.name, home, away, slate.kickoff)


def simulated_game(sport: Sport, seed: str, home: str, away: str, kickoff: datetime) -> ToldGame:
    """A whole game from a seed."""
    game = simulate(sport, seed, home, away, Strengths(), season=kickoff.year, kickoff=kickoff)
    return _named(ReplayedGame(game.game, game.plays, None), None)


def _named(one: ReplayedGame, recording: bytes | None) -> ToldGame:
    """The game under the id that it has whichever feed tells of it."""
    league = LEAGUES[one.game.sport]
    found = Identity({league: Authority.LEAGUE}).take(announced(one.game, league), one.game.kickoff)
    games = [placed.game for placed in found if isinstance(placed, Placed)]
    if not games:
        raise ValueError(f"{one.game.away_team} at {one.game.home_team}: nobody knows these teams")
    named: Game = replace(one.game, game_id=games[0].game_id)
    return ToldGame(replace(one, game=named), recording)


def told(games: Iterable[ToldGame], manner: Manner, poll_every: timedelta, *, quotes: bool) -> list[Telling]:
    """All payloads of all games in order of time; a recording's own bytes where it is polled."""
    tellings: list[Telling] = []
    for one in games:
        tellings += _told(one, manner, poll_every, quotes)
    return sorted(tellings, key=lambda telling: telling.at)


def _told(one: ToldGame, manner: Manner, poll_every: timedelta, quotes: bool) -> Iterator[Telling]:
    game = one.replayed.game
    timed = tuple(time_plays(game.sport, one.replayed.plays, game.kickoff))
    yield from pushed(game, MEDIA, timed, MEDIA_LAG, own_ids=True)
    if manner is Manner.PUSHED:
        yield from pushed(game, LEAGUES[game.sport], timed, LEAGUE_LAG, own_ids=False)
    elif one.recording is not None:
        yield from answers(name(game), one.recording, timed, poll_every)
    else:
        yield from polled(game, LEAGUES[game.sport], timed, poll_every)
    if quotes:
        yield from market(one.replayed)
