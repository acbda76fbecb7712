"""What an offer is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.prices import Price
from livebet.odds.value import (
    edge,
    expected_value,
    fair_odds,
    kelly_fraction,
    lower_bound,
    recommended_stake,
)

prices = st.floats(1.001, 1000.0).map(Price)
shares = st.floats(0.0, 1.0)


def test_the_edge_is_the_gain_to_expect_of_one_unit():
    assert edge(0.55, Price(2.0)) == pytest.approx(0.10)
    assert expected_value(0.10, 50.0) == pytest.approx(5.0)


def test_kellys_own_example_stakes_the_edge_at_even_money():
    assert kelly_fraction(edge(0.55, Price(2.0)), Price(2.0)) == pytest.approx(0.10)


@given(shares, prices)
def test_kelly_never_bets_a_negative_edge_and_never_more_than_all(probability, price):
    gain = edge(probability, price)
    fraction = kelly_fraction(gain, price)
    assert fraction == 0.0 if gain <= 0.0 else 0.0 < fraction <= 1.0 + 1e-9


@given(shares, prices, st.floats(0.01, 1.0), shares, shares)
def test_a_stake_is_at_most_its_cap_and_shrinks_with_confidence(probability, price, multiplier, sure, cap):
    kelly = kelly_fraction(edge(probability, price), price)
    stake = recommended_stake(kelly, kelly_multiplier=multiplier, confidence=sure, cap=cap)
    surer = recommended_stake(kelly, kelly_multiplier=multiplier, confidence=1.0, cap=cap)
    assert 0.0 <= stake <= surer <= cap


@given(st.floats(0.001, 1.0))
def test_at_fair_odds_there_is_no_edge(probability):
    assert probability * fair_odds(probability) == pytest.approx(1.0)


@pytest.mark.parametrize("probability", [0.0, -0.1, 1.1, float("nan")])
def test_fair_odds_need_a_probability(probability):
    with pytest.raises(ValueError, match="fair odds need a probability"):
        fair_odds(probability)


@given(shares, shares, shares)
def test_doubt_lowers_a_probability_and_none_leaves_it(probability, confidence, doubt):
    assert 0.0 <= lower_bound(probability, confidence, doubt) <= probability
    assert lower_bound(probability, 1.0, doubt) == probability
