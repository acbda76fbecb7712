"""Real servers for the tests: one Redis and one PostgreSQL a session, both clean for every test."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg2
import pytest
import redis as redis_client
from psycopg2 import sql

from livebet.embedded import postgres, redis, server
from livebet.settings import ROOT
from livebet.storage import migrate

_TEMPLATE = "template_migrated"
_NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
}
_numbers = count(1)


@pytest.fixture(scope="session")
def server_home() -> Iterator[Path]:
    """A folder that PostgreSQL's unprivileged user can reach too (pytest's own is closed to it)."""
    home = Path(tempfile.mkdtemp(prefix="livebet-tests-"))
    home.chmod(0o711)
    yield home
    postgres.erase(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_server(server_home: Path) -> Iterator[server.Server]:
    """One Redis for the whole session."""
    with redis.start(server_home, server.free_port()) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server(server_home: Path) -> Iterator[postgres.PostgresServer]:
    """One PostgreSQL for the whole session, with a migrated database to copy."""
    with postgres.start(
        server_home, server.free_port(), databases=(_TEMPLATE,), settings=_NOT_DURABLE
    ) as running:
        migrate.upgrade(running.url)
        yield running


@pytest.fixture
def redis_url(redis_server: server.Server) -> str:
    """An empty Redis."""
    with redis_client.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
def database_url(postgres_server: postgres.PostgresServer) -> Iterator[str]:
    """A database of this test's own, migrated and empty."""
    name = f"test_{next(_numbers)}"
    _administer(postgres_server, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, _TEMPLATE)
    yield postgres_server.url_of(name)
    _administer(postgres_server, "DROP DATABASE {} WITH (FORCE)", name)


def _administer(running: postgres.PostgresServer, statement: str, *names: str) -> None:
    connection = psycopg2.connect(running.url_of("postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    finally:
        connection.close()


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """The folder of recordings and data beside the checkout; None where it is not there."""
    beside = ROOT.parent / "shared"
    return beside if beside.is_dir() else None


@pytest.fixture(scope="session")
def needs_shared(shared: Path | None) -> Path:
    """That folder, or a skipped test."""
    if shared is None:
        pytest.skip("the recordings beside the checkout (../shared) are not here")
    return shared
