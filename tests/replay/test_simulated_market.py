"""Simulated bookmakers over real recordings."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.ids import game_uuid
from livebet.domain.markets import SELECTIONS, MarketKind, MarketStatus
from livebet.domain.messages import GameListed, Inbound, PlaySeen, QuoteSeen, StatusSeen
from livebet.domain.quotes import SIMULATED
from livebet.feeds.bookmakers import BOOKMAKERS, HIGHEST_PRICE, LOWEST_PRICE
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import recorded
from livebet.feeds.replay import ReplayedGame, game_messages
from livebet.feeds.simulated import quoted
from livebet.feeds.wallclock import reviewed
from livebet.game.sports.nfl import RULES

EID = "2019090803"
"""Baltimore 59, Miami 10: many scores, turnovers and a market that runs away."""


@cache
def game(replay_id: str = "test") -> ReplayedGame:
    found = recorded(EID, replay_id)
    assert isinstance(found, Recording)
    return ReplayedGame(found.game, found.plays, -4.5)


@cache
def plays(replay_id: str = "test") -> tuple[Inbound, ...]:
    return tuple(game_messages(game(replay_id)))


@cache
def told(replay_id: str = "test") -> tuple[Inbound, ...]:
    return tuple(quoted(plays(replay_id), RULES))


def market_until(messages: tuple[Inbound, ...], until: datetime) -> list[Inbound]:
    return [m for m in messages if isinstance(m, QuoteSeen | StatusSeen) and m.observed_at <= until]


@given(st.integers(0, 12_500))
@settings(max_examples=15, deadline=None)
def test_no_quote_knows_what_comes_later(second: int) -> None:
    until = game().game.kickoff + timedelta(seconds=second)
    cut = tuple(message for message in plays() if message.observed_at <= until)
    assert market_until(tuple(quoted(cut, RULES, until=until)), until) == market_until(told(), until)


def test_the_same_game_of_the_same_replay_is_quoted_alike() -> None:
    assert tuple(quoted(plays(), RULES)) == told()


def test_another_replay_of_the_game_is_quoted_otherwise() -> None:
    prices = {
        next(m.quote.price for m in told(name) if isinstance(m, QuoteSeen))
        for name in ("test", "a", "b", "c")
    }
    assert len(prices) > 1
    assert game("a").game.game_id == game_uuid("nfl_official", EID, "a")


def test_messages_come_in_the_order_of_their_instants() -> None:
    instants = [message.observed_at for message in told()]
    assert instants == sorted(instants)


def test_every_bookmaker_says_that_it_is_simulated_and_quotes_every_market() -> None:
    quotes = [message.quote for message in told() if isinstance(message, QuoteSeen)]
    assert all(quote.simulated for quote in quotes)
    assert {(quote.bookmaker, quote.market.kind, quote.selection) for quote in quotes} == {
        (maker.name, kind, selection)
        for maker in BOOKMAKERS
        for kind in MarketKind
        for selection in SELECTIONS[kind]
    }
    assert len({maker.name for maker in BOOKMAKERS}) == 5
    assert all(maker.name.startswith(SIMULATED) for maker in BOOKMAKERS)


def pairs() -> Iterator[tuple[str, MarketKind, list[QuoteSeen]]]:
    """Both prices of a market that one bookmaker told at one instant."""
    together: dict[tuple[str, MarketKind, datetime], list[QuoteSeen]] = defaultdict(list)
    for message in told():
        if isinstance(message, QuoteSeen):
            quote = message.quote
            together[quote.bookmaker, quote.market.kind, message.observed_at].append(message)
    for (bookmaker, kind, _), messages in together.items():
        yield bookmaker, kind, messages


def test_both_sides_of_a_market_are_always_told_together_at_one_line() -> None:
    for _, kind, messages in pairs():
        assert tuple(message.quote.selection for message in messages) == SELECTIONS[kind]
        assert len({message.quote.market for message in messages}) == 1


def test_every_bookmaker_keeps_a_margin_and_a_bounded_one() -> None:
    margins = {maker.name: maker.margin for maker in BOOKMAKERS}
    for bookmaker, _, messages in pairs():
        prices = [message.quote.price for message in messages]
        assert all(LOWEST_PRICE <= price <= HIGHEST_PRICE for price in prices)
        assert 0.0 < sum(1.0 / price for price in prices) - 1.0 < margins[bookmaker] + 0.045


def test_spread_and_total_stay_near_even_while_the_moneyline_runs_away() -> None:
    widest = {
        kind: max(min(m.quote.price for m in messages) for _, k, messages in pairs() if k is kind)
        for kind in MarketKind
    }
    lowest = {
        kind: min(min(m.quote.price for m in messages) for _, k, messages in pairs() if k is kind)
        for kind in MarketKind
    }
    assert lowest[MarketKind.MONEYLINE] == LOWEST_PRICE
    assert lowest[MarketKind.SPREAD] > 1.4
    assert lowest[MarketKind.TOTAL] > 1.4
    assert max(widest.values()) < 2.0


def key_instants() -> list[datetime]:
    return [
        message.observed_at
        for message in told()
        if isinstance(message, PlaySeen)
        and (message.play.scores or message.play.turnover or reviewed(message.play))
    ]


def test_after_a_key_event_a_bookmaker_reprices_only_once_it_has_suspended() -> None:
    """Until then it may look at its old knowledge, which moves prices by noise alone."""
    for at in key_instants():
        for maker in BOOKMAKERS:
            later = [m for m in told() if m.observed_at > at and _is_of(m, maker.name)]
            suspended = next((m for m in later if isinstance(m, StatusSeen)), None)
            if suspended is None or suspended.status is not MarketStatus.SUSPENDED:
                continue
            stale = [
                m.quote for m in later if isinstance(m, QuoteSeen) and m.observed_at < suspended.observed_at
            ]
            before = {
                m.quote.selection: m.quote.price
                for m in told()
                if m.observed_at <= at
                and _is_of(m, maker.name)
                and _is_moneyline(m)
                and isinstance(m, QuoteSeen)
            }
            for quote in stale:
                if quote.market.kind is MarketKind.MONEYLINE:
                    assert abs(1 / quote.price - 1 / before[quote.selection]) < 0.12


def _is_moneyline(message: Inbound) -> bool:
    return isinstance(message, QuoteSeen) and message.quote.market.kind is MarketKind.MONEYLINE


def _is_of(message: Inbound, bookmaker: str) -> bool:
    match message:
        case QuoteSeen(quote=quote):
            return quote.bookmaker == bookmaker
        case StatusSeen(bookmaker=name):
            return name == bookmaker
    return False


def test_a_suspended_bookmaker_quotes_nothing() -> None:
    status: dict[str, MarketStatus] = {}
    for message in told():
        match message:
            case StatusSeen(bookmaker=name, status=now):
                status[name] = now
            case QuoteSeen(quote=quote):
                assert status[quote.bookmaker] is MarketStatus.OPEN


def test_who_reopens_tells_every_price_anew() -> None:
    opened = {
        (m.bookmaker, m.observed_at)
        for m in told()
        if isinstance(m, StatusSeen) and m.status is MarketStatus.OPEN
    }
    fresh: dict[tuple[str, datetime], int] = defaultdict(int)
    for message in told():
        if isinstance(message, QuoteSeen):
            fresh[message.quote.bookmaker, message.observed_at] += 1
    assert {fresh[key] for key in opened} == {6}


def test_all_books_are_closed_for_good_when_the_game_is_over() -> None:
    last: dict[tuple[str, MarketKind], MarketStatus] = {}
    for message in told():
        if isinstance(message, StatusSeen):
            last[message.bookmaker, message.kind] = message.status
    assert set(last.values()) == {MarketStatus.CLOSED}
    assert len(last) == len(BOOKMAKERS) * len(MarketKind)


def test_ten_to_twenty_quotes_a_minute_are_told_of_a_game() -> None:
    quotes = sum(isinstance(message, QuoteSeen) for message in told())
    minutes = (told()[-1].observed_at - game().game.kickoff).total_seconds() / 60
    assert 10 <= quotes / minutes <= 20


def test_some_bookmaker_is_sometimes_late_to_suspend() -> None:
    waits = []
    for at in key_instants():
        for maker in BOOKMAKERS:
            found = next(
                (
                    m
                    for m in told()
                    if m.observed_at > at and isinstance(m, StatusSeen) and m.bookmaker == maker.name
                ),
                None,
            )
            if found is not None and found.status is MarketStatus.SUSPENDED:
                waits.append((found.observed_at - at).total_seconds())
    late = [wait for wait in waits if wait >= 8.0]
    assert 0 < len(late) < len(waits) / 4


@pytest.mark.parametrize("expected", [None, 10.0, -10.0])
def test_the_opening_price_follows_the_ratings(expected: float | None) -> None:
    listed = replace(game(), expected_margin=expected)
    first = next(m for m in quoted(game_messages(listed), RULES) if isinstance(m, QuoteSeen))
    assert isinstance(next(iter(game_messages(listed))), GameListed)
    favourite = first.quote.price < 2.0
    assert favourite == ((2.5 if expected is None else expected) > 0)
