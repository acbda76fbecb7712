"""Settlement of bets on a final score."""

import pytest

from livebet.domain.games import Score
from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.odds.settlement import Outcome, settle

SPREAD, TOTAL = MarketKind.SPREAD, MarketKind.TOTAL


@pytest.mark.parametrize(
    ("market", "selection", "final", "outcome"),
    [
        (MONEYLINE, Selection.HOME, Score(24, 20), Outcome.WON),
        (MONEYLINE, Selection.AWAY, Score(24, 20), Outcome.LOST),
        (MONEYLINE, Selection.HOME, Score(20, 20), Outcome.PUSH),
        (Market(SPREAD, -3.5), Selection.HOME, Score(24, 20), Outcome.WON),
        (Market(SPREAD, -4.0), Selection.HOME, Score(24, 20), Outcome.PUSH),
        (Market(SPREAD, -4.5), Selection.AWAY, Score(24, 20), Outcome.WON),
        (Market(SPREAD, 2.5), Selection.HOME, Score(20, 24), Outcome.LOST),
        (Market(TOTAL, 43.5), Selection.OVER, Score(24, 20), Outcome.WON),
        (Market(TOTAL, 44.0), Selection.UNDER, Score(24, 20), Outcome.PUSH),
        (Market(TOTAL, 44.5), Selection.OVER, Score(24, 20), Outcome.LOST),
        (Market(SPREAD, -3.5, "first_half"), Selection.HOME, Score(24, 20), Outcome.VOID),
    ],
)
def test_the_final_score_settles(market, selection, final, outcome):
    assert settle(market, selection, final) is outcome
