"""`livebet`: the commands of the Live Betting AI Engine."""

import sys
from typing import Any, NoReturn

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from cli import (
    challenge,
    chaos,
    data,
    doctor,
    down,
    evaluate,
    identity,
    parse,
    promote,
    replay,
    rollback,
    score,
    scores,
    token,
    train,
    up,
    watch,
)
from cli.faults import Fault
from livebet.embedded import CannotStart


class Livebet(typer.Typer):
    """Says an expected fault in one line, without a traceback, and ends with status 1."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().__call__(*args, **kwargs)
        except (Fault, CannotStart) as fault:
            _refuse(str(fault))
        except SettingsError as fault:
            _refuse(f"{fault}: it takes JSON")
        except ValidationError as fault:
            _refuse("; ".join(_setting(one) for one in fault.errors(include_url=False)))


def _refuse(reason: str) -> NoReturn:
    typer.echo(f"livebet: {reason}", err=True)
    sys.exit(1)


def _setting(error: ErrorDetails) -> str:
    """What is wrong with a setting, by the name that it has in the environment."""
    return f"LIVEBET_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}"


app = Livebet(
    help="Live Betting AI Engine: real NFL games, live, through the whole platform.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
COMMANDS = (
    up.up, down.down, replay.replay, train.train, score.score, evaluate.evaluate, parse.parse, watch.watch,
    doctor.doctor, token.token, chaos.chaos, scores.scores, challenge.challenge, promote.promote,
    rollback.rollback,
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)
app.add_typer(identity.app, name="identity")
app.add_typer(data.app, name="data")
