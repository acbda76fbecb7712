"""`livebet score`: win probabilities for plays in nflverse's format."""

from pathlib import Path
from typing import Annotated

import typer


def score(
    plays: Annotated[Path, typer.Option(help="Plays in nflverse's format (parquet).", exists=True)],
    out: Annotated[Path, typer.Option(help="Where the predictions go (parquet).")],
    sport: Annotated[str, typer.Option(help="Only nfl yet.")] = "nfl",
    lines: Annotated[Path | None, typer.Option(help="A schedule with spread_line.", exists=True)] = None,
) -> None:
    """Score plays in order with only what was known as each began; a row for every row.

    Example: `livebet score --sport nfl --plays plays.parquet --out predictions.parquet`
    """
    from training.score import score as score_plays

    raise NotImplementedError(sport, plays, out, lines, score_plays)
