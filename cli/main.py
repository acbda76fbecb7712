"""`livebet`: the commands of the Live Betting AI Engine."""

import sys
from typing import Any

import typer

from cli import doctor, down, parse, replay, score, token, train, up, watch
from cli.faults import Fault
from livebet.embedded import CannotStart


class Livebet(typer.Typer):
    """Says an expected fault in one line, without a traceback, and ends with status 1."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().__call__(*args, **kwargs)
        except (Fault, CannotStart) as fault:
            typer.echo(f"livebet: {fault}", err=True)
            sys.exit(1)


app = Livebet(
    help="Live Betting AI Engine: real NFL games, live, through the whole platform.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
COMMANDS = (
    up.up, down.down, replay.replay, train.train, score.score, parse.parse, watch.watch, doctor.doctor,
    token.token,
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)
