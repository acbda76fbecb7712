"""Taking the margin out of a market."""

from itertools import pairwise
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.prices import Price
from livebet.odds.margin import METHODS, MarginMethod, implied, multiplicative, overround, power, shin

prices = st.floats(1.001, 1000.0).map(Price)
LARGEST_OVERROUND = 0.6
"""Nobody bets into more, and the power that takes such a margin out leaves longshots nothing at all."""
markets = st.lists(prices, min_size=2, max_size=6).filter(lambda odds: overround(odds) <= LARGEST_OVERROUND)
methods = st.sampled_from(list(MarginMethod))
two = st.lists(prices, min_size=2, max_size=2)


def test_the_overround_is_what_the_implied_probabilities_exceed_one_by():
    assert implied([Price(2.0), Price(1.6)]) == (0.5, 0.625)
    assert overround([Price(2.0), Price(1.6)]) == 0.125


def test_one_price_alone_is_no_market():
    with pytest.raises(ValueError, match="at least two selections"):
        implied([Price(2.0)])


def test_penaltyblogs_example_is_reproduced():
    odds = [Price(2.7), Price(2.3), Price(4.4)]
    assert multiplicative(odds) == pytest.approx(
        (0.35873803615739097, 0.4211272598369373, 0.22013470400567173), abs=1e-12
    )
    assert power(odds) == pytest.approx(
        (0.3591710998526432, 0.4237307529942109, 0.21709814715211412), abs=1e-9
    )
    assert shin(odds) == pytest.approx(
        (0.35934391959159157, 0.42324384818283234, 0.21741223222458853), abs=1e-9
    )


def test_the_shin_packages_examples_are_reproduced():
    three = shin([Price(2.6), Price(2.4), Price(4.3)])
    assert three == pytest.approx((0.37299406033208965, 0.4047794109200184, 0.2222265287474275), abs=1e-9)
    pair = shin([Price(1.5), Price(2.74)])
    assert pair == pytest.approx((0.6508515815085157, 0.3491484184914841), abs=1e-9)


@given(methods, markets)
def test_fair_probabilities_are_probabilities_and_sum_to_one(method, odds):
    fair = METHODS[method](odds)
    assert sum(fair) == pytest.approx(1.0, abs=1e-12)
    assert all(0.0 < probability < 1.0 for probability in fair)


@given(methods, markets)
def test_a_shorter_price_never_has_the_smaller_fair_probability(method, odds):
    fair = METHODS[method](odds)
    ranked = sorted(zip(odds, fair, strict=True))
    assert all(one[1] >= other[1] - 1e-12 for one, other in pairwise(ranked))


@given(methods, markets)
def test_with_a_margin_fair_odds_are_at_least_the_price(method, odds):
    if overround(odds) >= 0.0:
        fair = METHODS[method](odds)
        assert all(1.0 / one >= price * (1 - 1e-9) for one, price in zip(fair, odds, strict=True))


@given(methods, st.lists(st.floats(0.05, 1.0), min_size=2, max_size=5))
def test_a_market_without_margin_is_fair_already(method, weights):
    odds = [Price(max(sum(weights) / weight, nextafter(1.0, inf))) for weight in weights]
    assert METHODS[method](odds) == pytest.approx(implied(odds), abs=1e-6)


@given(markets.filter(lambda odds: overround(odds) > 0.0))
def test_longshots_carry_more_of_the_margin_than_in_proportion(odds):
    longest = max(range(len(odds)), key=lambda at: odds[at])
    assert power(odds)[longest] <= multiplicative(odds)[longest] + 1e-12


@given(two.filter(lambda odds: overround(odds) > 0.0))
def test_of_two_selections_shin_takes_the_same_from_each(odds):
    first, second = implied(odds)
    half = overround(odds) / 2.0
    if min(first, second) > half + 1e-6:
        assert shin(odds) == pytest.approx((first - half, second - half), abs=1e-6)
