"""Slates of the reserved season."""

from datetime import UTC, datetime

import pytest

from livebet.feeds.slates import NoSuchSlateError, find, load, next_slate, slates

ALL = slates()


def test_the_first_early_window_of_2019_is_seven_games() -> None:
    slate = next_slate(ALL, ())
    assert (slate.name, slate.week, slate.kickoff) == (
        "2019-09-08-1300",
        1,
        datetime(2019, 9, 8, 17, tzinfo=UTC),
    )
    assert slate.eids == tuple(f"201909080{n}" for n in range(7))


def test_each_of_the_seventeen_sundays_has_one_and_each_recorded_game_lies_in_a_slate() -> None:
    assert [slate.week for slate in ALL if slate.is_sunday_early] == list(range(1, 18))
    assert sum(len(slate.eids) for slate in ALL) == 267


def test_finished_slates_are_passed_over_until_all_are_finished() -> None:
    early = [slate.name for slate in ALL if slate.is_sunday_early]
    assert next_slate(ALL, early[:2]).name == "2019-09-22-1300"
    assert next_slate(ALL, early).name == early[0]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("2019-09-08-1300", "2019-09-08-1300"),
        ("2019-09-08", "2019-09-08-1300"),
        ("11", "2019-11-17-1300"),
        ("2019-11-28-1230", "2019-11-28-1230"),
        ("2020-02-02", "2020-02-02-1830"),
    ],
)
def test_a_slate_is_found_by_name_date_or_week(asked: str, name: str) -> None:
    assert find(asked, ALL).name == name


@pytest.mark.parametrize("asked", ["2019-09-07", "18", "week one", " "])
def test_what_is_no_slate_is_refused_with_an_example(asked: str) -> None:
    with pytest.raises(NoSuchSlateError, match="2019-09-08"):
        find(asked, ALL)


def test_a_replayed_game_is_a_game_of_its_own() -> None:
    slate = ALL[0]
    first, second = (load(slate, replay_id, lambda game: None).games[0].game for replay_id in ("one", "two"))
    assert first.native_id == second.native_id == slate.eids[0]
    assert first.game_id != second.game_id
