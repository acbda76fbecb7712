"""One game of any sport from a seed: `simulate`."""

from collections.abc import Callable
from datetime import UTC, datetime

from livebet.domain.games import SIMULATOR, Game, SeasonType, Sport, WallClock
from livebet.domain.ids import game_uuid
from livebet.simulator import mlb_rates, nba_rates, nfl_rates
from livebet.simulator.dice import Dice
from livebet.simulator.mlb_game import MlbGame
from livebet.simulator.mlb_truth import truth_of as mlb_truth_of
from livebet.simulator.nba_game import NbaGame
from livebet.simulator.nba_truth import truth_of as nba_truth_of
from livebet.simulator.nfl_game import NflGame
from livebet.simulator.nfl_truth import truth_of as nfl_truth_of
from livebet.simulator.script import Script, SimulatedGame, Strengths

FIRST_KICKOFF = datetime(2026, 11, 22, 18, tzinfo=UTC)
"""When a game begins whose kickoff nobody gave."""


def _nba(game: Game, edge: float, dice: Dice) -> Script:
    return NbaGame(game, nba_truth_of(edge), dice).play()


def _mlb(game: Game, edge: float, dice: Dice) -> Script:
    ghost = game.season >= mlb_rates.GHOST_RUNNER_FROM
    return MlbGame(game, mlb_truth_of(edge, ghost), dice).play()


def _nfl(game: Game, edge: float, dice: Dice) -> Script:
    return NflGame(game, nfl_truth_of(edge, game.season), dice).play()


PLAYERS: dict[Sport, Callable[[Game, float, Dice], Script]] = {
    Sport.NFL: _nfl,
    Sport.NBA: _nba,
    Sport.MLB: _mlb,
}
HOME_ADVANTAGE: dict[Sport, float] = {
    Sport.NFL: nfl_rates.HOME_ADVANTAGE,
    Sport.NBA: nba_rates.HOME_ADVANTAGE,
    Sport.MLB: mlb_rates.HOME_ADVANTAGE,
}
EDGE_STEP: dict[Sport, float] = {Sport.NFL: 2.0, Sport.NBA: 1.0, Sport.MLB: 0.1}
"""Edges are rounded to such steps, so that pairings of about the same edge share their tables."""


def simulate(
    sport: Sport,
    seed: int | str,
    home: str,
    away: str,
    strengths: Strengths,
    *,
    season: int = 2026,
    kickoff: datetime = FIRST_KICKOFF,
    neutral: bool = False,
    week: int | None = None,
) -> SimulatedGame:
    """A whole game of the regular season; the same arguments give the same game. `kickoff` is UTC."""
    game = listed(sport, seed, home, away, season=season, kickoff=kickoff, week=week)
    margin = strengths.home - strengths.away + (0.0 if neutral else HOME_ADVANTAGE[sport])
    step = EDGE_STEP[sport]
    edge = round(margin / step) * step
    script = PLAYERS[sport](game, edge, Dice(game.native_id))
    return SimulatedGame(game, tuple(script.plays), tuple(script.truth), script.opening, edge)


def listed(
    sport: Sport,
    seed: int | str,
    home: str,
    away: str,
    *,
    season: int,
    kickoff: datetime,
    week: int | None = None,
) -> Game:
    """The game without its plays."""
    native_id = f"{sport.value}-{kickoff:%Y%m%d%H%M}-{away}-{home}-{seed}"
    return Game(
        game_id=game_uuid(SIMULATOR, native_id),
        sport=sport,
        season=season,
        season_type=SeasonType.REGULAR,
        home_team=home,
        away_team=away,
        kickoff=kickoff,
        feed=SIMULATOR,
        native_id=native_id,
        week=week,
        wall_clock=WallClock.MADE,
    )
