"""One row of a table of teams, and the names that follow from it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from livebet.feeds.identity.names import plain


class Team(NamedTuple):
    """A franchise: what it is and was called.

    Full names are every abbreviation or place before every nickname; a place or nickname that two teams of a
    sport share names neither alone. `others` are whole names besides: old ones, ids, feeds' own spellings.
    """

    canonical: str
    abbreviations: tuple[str, ...]
    places: tuple[str, ...]
    nicknames: tuple[str, ...]
    others: tuple[str, ...] = ()


def spellings(teams: Sequence[Team]) -> Mapping[str, str]:
    """Every plain name of the teams of a sport, and whom it means.

    Raises:
        ValueError: one abbreviation, full name or other name means two teams.
    """
    named: dict[str, str] = {}
    for team in teams:
        for name in _own(team):
            if named.setdefault(plain(name), team.canonical) != team.canonical:
                raise ValueError(f"{name} means both {named[plain(name)]} and {team.canonical}")
    short = [(plain(name), team.canonical) for team in teams for name in {*team.places, *team.nicknames}]
    shared = Counter(name for name, _ in short)
    return {**{name: team for name, team in short if shared[name] == 1}, **named}


def _own(team: Team) -> Iterator[str]:
    yield from (team.canonical, *team.abbreviations, *team.others)
    for first in (team.canonical, *team.abbreviations, *team.places):
        for nickname in team.nicknames:
            yield f"{first} {nickname}"
