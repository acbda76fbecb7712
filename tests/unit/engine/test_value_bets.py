"""When a quote is a value bet, how long it stands, and what becomes of it."""

from datetime import timedelta

import pytest

from livebet.domain.games import Side
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    Finding,
    Outbound,
    PlayDeleted,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.domain.plays import PlayKind, ScoreChange, ScoreKind
from livebet.engine import EngineConfig

TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


def bets(out: list[Outbound]) -> list[ValueBet]:
    return [one for one in out if isinstance(one, ValueBet)]


def withdrawn(out: list[Outbound]) -> list[tuple[object, str]]:
    return [(one.value_bet_id, one.reason) for one in out if isinstance(one, ValueBetWithdrawn)]


def offered(table, second=10.0, home=1.9, away=1.9):
    """One value bet on the home side stands: we say 0.6, the market says 0.5 and pays 1.90."""
    table.predict(0.6)
    (bet,) = bets(table.quotes(second, home, away))
    return bet


def test_a_price_above_our_own_fair_odds_is_a_value_bet(table):
    bet = offered(table)
    assert (bet.bookmaker, bet.selection, bet.price, bet.model_version) == (
        "sim:a",
        Selection.HOME,
        1.9,
        "test-1",
    )
    assert bet.model_probability == 0.6
    assert bet.fair_odds == pytest.approx(2.0)
    assert bet.edge == pytest.approx(0.14)
    assert bet.confidence == 0.95
    assert bet.recommended_stake == pytest.approx(0.25 * 0.95 * 0.14 / 0.9)


def test_a_prediction_finds_the_value_in_quotes_that_were_there_before(table):
    assert bets(table.quotes(10, 1.9, 1.9)) == []
    assert [bet.selection for bet in bets(table.predict(0.4))] == [Selection.AWAY]


def test_without_a_prediction_there_is_no_value_bet(table):
    assert bets(table.quotes(10, 5.0, 5.0)) == []


def test_one_price_alone_shows_no_market_and_makes_no_value_bet(table):
    table.predict(0.6)
    assert bets(table.quote(10, 1.9)) == []


def test_spreads_and_totals_have_no_model_and_no_value_bets(table):
    table.predict(0.6)
    for kind, selections in (
        (MarketKind.SPREAD, (Selection.HOME, Selection.AWAY)),
        (MarketKind.TOTAL, (Selection.OVER, Selection.UNDER)),
    ):
        for selection in selections:
            assert bets(table.quote(10, 3.0, selection=selection, market=Market(kind, 3.5))) == []


@pytest.mark.parametrize("status", [MarketStatus.SUSPENDED, MarketStatus.CLOSED])
def test_a_suspended_market_offers_no_value_bet(table, status):
    table.predict(0.6)
    table.status(5, status)
    assert bets(table.quotes(10, 1.9, 1.9)) == []


def test_a_market_that_reopens_offers_again(table):
    table.predict(0.6)
    table.status(5, MarketStatus.SUSPENDED)
    table.quotes(10, 1.9, 1.9)
    assert [bet.price for bet in bets(table.status(12, MarketStatus.OPEN))] == [1.9]


def test_a_suspension_withdraws_the_value_bet(table):
    bet = offered(table)
    assert withdrawn(table.status(11, MarketStatus.SUSPENDED)) == [(bet.value_bet_id, "suspended")]


def test_a_quote_from_before_the_touchdown_makes_no_value_bet(table):
    table.predict(0.5)
    table.quotes(10, 1.9, 1.9)
    table.play(20, 1, TOUCHDOWN)
    assert bets(table.predict(0.6)) == []
    assert bets(table.quotes(20, 1.9, 1.9)) == []


def test_a_quote_from_after_the_touchdown_does(table):
    table.predict(0.5)
    table.play(20, 1, TOUCHDOWN)
    table.predict(0.6)
    assert [bet.price for bet in bets(table.quotes(21, 1.9, 1.9))] == [1.9]


def test_a_touchdown_withdraws_at_once(table):
    bet = offered(table)
    assert withdrawn(table.play(20, 1, TOUCHDOWN)) == [(bet.value_bet_id, "play")]


def test_an_ordinary_play_leaves_the_value_bet_until_the_model_has_spoken(table):
    bet = offered(table)
    assert withdrawn(table.play(20, 1)) == []
    assert withdrawn(table.predict(0.5)) == [(bet.value_bet_id, "edge_gone")]


def test_no_new_value_bet_while_the_model_has_not_seen_the_newest_play(table):
    table.predict(0.6)
    table.play(20, 1)
    assert bets(table.quotes(21, 1.9, 1.9)) == []
    assert [bet.price for bet in bets(table.predict(0.6))] == [1.9]


def test_the_value_bet_keeps_its_id_while_the_offer_stands(table):
    first = offered(table)
    table.play(20, 1)
    (again,) = bets(table.predict(0.61))
    assert again.value_bet_id == first.value_bet_id
    assert again.message_id != first.message_id
    assert again.edge == pytest.approx(0.61 * 1.9 - 1)


def test_a_better_price_supersedes_and_is_another_value_bet(table):
    first = offered(table)
    out = table.quote(11, 1.95)
    (second,) = bets(out)
    assert withdrawn(out) == [(first.value_bet_id, "superseded")]
    assert second.value_bet_id != first.value_bet_id


