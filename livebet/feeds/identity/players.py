"""Players by team and name, as feeds themselves announce them."""

from dataclasses import dataclass, field

from livebet.domain.games import Sport
from livebet.feeds.identity.names import plain_person

AT_MOST = 200_000
"""Names known at once: all rosters of three leagues many times over."""

_Team = tuple[Sport, str]


@dataclass(slots=True)
class Players:
    """Who was announced for which team; the first full spelling of a name is the canonical one."""

    _spelt: dict[tuple[_Team, str], str] = field(default_factory=dict)
    _teams: dict[tuple[Sport, str], set[str]] = field(default_factory=dict)
    _initials: dict[tuple[_Team, str], set[str]] = field(default_factory=dict)

    def announce(self, sport: Sport, team: str, name: str) -> None:
        """A feed names a player of a team; an initial and a surname announce nobody."""
        key = plain_person(name)
        first, _, last = key.partition(" ")
        if len(first) < 2 or not last or len(self._spelt) >= AT_MOST:
            return
        self._spelt.setdefault(((sport, team), key), name)
        self._teams.setdefault((sport, key), set()).add(team)
        self._initials.setdefault(((sport, team), f"{first[0]} {last}"), set()).add(key)

    def player(self, sport: Sport, team: str, name: str) -> str | None:
        """The canonical spelling of a player of a team, of an initial too where it means only one."""
        key = plain_person(name)
        found = self._spelt.get(((sport, team), key))
        meant = self._initials.get(((sport, team), key), set())
        if found is None and len(meant) == 1:
            return self._spelt[(sport, team), next(iter(meant))]
        return found

    def teams(self, sport: Sport, name: str) -> frozenset[str]:
        """The teams that have a player of that name."""
        return frozenset(self._teams.get((sport, plain_person(name)), ()))
