"""Names of teams and bookmakers to one spelling."""

import pytest

from livebet.domain.games import Sport
from livebet.feeds.identity import nfl_team
from livebet.feeds.identity.names import plain, plain_person
from livebet.feeds.identity.own import (
    NO_ALIASES,
    AliasesError,
    OwnAliases,
    read_aliases,
    with_bookmaker,
    with_team,
    without_bookmaker,
    without_team,
    written_aliases,
)
from livebet.feeds.identity.tables import CANONICAL, TEAMS, Alias, Tables
from livebet.feeds.identity.team import Team, spellings

TABLES = Tables()


@pytest.mark.parametrize(("sport", "number"), [(Sport.NFL, 32), (Sport.NBA, 30), (Sport.MLB, 30)])
def test_every_team_of_a_league_is_called_by_its_own_name(sport: Sport, number: int) -> None:
    assert len(CANONICAL[sport]) == number
    assert {TABLES.team(sport, team) for team in CANONICAL[sport]} == CANONICAL[sport]


@pytest.mark.parametrize(
    ("old", "present"), [("STL", "LA"), ("SD", "LAC"), ("OAK", "LV"), ("JAC", "JAX"), ("BLT", "BAL")]
)
def test_a_franchise_keeps_one_abbreviation_across_moves_and_spellings(old: str, present: str) -> None:
    assert nfl_team(old) == present


@pytest.mark.parametrize("name", ["", "XYZ", "gb", "AFC", "Green Bay Packers"])
def test_what_is_no_abbreviation_of_the_nfl_has_none(name: str) -> None:
    assert nfl_team(name) is None


@pytest.mark.parametrize(
    ("sport", "name", "team"),
    [
        (Sport.NFL, "Washington Redskins", "WAS"),
        (Sport.NFL, "Washington Football Team", "WAS"),
        (Sport.NFL, "Washington Commanders", "WAS"),
        (Sport.NFL, "WSH", "WAS"),
        (Sport.NFL, "NE Patriots", "NE"),
        (Sport.NFL, "LA Rams", "LA"),
        (Sport.NFL, "LA Chargers", "LAC"),
        (Sport.NFL, "St. Louis Rams", "LA"),
        (Sport.NFL, "Oakland Raiders", "LV"),
        (Sport.NFL, "New England", "NE"),
        (Sport.NBA, "LA Clippers", "LAC"),
        (Sport.NBA, "Los Angeles Clippers", "LAC"),
        (Sport.NBA, "1610612747", "LAL"),
        (Sport.NBA, "Philadelphia 76ers", "PHI"),
        (Sport.NBA, "GS", "GSW"),
        (Sport.NBA, "UTAH", "UTA"),
        (Sport.NBA, "New Orleans Hornets", "NOP"),
        (Sport.NBA, "Charlotte Hornets", "CHA"),
        (Sport.NBA, "Seattle SuperSonics", "OKC"),
        (Sport.MLB, "Oakland Athletics", "ATH"),
        (Sport.MLB, "Athletics", "ATH"),
        (Sport.MLB, "ARI", "AZ"),
        (Sport.MLB, "Cleveland Indians", "CLE"),
        (Sport.MLB, "New York Yankees (G Cole)", "NYY"),
        (Sport.MLB, "CHW", "CWS"),
        (Sport.MLB, "SLN", "STL"),
        (Sport.MLB, "119", "LAD"),
        (Sport.MLB, "D-backs", "AZ"),
    ],
)
def test_feeds_spellings_mean_one_team(sport: Sport, name: str, team: str) -> None:
    assert TABLES.team(sport, name) == team


@pytest.mark.parametrize(
    ("sport", "name"),
    [
        (Sport.NFL, "New York"),
        (Sport.NFL, "Los Angeles"),
        (Sport.NBA, "LA"),
        (Sport.MLB, "Chicago"),
        (Sport.NFL, ""),
        (Sport.NBA, "Team LeBron"),
    ],
)
def test_a_name_that_means_two_teams_or_none_means_nobody(sport: Sport, name: str) -> None:
    assert TABLES.team(sport, name) is None


def test_a_table_in_which_one_name_means_two_teams_is_refused() -> None:
    with pytest.raises(ValueError, match="B means both A and B"):
        spellings((Team("A", ("B",), (), ()), Team("B", (), (), ())))


def test_case_accents_and_punctuation_do_not_count() -> None:
    assert plain("  Montréal-Expos, A's ") == "montreal expos as"
    assert plain_person("T.Brady") == plain_person("T. Brady Jr.") == "t brady"


@pytest.mark.parametrize(
    ("name", "bookmaker"),
    [
        ("ESPN BET", "espnbet"),
        ("espnbet", "espnbet"),
        ("DraftKings", "draftkings"),
        ("williamhill_us", "caesars"),
        ("Caesars Sportsbook (New Jersey)", "caesars"),
        ("Bet 365", "bet365"),
        ("pointsbetus", "pointsbet"),
        ("betfair_ex_us", "betfair"),
        ("sim:atlas", "sim:atlas"),
        ("Nobody's Book", None),
    ],
)
def test_bookmakers_have_one_name(name: str, bookmaker: str | None) -> None:
    assert TABLES.bookmaker(name) == bookmaker


def test_a_persons_aliases_lie_over_the_tables_and_are_listed() -> None:
    own = with_bookmaker(with_team(NO_ALIASES, Sport.NFL, "Foxborough", "NE"), "My Book", "mybook")
    tables = Tables(own)
    assert tables.team(Sport.NFL, "FOXBOROUGH") == "NE"
    assert tables.bookmaker("my book") == "mybook"
    assert [alias for alias in tables.aliases() if alias.own] == [
        Alias("nfl", "Foxborough", "NE", True),
        Alias("bookmaker", "My Book", "mybook", True),
    ]
    assert TABLES.team(Sport.NFL, "Foxborough") is None


def test_an_alias_of_a_team_that_there_is_not_is_refused() -> None:
    with pytest.raises(AliasesError, match="no nfl team is called XYZ"):
        Tables(with_team(NO_ALIASES, Sport.NFL, "Foxborough", "XYZ"))


def test_aliases_are_written_and_read_back_and_removed() -> None:
    own = with_bookmaker(with_team(NO_ALIASES, Sport.NFL, "Foxborough", "NE"), "My Book", "mybook")
    assert read_aliases(written_aliases(own)) == own
    assert without_bookmaker(without_team(own, Sport.NFL, "Foxborough"), "My Book") == OwnAliases(
        {Sport.NFL: {}}, {}
    )
    with pytest.raises(KeyError):
        without_team(own, Sport.NFL, "Nowhere")
    assert read_aliases(b"") == NO_ALIASES


@pytest.mark.parametrize("raw", [b"[]", b"{", b'{"teams": {"chess": {}}}', b"\xff", b'{"who": 1}'])
def test_a_file_that_holds_no_aliases_is_refused(raw: bytes) -> None:
    with pytest.raises(AliasesError, match="not the shape of aliases"):
        read_aliases(raw)


def test_every_full_name_of_every_team_is_one_of_one_team() -> None:
    for sport, teams in TEAMS.items():
        for team in teams:
            for place in team.places:
                assert TABLES.team(sport, f"{place} {team.nicknames[0]}") == team.canonical
