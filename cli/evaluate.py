"""`livebet evaluate`: how good a model is on any file of plays, beside anchors and markets."""

from pathlib import Path
from typing import Annotated

import typer

Plays = Annotated[
    list[Path],
    typer.Option(help="Plays of the sport (parquet), as in docs/data.md; repeatable.", exists=True),
]
Earlier = Annotated[
    list[Path] | None,
    typer.Option(help="Plays of earlier seasons, to freeze thresholds and fit anchors on.", exists=True),
]


def evaluate(
    sport: Annotated[str, typer.Option(help="Whose plays these are: nfl, nba or mlb.")],
    plays: Plays,
    lines: Annotated[Path | None, typer.Option(help="Lines before the games (parquet).", exists=True)] = None,
    market: Annotated[
        Path | None, typer.Option(help="One-minute candles of the NBA's market (parquet).", exists=True)
    ] = None,
    model: Annotated[
        str, typer.Option(help="diffusion, an MLflow alias, version or run, or a model's folder.")
    ] = "champion",
    earlier: Earlier = None,
    since: Annotated[
        int | None, typer.Option(help="Judge from this season on; earlier ones of the file count as earlier.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge a model on seasons: log loss, Brier, accuracy, calibration, promises, with intervals over games.

    Example: `livebet evaluate --sport nfl --plays pbp.parquet --lines schedules.parquet --model diffusion`
    """
    from cli.evaluating import Asked, report
    from cli.faults import Fault
    from livebet.domain.games import Sport

    if sport not in tuple(Sport):
        raise Fault(f"--sport takes nfl, nba or mlb, not {sport}")
    if market is not None and sport != "nba":
        raise Fault("--market takes the NBA's candles: the only market that is recorded in play")
    asked = Asked(Sport(sport), tuple(plays), lines, market, tuple(earlier or ()), since, json)
    typer.echo(report(asked, model, lambda line: typer.echo(line, err=True)))
