from math import isnan

import pytest

from livebet.features.market import MARKET_FEATURES, market_row
from livebet.features.nfl import FEATURES


def test_the_consensus_is_the_middle_bookmaker_and_movement_is_since_the_opening() -> None:
    row = market_row({"a": 0.60, "b": 0.62, "c": 0.90}, opening=0.55)

    assert tuple(row) == MARKET_FEATURES
    assert row == {
        "market_home_probability": 0.62,
        "market_movement": pytest.approx(0.07),
        "market_bookmakers": 3.0,
        "market_simulated": 0.0,
    }


def test_a_simulated_bookmaker_marks_the_row() -> None:
    assert market_row({"a": 0.6, "sim:b": 0.6})["market_simulated"] == 1.0


def test_without_quotes_the_market_is_unknown() -> None:
    row = market_row({})

    assert isnan(row["market_home_probability"])
    assert row["market_bookmakers"] == 0.0


def test_the_champion_reads_nothing_of_the_market() -> None:
    assert not set(FEATURES) & set(MARKET_FEATURES)
