"""Calendars of simulated seasons."""

from collections import Counter
from datetime import UTC, date

import pytest

from livebet.domain.games import Sport
from livebet.simulator.calendar import EASTERN, TEAMS, calendar, evening, season

GAMES = {Sport.NFL: (32, 17), Sport.NBA: (30, 82), Sport.MLB: (30, 162)}


@pytest.mark.parametrize("sport", list(Sport))
def test_every_side_plays_its_games_and_never_two_a_day(sport: Sport) -> None:
    sides, games = GAMES[sport]
    planned = calendar(sport, 2026, 1)
    played = Counter(team for game in planned for team in (game.home, game.away))
    assert played == dict.fromkeys(TEAMS[sport], games)
    assert len(played) == sides
    days = Counter(
        (team, game.kickoff.astimezone(EASTERN).date()) for game in planned for team in (game.home, game.away)
    )
    assert max(days.values()) == 1


@pytest.mark.parametrize("sport", list(Sport))
def test_about_half_of_them_at_home(sport: Sport) -> None:
    home = Counter(game.home for game in calendar(sport, 2026, 1))
    assert all(0.3 <= home[team] / GAMES[sport][1] <= 0.7 for team in TEAMS[sport])


def test_kickoffs_are_utc_and_in_order() -> None:
    planned = calendar(Sport.NBA, 2026, 1)
    assert {game.kickoff.tzinfo for game in planned} == {UTC}
    assert [game.kickoff for game in planned] == sorted(game.kickoff for game in planned)


def test_a_seed_is_a_season_of_its_own() -> None:
    assert calendar(Sport.MLB, 2026, 1) == calendar(Sport.MLB, 2026, 1)
    assert calendar(Sport.MLB, 2026, 1) != calendar(Sport.MLB, 2026, 2)


def test_an_evening_of_baseball_is_fifteen_games_of_thirty_sides() -> None:
    slate = evening(Sport.MLB, date(2026, 6, 2), 1)
    assert len({team for one in slate for team in (one.game.home_team, one.game.away_team)}) == 30
    assert {one.game.season for one in slate} == {2026}


def test_an_evening_in_january_belongs_to_the_season_before() -> None:
    planned = [game for game in calendar(Sport.NBA, 2026, 1) if game.kickoff.date() > date(2027, 1, 10)]
    assert {game.season for game in planned} == {2026}


def test_a_season_is_played_as_it_is_asked_for() -> None:
    first = next(season(Sport.MLB, 2026, 1))
    assert first.game.kickoff == calendar(Sport.MLB, 2026, 1)[0].kickoff
    assert first.plays
