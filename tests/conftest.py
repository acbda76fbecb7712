"""Real servers for the tests: one Redis and one PostgreSQL a session, both clean for every test."""

import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg2
import pytest
import redis as redis_client
from psycopg2 import sql

from livebet.embedded import postgres, redis, server
from livebet.settings import ROOT, environment
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


@dataclass(frozen=True)
class Executed:
    """What an executed notebook shows: what it printed, its tables (rows by column), its pictures."""

    printed: str
    tables: list[list[dict[str, str]]]
    pictures: int

    @classmethod
    def of(cls, book: Any) -> "Executed":
        outputs = [one for cell in book.cells for one in cell.get("outputs", ())]
        shown = [one["data"] for one in outputs if "data" in one]
        return cls(
            "".join(one["text"] for one in outputs if one.get("name") == "stdout"),
            [_table(data["text/html"]) for data in shown if "<table" in data.get("text/html", "")],
            sum("image/png" in data for data in shown),
        )


def _table(html: str) -> list[dict[str, str]]:
    table = ElementTree.fromstring(html[html.index("<table") : html.index("</table>") + len("</table>")])
    names = ["".join(cell.itertext()) for cell in table.findall("./thead/tr[1]/th")]
    rows = ([cell.text or "" for cell in row] for row in table.findall("./tbody/tr"))
    return [dict(zip(names, row, strict=True)) for row in rows]


RunNotebook = Callable[..., Awaitable[Executed]]


@pytest.fixture
def run_notebook(tmp_path: Path) -> RunNotebook:
    """Executes a notebook in a kernel of this very interpreter; an error in a cell fails the test.

    `parameters` override those of its cell tagged `parameters`; `over` lies upon the environment, in which
    LIVEBET_HOME is this test's own folder.
    """
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbformat import read
    from nbformat.v4 import new_code_cell

    async def run(name: str, over: dict[str, str] | None = None, **parameters: object) -> Executed:
        book = read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        place = next(n for n, cell in enumerate(book.cells) if "parameters" in cell.metadata.get("tags", ()))
        told = "\n".join(f"{key} = {value!r}" for key, value in parameters.items())
        book.cells.insert(place + 1, new_code_cell(told))
        own = KernelSpecManager(kernel_dirs=[])
        kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=own)
        client = NotebookClient(book, km=kernel, timeout=300, resources={"metadata": {"path": tmp_path}})
        home = {"LIVEBET_HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")}
        await client.async_execute(cleanup_kc=True, env=environment(home | (over or {})))
        return Executed.of(book)

    return run
