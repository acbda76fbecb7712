"""The made wall clock over real recordings of the reserved season."""

from datetime import timedelta
from functools import cache
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.plays import PlayKind
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import recorded
from livebet.feeds.slates import slates
from livebet.feeds.wallclock import TimedPlay, reviewed
from livebet.feeds.wallclock.nfl import LENGTHS, time_plays

GAMES = [
    eid for slate in slates() if slate.is_sunday_early and slate.week in (1, 9, 17) for eid in slate.eids
]
OVERTIME_GAME = "2019090809"
"""Detroit at Arizona, tied after all of overtime."""


@cache
def recording(eid: str) -> Recording:
    found = recorded(eid)
    assert isinstance(found, Recording)
    return found


@cache
def timed(eid: str) -> tuple[TimedPlay, ...]:
    return tuple(time_plays(recording(eid).plays, recording(eid).game.kickoff))


def hours(eid: str) -> float:
    return (timed(eid)[-1].ended - recording(eid).game.kickoff).total_seconds() / 3600


@pytest.mark.parametrize("eid", GAMES)
def test_the_instants_of_a_game_strictly_increase(eid: str) -> None:
    instants = [at for item in timed(eid) for at in (item.began, item.ended) if at is not None]
    assert all(before < after for before, after in pairwise(instants))


@pytest.mark.parametrize("eid", GAMES)
def test_a_game_without_overtime_takes_about_three_hours(eid: str) -> None:
    if max(play.situation.period for play in recording(eid).plays) <= 4:
        assert 2.4 < hours(eid) < 3.83


def test_games_take_on_average_as_long_as_real_ones() -> None:
    assert mean(hours(eid) for eid in GAMES) == pytest.approx(3.12, abs=0.1)


def test_overtime_adds_to_it() -> None:
    assert 3.5 < hours(OVERTIME_GAME) < 4.3


def test_the_first_snap_is_at_the_kickoff() -> None:
    first = timed(GAMES[0])[0]
    assert (first.play.kind, first.began) == (PlayKind.KICKOFF, recording(GAMES[0]).game.kickoff)


def test_halftime_takes_about_a_quarter_of_an_hour() -> None:
    items = timed(GAMES[0])
    end = next(
        i
        for i, item in enumerate(items)
        if item.play.kind is PlayKind.PERIOD_END and item.play.situation.period == 2
    )
    resumes = next(item.began for item in items[end:] if item.began is not None)
    assert timedelta(minutes=13) < resumes - items[end].ended < timedelta(minutes=15)


def test_only_what_is_snapped_begins() -> None:
    assert {item.play.kind for item in timed(GAMES[0]) if item.began is None} == {
        PlayKind.TIMEOUT,
        PlayKind.PERIOD_END,
        PlayKind.GAME_END,
        PlayKind.OTHER,
    }
    assert all(item.play.kind in LENGTHS for item in timed(GAMES[0]) if item.began is not None)


def test_a_reviewed_play_is_told_when_the_review_is_over() -> None:
    lengths = {
        reviewed(item.play): (item.ended - item.began).total_seconds()
        for item in timed(GAMES[0])
        if item.began is not None and item.play.kind is PlayKind.PASS
    }
    assert lengths == {False: 6.0, True: 156.0}


@given(st.sampled_from(GAMES[:7]), st.integers(1, 150))
def test_a_cut_recording_tells_the_same_instants(eid: str, plays: int) -> None:
    cut = tuple(time_plays(recording(eid).plays[:plays], recording(eid).game.kickoff))
    assert cut == timed(eid)[:plays]
