"""A person's aliases in the home: the file beside which everything else of identity is pure."""

from pathlib import Path

from livebet.feeds.identity.own import FILE, OwnAliases, read_aliases, written_aliases
from livebet.feeds.identity.tables import Tables


def aliases_in(home: Path) -> OwnAliases:
    """The aliases kept in a home; none where there is no file.

    Raises:
        AliasesError: the file holds something else.
        OSError: it cannot be read.
    """
    path = home / FILE
    return read_aliases(path.read_bytes() if path.exists() else b"")


def tables_of(home: Path) -> Tables:
    """The tables with the aliases of a home laid over them.

    Raises:
        AliasesError: the file holds something else, or names a team that there is not.
        OSError: it cannot be read.
    """
    return Tables(aliases_in(home))


def keep(home: Path, aliases: OwnAliases) -> Path:
    """Replace the file whole, so that a reader never sees half of it; where it lies.

    Raises:
        OSError: it cannot be written.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / FILE
    fresh = path.with_suffix(".new")
    fresh.write_bytes(written_aliases(aliases))
    return fresh.replace(path)
