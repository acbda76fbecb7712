from livebet.feeds.tellings import Tellings


def test_a_play_told_first_or_told_again_alike_is_no_correction() -> None:
    tellings = Tellings()
    assert [tellings.revision("7", "a shot") for _ in range(3)] == [0, 0, 0]


def test_every_change_of_a_play_is_one_revision_more_even_a_change_back() -> None:
    tellings = Tellings()
    assert [tellings.revision("7", words) for words in ("a shot", "a dunk", "a shot")] == [0, 1, 2]


def test_a_play_that_is_told_no_more_vanished_once() -> None:
    tellings = Tellings()
    for play_id in ("7", "8", "9"):
        tellings.revision(play_id, "a shot")
    assert tellings.vanished(["7"]) == ["8", "9"]
    assert tellings.vanished(["7"]) == []


def test_a_play_that_comes_back_is_a_correction() -> None:
    tellings = Tellings()
    tellings.revision("7", "a shot")
    tellings.take_back("7")
    assert tellings.revision("7", "a shot") == 1
