"""Team names to one spelling."""

import pytest

from livebet.feeds.identity import NFL_ALIASES, NFL_TEAMS, nfl_team


def test_there_are_thirty_two_teams_and_each_is_called_by_its_own_name() -> None:
    assert len(NFL_TEAMS) == 32
    assert {nfl_team(team) for team in NFL_TEAMS} == NFL_TEAMS


@pytest.mark.parametrize(
    ("old", "present"), [("STL", "LA"), ("SD", "LAC"), ("OAK", "LV"), ("JAC", "JAX"), ("BLT", "BAL")]
)
def test_a_franchise_keeps_one_name_across_moves_and_spellings(old: str, present: str) -> None:
    assert nfl_team(old) == present


def test_an_alias_is_never_a_teams_own_name() -> None:
    assert NFL_TEAMS.isdisjoint(NFL_ALIASES)
    assert set(NFL_ALIASES.values()) <= NFL_TEAMS


@pytest.mark.parametrize("name", ["", "XYZ", "gb", "AFC"])
def test_an_unknown_team_has_no_name(name: str) -> None:
    assert nfl_team(name) is None
