"""Begins a run: holds the home, and leaves no process when it ends."""

from contextlib import ExitStack

from rich.console import Console

from cli.runner.home import locked
from cli.runner.orderly import orderly
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
    with orderly(screen.say), locked(settings().home), ExitStack() as stack:
        Run(settings(), wish, screen, stack).go()
