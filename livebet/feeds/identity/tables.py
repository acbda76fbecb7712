"""Names of teams and bookmakers to canonical ones: the built-in tables, and a person's own laid over them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from livebet.domain.games import Sport
from livebet.domain.quotes import SIMULATED
from livebet.feeds.identity import mlb, nba, nfl
from livebet.feeds.identity.bookmakers import BOOKMAKERS
from livebet.feeds.identity.names import plain, without_aside
from livebet.feeds.identity.own import NO_ALIASES, AliasesError, OwnAliases
from livebet.feeds.identity.team import Team, spellings

TEAMS: Mapping[Sport, Sequence[Team]] = {Sport.NFL: nfl.TEAMS, Sport.NBA: nba.TEAMS, Sport.MLB: mlb.TEAMS}
CANONICAL: Mapping[Sport, frozenset[str]] = {
    sport: frozenset(team.canonical for team in teams) for sport, teams in TEAMS.items()
}
_TEAM_NAMES = {sport: spellings(teams) for sport, teams in TEAMS.items()}
_BOOKMAKER_NAMES = {
    plain(name): canonical for canonical, names in BOOKMAKERS.items() for name in (canonical, *names)
}


class Alias(NamedTuple):
    """One line of the tables as a person reads them; `table` is nfl, nba, mlb or bookmaker."""

    table: str
    name: str
    canonical: str
    own: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """Who is meant by a name. Nothing is guessed: a name is known or it is not.

    Raises:
        AliasesError: a person's alias means a team that there is not.
    """

    own: OwnAliases = NO_ALIASES
    _teams: dict[Sport, dict[str, str]] = field(init=False, repr=False, default_factory=dict)
    _bookmakers: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Lay a person's aliases over the tables."""
        for sport in Sport:
            added = self.own.teams.get(sport, {})
            if unknown := set(added.values()) - CANONICAL[sport]:
                raise AliasesError(f"no {sport} team is called {min(unknown)}")
            self._teams[sport] = {**_TEAM_NAMES[sport], **{plain(name): team for name, team in added.items()}}
        self._bookmakers.update(_BOOKMAKER_NAMES)
        self._bookmakers.update((plain(name), canonical) for name, canonical in self.own.bookmakers.items())

    def team(self, sport: Sport, name: str) -> str | None:
        """The canonical abbreviation of a team; None where nobody is called that."""
        names = self._teams[sport]
        return names.get(plain(name)) or names.get(plain(without_aside(name)))

    def bookmaker(self, name: str) -> str | None:
        """The canonical name of a bookmaker; simulated ones are their own."""
        return name if name.startswith(SIMULATED) else self._bookmakers.get(plain(name))

    def aliases(self) -> Iterator[Alias]:
        """All that is known, a person's own last."""
        for sport, teams in TEAMS.items():
            for team in teams:
                names = sorted(name for name, who in _TEAM_NAMES[sport].items() if who == team.canonical)
                yield from (Alias(sport.value, name, team.canonical, False) for name in names)
        for canonical, others in BOOKMAKERS.items():
            yield from (Alias("bookmaker", name, canonical, False) for name in (canonical, *others))
        for sport, added in self.own.teams.items():
            yield from (Alias(sport.value, name, team, True) for name, team in added.items())
        for name, canonical in self.own.bookmakers.items():
            yield Alias("bookmaker", name, canonical, True)
