"""A game that is over is no forecast, whatever the sport: overtime, extra innings and ties included."""

import pytest

from livebet.domain.games import Sport
from livebet.domain.messages import GameListed, Outbound, PlaySeen, PredictionUpdate, PredictionWanted
from livebet.engine import Engine, EngineConfig
from livebet.feeds.identity.tables import TEAMS
from livebet.simulator.games import simulate
from livebet.simulator.script import SimulatedGame, Strengths

TIE = 201
"""The seed of a football game that nobody won: 17-17 after overtime."""


def game_of(sport: Sport, seed: int) -> SimulatedGame:
    home, away = (team.canonical for team in TEAMS[sport][:2])
    return simulate(sport, seed, home, away, Strengths())


def told(game: SimulatedGame) -> list[Outbound]:
    engine, at = Engine(EngineConfig()), game.game.kickoff
    said = engine.handle(GameListed(game=game.game, observed_at=at))
    for play in game.plays:
        said += engine.handle(PlaySeen(game_id=game.game.game_id, play=play, observed_at=at))
    return said


@pytest.mark.parametrize(
    ("sport", "seed", "last_period", "home"),
    [
        (Sport.NFL, 0, 4, None),
        (Sport.NFL, 6, 5, 0.0),
        (Sport.NFL, TIE, 5, 0.5),
        (Sport.NBA, 0, 4, None),
        (Sport.NBA, 39, 5, 0.0),
        (Sport.MLB, 0, 9, None),
        (Sport.MLB, 3, 10, 1.0),
        (Sport.MLB, 4, 13, 0.0),
    ],
)
def test_the_last_answer_is_what_happened_and_no_model_is_asked_for_it(
    sport: Sport, seed: int, last_period: int, home: float | None
) -> None:
    game = game_of(sport, seed)
    said = told(game)
    answers = [one for one in said if isinstance(one, PredictionUpdate)]
    asked = [one for one in said if isinstance(one, PredictionWanted)]
    happened = float(game.score.margin > 0) if home is None else home

    assert max(play.situation.period for play in game.plays) == last_period
    last = answers[-1].prediction
    assert (last.home_win_probability, last.away_win_probability) == (happened, 1.0 - happened)
    assert (last.low, last.high) == (happened, happened)
    assert last.revision > max(one.revision for one in asked)
