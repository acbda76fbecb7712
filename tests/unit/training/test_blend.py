"""Weights of a blend: moved by games and by the market, never lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.ensemble.blend import BASE, DIFFUSION, MOMENTUM, Blend, losses

MEMBERS = (DIFFUSION, BASE, MOMENTUM)
LOGITS = st.lists(st.floats(-12.0, 12.0), min_size=3, max_size=3).map(np.array)
PRICE = st.floats(0.0, 1.0)


@st.composite
def blends(draw):
    """Blends of three members with any weights that the floor allows."""
    floor = draw(st.sampled_from((0.0, 0.05, 0.2)))
    raw = draw(st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3))
    spare = 1.0 - floor * len(raw)
    return Blend(MEMBERS, tuple(floor + spare * one / sum(raw) for one in raw), floor)


MOVES = st.lists(st.tuples(LOGITS, PRICE), min_size=1, max_size=30)


@given(blends(), MOVES, st.sampled_from((0.005, 0.5, 5.0)))
def test_the_market_leaves_weights_that_are_shares_of_one_above_the_floor(blend, moves, rate):
    for logits, price in moves:
        blend = blend.taught(logits, price, rate)

    assert sum(blend.weights) == pytest.approx(1.0)
    assert min(blend.weights) >= blend.floor - 1e-9


@given(blends(), LOGITS, PRICE)
def test_a_member_that_was_nearer_to_the_market_gains_on_one_that_was_farther(blend, logits, price):
    after = blend.taught(logits, price)
    told = losses(logits, price)

    for near in range(3):
        for far in range(3):
            at_floor = min(after.weights[near], after.weights[far]) <= blend.floor + 1e-9
            if told[near] < told[far] - 1e-9 and not at_floor:
                ratio = after.weights[near] / after.weights[far]
                assert ratio >= blend.weights[near] / blend.weights[far] * (1 - 1e-9)


@given(st.floats(-8.0, 8.0))
def test_the_loss_against_a_price_is_least_at_the_price(logit):
    price = 1.0 / (1.0 + np.exp(-logit))
    near, low, high = losses(np.array([logit, logit - 0.5, logit + 0.5]), price)

    assert near <= min(low, high)


def test_the_nearest_member_gains_the_most_weight():
    blend = Blend(MEMBERS, (0.4, 0.3, 0.3), 0.05)

    after = blend.taught(np.array([0.0, 1.0, 2.0]), 1 / (1 + np.exp(-2.0)), 0.5)

    assert after.weights[2] > 0.3
    assert after.weights[0] < 0.4
    assert after.weights[0] / after.weights[1] < 0.4 / 0.3


def test_a_hundred_moves_weigh_as_much_as_one_game():
    blend, logits = Blend(MEMBERS, (0.4, 0.3, 0.3), 0.05), np.array([0.0, 1.0, 2.0])
    moved = blend
    for _ in range(100):
        moved = moved.taught(logits, 0.8)

    told = losses(logits, 0.8).tolist()
    settled = blend.moved([dict(zip(MEMBERS, told, strict=True))])

    assert moved.weights == pytest.approx(settled.weights)
