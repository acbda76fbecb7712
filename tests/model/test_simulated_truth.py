"""The simulator's truth against its own games, and its games against the leagues' averages."""

from functools import cache
from math import sqrt

import pytest

from livebet.domain.games import Side, Sport
from livebet.domain.plays import PlayKind
from livebet.simulator.games import simulate
from livebet.simulator.script import SimulatedGame, Strengths

GAMES = {Sport.NFL: 400, Sport.NBA: 700, Sport.MLB: 900}
EDGES = {Sport.NFL: 4.0, Sport.NBA: 3.0, Sport.MLB: 0.5}
BINS = 10

pytestmark = pytest.mark.slow


@cache
def games(sport: Sport) -> tuple[SimulatedGame, ...]:
    strengths = Strengths(EDGES[sport])
    return tuple(
        simulate(sport, f"truth{n}", "AAA", "BBB", strengths, neutral=True) for n in range(GAMES[sport])
    )


def result(game: SimulatedGame) -> float:
    margin = game.score.margin
    return 0.5 if margin == 0 else float(margin > 0)


@pytest.mark.parametrize("sport", list(Sport))
@pytest.mark.parametrize("number", range(BINS))
def test_what_is_said_to_happen_so_often_happens_so_often(sport: Sport, number: int) -> None:
    """Within three standard errors in each tenth, as if all plays of a game stood or fell together."""
    off = counted = variance = 0.0
    for game in games(sport):
        told = [chance for chance in game.truth if min(BINS - 1, int(chance * BINS)) == number]
        if told:
            mean = sum(told) / len(told)
            off += sum(told) - len(told) * result(game)
            counted += len(told)
            variance += len(told) ** 2 * mean * (1 - mean)
    assert abs(off / counted) <= 3 * sqrt(variance) / counted


@pytest.mark.parametrize("sport", list(Sport))
def test_truth_moves_without_a_drift(sport: Sport) -> None:
    """From the first play to the last it goes nowhere on average, in each period."""
    for period in (1, 2, 3, 4):
        moves = []
        for game in games(sport):
            there = [at for at, play in enumerate(game.plays) if play.situation.period == period]
            before = game.truth[there[0] - 1] if there[0] else game.opening
            moves.append(game.truth[there[-1]] - before)
        mean = sum(moves) / len(moves)
        error = sqrt(sum((move - mean) ** 2 for move in moves)) / len(moves)
        assert abs(mean) <= 3.5 * error


def mean_points(sport: Sport) -> float:
    return sum(game.score.home + game.score.away for game in games(sport)) / GAMES[sport]


@pytest.mark.parametrize(
    ("sport", "points", "within"), [(Sport.NFL, 45.0, 2.5), (Sport.NBA, 228.4, 5.0), (Sport.MLB, 9.35, 0.5)]
)
def test_points_are_the_leagues(sport: Sport, points: float, within: float) -> None:
    assert abs(mean_points(sport) - points) <= within


@pytest.mark.parametrize(
    ("sport", "spread", "within"), [(Sport.NFL, 13.0, 1.2), (Sport.NBA, 13.0, 1.2), (Sport.MLB, 4.3, 0.4)]
)
def test_margins_spread_as_they_do_about_the_closing_line(sport: Sport, spread: float, within: float) -> None:
    margins = [game.score.margin for game in games(sport)]
    mean = sum(margins) / len(margins)
    assert abs(sqrt(sum((margin - mean) ** 2 for margin in margins) / len(margins)) - spread) <= within
    assert abs(mean - EDGES[sport]) <= 4 * spread / sqrt(len(margins))


A_SIDE_AND_GAME = [
    (Sport.NBA, PlayKind.TURNOVER, 13.6, 0.6),
    (Sport.NBA, PlayKind.FREE_THROW, 21.7, 1.2),
    (Sport.NBA, PlayKind.THREE_POINTER, 35.1, 1.2),
    (Sport.MLB, PlayKind.HOME_RUN, 1.21, 0.12),
    (Sport.MLB, PlayKind.STRIKEOUT, 8.6, 0.6),
    (Sport.MLB, PlayKind.WALK, 3.25, 0.3),
    (Sport.NFL, PlayKind.PUNT, 4.0, 0.7),
    (Sport.NFL, PlayKind.RUN, 26.1, 2.0),
    (Sport.NFL, PlayKind.FIELD_GOAL, 1.92, 0.25),
]


@pytest.mark.parametrize(("sport", "kind", "often", "within"), A_SIDE_AND_GAME)
def test_plays_are_as_frequent_as_in_the_league(
    sport: Sport, kind: PlayKind, often: float, within: float
) -> None:
    found = sum(play.kind is kind for game in games(sport) for play in game.plays) / GAMES[sport] / len(Side)
    assert abs(found - often) <= within
