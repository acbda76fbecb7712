"""`livebet identity`: who is who in the feeds, what nobody knows, and how a person mends it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from livebet.domain.games import Sport
    from livebet.feeds.identity.own import OwnAliases

app = typer.Typer(invoke_without_command=True, rich_markup_mode="markdown")

BOOKMAKER = "bookmaker"
Words = Annotated[
    list[str],
    typer.Argument(help='team SPORT NAME TEAM, as in team nfl "New England" NE; or bookmaker NAME BOOKMAKER'),
]
NamedOnly = Annotated[
    list[str], typer.Argument(help="The alias: team SPORT NAME, or bookmaker NAME.", metavar="ALIAS")
]


@app.callback()
def identity(
    context: typer.Context,
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help="What feeds named and nobody knew, from the run that is up.")
    ] = False,
    table: Annotated[str, typer.Option(help="Only one table: nfl, nba, mlb or bookmaker.")] = "",
    own: Annotated[bool, typer.Option("--own", help="Only what a person added.")] = False,
) -> None:
    """List the names of teams and bookmakers and whom they mean, or mend them.

    Example: `livebet identity --unmatched`, then `livebet identity add team nfl "New England" NE`
    """
    if context.invoked_subcommand is None:
        for line in _unmatched() if unmatched else _tables(table, own):
            typer.echo(line)


@app.command()
def add(words: Words) -> None:
    """Add a name; it lies over the built-in tables, and live feeds know it after their next start.

    Example: `livebet identity add team nfl "New England" NE`
    """
    from livebet.feeds.identity.own import with_bookmaker, with_team

    match words:
        case ["team", sport, name, team] if name.strip():
            canonical = _canonical(_sport(sport), team)
            _keep(with_team(_own(), _sport(sport), name, canonical))
            typer.echo(f"{sport} team '{name}' means {canonical}")
        case ["bookmaker", name, bookmaker] if name.strip() and bookmaker.isidentifier():
            _keep(with_bookmaker(_own(), name, bookmaker))
            typer.echo(f"bookmaker '{name}' means {bookmaker}")
        case _:
            raise _asked("add takes: team SPORT NAME TEAM, or bookmaker NAME BOOKMAKER")


@app.command()
def remove(words: NamedOnly) -> None:
    """Remove a name that a person added; the built-in tables stay.

    Example: `livebet identity remove team nfl "New England"`
    """
    from livebet.feeds.identity.own import without_bookmaker, without_team

    try:
        match words:
            case ["team", sport, name, *_]:
                _keep(without_team(_own(), _sport(sport), name))
            case ["bookmaker", name, *_]:
                _keep(without_bookmaker(_own(), name))
            case _:
                raise _asked("remove takes: team SPORT NAME, or bookmaker NAME")
    except KeyError:
        raise _asked(f"nobody added {words[-1]!r}: `livebet identity --own` lists what was") from None
    typer.echo(f"removed: {' '.join(words)}")


def _tables(table: str, own: bool) -> list[str]:
    from livebet.domain.games import Sport
    from livebet.feeds.identity.own import AliasesError
    from livebet.feeds.identity.tables import Tables

    known = (*Sport, BOOKMAKER)
    if table and table not in known:
        raise _asked(f"no table {table}: --table takes one of {', '.join(known)}")
    try:
        tables = Tables(_own())
    except AliasesError as fault:
        raise _asked(f"aliases.json: {fault}; `livebet identity remove` takes it out") from None
    return [
        f"{alias.table:<10} {alias.canonical:<16} {alias.name}{'  (added)' if alias.own else ''}"
        for alias in tables.aliases()
        if table in ("", alias.table) and (alias.own or not own)
    ]


def _unmatched() -> list[str]:
    import asyncio

    from cli.runner.servers import stores_of_running
    from livebet.settings import settings

    url = stores_of_running(settings()).database_url
    return asyncio.run(_refusals(url)) or ["nothing: every name that feeds told is known"]


async def _refusals(url: str) -> list[str]:
    """Why items were refused by identity, how often, by which feed, when last."""
    import asyncpg

    from livebet.storage.unmatched import unmatched

    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as fault:
        reason = f"PostgreSQL does not answer ({type(fault).__name__}): start it with `livebet up`"
        raise _asked(reason) from None
    try:
        rows = await unmatched(connection)
    finally:
        await connection.close()
    return [f"{row.last:%Y-%m-%d %H:%M}  {row.feed:<14} {row.games:>4} games  {row.reason}" for row in rows]


def _own() -> "OwnAliases":
    from livebet.feeds.identity.home import aliases_in
    from livebet.feeds.identity.own import FILE, AliasesError
    from livebet.settings import settings

    home = settings().home
    try:
        return aliases_in(home)
    except (AliasesError, OSError) as fault:
        raise _asked(f"{home / FILE}: {fault}; mend it or delete it") from None


def _keep(aliases: "OwnAliases") -> None:
    from livebet.feeds.identity.home import keep
    from livebet.settings import settings

    try:
        keep(settings().home, aliases)
    except OSError as fault:
        raise _asked(f"cannot write {settings().home} ({fault.strerror}): set LIVEBET_HOME") from None


def _sport(name: str) -> "Sport":
    from livebet.domain.games import Sport

    if name not in tuple(Sport):
        raise _asked(f"no sport {name}: it is one of {', '.join(Sport)}")
    return Sport(name)


def _canonical(sport: "Sport", name: str) -> str:
    from livebet.feeds.identity.tables import CANONICAL, Tables

    team = Tables().team(sport, name)
    if team is None:
        raise _asked(f"no {sport} team {name!r}: it is one of {', '.join(sorted(CANONICAL[sport]))}")
    return team


def _asked(reason: str) -> Exception:
    from cli.faults import Fault

    return Fault(reason)
