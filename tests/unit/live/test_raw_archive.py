"""The archive of raw payloads: what was put is read, in order, whatever happened to the process."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.archive.reader import days, files, read
from livebet.archive.records import Archived, folder
from livebet.archive.retention import prune
from livebet.archive.writer import ArchiveWriter

AT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
DAY = AT.date()


def payload(number: int, feed: str = "espn", *, seconds: float = 0.0, body: bytes = b"") -> Archived:
    return Archived(
        feed=feed,
        target=f"https://site.example/summary?event={number}",
        session=str(number),
        received_at=AT + timedelta(seconds=seconds),
        payload=body or b'{"plays": [%d]}' % number,
    )


async def written(under: Path, *batches: list[Archived]) -> None:
    writer = ArchiveWriter(under)
    for batch in batches:
        for record in batch:
            writer.put(record)
        await writer.flush()
    await writer.close()


async def test_what_was_put_is_read_as_it_came(tmp_path: Path) -> None:
    batches = [[payload(1), payload(2, seconds=1)], [payload(3, seconds=2, body=os.urandom(300_000))]]
    await written(tmp_path, *batches)
    assert list(read(tmp_path, DAY)) == [*batches[0], *batches[1]]
    assert [str(path.relative_to(tmp_path)) for path in files(tmp_path, DAY)] == [
        "espn/2026-11-22/17.3000000000.mpk.zst"
    ]


async def test_feeds_come_in_the_order_in_which_their_payloads_came(tmp_path: Path) -> None:
    first, second, third = payload(1), payload(2, "nba_cdn", seconds=1), payload(3, seconds=2)
    await written(tmp_path, [first, third, second])
    assert list(read(tmp_path, DAY)) == [first, second, third]
    assert list(read(tmp_path, DAY, ["nba_cdn"])) == [second]
    assert list(read(tmp_path, date(2026, 11, 21))) == []


async def test_readers_of_one_feed_that_were_out_of_step_are_put_in_order(tmp_path: Path) -> None:
    early, late = payload(1, seconds=1), payload(2, seconds=3)
    await written(tmp_path, [late, early])
    assert list(read(tmp_path, DAY)) == [early, late]


async def test_a_new_hour_and_a_new_process_begin_files_of_their_own(tmp_path: Path) -> None:
    evening, midnight = payload(1), payload(2, seconds=3600 * 7)
    await written(tmp_path, [evening, midnight])
    await written(tmp_path, [evening])
    assert [path.name for path in files(tmp_path, DAY)] == [
        "17.3000000000.1.mpk.zst", "17.3000000000.mpk.zst",
    ]  # fmt: skip
    assert list(read(tmp_path, DAY)) == [evening, evening]
    assert list(read(tmp_path, date(2026, 11, 23))) == [midnight]
    assert days(tmp_path) == [DAY, date(2026, 11, 23)]


async def test_a_killed_process_leaves_everything_that_was_flushed(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path)
    writer.put(payload(1))
    await writer.flush()
    writer.put(payload(2))
    assert list(read(tmp_path, DAY)) == [payload(1)]


@settings(max_examples=40, deadline=None)
@given(cut=st.floats(min_value=0.0, max_value=1.0))
async def test_a_torn_tail_is_read_up_to_the_last_whole_record(
    tmp_path_factory: pytest.TempPathFactory, cut: float
) -> None:
    under = tmp_path_factory.mktemp("torn")
    put = [payload(number, body=os.urandom(2_000)) for number in range(20)]
    await written(under, put[:10], put[10:])
    (path,) = files(under, DAY)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])
    found = list(read(under, DAY))
    assert found == put[: len(found)]
    assert len(found) >= int(20 * cut) - 11


async def test_a_file_of_something_else_is_passed_over(tmp_path: Path) -> None:
    await written(tmp_path, [payload(1)])
    place = folder(tmp_path, "espn", AT)
    (place / "17.garbage.mpk.zst").write_bytes(b"\x00garbage\xff" * 40)
    (place / "18.empty.mpk.zst").touch()
    assert list(read(tmp_path, DAY)) == [payload(1)]


async def test_repeated_answers_take_little_room(tmp_path: Path) -> None:
    body = os.urandom(50_000)
    await written(tmp_path, *([payload(number, body=body)] for number in range(20)))
    (path,) = files(tmp_path, DAY)
    assert path.stat().st_size < 3 * len(body)


async def test_what_waits_is_bounded_and_what_was_given_up_is_counted(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, waiting_at_most=250)
    for number in range(4):
        writer.put(payload(number, body=bytes(100)))
    assert (writer.waiting_bytes, writer.given_up) == (200, 2)
    await writer.close()
    assert [record.session for record in read(tmp_path, DAY)] == ["2", "3"]


async def test_a_disk_that_takes_nothing_is_told_and_a_later_flush_goes_on(tmp_path: Path) -> None:
    in_the_way = tmp_path / "raw"
    in_the_way.write_text("a file where the folder should be")
    writer = ArchiveWriter(in_the_way)
    writer.put(payload(1))
    with pytest.raises(OSError, match="raw"):
        await writer.flush()
    assert (writer.given_up, writer.waiting_bytes) == (1, 0)
    in_the_way.unlink()
    writer.put(payload(2))
    await writer.close()
    assert list(read(in_the_way, DAY)) == [payload(2)]


async def test_a_disk_that_fails_in_the_middle_leaves_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ArchiveWriter(tmp_path)
    writer.put(payload(1))
    await writer.flush()
    writer.put(payload(2, "nba_cdn"))
    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        patched.setattr(Path, "open", _no_space)
        await writer.flush()
    writer.put(payload(3, seconds=1))
    await writer.close()
    assert [record.session for record in read(tmp_path, DAY)] == ["1", "3"]


def _no_space(*_: object) -> None:
    raise OSError("no space left on device")


async def test_days_out_of_retention_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    await written(tmp_path, [payload(1, seconds=-86_400 * 2), payload(2, seconds=-86_400), payload(3)])
    (tmp_path / "espn" / "notes").mkdir()
    assert prune(tmp_path, DAY, keep_days=2) == [date(2026, 11, 20)]
    assert days(tmp_path) == [date(2026, 11, 21), DAY]
    assert (tmp_path / "espn" / "notes").is_dir()


def test_no_name_leads_out_of_the_archive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no feed"):
        folder(tmp_path, "../elsewhere", AT)


def test_a_payload_is_not_shown() -> None:
    assert "plays" not in repr(payload(1))
