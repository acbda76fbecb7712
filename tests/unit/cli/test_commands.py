import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.faults import Fault
from cli.main import app
from cli.up import check_slate
from livebet.settings import settings

COMMANDS = ["up", "down", "replay", "train", "score", "parse", "identity", "watch", "doctor", "token"]


def test_every_command_is_listed() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    assert [name for name in COMMANDS if name not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_gives_an_example(command: str) -> None:
    answer = CliRunner().invoke(app, [command, "--help"])
    assert answer.exit_code == 0
    assert f"livebet {command}" in answer.output


def test_an_expected_fault_is_one_line_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["livebet", "parse", "--feed", "nowhere", str(tmp_path / "a.json")])
    (tmp_path / "a.json").touch()
    with pytest.raises(SystemExit) as ended:
        app()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("livebet: no feed nowhere: --feed takes one of ")


def test_a_setting_that_does_not_fit_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["livebet", "doctor"])
    monkeypatch.setenv("LIVEBET_GATEWAY_PORT", "eighty")
    settings.cache_clear()
    with pytest.raises(SystemExit) as ended:
        app()
    settings.cache_clear()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(
        "livebet: LIVEBET_GATEWAY_PORT: Input should be a valid integer"
    )


def test_a_slate_that_there_is_none_of_is_refused_before_anything_starts() -> None:
    with pytest.raises(Fault, match="--slate: no slate 'nowhere'"):
        check_slate("nowhere")
    check_slate("2019-09-08")
