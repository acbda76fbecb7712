"""A real `livebet up` in a home of its own: trained, replayed, summed up, stopped, gone on with."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from livebet.embedded import postgres
from livebet.settings import ROOT, environment

pytestmark = [pytest.mark.servers, pytest.mark.slow]

FIRST_RUN_SECONDS = 1200
START_SECONDS = 240
STOP_SECONDS = 60
BEHIND_METRICS = 3
"""Processes that tell metrics on the ports behind the first."""
SHORT = ("--minutes", "4", "--games", "2", "--speed", "30")
WHOLE = ("--games", "2", "--speed", "10")
"""Longer than any test: its games are still on when a test looks."""


@dataclass
class Installation:
    """A home with ports of its own."""

    home: Path
    variables: dict[str, str]

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "cli", *words]

    @contextmanager
    def started(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """A command that runs meanwhile; whatever a test finds, it does not outlive it."""
        with (self.home / "screen.txt").open("ab") as out:
            process = subprocess.Popen(
                self.command(*words), env=environment(self.variables), cwd=ROOT, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(STOP_SECONDS)

    def run(self, *words: str, bound: float = STOP_SECONDS) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), env=environment(self.variables), cwd=ROOT, capture_output=True, text=True,
            timeout=bound, check=False,
        )  # fmt: skip

    def screen(self) -> str:
        return (self.home / "screen.txt").read_text()

    def reached(self, mark: str, up: subprocess.Popen[bytes]) -> bool:
        """Whether this run, and not one before it, has got there."""
        record = json.loads((self.home / "run.json").read_text())
        return record["pid"] == up.pid and mark in record["marks"]

    def left(self) -> list[str]:
        """The processes that carry this home in their environment."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("LIVEBET_HOME") == str(self.home):
                    found.append(" ".join(process.cmdline()))
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


def wait_for(condition: Callable[[], object], bound: float, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + bound
    while not condition():
        assert running.poll() is None, "it ended early"
        assert time.monotonic() < deadline
        time.sleep(0.2)


def free_row(count: int) -> int:
    """The first of so many free ports in a row, below those that the kernel gives to connections.

    A run takes minutes before it opens the last of them, and one of the kernel's may be taken by then.
    """
    for first in range(20_000 + os.getpid() % 8_000, 32_000, count):
        if all(is_free(first + place) for place in range(count)):
            return first
    raise RuntimeError(f"no {count} ports in a row are free")


def is_free(port: int) -> bool:
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    home = Path(tempfile.mkdtemp(prefix="livebet-e2e-"))
    home.chmod(0o711)
    names = ("REDIS", "POSTGRES", "GATEWAY", "DAGSTER", "MLFLOW", "SERVING", "METRICS")
    first = free_row(len(names) + BEHIND_METRICS)
    ports = {f"LIVEBET_{name}_PORT": str(first + place) for place, name in enumerate(names)}
    made = Installation(home, {"LIVEBET_HOME": str(home), "LIVEBET_FIRST_RUN_SECONDS": "20", **ports})
    yield made
    made.run("down", bound=120)
    postgres.erase(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def first_run(installation: Installation) -> Installation:
    """After a first run: a champion was trained and a short slate replayed."""
    with installation.started("up", *SHORT, "--exit-when-done") as up:
        status = up.wait(FIRST_RUN_SECONDS)
    assert status == 0, installation.screen()
    return installation


def test_a_slate_is_replayed_through_the_whole_platform_and_summed_up(first_run: Installation) -> None:
    summary = json.loads((first_run.home / "summary.json").read_text())
    assert (summary["games"], summary["simulated_games"]) == (6, 4)
    assert summary["plays"] > 4
    assert summary["quotes"] > 50
    assert summary["predictions"] > 4
    assert summary["model_versions"] == ["mlb 1", "nba 1", "nfl 1"]
    assert summary["refusals"] == {}
    quality = summary["prediction_quality"]["nfl"]
    assert 0 < quality["rows"] < summary["predictions"]
    assert {"model", "anchor: always 50 %", "anchor: expected margin before kickoff"} < set(quality)
    assert 0 <= quality["model"]["brier"] <= 1
    assert all(p50 <= p99 for p50, p99 in summary["latency_ms"].values())
    assert "claim of profit" in summary["note"]


def test_a_run_that_ended_has_left_no_process(first_run: Installation) -> None:
    assert first_run.left() == []


def test_the_screen_shows_addresses_a_token_and_the_games(first_run: Installation) -> None:
    screen = first_run.screen()
    gateway = f"http://127.0.0.1:{first_run.variables['LIVEBET_GATEWAY_PORT']}/"
    assert f"{gateway}#token=eyJ" in screen
    assert "ticks/s" in screen
    assert "nfl predictions against results" in screen


def test_no_log_holds_a_token_or_a_password(first_run: Installation) -> None:
    record = json.loads((first_run.home / "postgres.json").read_text())
    for log in (first_run.home / "logs").iterdir():
        text = log.read_text(errors="replace")
        assert "eyJ" not in text, log
        assert record["password"] not in text, log


def test_the_same_home_goes_on_and_ctrl_c_stops_everything(first_run: Installation) -> None:
    with first_run.started("up", *WHOLE) as up:
        wait_for(lambda: first_run.reached("first_prediction", up), START_SECONDS, up)
        again = first_run.run("up")
        assert again.returncode == 1
        assert again.stderr.startswith(
            f"livebet: a run is up already in {first_run.home}: `livebet down` stops it"
        )
        doctor = first_run.run("doctor")
        assert doctor.returncode == 0, doctor.stdout
        token = first_run.run("token").stdout.strip()
        gateway = f"http://127.0.0.1:{first_run.variables['LIVEBET_GATEWAY_PORT']}"
        answer = httpx.get(f"{gateway}/live/games/active", headers={"Authorization": f"Bearer {token}"})
        assert {game["sport"] for game in answer.json()} == {"nfl", "nba", "mlb"}
        os.killpg(up.pid, signal.SIGINT)
        assert up.wait(STOP_SECONDS) == 0
        assert first_run.left() == []


def test_down_stops_a_run_from_another_terminal(first_run: Installation) -> None:
    with first_run.started("up", *WHOLE) as up:
        wait_for(lambda: first_run.reached("ready", up), START_SECONDS, up)
        assert "up" in first_run.run("down", bound=2 * STOP_SECONDS).stdout
        assert up.wait(STOP_SECONDS) == 0
        assert first_run.left() == []
        assert first_run.run("down").stdout == "nothing is up\n"


def test_a_killed_run_leaves_nothing_that_down_does_not_end(first_run: Installation) -> None:
    with first_run.started("up", *WHOLE) as up:
        wait_for(lambda: first_run.reached("champion", up), START_SECONDS, up)
        up.kill()
        up.wait(STOP_SECONDS)
        assert first_run.run("down").returncode == 0
        assert first_run.left() == []
