"""`livebet up`: everything, in one command."""

from typing import Annotated

import typer


def up(
    speed: Annotated[float, typer.Option(help="How many times faster than the game clock's day.")] = 30.0,
    minutes: Annotated[float | None, typer.Option(help="Stop the slate after so many game minutes.")] = None,
    slate: Annotated[
        str | None, typer.Option(help="Which slate; `livebet replay --list` names them.")
    ] = None,
    games: Annotated[int | None, typer.Option(help="At most so many games of the slate.")] = None,
    exit_when_done: Annotated[bool, typer.Option(help="End with status 0 after the summary.")] = False,
) -> None:
    """Start everything, train a champion where there is none, replay a slate of real games as if live.

    Ctrl-C, or `livebet down` in another terminal, stops every process.

    Examples: `livebet up`, `livebet up --speed 60 --games 2`, `livebet up --minutes 5 --exit-when-done`
    """
    import signal
    from contextlib import ExitStack

    from rich.console import Console

    from cli.runner.home import locked
    from cli.runner.run import Run, Wish
    from cli.runner.screen import Screen
    from livebet.settings import settings

    wish = Wish((), exit_when_done, "")
    screen = Screen(Console(width=None if Console().is_terminal else 200))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with locked(settings().home), ExitStack() as stack:
        try:
            Run(settings(), wish, screen, stack).go()
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            screen.say("livebet: stopping every process")
    screen.say("livebet: stopped")
