"""`livebet train`: a challenger from every season that training may see."""

from typing import Annotated

import typer


def train(
    include_reserved: Annotated[
        bool,
        typer.Option("--include-reserved", help="Learn from the replayed season too."),
    ] = False,
) -> None:
    """Backfill, train, judge and, on evidence, promote: every season but the reserved one, as Dagster runs.

    Works beside a run that is up, which then serves the new champion at once; else with servers of its own.

    Example: `livebet train`
    """
    from cli.runner.champion import RETRAIN
    from cli.runner.foundation import founded
    from cli.runner.orderly import orderly
    from livebet.settings import settings

    over = {"include_reserved": True} if include_reserved else {}
    with orderly(typer.echo), founded(settings().model_copy(update=over), typer.echo) as runner:
        runner.run_to_end("train", RETRAIN, typer.echo)
