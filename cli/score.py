"""`livebet score`: win probabilities for plays in nflverse's format."""

from pathlib import Path
from typing import Annotated

import typer


def score(
    plays: Annotated[Path, typer.Option(help="Plays in nflverse's format (parquet).", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the predictions go (parquet).")],
    sport: Annotated[str, typer.Option(help="Whose plays these are; nfl.")] = "nfl",
    lines: Annotated[Path | None, typer.Option(help="Known spreads (parquet).", exists=True)] = None,
    model: Annotated[Path | None, typer.Option(help="A model's folder.", exists=True)] = None,
) -> None:
    """Score plays in order with only what was known as each began; a row for every row.

    Without --model the champion scores: of the run that is up, else of servers started for it (and trained
    where there is none).

    Example: `livebet score --sport nfl --plays plays.parquet --out predictions.parquet`
    """
    from cli.faults import Fault
    from cli.runner.champion import ensure
    from cli.runner.foundation import founded
    from cli.runner.orderly import orderly
    from cli.scoring import write_scores
    from livebet.settings import settings

    if sport != "nfl":
        raise Fault(f"--sport takes nfl, not {sport}")
    if model is not None:
        typer.echo(write_scores(plays, lines, out, model=model))
        return
    with orderly(typer.echo), founded(settings(), typer.echo) as runner:
        ensure(settings(), runner, typer.echo)
        typer.echo(write_scores(plays, lines, out, uri=settings().mlflow_uri))
