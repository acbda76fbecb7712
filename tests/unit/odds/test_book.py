"""The latest quotes of a game."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.odds.book import Book, is_stale
from livebet.odds.margin import power

START = datetime(2019, 9, 8, 17, tzinfo=UTC)
HOME, AWAY = Selection.HOME, Selection.AWAY
MINUTE = timedelta(seconds=60)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def quote(bookmaker: str, selection: Selection, price: float, market: Market = MONEYLINE) -> Quote:
    return Quote(bookmaker, market, selection, Price(price))


def both(
    book: Book, bookmaker: str, home: float, away: float, second: float, market: Market = MONEYLINE
) -> None:
    book.put(quote(bookmaker, HOME, home, market), at(second))
    book.put(quote(bookmaker, AWAY, away, market), at(second))


def test_a_repeat_confirms_a_price_and_keeps_the_instant_since_which_it_stands():
    book = Book()
    book.put(quote("a", HOME, 1.9), at(0))
    change = book.put(quote("a", HOME, 1.9), at(30))
    assert change is not None
    assert not change.moved
    assert (change.after.since, change.after.seen_at) == (at(0), at(30))


def test_a_late_quote_changes_nothing():
    book = Book()
    book.put(quote("a", HOME, 1.9), at(10))
    assert book.put(quote("a", HOME, 2.5), at(9)) is None
    shown = book.shown(("a", MarketKind.MONEYLINE, HOME))
    assert shown is not None
    assert shown.quote.price == 1.9


def test_two_prices_of_one_instant_count_in_order_and_their_repeats_do_not():
    book = Book()
    told = [1.9, 2.0, 1.9, 2.0]
    changes = [book.put(quote("a", HOME, price), at(0)) for price in told]
    assert [change is not None for change in changes] == [True, True, False, False]
    shown = book.shown(("a", MarketKind.MONEYLINE, HOME))
    assert shown is not None
    assert shown.quote.price == 2.0


def test_a_market_is_complete_only_with_all_its_selections_at_one_line():
    book = Book()
    spread = MarketKind.SPREAD
    book.put(quote("a", HOME, 1.9, Market(spread, -3.5)), at(0))
    assert book.fair("a", spread) is None
    book.put(quote("a", AWAY, 1.9, Market(spread, -4.5)), at(0))
    assert book.fair("a", spread) is None
    book.put(quote("a", AWAY, 1.95, Market(spread, -3.5)), at(5))
    market = book.fair("a", spread)
    assert market is not None
    assert (market.line, market.seen_at) == (-3.5, at(0))
    assert tuple(market.fair.values()) == power([Price(1.9), Price(1.95)])


def test_the_consensus_is_the_median_so_one_bookmaker_that_lags_does_not_move_it():
    book = Book()
    both(book, "a", 1.90, 1.90, 0)
    both(book, "b", 1.90, 1.90, 0)
    both(book, "lagging", 1.10, 7.00, 0)
    consensus = book.consensus(MarketKind.MONEYLINE, now=at(1), patience=lambda _name: MINUTE)
    assert consensus is not None
    assert consensus.fair == {HOME: 0.5, AWAY: 0.5}
    assert consensus.bookmakers == ("a", "b", "lagging")


def test_the_consensus_speaks_of_the_commonest_line():
    book = Book()
    spread = MarketKind.SPREAD
    both(book, "a", 1.9, 1.9, 0, Market(spread, -2.5))
    both(book, "b", 1.8, 2.0, 0, Market(spread, -3.5))
    both(book, "c", 1.8, 2.0, 0, Market(spread, -3.5))
    consensus = book.consensus(spread, now=at(1), patience=lambda _name: MINUTE)
    assert consensus is not None
    assert (consensus.line, consensus.bookmakers) == (-3.5, ("b", "c"))


@pytest.mark.parametrize("status", [MarketStatus.SUSPENDED, MarketStatus.CLOSED])
def test_suspended_and_closed_markets_have_no_say(status):
    book = Book()
    both(book, "a", 1.9, 1.9, 0)
    assert book.set_status("a", MarketKind.MONEYLINE, status, at(1))
    assert book.consensus(MarketKind.MONEYLINE, now=at(1), patience=lambda _name: MINUTE) is None


def test_stale_markets_have_no_say():
    book = Book()
    both(book, "a", 1.9, 1.9, 0)
    book.put(quote("a", HOME, 1.9), at(50))
    assert book.consensus(MarketKind.MONEYLINE, now=at(60), patience=lambda _name: MINUTE) is not None
    assert book.consensus(MarketKind.MONEYLINE, now=at(61), patience=lambda _name: MINUTE) is None


def test_a_quote_is_stale_only_after_its_time():
    assert not is_stale(at(0), now=at(60), after=MINUTE)
    assert is_stale(at(0), now=at(60.001), after=MINUTE)


def test_a_closed_market_never_opens_again_and_an_older_status_is_no_news():
    book = Book()
    kind = MarketKind.MONEYLINE
    assert book.set_status("a", kind, MarketStatus.SUSPENDED, at(5))
    assert not book.set_status("a", kind, MarketStatus.OPEN, at(4))
    assert book.status("a", kind) is MarketStatus.SUSPENDED
    assert book.set_status("a", kind, MarketStatus.CLOSED, at(6))
    assert not book.set_status("a", kind, MarketStatus.OPEN, at(7))
    assert book.status("a", kind) is MarketStatus.CLOSED


told = st.tuples(
    st.sampled_from("ab"), st.sampled_from([HOME, AWAY]), st.sampled_from([1.5, 1.9, 2.4]), st.integers(0, 9)
)


@given(st.lists(told, max_size=20), st.data())
def test_repeats_in_any_place_change_nothing(quotes, data):
    clean, repeated = Book(), Book()
    seen: list[tuple[Quote, datetime]] = []
    for bookmaker, selection, price, second in quotes:
        one = (quote(bookmaker, selection, price), at(second))
        clean.put(*one)
        repeated.put(*one)
        seen.append(one)
        for again in data.draw(st.lists(st.sampled_from(seen), max_size=3)):
            assert repeated.put(*again) is None
    for bookmaker in "ab":
        assert clean.fair(bookmaker, MarketKind.MONEYLINE) == repeated.fair(bookmaker, MarketKind.MONEYLINE)


def test_what_was_settled_and_is_not_any_more_opens_a_closed_market():
    book = Book()
    kind = MarketKind.MONEYLINE
    book.set_status("a", kind, MarketStatus.CLOSED, at(6))
    assert book.set_status("a", kind, MarketStatus.SUSPENDED, at(7), reopens=True)
    assert book.status("a", kind) is MarketStatus.SUSPENDED


def test_a_game_that_is_over_closes_every_market_and_keeps_what_bookmakers_said():
    book = Book()
    kind = MarketKind.MONEYLINE
    both(book, "a", 1.9, 1.9, 0)
    both(book, "b", 1.9, 1.9, 0)
    book.set_status("b", kind, MarketStatus.CLOSED, at(1))
    assert book.end(True) == [("a", kind, MarketStatus.CLOSED)]
    assert book.end(True) == []
    assert not book.set_status("a", kind, MarketStatus.SUSPENDED, at(2))
    assert book.status("a", kind) is MarketStatus.CLOSED
    assert book.end(False) == [("a", kind, MarketStatus.SUSPENDED)]
