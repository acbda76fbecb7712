"""The teams of the NFL: the league's own abbreviations, a franchise keeping one name across its moves."""

from livebet.feeds.identity.team import Team

TEAMS: tuple[Team, ...] = (
    Team("ARI", ("ARZ", "PHX"), ("Arizona", "Phoenix"), ("Cardinals",)),
    Team("ATL", (), ("Atlanta",), ("Falcons",)),
    Team("BAL", ("BLT",), ("Baltimore",), ("Ravens",)),
    Team("BUF", (), ("Buffalo",), ("Bills",)),
    Team("CAR", (), ("Carolina",), ("Panthers",)),
    Team("CHI", (), ("Chicago",), ("Bears",)),
    Team("CIN", (), ("Cincinnati",), ("Bengals",)),
    Team("CLE", ("CLV",), ("Cleveland",), ("Browns",)),
    Team("DAL", (), ("Dallas",), ("Cowboys",)),
    Team("DEN", (), ("Denver",), ("Broncos",)),
    Team("DET", (), ("Detroit",), ("Lions",)),
    Team("GB", ("GNB",), ("Green Bay",), ("Packers",)),
    Team("HOU", ("HST",), ("Houston",), ("Texans",)),
    Team("IND", (), ("Indianapolis",), ("Colts",)),
    Team("JAX", ("JAC",), ("Jacksonville",), ("Jaguars", "Jags")),
    Team("KC", ("KAN",), ("Kansas City",), ("Chiefs",)),
    Team("LA", ("LAR", "STL", "SL"), ("Los Angeles", "St. Louis"), ("Rams",), ("Los Angeles R",)),
    Team("LAC", ("SD", "SDG"), ("Los Angeles", "LA", "San Diego"), ("Chargers",), ("Los Angeles C",)),
    Team("LV", ("OAK", "LVR"), ("Las Vegas", "Oakland"), ("Raiders",), ("Los Angeles Raiders",)),
    Team("MIA", (), ("Miami",), ("Dolphins",)),
    Team("MIN", (), ("Minnesota",), ("Vikings",)),
    Team("NE", ("NWE",), ("New England",), ("Patriots", "Pats")),
    Team("NO", ("NOR",), ("New Orleans",), ("Saints",)),
    Team("NYG", (), ("New York", "NY"), ("Giants",), ("New York G",)),
    Team("NYJ", (), ("New York", "NY"), ("Jets",), ("New York J",)),
    Team("PHI", (), ("Philadelphia",), ("Eagles",)),
    Team("PIT", (), ("Pittsburgh",), ("Steelers",)),
    Team("SEA", (), ("Seattle",), ("Seahawks",)),
    Team("SF", ("SFO",), ("San Francisco",), ("49ers", "Niners")),
    Team("TB", ("TAM",), ("Tampa Bay",), ("Buccaneers", "Bucs")),
    Team("TEN", ("OTI",), ("Tennessee",), ("Titans",)),
    Team("WAS", ("WSH", "WFT"), ("Washington",), ("Commanders", "Redskins", "Football Team")),
)

_ABBREVIATIONS: dict[str, str] = {
    name: team.canonical for team in TEAMS for name in (team.canonical, *team.abbreviations)
}


def nfl_team(name: str) -> str | None:
    """The one spelling of an NFL team's abbreviation; None where nobody is called that."""
    return _ABBREVIATIONS.get(name)
