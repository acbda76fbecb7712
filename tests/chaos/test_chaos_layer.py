"""What the layer does to things on their way, by the seed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.chaos.layer import Act, Delivery, Layer
from livebet.chaos.rates import CALM, Rates

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
SHARES = st.floats(0.0, 0.5)
RATES = st.builds(
    Rates, duplicate=SHARES, delay=SHARES, reorder=SHARES, drop=SHARES, corrupt=SHARES, freeze=SHARES
)


def rate(**named: float) -> Rates:
    return Rates(**{"duplicate": 0, "delay": 0, "reorder": 0, "drop": 0, "corrupt": 0, "freeze": 0, **named})


def disturbed(rates: Rates, seed: str, things: int = 200) -> tuple[Layer[int], list[Delivery[int]]]:
    layer: Layer[int] = Layer(rates, seed, lambda thing, _seed: -thing)
    taken = [
        one for n in range(1, things + 1) for one in layer.take("feed", NOON + timedelta(seconds=10 * n), n)
    ]
    return layer, [*taken, *layer.rest()]


def test_a_calm_layer_lets_all_through_as_it_came() -> None:
    layer, out = disturbed(CALM, "1")
    assert [(one.at, one.thing, one.whole) for one in out] == [
        (NOON + timedelta(seconds=10 * n), n, True) for n in range(1, 201)
    ]
    assert +layer.acts == {}


@given(rates=RATES, seed=st.text(max_size=8))
def test_the_same_seed_disturbs_alike(rates: Rates, seed: str) -> None:
    assert disturbed(rates, seed)[1] == disturbed(rates, seed)[1]


@given(rates=RATES, seed=st.text(max_size=8))
def test_everything_arrives_or_is_counted_as_dropped_and_nothing_before_its_time(
    rates: Rates, seed: str
) -> None:
    layer, out = disturbed(rates, seed)
    came = {abs(one.thing) for one in out}
    assert len(came) + layer.acts["feed", Act.DROPPED] == 200
    assert sum(not one.whole for one in out) == layer.acts["feed", Act.CORRUPTED]
    assert all(one.at >= NOON + timedelta(seconds=10 * abs(one.thing)) for one in out)
    assert all(one.whole is (one.thing > 0) for one in out)


def test_a_reordered_thing_comes_right_after_the_next() -> None:
    layer, out = disturbed(rate(reorder=0.2), "4")
    in_time = [one.thing for one in sorted(out, key=lambda one: one.at)]
    overtaken = [n for n in range(1, 200) if in_time.index(n) > in_time.index(n + 1)]
    assert layer.acts["feed", Act.REORDERED] >= len(overtaken) > 20
    assert sorted(in_time) == list(range(1, 201))


def test_a_frozen_feed_is_silent_and_then_tells_it_all_at_once() -> None:
    layer, out = disturbed(rate(freeze=0.3), "2")
    late = [one for one in out if one.at > NOON + timedelta(seconds=10 * one.thing)]
    assert len(late) == layer.acts["feed", Act.FROZEN] > 10
    assert {one.at.timestamp() % 180 for one in late} == {0.0}


def test_what_cannot_be_corrupted_stays_whole() -> None:
    layer: Layer[int] = Layer(rate(corrupt=0.5), "1", lambda _thing, _seed: None)
    assert all(layer.take("feed", NOON, n)[0].whole for n in range(50))
    assert layer.acts["feed", Act.CORRUPTED] == 0


@pytest.mark.parametrize("wrong", [-0.1, 0.6, float("nan")])
def test_a_rate_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"drop: a rate is from 0 to 0\.5"):
        rate(drop=wrong)
