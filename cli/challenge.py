"""`livebet challenge`: a run's model becomes the challenger."""

from typing import Annotated

import typer


def challenge(
    run: Annotated[str, typer.Option(help="The run that logged it (`training.own.log_model`).")],
    sport: Annotated[str, typer.Option(help="Whose games it forecasts: nfl, nba or mlb.")],
) -> None:
    """Register a run's model as a version with the alias `challenger`: it runs in the shadow of live games.

    Serves nobody until `livebet promote` finds evidence for it. Works beside a run that is up, else with
    servers of its own.

    Example: `livebet challenge --sport nfl --run 0f3c`
    """
    from shlex import join

    from cli.faults import Fault
    from cli.runner.foundation import founded
    from cli.runner.orderly import orderly
    from livebet.domain.games import Sport
    from livebet.settings import settings

    if sport not in tuple(Sport):
        raise Fault(f"--sport takes nfl, nba or mlb, not {sport}")
    command = f"exec python -m cli.challenging {join([sport, run])}"
    with orderly(typer.echo), founded(settings(), typer.echo) as runner:
        runner.run_to_end("challenge", command, typer.echo)
