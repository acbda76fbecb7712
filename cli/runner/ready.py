"""Waits until every process answers."""

import time
from collections.abc import Callable, Mapping

import httpx

from cli.faults import Fault

PAUSE_SECONDS = 0.3


def answers(url: str) -> bool:
    """Whether an HTTP GET of the address gets a status below 400 within two seconds."""
    try:
        return httpx.get(url, timeout=2.0, follow_redirects=True).status_code < 400
    except httpx.HTTPError:
        return False


def wait_until_ready(
    urls: Mapping[str, str], check: Callable[[], None], say: Callable[[str], None], bound_seconds: float
) -> None:
    """Ask each address in turn until all have answered; `check` raises when a process has ended.

    Raises:
        Fault: one did not answer in time.
    """
    began = time.monotonic()
    waiting = dict(urls)
    while waiting:
        check()
        for name in [name for name, url in waiting.items() if answers(url)]:
            say(f"  {name} is ready ({time.monotonic() - began:.1f} s)")
            del waiting[name]
        if waiting and time.monotonic() - began > bound_seconds:
            raise Fault(f"{', '.join(waiting)} did not answer in {bound_seconds:.0f} s; see .livebet/logs/")
        if waiting:
            time.sleep(PAUSE_SECONDS)
