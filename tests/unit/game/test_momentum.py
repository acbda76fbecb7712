"""Momentum from the last plays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Side
from livebet.domain.plays import PlayKind
from livebet.game.momentum import Remembered, momentum
from livebet.game.sports.nfl_momentum import HALF_LIFE, MOMENTUM
from livebet.game.state import PlayMark

GAIN = PlayMark(Side.HOME, PlayKind.RUN, 6, True, 0, False, 1, 800)
SCORE = replace(GAIN, points=7)
PUNT = PlayMark(Side.AWAY, PlayKind.PUNT, 0, False, 0, False, 1, 700)

marks = st.builds(
    PlayMark,
    st.sampled_from(list(Side)),
    st.sampled_from(list(PlayKind)),
    st.integers(-20, 90),
    st.booleans(),
    st.sampled_from([-7, -6, -2, 0, 0, 0, 3, 6]),
    st.booleans(),
    st.integers(1, 5),
    st.integers(0, 900),
)


def test_before_the_first_play_nobody_has_momentum():
    assert momentum((), MOMENTUM) == 0.0


def test_a_touchdown_fades_by_half_in_its_half_life():
    fresh = momentum([SCORE], MOMENTUM)
    faded = momentum([SCORE, *[PUNT] * int(HALF_LIFE)], MOMENTUM)
    assert fresh == pytest.approx(0.793, abs=1e-3)
    assert faded == pytest.approx(0.493, abs=1e-3)


def test_a_lost_ball_goes_for_the_other_side():
    assert momentum([replace(GAIN, success=False, turnover=True)], MOMENTUM) < -0.5


@given(st.lists(marks, max_size=24))
def test_swapping_the_sides_mirrors_momentum_which_stays_within_one(recent):
    swapped = [replace(mark, side=mark.side.other) for mark in recent]
    assert momentum(swapped, MOMENTUM) == pytest.approx(-momentum(recent, MOMENTUM))
    assert -1.0 <= momentum(recent, MOMENTUM) <= 1.0


@given(st.lists(st.lists(marks, max_size=5).map(tuple), min_size=1, max_size=6), st.data())
def test_remembered_momentum_is_the_momentum(tuples, data):
    remembered = Remembered(MOMENTUM)
    for recent in data.draw(st.lists(st.sampled_from(tuples), max_size=12)):
        assert remembered(recent) == momentum(recent, MOMENTUM)
