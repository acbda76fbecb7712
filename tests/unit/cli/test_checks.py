import socket
from importlib import metadata
from pathlib import Path

from cli.runner.checks import (
    Check,
    check_disk,
    check_open_files,
    check_ports,
    check_python,
    check_versions,
    ports_of,
)
from livebet.settings import Settings


def test_this_python_is_the_tested_one() -> None:
    assert check_python().passed


def test_a_taken_port_is_named_with_the_setting_that_mends_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert check_ports({"LIVEBET_METRICS_PORT + 1": port}) == [
            Check(
                f"port {port}",
                False,
                "LIVEBET_METRICS_PORT + 1: taken",
                "stop what listens there, or set LIVEBET_METRICS_PORT to another port",
            )
        ]
        assert check_ports({"LIVEBET_GATEWAY_PORT": port}, own=True)[0].passed


def test_too_little_disk_names_the_setting_and_looks_where_the_folder_will_be(tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet" / "there"
    assert check_disk(home, need_mib=1).passed
    check = check_disk(home, need_mib=2**40)
    assert not check.passed
    assert check.mend.endswith("or set LIVEBET_HOME to a folder with space")


def test_too_few_open_files_names_the_command_that_mends_it() -> None:
    check = check_open_files(need=2**40)
    assert not check.passed
    assert check.mend.startswith(f"ulimit -n {2**40}")


def test_a_server_that_the_settings_name_needs_no_port() -> None:
    own = ports_of(Settings(home=Path("x"), redis_url=None, database_url=None))
    named = ports_of(Settings(home=Path("x"), redis_url="redis://h/0", database_url="postgresql://h/d"))
    assert set(own) - set(named) == {"LIVEBET_REDIS_PORT", "LIVEBET_POSTGRES_PORT"}


def test_a_package_of_another_version_is_named(tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("typer==0.0.1\nnever-installed==1.0\npip==0.1\n")
    check = check_versions(constraints)
    assert check.found == f"typer {metadata.version('typer')} for 0.0.1"
    assert check.mend == "rm -r .venv; make run"
