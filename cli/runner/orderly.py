"""Signals become an orderly end: what was started is stopped, undisturbed by further signals."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from cli.runner.screen import Say

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def orderly(say: Say) -> Iterator[None]:
    """End the block at a signal, after what it entered has been closed; a second signal changes nothing.

    SIGINT is taken even where a shell started us in the background and had it ignored.
    """

    def end(*_: object) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        say("livebet: stopping every process")
        raise KeyboardInterrupt

    for each in SIGNALS:
        signal.signal(each, end)
    try:
        yield
    except KeyboardInterrupt:
        return


def check_signals() -> None:
    """Raise once more what a signal raised, where the code that it came upon has swallowed it.

    A signal can arrive inside a destructor or a library's broad `except`; every wait of a run asks here.
    """
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        raise KeyboardInterrupt
