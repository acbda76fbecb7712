"""How a process is told to stop."""

import asyncio
import signal
from collections.abc import Callable


def on_stop(stop: Callable[[], object]) -> None:
    """Call it when the process gets SIGINT or SIGTERM; to be said from inside the running loop."""
    for cause in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(cause, stop)
