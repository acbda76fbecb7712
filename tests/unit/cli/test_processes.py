import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cli.faults import Fault
from cli.runner.home import RunRecord
from cli.runner.processes import Runner, read_procfile
from cli.runner.stopping import stop_family, stop_run
from livebet.settings import ROOT, environment

STUBBORN = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "child = subprocess.Popen(['sleep', '60'], start_new_session=True); "
    "print(child.pid, flush=True); time.sleep(60)"
)
"""A process that ignores TERM and whose child leads a session of its own."""


@pytest.fixture
def runner(tmp_path: Path):
    runner = Runner(tmp_path / "logs", environment({"GREETING": "hello"}), tmp_path)
    yield runner
    runner.stop()


def wait_for(condition, bound: float = 10.0) -> None:
    deadline = time.monotonic() + bound
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_output_goes_to_the_log_of_its_process_and_names_it(runner: Runner) -> None:
    runner.start("greeter", "echo $GREETING; exec sleep 60")
    wait_for(lambda: "greeter | hello" in runner.log("greeter").read_text())
    runner.check()


def test_a_process_that_ends_is_a_fault_with_its_status_and_the_end_of_its_log(runner: Runner) -> None:
    runner.start("unlucky", "echo the disk is full; exit 3")
    wait_for(lambda: runner.ended)
    with pytest.raises(
        Fault, match=r"unlucky ended with status 3; the end of .*unlucky.log:\n.*the disk is full"
    ):
        runner.check()


def test_a_process_that_may_end_is_a_fault_only_when_it_failed(runner: Runner) -> None:
    runner.start("feeder", "exit 0")
    wait_for(lambda: runner.ended)
    runner.check(may_end="feeder")
    with pytest.raises(Fault, match="feeder ended with status 0"):
        runner.check()


def test_a_job_is_heard_line_by_line_until_it_ends(runner: Runner) -> None:
    heard: list[str] = []
    runner.run_to_end("job", "echo season 2009; echo season 2010", heard.append)
    assert heard == ["season 2009", "season 2010"]
    with pytest.raises(Fault, match="job ended with status 7"):
        runner.run_to_end("job", "exit 7", heard.append)


def test_stopping_ends_a_process_that_ignores_it_and_the_child_that_left_its_session(runner: Runner) -> None:
    runner.start("stubborn", f'exec {sys.executable} -c "{STUBBORN}"')
    wait_for(lambda: "| " in runner.log("stubborn").read_text())
    child = int(runner.log("stubborn").read_text().split("| ")[1])
    stop_family(set(runner.pids.values()), term_seconds=0.5)
    wait_for(lambda: not psutil.pid_exists(child))
    assert not psutil.pid_exists(runner.pids["stubborn"])


def test_stopping_leaves_others_alone(runner: Runner) -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as other:
        runner.start("sleeper", "exec sleep 60")
        runner.stop()
        assert other.poll() is None
        other.kill()


def test_the_procfile_names_every_process_of_a_run() -> None:
    assert list(read_procfile(ROOT / "Procfile")) == [
        "mlflow", "serving", "decide", "record", "review", "gateway", "dagster-webserver", "dagster-daemon",
        "ingest", "live",
    ]  # fmt: skip


def test_a_run_that_ended_but_whose_starter_has_not_asked_after_it_is_not_waited_for() -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as run:
        record = RunRecord(run.pid, psutil.Process(run.pid).create_time())
        began = time.monotonic()
        assert stop_run(record, bound_seconds=30) == ["up"]
        assert time.monotonic() - began < 10
        assert run.wait() == -signal.SIGTERM
