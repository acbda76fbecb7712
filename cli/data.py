"""`livebet data`: seasons of three sports in the home: imported, pulled, listed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from training.data.store import Store

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Seasons to learn from, in the home."
)


@app.command("import")
def take(
    folder: Annotated[
        Path, typer.Argument(help="A folder with nfl/, nba/, mlb/ or betfair/ in it, or one of them.")
    ],
) -> None:
    """Copy files whose names and columns are known into the home; what is there already is left.

    Ends with status 1 when a file was refused. Example: `livebet data import ../shared/data`
    """
    from cli.faults import Fault
    from livebet.domain.clock import SystemClock
    from training.data.store import BrokenManifestError
    from training.data.store import take as taken_from

    if not folder.is_dir():
        raise Fault(f"no folder {folder}")
    try:
        done = taken_from(_store(), folder.resolve(), SystemClock().now(), typer.echo)
    except (BrokenManifestError, OSError) as fault:
        raise Fault(" ".join(str(fault).split())) from None
    typer.echo(f"{len(done.taken)} taken, {len(done.known)} there already, {len(done.refused)} refused")
    if done.refused:
        raise typer.Exit(1)


@app.command("list")
def listed(
    check: Annotated[bool, typer.Option("--check", help="Compare every file with its checksum.")] = False,
) -> None:
    """Show what is kept: rows, seasons, where it is from, when it came, its checksum.

    Example: `livebet data list`
    """
    from cli.faults import Fault
    from training.data.store import BrokenManifestError

    store = _store()
    try:
        files = store.manifest().files
        damaged = store.damaged() if check else []
    except BrokenManifestError as fault:
        raise Fault(f"{fault}; delete it and import again") from None
    if not files:
        typer.echo(f"nothing in {store.root}: `livebet data import DIR` or `livebet data pull nfl`")
    wide = max((len(one.file) for one in files), default=0)
    for one in files:
        state = "  DAMAGED: take it again" if one in damaged else ""
        typer.echo(
            f"{one.sport:<8} {one.kind:<7} {one.file:<{wide}} {one.rows:>9,} rows  "
            f"{_seasons(one.seasons):<11} {one.taken_at:%Y-%m-%d %H:%M}  {one.sha256[:12]}  "
            f"from {one.origin}{state}"
        )
    if damaged:
        raise typer.Exit(1)


@app.command()
def pull(
    sport: Annotated[str, typer.Argument(help="nfl, nba or mlb.")],
    seasons: Annotated[
        str, typer.Option(help="As in 2021, 2019-2023 or 2019,2021; NBA by the year in which it began.")
    ] = "",
) -> None:
    """Get seasons from where they are public; what came before a break is not asked for again.

    Example: `livebet data pull nfl --seasons 2021-2023`
    """
    from cli.faults import Fault
    from livebet.domain.clock import SystemClock
    from training.data.pull import PULLED, NotReachedError, pull_seasons
    from training.data.store import BrokenManifestError

    if sport not in PULLED:
        raise Fault(f"pull takes {', '.join(PULLED)}, not {sport}")
    now = SystemClock().now()
    wanted = _years(seasons) if seasons else (now.year - 1,)
    try:
        pull_seasons(_store(), sport, wanted, now, typer.echo)
    except (NotReachedError, BrokenManifestError, OSError) as fault:
        raise Fault(" ".join(str(fault).split())) from None


def _years(told: str) -> tuple[int, ...]:
    from cli.faults import Fault

    years: set[int] = set()
    for part in told.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise Fault(f"--seasons takes 2021, 2019-2023 or 2019,2021, not {told}")
        years |= set(range(int(first), int(last or first) + 1))
    return tuple(sorted(years))


def _seasons(seasons: tuple[int, ...]) -> str:
    if not seasons:
        return ""
    return str(seasons[0]) if len(seasons) == 1 else f"{seasons[0]}-{seasons[-1]}"


def _store() -> "Store":
    from livebet.settings import settings
    from training.data.store import Store

    return Store(settings().home)
