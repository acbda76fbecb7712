"""Redis and PostgreSQL that the settings name, and those of a home."""

import json
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cli.faults import Fault
from cli.runner import champion
from cli.runner.ready import wait_until_ready
from cli.runner.servers import (
    create_databases,
    reach_database,
    reach_redis,
    sibling,
    start_stores,
    with_driver,
)
from livebet.domain.games import Sport
from livebet.embedded.postgres import PostgresServer
from livebet.embedded.server import Server, free_port
from livebet.settings import Settings

pytestmark = pytest.mark.servers


def test_servers_that_the_settings_name_are_used_and_get_their_databases(
    tmp_path: Path, redis_server: Server, postgres_server: PostgresServer
) -> None:
    url = postgres_server.url_of("postgres")
    named = Settings(home=tmp_path, redis_url=redis_server.url, database_url=url)
    with ExitStack() as stack:
        stores = start_stores(named, stack)
    assert stores.pids == {}
    assert (stores.redis_url, stores.database_url) == (redis_server.url, url)
    assert reach_database(stores.mlflow_url) is None
    assert reach_database(stores.dagster_url) is None
    assert postgres_server.password not in repr(stores)


def test_a_database_is_created_once(postgres_server: PostgresServer) -> None:
    url = postgres_server.url_of("postgres")
    create_databases(url, ("beside",))
    create_databases(url, ("beside",))
    assert reach_database(sibling(url, "beside")) is None


def test_a_server_that_cannot_be_reached_is_a_fault_that_names_its_setting(tmp_path: Path) -> None:
    away = f"redis://127.0.0.1:{free_port()}/0"
    with ExitStack() as stack, pytest.raises(Fault, match="LIVEBET_REDIS_URL cannot be reached"):
        start_stores(Settings(home=tmp_path, redis_url=away, database_url="postgresql://x/y"), stack)


def test_a_fault_of_the_database_does_not_tell_the_password(postgres_server: PostgresServer) -> None:
    wrong = postgres_server.url_of("no_such_database")
    told = reach_database(wrong)
    assert told is not None
    assert "no_such_database" in told
    assert postgres_server.password not in told


def test_an_address_that_is_none_is_told_and_not_raised() -> None:
    assert reach_redis("http://nowhere") is not None
    assert reach_database("postgresql://nowhere.invalid/x") is not None


def test_the_driver_is_named_whatever_the_address_says() -> None:
    assert with_driver("postgresql+asyncpg://u:p@h:1/d") == "postgresql+psycopg2://u:p@h:1/d"


class Registry(BaseHTTPRequestHandler):
    """Answers as MLflow does: health, and an alias that is there or not."""

    version: str | None = None

    def do_GET(self) -> None:
        known = self.path == "/health" or self.version is not None
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(json.dumps({"model_version": {"version": self.version}}).encode())

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def registry():
    server = HTTPServer(("127.0.0.1", 0), Registry)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    Registry.version = None


def test_the_champion_is_the_version_that_the_alias_names(registry: int, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, mlflow_port=registry)
    assert champion.version_of_champion(settings, Sport.NBA) is None
    Registry.version = "7"
    assert champion.version_of_champion(settings, Sport.NBA) == "7"


def test_readiness_is_said_and_silence_is_a_fault(registry: int) -> None:
    said: list[str] = []
    wait_until_ready({"mlflow": f"http://127.0.0.1:{registry}/health"}, lambda: None, said.append, 5)
    assert [line.split(" (")[0] for line in said] == ["  mlflow is ready"]
    with pytest.raises(Fault, match="gateway did not answer in 0 s"):
        wait_until_ready({"gateway": f"http://127.0.0.1:{free_port()}/"}, lambda: None, said.append, 0)
