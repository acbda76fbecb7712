"""`livebet down`: stop the run of this home from another terminal."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from cli.runner.home import RunRecord

BOUND_SECONDS = 60.0
"""How long the run may take to stop everything by itself."""


def down() -> None:
    """Stop every process of the run in LIVEBET_HOME; also what a killed run has left.

    Example: `livebet down`
    """
    from cli.runner.home import read_record
    from livebet.settings import settings

    record = read_record(settings().home)
    if record is None:
        typer.echo("nothing is up")
        return
    stopped = stop_run(record)
    typer.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing is up")


def stop_run(record: "RunRecord", bound_seconds: float = BOUND_SECONDS) -> list[str]:
    """Ask the run to stop, wait, then end what it has left; gives the names of what was running."""
    import psutil

    from cli.runner.home import is_alive
    from cli.runner.stopping import stop_family

    there = {name: pid for name, (pid, created) in record.processes.items() if is_alive(pid, created)}
    if is_alive(record.pid, record.created):
        run = psutil.Process(record.pid)
        run.terminate()
        psutil.wait_procs([run], timeout=bound_seconds)
        there["up"] = record.pid
    started = [(record.pid, record.created), *record.processes.values()]
    left = {pid for pid, created in started if is_alive(pid, created)}
    if left:
        stop_family(left)
    return list(there)
