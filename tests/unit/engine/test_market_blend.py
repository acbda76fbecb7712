"""The market beside a forecast: what is blended, when there is nothing to blend, what it never touches."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Side
from livebet.domain.markets import MarketStatus
from livebet.domain.messages import Finding, PredictionUpdate, ValueBet, ValueBetSettled, ValueBetWithdrawn
from livebet.domain.plays import ScoreChange, ScoreKind
from livebet.engine import EngineConfig
from livebet.engine.blended import blended

CHANCE = st.floats(0.0, 1.0)
TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


def logit(probability):
    return log(probability / (1.0 - probability))


def of(kind, said):
    return [one for one in said if isinstance(one, kind)]


def update_of(said):
    (update,) = of(PredictionUpdate, said)
    return update


def test_a_blend_averages_log_odds_by_the_share():
    said = blended(0.7, 0.6, 0.25)

    assert said == pytest.approx(1 / (1 + exp(-(0.25 * logit(0.7) + 0.75 * logit(0.6)))))


@given(CHANCE, CHANCE, CHANCE)
def test_a_blend_lies_between_model_and_market_and_its_ends_are_theirs(model, market, share):
    said = blended(model, market, share)

    assert min(model, market) - 2e-6 <= said <= max(model, market) + 2e-6
    assert blended(model, market, 1.0) == pytest.approx(model, abs=2e-6)
    assert blended(model, market, 0.0) == pytest.approx(market, abs=2e-6)


@given(CHANCE, CHANCE, CHANCE)
def test_the_blend_of_the_other_sides_chances_is_the_other_sides_blend(model, market, share):
    assert blended(1 - model, 1 - market, share) == pytest.approx(1 - blended(model, market, share), abs=1e-9)


def test_nothing_is_blended_without_a_market_or_a_share():
    assert (blended(0.7, None, 0.5), blended(0.7, 0.6, None)) == (None, None)


def test_an_update_tells_the_median_bookmaker_and_the_blend(table):
    for bookmaker, home, away in (("sim:a", 1.9, 1.9), ("sim:b", 1.6, 2.4), ("sim:c", 1.4, 3.0)):
        table.quotes(1, home, away, bookmaker)
    table.play(10, 1)

    update = update_of(table.predict(0.7, share=0.25))

    assert update.market == pytest.approx(0.6, abs=0.01)
    assert update.blended == blended(0.7, update.market, 0.25)


def test_an_update_tells_no_blend_where_nobody_learnt_a_share(table):
    table.quotes(1, 1.9, 1.9)
    table.play(10, 1)

    update = update_of(table.predict(0.7))

    assert (update.market, update.blended) == (pytest.approx(0.5), None)


@pytest.mark.parametrize(
    ("second", "suspended"),
    [pytest.param(5, True, id="suspended"), pytest.param(500, False, id="stale")],
)
def test_a_market_that_is_suspended_or_stale_is_no_market(table, second, suspended):
    table.quotes(1, 1.9, 1.9)
    if suspended:
        table.status(2, MarketStatus.SUSPENDED)
    table.play(second, 1)

    update = update_of(table.predict(0.7, share=0.25))

    assert (update.market, update.blended) == (None, None)


def test_a_quote_from_before_a_touchdown_is_not_blended_and_one_from_after_it_is(table):
    table.quotes(1, 1.9, 1.9)
    table.play(10, 1, TOUCHDOWN)
    before = update_of(table.predict(0.8, share=0.25))
    table.quotes(20, 1.4, 3.0)
    table.play(30, 2)
    after = update_of(table.predict(0.81, share=0.25))

    assert (before.market, before.blended) == (None, None)
    assert after.market == pytest.approx(0.68, abs=0.02)


def bets(tables, share):
    """All that is said of value bets in a game whose model and market disagree, by the share."""
    table = tables(EngineConfig())
    table.listed()
    said = []
    for second, home, away, ours in ((10, 2.0, 1.9, 0.6), (40, 2.05, 1.85, 0.58), (70, 1.5, 2.6, 0.6)):
        said += table.quotes(second - 5, home, away) + table.play(second, second)
        said += table.predict(ours, share=share) + table.quotes(second + 1, home, away)
    return of((ValueBet, ValueBetWithdrawn, ValueBetSettled, Finding), said)


def test_a_value_bet_is_judged_by_the_pure_probability_whatever_the_blend_says(tables):
    """With share 0 the blend is the market's own price, against which no bet would be worth anything."""

    def told(share):
        return [
            (type(one), getattr(one, "edge", None), getattr(one, "recommended_stake", None), one.offset)
            for one in bets(tables, share)
        ]

    pure = told(None)

    assert next(one[1] for one in pure if one[0] is ValueBet) == pytest.approx(0.6 * 2.0 - 1)
    assert told(0.0) == told(0.16) == pure
