"""What a card promises of a forecast."""

import msgspec
import pytest

from training.ensemble.calls import Calls, MarketShares
from training.ensemble.runner import EnsembleCard

CALLS = Calls({"0.85": 0.8, "0.9": 0.86}, {"0.85": 0.65, "0.9": 0.75})


@pytest.mark.parametrize(
    ("home", "reached", "called"),
    [
        (0.5, 0.0, 0.0),
        (0.66, 0.0, 0.85),
        (0.75, 0.0, 0.9),
        (0.8, 0.85, 0.9),
        (0.2, 0.85, 0.9),
        (0.14, 0.9, 0.9),
        (1.0, 0.9, 0.9),
    ],
)
def test_the_highest_promise_whose_threshold_the_likelier_side_reaches(home, reached, called):
    assert (CALLS.reached(home), CALLS.called(home)) == (reached, called)


def test_a_card_without_thresholds_calls_nothing():
    card = msgspec.json.decode(b'{"features": ["margin"]}', type=EnsembleCard)

    assert (card.calls.reached(0.99), card.calls.called(0.99), card.market.share(1)) == (0.0, 0.0, None)


def test_a_card_tells_its_calls_and_its_share_beside_the_market_by_phase():
    card = msgspec.json.decode(
        b'{"features": ["margin"], "learnt_from": "simulated seasons",'
        b' "calls": {"game": {"0.85": 0.83}, "plays": {"0.9": 0.7}, "frozen_on": [2019, 2020]},'
        b' "market": {"shares": {"1": 0.0, "4": 0.16}, "learnt_on": "200 games"}}',
        type=EnsembleCard,
    )

    assert (card.calls.reached(0.84), card.calls.called(0.84)) == (0.85, 0.9)
    assert [card.market.share(period) for period in (1, 3, 4, 5)] == [0.0, 0.0, 0.16, 0.16]
    assert card.learnt_from == "simulated seasons"


def test_a_share_is_a_share():
    with pytest.raises(ValueError, match=r"lie in \[0, 1\]"):
        MarketShares({"1": 1.2})
