"""Answers that cost a second of the database, remembered for a while and asked for once, whoever waits."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

SECONDS = 20.0
"""Shorter than a page waits before it asks again."""

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """The newest answer by key; a question that failed is asked anew."""

    def __init__(self, ask: Callable[[str], Awaitable[Answer]], seconds: float = SECONDS) -> None:
        """Remember what `ask` answers for so long."""
        self._ask = ask
        self._seconds = seconds
        self._known: dict[str, tuple[float, asyncio.Future[Answer]]] = {}

    async def of(self, key: str) -> Answer:
        """The answer; whatever `ask` raises is raised to everybody who waits for it."""
        now = asyncio.get_running_loop().time()
        until, answer = self._known.get(key, (0.0, None))
        if answer is None or now > until or (answer.done() and not _succeeded(answer)):
            answer = asyncio.ensure_future(self._ask(key))
            self._known[key] = (now + self._seconds, answer)
        return await asyncio.shield(answer)


def _succeeded(answer: "asyncio.Future[Answer]") -> bool:
    return not answer.cancelled() and answer.exception() is None
