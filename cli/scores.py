"""`livebet scores`: the table of what forecasts must reach, on seasons that their models had not seen."""

from typing import Annotated

import typer


def scores(
    sport: Annotated[
        list[str] | None, typer.Option(help="nfl, nba or mlb; repeatable. Without it all three.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Minutes in place of an hour: fewer seasons, games and passes.")
    ] = False,
    attach: Annotated[
        bool, typer.Option(help="Attach the table to the champion where MLflow answers and has one.")
    ] = True,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train on earlier seasons, judge on later ones, and print each task beside its anchor, must and aim.

    Reads what `livebet data import` brought. Models are kept in the home: a second call is quick, and one
    that broke off goes on where it was.

    Example: `livebet scores --sport nfl`
    """
    from cli.faults import Fault
    from cli.scoring_table import measured
    from livebet.domain.games import Sport

    unknown = [name for name in sport or () if name not in tuple(Sport)]
    if unknown:
        raise Fault(f"--sport takes nfl, nba or mlb, not {unknown[0]}")
    sports = tuple(Sport(name) for name in sport) if sport else tuple(Sport)
    typer.echo(measured(sports, quick, attach, json, lambda line: typer.echo(line, err=True)))
