import os
from pathlib import Path

import pytest

from cli.faults import Fault
from cli.runner.home import RunRecord, created_at, locked, read_record, running


def test_a_second_run_of_one_home_is_refused_with_what_mends_it(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(Fault, match="`livebet down` stops it"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_a_home_that_cannot_be_made_is_refused_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Fault, match="LIVEBET_HOME"), locked(tmp_path / "file" / "home"):
        pass


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record = RunRecord(os.getpid(), created_at(os.getpid()) or 0.0, marks={"ready": 12.5})
    record.add("self", os.getpid())
    record.write(tmp_path)
    assert read_record(tmp_path) == record
    assert running(tmp_path) == record


def test_a_process_with_the_same_id_that_began_at_another_time_is_not_the_run(tmp_path: Path) -> None:
    RunRecord(os.getpid(), 1.0).write(tmp_path)
    assert running(tmp_path) is None


def test_a_process_that_is_gone_is_not_recorded() -> None:
    record = RunRecord(1, 1.0)
    record.add("gone", 2**22 - 3)
    assert record.processes == {}
