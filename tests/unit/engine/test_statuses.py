"""Suspended, stale and closed are three things; only an open and fresh quote can be bet."""

from datetime import timedelta

import pytest

from livebet.domain.games import Side
from livebet.domain.markets import MarketKind, MarketStatus
from livebet.domain.messages import (
    OddsUpdate,
    PlayDeleted,
    PlaySeen,
    StatusSeen,
    StatusUpdate,
    ValueBet,
    ValueBetWithdrawn,
)
from livebet.domain.plays import PlayKind, ScoreChange, ScoreKind
from livebet.engine import EngineConfig

TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


def of(kind, out):
    return [one for one in out if isinstance(one, kind)]


def offered(table, bookmaker="sim:a"):
    table.predict(0.6)
    (bet,) = of(ValueBet, table.quotes(10, 1.9, 1.9, bookmaker))
    return bet


def statuses(out):
    return [(one.bookmaker, one.kind.value, one.status.value, one.reason) for one in of(StatusUpdate, out)]


def told(table, second, status, *, bookmaker="sim:a", reason="", reopens=False):
    message = StatusSeen(
        game_id=table.log[0].game_id,
        bookmaker=bookmaker,
        kind=MarketKind.MONEYLINE,
        status=status,
        observed_at=table.at(second),
        reason=reason,
        reopens=reopens,
    )
    return table.tell(message)


@pytest.mark.parametrize(
    ("status", "reason"), [(MarketStatus.SUSPENDED, "suspended"), (MarketStatus.CLOSED, "closed")]
)
def test_a_value_bet_falls_with_the_status_of_its_own_market(table, status, reason):
    offered(table)
    assert [one.reason for one in of(ValueBetWithdrawn, told(table, 11, status))] == [reason]


def test_another_bookmaker_s_suspension_and_another_market_s_leave_a_value_bet_standing(table):
    offered(table)
    assert of(ValueBetWithdrawn, told(table, 11, MarketStatus.SUSPENDED, bookmaker="sim:b")) == []
    assert of(ValueBet, table.quotes(12, 1.92, 1.9))


def test_a_status_carries_the_reason_for_which_it_was_inferred(table):
    table.quotes(10, 1.9, 1.9)
    out = told(table, 11, MarketStatus.SUSPENDED, reason="not in the feed's answer any more")
    assert statuses(out) == [("sim:a", "moneyline", "suspended", "not in the feed's answer any more")]


def test_a_closed_market_opens_again_only_where_what_was_settled_is_rolled_back(table):
    offered(table)
    told(table, 11, MarketStatus.CLOSED)
    assert told(table, 12, MarketStatus.OPEN) == []
    assert of(ValueBet, table.quotes(13, 1.95, 1.9)) == []
    assert statuses(told(table, 14, MarketStatus.OPEN, reopens=True)) == [("sim:a", "moneyline", "open", "")]
    assert of(ValueBet, table.quotes(15, 1.92, 1.9))


def test_the_end_of_the_game_closes_what_is_open_and_a_corrected_end_opens_what_it_closed(table):
    table.quotes(10, 1.9, 1.9)
    table.quotes(10, 1.9, 1.9, "sim:b")
    told(table, 11, MarketStatus.SUSPENDED, bookmaker="sim:b")
    table.play(20, 1, TOUCHDOWN)
    ended = table.play(30, 2, kind=PlayKind.GAME_END)
    assert statuses(ended) == [
        ("sim:a", "moneyline", "closed", "final"),
        ("sim:b", "moneyline", "closed", "final"),
    ]
    assert of(OddsUpdate, table.quotes(31, 1.8, 2.0))[0].status is MarketStatus.CLOSED
    on = table.tell(PlayDeleted(game_id=table.log[0].game_id, play_id="2", observed_at=table.at(40)))
    assert statuses(on) == [
        ("sim:a", "moneyline", "open", "the game goes on"),
        ("sim:b", "moneyline", "suspended", "the game goes on"),
    ]
    again = table.play(50, 3, kind=PlayKind.GAME_END)
    ids = [one.message_id for out in (ended, on, again) for one in of(StatusUpdate, out)]
    assert len(set(ids)) == 6


def test_a_market_that_its_bookmaker_closed_is_not_closed_again_by_the_end_and_stays_so(table):
    table.quotes(10, 1.9, 1.9)
    told(table, 11, MarketStatus.CLOSED)
    assert statuses(table.play(20, 1, kind=PlayKind.GAME_END)) == []
    on = table.tell(PlayDeleted(game_id=table.log[0].game_id, play_id="1", observed_at=table.at(40)))
    assert statuses(on) == []


def test_quotes_of_feeds_that_are_asked_now_and_then_are_believed_for_longer(tables):
    config = EngineConfig(stale_after=timedelta(seconds=30), stale_after_live=timedelta(seconds=90))
    for bookmaker, gone in (("sim:a", 41), ("draftkings", 101)):
        table = tables(config)
        table.listed()
        offered(table, bookmaker)
        assert of(ValueBetWithdrawn, table.quotes(gone - 2, 1.5, 2.9, "sim:z")) == []
        stale = of(ValueBetWithdrawn, table.quotes(gone, 1.5, 2.9, "sim:z"))
        assert [one.reason for one in stale] == ["stale"]


def test_a_play_seen_again_after_the_end_changes_no_status(table):
    table.quotes(10, 1.9, 1.9)
    table.play(20, 1, kind=PlayKind.GAME_END)
    last = next(one for one in reversed(table.log) if isinstance(one, PlaySeen))
    assert table.tell(last) == []
