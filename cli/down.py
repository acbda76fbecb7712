"""`livebet down`: stop the run of this home from another terminal."""

import typer


def down() -> None:
    """Stop every process of the run in LIVEBET_HOME; also what a killed run has left.

    Example: `livebet down`
    """
    from cli.runner.home import read_record
    from cli.runner.stopping import stop_run
    from livebet.settings import settings

    record = read_record(settings().home)
    stopped = stop_run(record) if record else []
    typer.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing is up")
