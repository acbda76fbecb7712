"""`livebet score`: a win probability for every play of a file."""

from pathlib import Path
from typing import Annotated

import typer


def score(
    plays: Annotated[Path, typer.Option(help="Plays (parquet), as in docs/data.md.", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the predictions go (parquet).")],
    sport: Annotated[str, typer.Option(help="Whose plays these are: nfl, nba or mlb.")] = "nfl",
    lines: Annotated[Path | None, typer.Option(help="Lines before the games (parquet).", exists=True)] = None,
    model: Annotated[
        str, typer.Option(help="An MLflow alias, version or run, or a model's folder.")
    ] = "champion",
) -> None:
    """Score plays in order with only what was known as each began; a row for every row.

    The champion is that of the run that is up, else of servers started for it (and trained where there is
    none).

    Example: `livebet score --sport nfl --plays plays.parquet --out predictions.parquet`
    """
    from cli.faults import Fault
    from cli.mlflow_at import mlflow
    from cli.scoring import write_scores
    from livebet.domain.games import Sport

    if sport not in tuple(Sport):
        raise Fault(f"--sport takes nfl, nba or mlb, not {sport}")
    of = Sport(sport)
    if Path(model).is_dir():
        typer.echo(write_scores(of, plays, lines, out, model, ""))
        return
    with mlflow(typer.echo, champion=model == "champion") as uri:
        typer.echo(write_scores(of, plays, lines, out, model, uri))
