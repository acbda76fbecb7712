"""Fair prices from the outlook on a game."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, SELECTIONS, Market, MarketKind, Selection
from livebet.game.state import Ball, GameState, Phase
from livebet.pricing.markets import chances, fair_price, fair_probability
from livebet.pricing.outlook import Outlook, outlook, share_left

GAME = Game(
    game_id=game_uuid("nfl_official", "2019090800"),
    sport=Sport.NFL,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="CAR",
    away_team="LA",
    kickoff=datetime(2019, 9, 8, 17, tzinfo=UTC),
    feed="nfl_official",
    native_id="2019090800",
)
KICKOFF = GameState(game=GAME)

outlooks = st.builds(
    Outlook,
    margin=st.floats(-40, 40),
    margin_sd=st.floats(1, 14),
    total=st.floats(0, 90),
    total_sd=st.floats(1, 14),
)
half_points = st.integers(-60, 60).map(lambda halves: halves / 2)
markets = st.one_of(
    st.just(MONEYLINE),
    st.builds(Market, st.just(MarketKind.SPREAD), half_points),
    st.builds(Market, st.just(MarketKind.TOTAL), half_points.map(lambda line: line + 45)),
)


@given(outlooks, markets)
def test_the_fair_probabilities_of_a_market_add_up_to_one(view: Outlook, market: Market) -> None:
    total = sum(fair_probability(view, market, selection) for selection in SELECTIONS[market.kind])
    assert total == pytest.approx(1.0)


@given(outlooks, markets)
def test_a_fair_price_is_a_price_whatever_happens(view: Outlook, market: Market) -> None:
    assert all(fair_price(view, market, selection) > 1.0 for selection in SELECTIONS[market.kind])


@given(outlooks, half_points)
def test_swapping_the_sides_mirrors_moneyline_and_spread(view: Outlook, line: float) -> None:
    mirror = replace(view, margin=-view.margin)
    home = chances(view, Market(MarketKind.SPREAD, line), Selection.HOME)
    away = chances(mirror, Market(MarketKind.SPREAD, -line), Selection.AWAY)
    assert (home.win, home.push) == pytest.approx((away.win, away.push))
    assert fair_probability(view, MONEYLINE, Selection.HOME) == pytest.approx(
        fair_probability(mirror, MONEYLINE, Selection.AWAY)
    )


@given(outlooks, half_points)
def test_half_a_point_more_never_makes_a_spread_less_likely(view: Outlook, line: float) -> None:
    less = chances(view, Market(MarketKind.SPREAD, line), Selection.HOME)
    more = chances(view, Market(MarketKind.SPREAD, line + 0.5), Selection.HOME)
    assert more.win + more.push >= less.win + less.push - 1e-12
    assert more.win >= less.win - 1e-12


@given(outlooks, half_points)
def test_a_fair_bet_with_pushes_is_worth_its_stake(view: Outlook, line: float) -> None:
    market = Market(MarketKind.SPREAD, line)
    ends = chances(view, market, Selection.HOME)
    if ends.win > 0.001:
        price = fair_price(view, market, Selection.HOME)
        assert ends.win * price + ends.push == pytest.approx(1.0, abs=1e-3)


def test_a_whole_line_can_be_pushed_and_a_half_line_cannot() -> None:
    view = Outlook(margin=3.0, margin_sd=13.4, total=45.0, total_sd=13.3)
    assert chances(view, Market(MarketKind.SPREAD, -3.0), Selection.HOME).push == pytest.approx(
        0.0298, abs=1e-3
    )
    assert chances(view, Market(MarketKind.SPREAD, -3.5), Selection.HOME).push == 0.0


@pytest.mark.parametrize("line", [None, 2.75, 0.1])
def test_a_line_that_is_neither_whole_nor_half_is_refused(line: float | None) -> None:
    with pytest.raises(ValueError, match="whole or a half"):
        fair_probability(Outlook(0, 13, 45, 13), Market(MarketKind.TOTAL, line), Selection.OVER)


def test_before_the_kickoff_the_outlook_is_what_was_expected() -> None:
    view = outlook(KICKOFF, 3.0, 46.0)
    assert (view.margin, view.total) == (3.0, 46.0)
    assert view.margin_sd == pytest.approx(13.44, abs=0.01)
    assert fair_probability(view, MONEYLINE, Selection.HOME) == pytest.approx(0.588, abs=0.001)


def test_at_half_time_half_of_the_expectation_is_left() -> None:
    half = replace(KICKOFF, phase=Phase.IN_PLAY, period=3, score=Score(10, 7))
    view = outlook(half, 4.0, 44.0)
    assert (share_left(half), view.margin, view.total) == (0.5, 5.0, 39.0)


def test_a_final_game_has_nothing_left_to_bet_on() -> None:
    final = replace(KICKOFF, phase=Phase.FINAL, period=4, clock_seconds=0, score=Score(20, 17))
    view = outlook(final, 3.0, 46.0)
    assert fair_probability(view, MONEYLINE, Selection.HOME) == 1.0
    assert fair_probability(view, Market(MarketKind.SPREAD, -3.5), Selection.HOME) == 0.0
    assert chances(view, Market(MarketKind.TOTAL, 37.0), Selection.OVER).push == 1.0


@given(st.integers(1, 99), st.integers(1, 4), st.sampled_from(list(Ball)))
def test_the_ball_is_worth_to_one_side_what_it_costs_the_other(spot: int, down: int, ball: Ball) -> None:
    has_it = replace(
        KICKOFF, phase=Phase.IN_PLAY, period=2, possession=Side.HOME, yards_to_goal=spot, down=down, ball=ball
    )
    home = outlook(has_it, 0.0, 45.0).margin
    assert outlook(replace(has_it, possession=Side.AWAY), 0.0, 45.0).margin == -home


def test_the_last_second_is_too_short_for_a_drive() -> None:
    late = replace(
        KICKOFF, phase=Phase.IN_PLAY, period=4, clock_seconds=1, possession=Side.HOME, yards_to_goal=20,
        down=1, ball=Ball.SCRIMMAGE, score=Score(0, 7),
    )  # fmt: skip
    assert fair_probability(outlook(late, 0.0, 45.0), MONEYLINE, Selection.HOME) < 0.001