def test_a_price_that_goes_takes_the_value_bet_along(table):
    bet = offered(table)
    assert withdrawn(table.quote(11, 1.5)) == [(bet.value_bet_id, "price_gone")]


def test_a_withdrawn_value_bet_never_returns(table):
    first = offered(table)
    table.quote(11, 1.5)
    (second,) = bets(table.quote(12, 1.9))
    assert second.value_bet_id != first.value_bet_id


def test_silence_makes_a_value_bet_stale(table):
    bet = offered(table)
    assert withdrawn(table.quote(70, 3.0, "sim:b")) == []
    assert withdrawn(table.quote(70.5, 3.1, "sim:b")) == [(bet.value_bet_id, "stale")]


def test_a_repeated_quote_keeps_the_value_bet_fresh(table):
    offered(table)
    table.quotes(60, 1.9, 1.9)
    assert withdrawn(table.quote(110, 3.0, "sim:b")) == []


def test_a_stale_quote_makes_no_value_bet(table):
    table.quotes(10, 1.9, 1.9)
    table.play(75, 1)
    assert bets(table.predict(0.6)) == []


def test_a_value_bet_on_an_older_quote_becomes_stale_before_the_others(table):
    offered(table, second=20)
    (older,) = bets(table.quotes(-30, 1.95, 1.85, "sim:older"))
    assert withdrawn(table.quote(31, 1.5, "sim:c")) == [(older.value_bet_id, "stale")]


def test_a_small_edge_is_none(table):
    table.predict(0.53)
    assert bets(table.quotes(10, 1.92, 1.92)) == []


def test_an_edge_within_the_uncertainty_is_none(table):
    table.predict(0.6, confidence=0.8)
    assert bets(table.quotes(10, 1.9, 1.9)) == []


def test_an_unsure_model_offers_nothing(tables):
    table = tables(EngineConfig(min_confidence=0.99))
    table.listed()
    table.predict(0.6, confidence=0.98)
    assert bets(table.quotes(10, 1.9, 1.9)) == []


def findings(out: list[Outbound]) -> list[tuple[str, str]]:
    return [(one.finding, one.detail) for one in out if isinstance(one, Finding)]


def test_an_edge_too_good_to_be_true_is_a_finding_told_once_while_it_lasts(table):
    table.predict(0.9)
    out = table.quotes(10, 1.9, 1.9)
    assert bets(out) == []
    assert findings(out) == [("implausible_edge", "sim:a moneyline home at 1.9")]
    assert findings(table.quote(11, 2.0)) == []
    assert findings(table.quote(12, 1.1)) == []
    assert findings(table.quote(13, 1.8)) == [("implausible_edge", "sim:a moneyline home at 1.8")]


def test_a_correction_withdraws_what_rested_on_it(table):
    table.play(0, 1)
    table.play(1, 2)
    bet = offered(table)
    out = table.play(20, 1, revision=1, yards=9)
    assert withdrawn(out) == [(bet.value_bet_id, "play")]
    assert bets(table.predict(0.6)) == []
    assert [one.price for one in bets(table.quotes(21, 1.9, 1.9))] == [1.9]


def end(table, second, *, play_id=99):
    return table.play(second, play_id, kind=PlayKind.GAME_END)


def settled(out):
    return [(one.value_bet_id, one.outcome) for one in out if isinstance(one, ValueBetSettled)]


def test_settlement_follows_the_score_and_open_value_bets_fall_first(table):
    home = offered(table)
    table.play(20, 1, TOUCHDOWN)
    table.predict(0.6)
    (away,) = bets(table.quotes(30, 1.5, 2.8))
    out = end(table, 40)
    assert (home.selection, away.selection) == (Selection.HOME, Selection.AWAY)
    assert withdrawn(out) == [(away.value_bet_id, "play")]
    assert settled(out) == [(home.value_bet_id, "won"), (away.value_bet_id, "lost")]
    assert out.index(next(one for one in out if isinstance(one, ValueBetWithdrawn))) < out.index(
        next(one for one in out if isinstance(one, ValueBetSettled))
    )


def test_a_tie_gives_the_stake_back(table):
    bet = offered(table)
    assert settled(end(table, 40)) == [(bet.value_bet_id, "push")]


def test_a_corrected_final_score_settles_anew_what_it_changes(table):
    bet = offered(table)
    table.play(20, 1, TOUCHDOWN)
    assert settled(end(table, 40)) == [(bet.value_bet_id, "won")]
    deleted = table.tell(PlayDeleted(game_id=bet.game_id, play_id="1", observed_at=table.at(50)))
    assert settled(deleted) == [(bet.value_bet_id, "push")]


def test_after_the_final_nothing_is_offered(table):
    table.predict(0.6)
    end(table, 20)
    assert bets(table.quotes(30, 1.9, 1.9)) == []


def test_simulated_bookmakers_keep_their_name(table):
    assert offered(table).bookmaker.startswith("sim:")


def test_stakes_are_capped(tables):
    table = tables(EngineConfig(max_stake=0.001, stale_after=timedelta(seconds=30)))
    table.listed()
    assert offered(table).recommended_stake == 0.001
