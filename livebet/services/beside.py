"""Games of the other sports, beside a slate of recorded football: simulated, and called so everywhere.

No recording of the NBA or MLB can be shipped, so the simulator plays: games that begin with the slate, the
same ones every time that slate is replayed, between teams whose strengths are drawn for it.
"""

from dataclasses import replace

from livebet.domain.games import SIMULATOR, Sport
from livebet.domain.ids import game_uuid
from livebet.feeds.identity.tables import TEAMS
from livebet.feeds.noise import normal, uniform
from livebet.feeds.replay import ReplayedGame
from livebet.feeds.slates import Slate
from livebet.simulator.games import simulate
from livebet.simulator.script import SimulatedGame, Strengths

STRENGTH_SD: dict[Sport, float] = {Sport.NBA: 4.5, Sport.MLB: 0.5}
"""How far teams' strengths lie from the average: points (runs) a game, standard deviation of season margins
(NBA 2014–2024 about 4.5; MLB 2012–2023 about 0.6, less what luck adds)."""


def beside(slate: Slate, replay_id: str, each: int) -> tuple[ReplayedGame, ...]:
    """`each` simulated games of every sport but football, beginning with the slate."""
    return tuple(
        _replayed(_game(sport, slate, number), replay_id) for sport in STRENGTH_SD for number in range(each)
    )


def _game(sport: Sport, slate: Slate, number: int) -> SimulatedGame:
    seed = f"{slate.name}/{sport.value}"
    teams = [team.canonical for team in TEAMS[sport]]
    drawn = sorted(teams, key=lambda team: uniform(seed, team))
    home, away = drawn[2 * number], drawn[2 * number + 1]
    sd = STRENGTH_SD[sport]
    strengths = Strengths(sd * normal(seed, home, "strength"), sd * normal(seed, away, "strength"))
    return simulate(sport, seed, home, away, strengths, season=slate.season, kickoff=slate.kickoff)


def _replayed(game: SimulatedGame, replay_id: str) -> ReplayedGame:
    listed = game.game
    own = game_uuid(SIMULATOR, listed.native_id, replay_id)
    return ReplayedGame(replace(listed, game_id=own, replay_id=replay_id), game.plays, game.expected_margin)
