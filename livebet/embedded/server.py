"""A server process that we own: locked to its folder, watched as it starts, stopped with its parent."""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

from livebet.embedded import CannotStart

HOST = "127.0.0.1"
LEAST_FREE_MB = 300
_PR_SET_PDEATHSIG = 1
_POLL_S = 0.01
_LOCK_WAIT_S = 15.0
_STOP_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Account:
    """The operating-system user a server runs as."""

    uid: int
    gid: int


@dataclass(slots=True)
class Server:
    """A running server. `url` may hold a password, so it is not part of the repr."""

    name: str
    process: subprocess.Popen[bytes]
    url: str = field(repr=False)
    stop_signal: signal.Signals
    log: Path

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self.process.pid

    def stop(self) -> None:
        """Stop it in order, by force after 20 s. A second call changes nothing."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(_STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Self:
        """Itself, to be stopped at the end of the block."""
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop it."""
        self.stop()


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def check_port(name: str, port: int, setting: str) -> None:
    """Raise CannotStart where something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotStart(
                f"{name} cannot listen on {HOST}:{port} ({error.strerror}): free it or set {setting}"
            ) from None


def check_disk(name: str, folder: Path) -> None:
    """Raise CannotStart where the disk is too full to begin."""
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < LEAST_FREE_MB:
        raise CannotStart(
            f"{name} has {free_mb} MB of disk left at {folder} and needs {LEAST_FREE_MB}: "
            "free some or set LIVEBET_HOME to a folder on another disk"
        )


@contextmanager
def locked(name: str, folder: Path) -> Iterator[int]:
    """Hold a server's folder; handed to the server, the descriptor holds it for the server's lifetime.

    A server whose parent was killed is on its way out: it is waited for.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + _LOCK_WAIT_S
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"{name} already runs on {folder}: stop it (livebet down) or set LIVEBET_HOME"
                )
            time.sleep(_POLL_S)
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def die_with_parent(sent: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program, so that the kernel signals it when the starting thread ends."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_kernel() -> None:
        library.prctl(_PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    held: int,
    stop_signal: signal.Signals,
    account: Account | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own; the kernel signals it when the starting thread ends."""
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(held,),
            preexec_fn=die_with_parent(stop_signal),
            **run_as(account),
        )


class RunAs(TypedDict):
    """The arguments of `subprocess` that choose an account."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


def run_as(account: Account | None) -> RunAs:
    """What makes `subprocess` change to an account; None stays who we are."""
    if account is None:
        return {"user": None, "group": None, "extra_groups": None}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def await_ready(
    name: str, process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path, wait_s: float
) -> None:
    """Return once `ready` says so; raise CannotStart, the server gone, if it ends or takes too long."""
    deadline = time.monotonic() + wait_s
    while not ready():
        if process.poll() is not None:
            raise CannotStart(f"{name} ended as it started: {last_words(log)} (more in {log})")
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise CannotStart(f"{name} is not ready after {wait_s:.0f} s: {last_words(log)} (more in {log})")
        time.sleep(_POLL_S)


def last_words(log: Path) -> str:
    """The last line of a log that tells of an error, else its last line."""
    lines = [line for line in log.read_text("utf-8", "replace")[-8_000:].splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror" in line]
    return (telling or lines or ["it said nothing"])[-1].strip()
