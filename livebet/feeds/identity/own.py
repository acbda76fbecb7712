"""Aliases that a person added: a JSON file in the home, read and written whole elsewhere."""

import msgspec

from livebet.domain.games import Sport

FILE = "aliases.json"
"""The file's name in the home."""


class OwnAliases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names as feeds spell them, and whom a person says they mean."""

    teams: dict[Sport, dict[str, str]] = {}
    bookmakers: dict[str, str] = {}


NO_ALIASES = OwnAliases()


class AliasesError(ValueError):
    """The file of aliases is none; says why."""


def read_aliases(raw: bytes) -> OwnAliases:
    """The aliases that the bytes of the file hold; none where it is empty.

    Raises:
        AliasesError: it holds something else.
    """
    if not raw.strip():
        return NO_ALIASES
    try:
        return msgspec.json.decode(raw, type=OwnAliases)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise AliasesError(f"not the shape of aliases: {error}") from error


def written_aliases(aliases: OwnAliases) -> bytes:
    """The bytes of the file."""
    return msgspec.json.format(msgspec.json.encode(aliases, order="sorted"), indent=2) + b"\n"


def with_team(aliases: OwnAliases, sport: Sport, name: str, team: str) -> OwnAliases:
    """The aliases with one more name of a team."""
    of_sport = {**aliases.teams.get(sport, {}), name: team}
    return OwnAliases({**aliases.teams, sport: of_sport}, aliases.bookmakers)


def without_team(aliases: OwnAliases, sport: Sport, name: str) -> OwnAliases:
    """The aliases without a name of a team.

    Raises:
        KeyError: nobody added it.
    """
    of_sport = dict(aliases.teams.get(sport, {}))
    del of_sport[name]
    return OwnAliases({**aliases.teams, sport: of_sport}, aliases.bookmakers)


def with_bookmaker(aliases: OwnAliases, name: str, canonical: str) -> OwnAliases:
    """The aliases with one more name of a bookmaker."""
    return OwnAliases(aliases.teams, {**aliases.bookmakers, name: canonical})


def without_bookmaker(aliases: OwnAliases, name: str) -> OwnAliases:
    """The aliases without a name of a bookmaker.

    Raises:
        KeyError: nobody added it.
    """
    left = dict(aliases.bookmakers)
    del left[name]
    return OwnAliases(aliases.teams, left)
