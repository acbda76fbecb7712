"""`livebet promote`: a challenger is judged on games that are new to it, and serves where it is no worse."""

from typing import Annotated

import typer


def promote(
    sport: Annotated[str, typer.Option(help="Whose champion: nfl, nba or mlb.")] = "nfl",
    version: Annotated[str, typer.Option(help="The version or alias that wants to serve.")] = "challenger",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the card, write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the evidence card of a version, and move the alias `champion` to it where the card says so.

    Judged on seasons after all that it and the champion learnt from; never in the middle of a game.
    Works beside a run that is up, which then serves the new champion within seconds.

    Example: `livebet promote --sport nba --dry-run`
    """
    from cli.deciding import place, sport_named, told_services
    from cli.promoting import judged, shown

    def say(line: str) -> None:
        typer.echo(line, err=True)

    with place(sport_named(sport), say) as where:
        decision = judged(where, version, dry_run, say)
        typer.echo(shown(where, decision, dry_run, json))
        told_services(where, decision, say)
