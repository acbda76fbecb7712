"""Movement of prices and lines."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.markets import Market, MarketKind, Selection
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.odds.book import Book
from livebet.odds.movement import (
    LINE_NOISE,
    PRICE_NOISE,
    STILL,
    LineMovement,
    Movements,
    Noise,
    Steam,
    SteamWatch,
    log_odds,
)

START = datetime(2019, 9, 8, 17, tzinfo=UTC)
HOME = Selection.HOME


def moved(*told: tuple[float, float | None], kind: MarketKind = MarketKind.SPREAD) -> list[LineMovement]:
    book, movements, key = Book(), Movements(), ("sim:a", kind, HOME)
    found = []
    for second, (price, line) in enumerate(told):
        change = book.put(
            Quote("sim:a", Market(kind, line), HOME, Price(price)), START + timedelta(seconds=second)
        )
        assert change is not None
        found.append(movements.note(key, change))
    return found


def test_a_first_quote_has_not_moved():
    assert moved((1.9, -3.5)) == [STILL]


def test_a_move_as_large_as_the_noise_is_larger_than_two_thirds_of_moves():
    assert Noise(PRICE_NOISE).significance(PRICE_NOISE) == pytest.approx(0.6827, abs=1e-4)


def test_a_moved_line_is_told_in_points_and_its_price_does_not_count():
    first, second = moved((1.9, -3.5), (1.5, -4.5))
    assert (first.points, second.points, second.shortening) == (0.0, -1.0, 0.0)
    assert second.significance == pytest.approx(Noise(LINE_NOISE).significance(1.0))


def test_a_shorter_price_is_a_likelier_selection():
    _, shorter, longer = moved((2.0, None), (1.8, None), (2.1, None), kind=MarketKind.MONEYLINE)
    assert shorter.shortening == pytest.approx(log_odds(Price(1.8)) - log_odds(Price(2.0)))
    assert shorter.shortening > 0.0 > longer.shortening


def test_the_same_move_matters_more_in_a_quiet_market_than_in_a_wild_one():
    quiet, wild = Noise(PRICE_NOISE), Noise(PRICE_NOISE)
    for _ in range(50):
        quiet.significance(0.01)
        wild.significance(0.2)
    assert quiet.significance(0.1) > 0.95 > 0.5 > wild.significance(0.1)


def test_one_jump_does_not_blind_the_estimate():
    noise = Noise(PRICE_NOISE)
    noise.significance(100.0)
    assert noise.deviation < 3 * PRICE_NOISE


@given(st.lists(st.floats(-10.0, 10.0).filter(bool), min_size=1, max_size=50))
def test_significance_stays_within_zero_and_one_and_the_noise_above_zero(moves):
    noise = Noise(PRICE_NOISE)
    for move in moves:
        assert 0.0 <= noise.significance(move) <= 1.0
        assert noise.deviation > 0.0


def watched(*moves: tuple[str, float, float, float]) -> list[Steam | None]:
    """Each move: bookmaker, second, shortening, significance."""
    watch = SteamWatch(bookmakers=3, window=timedelta(seconds=20), significance=0.95)
    return [
        watch.note(
            (bookmaker, MarketKind.MONEYLINE, HOME),
            LineMovement(0.0, shortening, significance),
            START + timedelta(seconds=second),
        )
        for bookmaker, second, shortening, significance in moves
    ]


def test_three_bookmakers_that_shorten_in_one_window_make_one_steam_move():
    told = watched(
        ("a", 0, 0.2, 1.0), ("b", 5, 0.2, 1.0), ("b", 6, 0.2, 1.0), ("c", 9, 0.2, 1.0), ("d", 9, 0.2, 1.0)
    )
    assert told == [None, None, None, Steam(MarketKind.MONEYLINE, HOME, ("a", "b", "c")), None]


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param((("a", 0, 0.2, 1.0), ("b", 10, 0.2, 1.0), ("c", 21, 0.2, 1.0)), id="too far apart"),
        pytest.param((("a", 0, 0.2, 1.0), ("b", 1, 0.2, 1.0), ("a", 2, 0.2, 1.0)), id="too few"),
        pytest.param((("a", 0, 0.2, 1.0), ("b", 1, 0.2, 0.9), ("c", 2, 0.2, 1.0)), id="one is noise"),
        pytest.param(
            (("d", 0, -0.2, 1.0), ("a", 0, 0.2, 1.0), ("b", 1, 0.2, 1.0), ("c", 2, 0.2, 1.0)), id="one drifts"
        ),
        pytest.param((("a", 0, -0.2, 1.0), ("b", 1, -0.2, 1.0), ("c", 2, -0.2, 1.0)), id="all drift"),
    ],
)
def test_what_is_no_steam_move(moves):
    assert watched(*moves) == [None] * len(moves)


def test_after_a_play_moves_from_before_make_no_steam():
    watch = SteamWatch(bookmakers=2, window=timedelta(seconds=20), significance=0.95)
    move = LineMovement(0.0, 0.2, 1.0)
    assert watch.note(("a", MarketKind.MONEYLINE, HOME), move, START) is None
    watch.forget()
    assert watch.note(("b", MarketKind.MONEYLINE, HOME), move, START) is None
