"""What a simulated bookmaker makes of a fair probability, and its chance."""

from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.prices import Price
from livebet.feeds.bookmakers import (
    BOOKMAKERS,
    HIGHEST_PRICE,
    LOWEST_PRICE,
    Bookmaker,
    to_american,
    to_cents,
    to_ladder,
)
from livebet.feeds.noise import normal, uniform, wander


@given(st.sampled_from(BOOKMAKERS), st.floats(0.0, 1.0))
def test_a_price_is_always_within_its_bounds_and_never_better_than_fair(
    maker: Bookmaker, fair: float
) -> None:
    price = Price(maker.price(fair))
    assert LOWEST_PRICE <= price <= HIGHEST_PRICE
    assert price == LOWEST_PRICE or price * fair < 1.0


@given(st.sampled_from(BOOKMAKERS), st.floats(0.001, 0.99), st.floats(0.0, 0.009))
def test_the_likelier_pays_no_more(maker: Bookmaker, fair: float, more: float) -> None:
    assert maker.price(fair + more) <= maker.price(fair)


def test_an_even_market_carries_the_margin() -> None:
    implied = {maker.name: round(2.0 / maker.price(0.5) - 1.0, 3) for maker in BOOKMAKERS}
    assert implied == {
        "sim:atlas": 0.026,
        "sim:birch": 0.048,
        "sim:cobalt": 0.048,
        "sim:delta": 0.064,
        "sim:ember": 0.036,
    }


@pytest.mark.parametrize(
    ("price", "cents", "ladder", "american"),
    [
        (1.9149, 1.91, 1.9, 1.909),
        (2.4567, 2.45, 2.45, 2.45),
        (1.0549, 1.05, 1.05, 1.054),
        (7.777, 7.77, 7.5, 7.75),
        (50.99, 50.99, 50.0, 50.95),
    ],
)
def test_each_way_of_rounding_goes_down(price: float, cents: float, ladder: float, american: float) -> None:
    assert (to_cents(price), to_ladder(price), to_american(price)) == (cents, ladder, american)


def test_chance_depends_on_its_seed_and_key_alone() -> None:
    assert uniform("game", "birch", 1) == uniform("game", "birch", 1) == pytest.approx(0.4151, abs=1e-4)
    assert len({uniform(seed, key) for seed in ("a", "b") for key in range(100)}) == 200


def test_normal_chance_is_normal() -> None:
    drawn = [normal("game", number) for number in range(4000)]
    assert mean(drawn) == pytest.approx(0.0, abs=0.05)
    assert stdev(drawn) == pytest.approx(1.0, abs=0.05)


@given(st.floats(-500, 20_000))
def test_a_wandering_error_never_jumps(seconds: float) -> None:
    assert abs(wander("game", seconds + 1.0, 240.0) - wander("game", seconds, 240.0)) < 0.05
