"""Where teams are at home, and whether the weather gets in."""

import pytest

from livebet.domain.games import Sport
from livebet.feeds.identity.tables import CANONICAL
from livebet.feeds.stadiums import MLB, NFL, Roof, hosts_near, park


@pytest.mark.parametrize("season", range(2009, 2027))
def test_every_nfl_team_has_one_home_in_every_season(season: int) -> None:
    homes = sorted(one.team for one in NFL if one.since <= season <= one.until)
    assert homes == sorted(CANONICAL[Sport.NFL])


@pytest.mark.parametrize("season", range(2009, 2027))
def test_every_mlb_team_has_one_home_but_toronto_in_2021(season: int) -> None:
    homes = sorted(one.team for one in MLB if one.since <= season <= one.until)
    assert homes == sorted(CANONICAL[Sport.MLB] - ({"TOR"} if season == 2021 else set()))


@pytest.mark.parametrize(
    ("sport", "team", "season", "name", "roof"),
    [
        (Sport.NFL, "LA", 2015, "Edward Jones Dome", Roof.DOME),
        (Sport.NFL, "LA", 2016, "Los Angeles Memorial Coliseum", Roof.OUTDOOR),
        (Sport.NFL, "LA", 2020, "SoFi Stadium", Roof.DOME),
        (Sport.NFL, "LAC", 2017, "Dignity Health Sports Park", Roof.OUTDOOR),
        (Sport.NFL, "LV", 2019, "RingCentral Coliseum", Roof.OUTDOOR),
        (Sport.NFL, "MIN", 2014, "TCF Bank Stadium", Roof.OUTDOOR),
        (Sport.NFL, "MIN", 2016, "U.S. Bank Stadium", Roof.DOME),
        (Sport.NFL, "ATL", 2017, "Mercedes-Benz Stadium", Roof.RETRACTABLE),
        (Sport.NFL, "SF", 2014, "Levi's Stadium", Roof.OUTDOOR),
        (Sport.MLB, "ATH", 2025, "Sutter Health Park", Roof.OUTDOOR),
        (Sport.MLB, "TB", 2025, "George M. Steinbrenner Field", Roof.OUTDOOR),
        (Sport.MLB, "TB", 2026, "Tropicana Field", Roof.DOME),
        (Sport.MLB, "TEX", 2020, "Globe Life Field", Roof.RETRACTABLE),
    ],
)
def test_homes_of_teams_that_moved(sport: Sport, team: str, season: int, name: str, roof: Roof) -> None:
    home = park(sport, team, season)
    assert home is not None
    assert (home.names[0], home.roof) == (name, roof)


def test_a_venue_by_an_older_name_is_the_same_park_and_one_abroad_is_not() -> None:
    assert park(Sport.NFL, "PIT", 2019, "Heinz Field") == park(Sport.NFL, "PIT", 2024, "Acrisure Stadium")
    assert park(Sport.NFL, "JAX", 2023, "Wembley Stadium") is None
    assert park(Sport.NBA, "BOS", 2023) is None


def test_distances_are_of_the_globe() -> None:
    gillette = park(Sport.NFL, "NE", 2016)
    assert gillette is not None
    assert round(gillette.km_from(42.3467, -71.0972)) == 32
    assert gillette.km_from(gillette.latitude, gillette.longitude) == 0.0


def test_neighbours_have_the_same_weather_and_roofs_none() -> None:
    assert hosts_near(39.90, -75.17) == ((Sport.NFL, "PHI"), (Sport.MLB, "PHI"))
    assert hosts_near(40.81, -74.07) == ((Sport.NFL, "NYG"), (Sport.NFL, "NYJ"))
    assert hosts_near(30.0, -85.0) == hosts_near(29.9511, -90.0812) == ()


def test_parks_are_in_north_america() -> None:
    assert all(25.0 < one.latitude < 48.0 and -123.0 < one.longitude < -70.0 for one in (*NFL, *MLB))
