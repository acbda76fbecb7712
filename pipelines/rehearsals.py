"""Simulated games for judging: a seed each, so that a version is judged on the same games everywhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from livebet.domain.games import Sport

if TYPE_CHECKING:
    from livebet.simulator.script import SimulatedGame
    from training.walk import Rehearsal

PAIRINGS = 6
"""Different differences of strength: each costs the simulator a table of true chances."""


def rehearsal(sport: Sport, year: int, games: int) -> "Rehearsal":
    """Games of a simulated season, played through the rules."""
    from training.walk import rehearse

    return rehearse(sport, _games(sport, year, games))


def _games(sport: Sport, year: int, games: int) -> "Iterator[SimulatedGame]":
    from livebet.feeds.identity.tables import TEAMS
    from livebet.services.beside import STRENGTH_SD
    from livebet.simulator.games import simulate
    from livebet.simulator.script import Strengths

    home, away = (team.canonical for team in TEAMS[sport][:2])
    for number in range(games):
        place = number % PAIRINGS / (PAIRINGS - 1) - 0.5
        strengths = Strengths(home=4.0 * place * STRENGTH_SD[sport])
        yield simulate(sport, f"{year}/{number}", home, away, strengths, season=year)
