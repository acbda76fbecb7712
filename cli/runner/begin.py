"""Holds the home, turns signals into an orderly end, and leaves no process."""

import signal
from contextlib import ExitStack

from rich.console import Console

from cli.runner.home import locked
from cli.runner.run import Run, Wish
from cli.runner.screen import Screen
from livebet.settings import settings

PLAIN_WIDTH = 200
"""Columns where the output is no terminal: a game's line fits."""


def begin(wish: Wish) -> None:
    """Run until the wish is fulfilled or a signal comes; then everything is stopped.

    Raises:
        Fault: something stands in the way, or a process has ended.
    """
    console = Console()
    screen = Screen(console if console.is_terminal else Console(width=PLAIN_WIDTH))
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.default_int_handler)
    with locked(settings().home), ExitStack() as stack:
        try:
            Run(settings(), wish, screen, stack).go()
        except KeyboardInterrupt:
            screen.say("livebet: stopping every process")
        finally:
            for signum in (signal.SIGINT, signal.SIGTERM):
                signal.signal(signum, signal.SIG_IGN)
