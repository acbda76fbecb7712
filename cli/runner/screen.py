"""Shows the board: redrawn in place on a terminal, plain lines now and then elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live

from cli.runner.board import Board
from cli.runner.table import live_table, plain_lines

Say = Callable[[str], None]
"""Where a line for the person at the terminal goes."""

PLAIN_EVERY_SECONDS = 10.0


class Screen:
    """Where progress and the table go."""

    def __init__(self, console: Console) -> None:
        """Take the console; whether it is a terminal decides the manner."""
        self.console = console
        self._live: Live | None = None
        self._plain_at = 0.0

    def say(self, text: str) -> None:
        """One line, above the table."""
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Keep a table at the foot of a terminal for as long as the block lasts."""
        if not self.console.is_terminal:
            yield
            return
        with Live(console=self.console, auto_refresh=False, vertical_overflow="visible") as self._live:
            yield
        self._live = None

    def show(self, board: Board, now_ns: int, elapsed_seconds: float, title: str) -> None:
        """Draw the board anew; elsewhere than on a terminal only every few seconds."""
        if self._live is not None:
            self._live.update(live_table(board, now_ns, title), refresh=True)
        elif elapsed_seconds >= self._plain_at:
            self._plain_at = elapsed_seconds + PLAIN_EVERY_SECONDS
            self.say(title)
            for line in plain_lines(board, now_ns):
                self.say(f"  {line}")
