"""`livebet replay`: the slates there are."""

from typing import Annotated

import typer


def replay(
    season: Annotated[int, typer.Option(help="A season from 2009 to 2019.")] = 2019,
) -> None:
    """List the slates. Example: `livebet replay --season 2019`."""
    from livebet.feeds.slates import slates

    for slate in slates(season):
        typer.echo(f"{slate.name}  week {slate.week:>2}  {len(slate.eids):>2} games")
