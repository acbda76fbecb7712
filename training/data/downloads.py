"""Getting files whole: by parts that go on after a break, with tries anew and clear words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep

import httpx

ATTEMPTS = 4
_TOO_MANY, _NOT_THERE, _HELD_BACK, _NO_SUCH_RANGE, _PARTIAL = 429, 404, 403, 416, 206
_SERVER_FAULT = 500
_A_STEP = 32 * 1024 * 1024
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; livebet data pull)", "Accept": "*/*"}

Say = Callable[[str], None]


class NotReachedError(ConnectionError):
    """A place that cannot be reached or does not answer as it should; the message says which and how."""


class _AgainError(Exception):
    """An answer after which to try once more."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """Gets addresses into files; `wait` is the first pause before a try anew, in seconds."""

    client: httpx.Client
    say: Say = field(default=lambda _: None)
    wait: float = 0.5

    def get(self, url: str, path: Path, headers: dict[str, str] | None = None) -> bool:
        """Get an address into a file unless it lies there; False where nothing is at that address.

        What came before a break stays in `<name>.part` and is not asked for again.

        Raises:
            NotReachedError: the place cannot be reached, or keeps refusing.
        """
        if path.exists():
            return True
        path.parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._get(url, path, {**HEADERS, **(headers or {})})
            except (httpx.TransportError, _AgainError) as fault:
                if attempt == ATTEMPTS:
                    raise NotReachedError(_why(url, fault)) from None
                self.say(f"  {_place(url)}: {fault}; once more")
                sleep(self.wait * 2**attempt)
        return False

    def _get(self, url: str, path: Path, headers: dict[str, str]) -> bool:
        part = path.with_name(f"{path.name}.part")
        have = part.stat().st_size if part.exists() else 0
        if have:
            headers = {**headers, "Range": f"bytes={have}-"}
        with self.client.stream("GET", url, headers=headers) as answer:
            status = answer.status_code
            if status in (_NOT_THERE, _HELD_BACK):
                return False
            if status == _NO_SUCH_RANGE:
                part.unlink(missing_ok=True)
                raise _AgainError("what came before does not fit: from the beginning")
            if status == _TOO_MANY or status >= _SERVER_FAULT:
                raise _AgainError(f"status {status}")
            if not answer.is_success:
                raise NotReachedError(f"{_place(url)} answers with status {status}")
            self._write(answer, part, resumed=status == _PARTIAL)
        part.replace(path)
        return True

    def _write(self, answer: httpx.Response, part: Path, *, resumed: bool) -> None:
        done = part.stat().st_size if resumed else 0
        told, total = done, done + int(answer.headers.get("Content-Length") or 0)
        with part.open("ab" if resumed else "wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
                done += len(chunk)
                if done - told >= _A_STEP:
                    told = done
                    self.say(f"  {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")


def _place(url: str) -> str:
    return httpx.URL(url).host


def _why(url: str, fault: Exception) -> str:
    if isinstance(fault, httpx.ConnectError):
        return (
            f"{_place(url)} cannot be reached: no network from here? "
            "`livebet data import DIR` takes files that you have"
        )
    if isinstance(fault, httpx.TimeoutException):
        return f"{_place(url)} does not answer in time; run the same command again, it goes on"
    return f"{_place(url)}: {fault}; run the same command again, it goes on where it stopped"
