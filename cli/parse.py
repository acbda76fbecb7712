"""`livebet parse`: a feed's file as normalised items."""

from pathlib import Path
from typing import Annotated

import typer


def parse(
    feed: Annotated[str, typer.Option(help="The feed's name, as in nfl_official.")],
    file: Annotated[Path, typer.Argument(help="A file as the feed gives it.", exists=True, dir_okay=False)],
) -> None:
    """Print normalised items as JSON lines; what cannot be placed goes to stderr with its reason.

    Example: `livebet parse --feed nfl_official 2019090800.json.gz`
    """
    from cli.faults import Fault
    from livebet.feeds.registry import FEEDS, printed

    if feed not in FEEDS:
        raise Fault(f"no feed {feed}: --feed takes one of {', '.join(sorted(FEEDS))}")
    for line, refused in printed(FEEDS[feed], file.read_bytes()):
        typer.echo(line, err=refused)
