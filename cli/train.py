"""`livebet train`: challengers from every season that training may see."""

from typing import Annotated

import typer


def train(
    sport: Annotated[str, typer.Option("--sport", help="nfl, nba or mlb; else all three.")] = "",
    include_reserved: Annotated[
        bool,
        typer.Option("--include-reserved", help="Learn from the replayed season too."),
    ] = False,
) -> None:
    """Backfill, search, train, judge and, on evidence, promote: every season but the reserved one.

    The steps are runs in Dagster: seasons that were imported or pulled, else recordings (NFL) and simulated
    seasons (NBA, MLB).

    Works beside a run that is up, which then serves the new champion at once; else with servers of its own.

    Example: `livebet train --sport nba`
    """
    from cli.faults import Fault
    from cli.runner.champion import RETRAIN
    from cli.runner.foundation import founded
    from cli.runner.orderly import orderly
    from livebet.domain.games import Sport
    from livebet.settings import settings

    if sport and sport not in {one.value for one in Sport}:
        raise Fault(f"--sport takes {', '.join(one.value for one in Sport)}, not {sport}")
    over = {"include_reserved": True} if include_reserved else {}
    with orderly(typer.echo), founded(settings().model_copy(update=over), typer.echo) as runner:
        runner.run_to_end("train", f"{RETRAIN} {sport}".strip(), typer.echo)
