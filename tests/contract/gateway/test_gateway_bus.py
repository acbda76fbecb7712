"""The gateway when its servers go away and come back, and as a process of its own."""

import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.tokens import Tokens, read_key
from livebet.domain.clock import SystemClock
from livebet.embedded import postgres, redis, server
from livebet.settings import ROOT, environment
from livebet.storage import migrate

pytestmark = pytest.mark.servers

GATEWAY = (sys.executable, "-m", "gateway")


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A folder that PostgreSQL's unprivileged user can reach."""
    home = Path(tempfile.mkdtemp(prefix="livebet-tests-"))
    home.chmod(0o711)
    yield home
    postgres.erase(home)
    shutil.rmtree(home, ignore_errors=True)


async def test_when_redis_comes_back_the_sockets_go_on_where_they_were(
    start_gateway: Any, story: Callable[..., Any], read: Any, wait_until: Any, tmp_path: Path
) -> None:
    port, tale = server.free_port(), story("2019102700")
    with redis.start(tmp_path, port) as first:
        gateway = await start_gateway(redis_url=first.url)
        await gateway.say(tale.state())
        hub = gateway.server.config.app.state.parts.hub
        async with gateway.socket(tale.game_id) as socket:
            await read(socket)
            first.stop()
            await wait_until(lambda: not hub.is_current)
            async with gateway.client() as client:
                assert (await client.get("/readyz")).status_code == 503
                assert (await client.get(f"/live/games/{tale.game_id}/state")).status_code == 200
            with redis.start(tmp_path, port):
                await gateway.say(tale.predicted(0.5))
                frame = await read(socket)
    assert (frame["message_type"], frame["offset"]) == ("prediction_update", 2)


async def test_while_postgresql_is_away_live_games_are_told_and_the_rest_says_try_again(
    start_gateway: Any, story: Callable[..., Any], open_home: Path
) -> None:
    tale, stored = story("2019102700"), story("2019102701")
    with postgres.start(open_home, server.free_port()) as database:
        migrate.upgrade(database.url)
        gateway = await start_gateway(database_url=database.url)
        await gateway.say(tale.state(), tale.predicted(0.5))
    async with gateway.client() as client:
        active = await client.get("/live/games/active")
        state = await client.get(f"/live/games/{tale.game_id}/state")
        unknown = await client.get(f"/live/games/{stored.game_id}/state")
        wish = await client.post("/live/alerts/subscribe", json={"sports": ["nfl"]})
    assert [game["game_id"] for game in active.json()] == [str(tale.game_id)]
    assert state.status_code == 200
    assert (unknown.status_code, unknown.headers["retry-after"]) == (503, "1")
    assert unknown.json()["detail"] == "the database does not answer: try again"
    assert wish.status_code == 503


async def test_as_a_process_it_serves_until_told_to_stop_and_logs_no_token(
    redis_url: str, database_url: str, tmp_path: Path, wait_until: Any
) -> None:
    port, log = server.free_port(), tmp_path / "gateway.log"
    ours = environment(
        {
            "LIVEBET_HOME": str(tmp_path),
            "LIVEBET_GATEWAY_PORT": str(port),
            "LIVEBET_REDIS_URL": redis_url,
            "LIVEBET_DATABASE_URL": database_url,
        }
    )
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(*GATEWAY, env=ours, cwd=ROOT, stderr=out)
    try:
        await wait_until(lambda: _ready(port), seconds=60)
        token = Tokens(read_key(tmp_path / "secret")).issue("ann", minutes=5, now=SystemClock().now())
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as client:
            held = await client.get("/live/games/active", headers={"Authorization": f"Bearer {token}"})
            in_url = await client.get("/live/games/active", params={"token": token})
    finally:
        process.send_signal(signal.SIGTERM)
        status = await process.wait()
    assert (held.status_code, held.json(), in_url.status_code, status) == (200, [], 401, 0)
    said = log.read_text()
    assert "GET /live/games/active?… HTTP/1.1" in said
    assert token not in said


async def test_without_its_servers_named_it_says_which_settings_are_missing(tmp_path: Path) -> None:
    bare = {name: value for name, value in environment({}).items() if not name.startswith("LIVEBET_")}
    process = await asyncio.create_subprocess_exec(
        *GATEWAY, env=bare, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert "LIVEBET_REDIS_URL and LIVEBET_DATABASE_URL" in said.decode()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", verify=False).status_code == 200
    except httpx.TransportError:
        return False
