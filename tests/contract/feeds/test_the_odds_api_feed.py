from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from livebet.domain.games import Score
from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.domain.messages import Refused
from livebet.domain.prices import Price
from livebet.feeds.items import GameTold, HealthTold, Item, QuoteTold, ScoreTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.the_odds_api import (
    FEED,
    NAME,
    Quota,
    Request,
    events,
    historical_odds,
    odds,
    quota,
    scores,
)
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / NAME
RECORDINGS = ROOT.parent / "shared" / "feeds" / NAME
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")


def told(name: str, folder: Path = WRITTEN) -> list[Item]:
    return list(FEED.parse((folder / name).read_bytes()))


def quote(
    native_id: str,
    bookmaker: str,
    market: Market,
    at: datetime,
    *,
    selection: Selection,
    price: Price,
    main: bool = True,
) -> QuoteTold:
    return QuoteTold(
        feed=NAME,
        native_id=native_id,
        observed_at=at,
        bookmaker=bookmaker,
        market=market,
        selection=selection,
        price=price,
        main=main,
    )


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


NORTH = datetime(2031, 9, 7, 18, 30, 10, tzinfo=UTC)
SWAP = datetime(2031, 9, 7, 18, 22, 40, tzinfo=UTC)
SPREAD = Market(MarketKind.SPREAD, -3.5)
TOTAL = Market(MarketKind.TOTAL, 44.5)


def test_american_prices_become_decimal_and_each_quote_is_stamped_by_its_market_or_bookmaker() -> None:
    quotes = [item for item in told("odds_american.json") if isinstance(item, QuoteTold)]
    earlier = NORTH - timedelta(seconds=70)
    assert quotes == [
        quote("a1", "northbook", MONEYLINE, NORTH, selection=Selection.HOME, price=Price(1 + 100 / 150)),
        quote("a1", "northbook", MONEYLINE, NORTH, selection=Selection.AWAY, price=Price(2.3)),
        quote("a1", "northbook", SPREAD, NORTH, selection=Selection.HOME, price=Price(1 + 100 / 110)),
        quote("a1", "northbook", SPREAD, NORTH, selection=Selection.AWAY, price=Price(1 + 100 / 110)),
        quote("a1", "northbook", TOTAL, earlier, selection=Selection.OVER, price=Price(1 + 100 / 105)),
        quote("a1", "northbook", TOTAL, earlier, selection=Selection.UNDER, price=Price(1 + 100 / 115)),
        quote(
            "a1", "swapex", Market(MarketKind.SPREAD, -5.5), SWAP,
            selection=Selection.HOME, price=Price(2.05), main=False,
        ),
        quote(
            "a1", "swapex", Market(MarketKind.SPREAD, 0.0, "h1"), SWAP,
            selection=Selection.AWAY, price=Price(2.0),
        ),
    ]  # fmt: skip


def test_a_game_is_in_play_once_an_answer_is_newer_than_its_start() -> None:
    first, second = (item for item in told("odds_american.json") if isinstance(item, GameTold))
    assert first == GameTold(
        feed=NAME,
        native_id="a1",
        observed_at=NORTH,
        sport="nfl",
        home="Harbor City Gulls",
        away="Mill Valley Millers",
        kickoff=datetime(2031, 9, 7, 17, 2, tzinfo=UTC),
        phase="in_play",
    )
    assert (second.phase, second.observed_at) == ("scheduled", UNKNOWN_INSTANT)


def test_what_cannot_be_is_refused_alone_and_lay_prices_are_named() -> None:
    assert reasons(told("odds_american.json")) == [
        "selection: 'Harbor City Seagulls' is neither 'Harbor City Gulls' nor 'Mill Valley Millers'",
        "price: 50.0 is no American price",
        "bookmaker: Object missing required field `price` - at `$.markets[0].outcomes[0]`",
        "not followed: market h2h_lay (2)",
    ]


def test_a_historical_snapshot_stamps_what_its_bookmakers_do_not_and_three_answers_have_a_draw() -> None:
    game, *quotes = told("historical.json")
    at = datetime(2031, 4, 12, 13, 55, 38, tzinfo=UTC)
    assert isinstance(game, GameTold)
    assert (game.sport, game.phase, game.observed_at) == ("soccer", "scheduled", at)
    assert quotes == [
        quote("h1", "northbook", MONEYLINE, at, selection=Selection.HOME, price=Price(2.1)),
        quote("h1", "northbook", MONEYLINE, at, selection=Selection.AWAY, price=Price(3.4)),
        quote("h1", "northbook", MONEYLINE, at, selection=Selection.DRAW, price=Price(3.6)),
    ]


def test_scores_are_strings_by_team_or_null() -> None:
    items = told("scores.json")
    assert [item for item in items if isinstance(item, ScoreTold)] == [
        ScoreTold(feed=NAME, native_id="s1", observed_at=datetime(2031, 5, 1, 20, 4, 11, tzinfo=UTC),
                  score=Score(7, 2), phase="final"),
        ScoreTold(feed=NAME, native_id="s2", observed_at=datetime(2031, 5, 1, 20, 4, tzinfo=UTC),
                  score=Score(55, 60), phase="in_play"),
    ]  # fmt: skip
    assert [(g.native_id, g.phase) for g in items if isinstance(g, GameTold)] == [
        ("s1", "final"), ("s2", "in_play"), ("s3", "scheduled"), ("s4", "in_play"),
    ]  # fmt: skip
    assert reasons(items) == ["score: {'Isles': '120/3', 'Dunes': '-'} is no score of Isles and Dunes"]


def test_being_out_of_credit_is_health_and_a_bad_key_is_a_refusal() -> None:
    assert told("out_of_credits.json") == [
        HealthTold(
            feed=NAME,
            native_id="",
            observed_at=UNKNOWN_INSTANT,
            state="quota",
            detail="OUT_OF_USAGE_CREDITS: Usage quota has been reached. See usage plans",
        )
    ]
    assert reasons(told("unknown_key.json")) == ["error: the API said INVALID_KEY: API key is not valid."]


def test_lists_of_sports_and_markets_are_named() -> None:
    assert reasons(told("sports.json")) == ["not followed: a list of 1 sports"]
    assert reasons(told("markets.json")) == ["not followed: market h2h on offer (1)"]
    assert [type(item) for item in told("events.json")] == [GameTold]


def test_an_exported_table_holds_the_same_items() -> None:
    at = datetime(2031, 4, 16, 18, 59, 38, tzinfo=UTC)
    game, *quotes, no_number, cut_off = told("odds.csv")
    assert isinstance(game, GameTold)
    assert (game.sport, game.home, game.phase) == ("mlb", "Bay Breakers", "in_play")
    assert quotes == [
        quote(
            "f1", "northbook", Market(MarketKind.SPREAD, 1.5), at, selection=Selection.AWAY, price=Price(1.53)
        ),
        quote(
            "f1", "northbook", Market(MarketKind.TOTAL, 8.5), at, selection=Selection.UNDER, price=Price(1.9)
        ),
    ]
    assert reasons([no_number, cut_off]) == ["price: 'none' is no number", "table: a row with other columns"]


def test_exported_scores_join_the_rows_of_a_game() -> None:
    first, score, second = told("scores.csv")
    assert isinstance(score, ScoreTold)
    assert isinstance(first, GameTold)
    assert isinstance(second, GameTold)
    assert (score.native_id, score.score, score.phase) == ("g1", Score(127, 126), "final")
    assert (first.phase, second.phase) == ("final", "scheduled")


def test_a_wide_table_has_one_row_a_bookmaker() -> None:
    game, *quotes = told("wide.csv")
    at = datetime(2031, 8, 8, 2, 23, 12, tzinfo=UTC)
    assert isinstance(game, GameTold)
    assert (game.sport, game.phase) == ("wnba", "in_play")
    spread = Market(MarketKind.SPREAD, 6.5)
    assert quotes == [
        quote("w1", "northbook", MONEYLINE, at, selection=Selection.HOME, price=Price(3.8)),
        quote("w1", "northbook", MONEYLINE, at, selection=Selection.AWAY, price=Price(1 + 100 / 375)),
        quote("w1", "northbook", spread, at, selection=Selection.HOME, price=Price(1 + 100 / 105)),
        quote("w1", "northbook", spread, at, selection=Selection.AWAY, price=Price(1 + 100 / 115)),
    ]


def test_a_log_tells_the_credits_left() -> None:
    health, rest = told("run.log")
    assert health == HealthTold(
        feed=NAME,
        native_id="",
        observed_at=datetime(2031, 4, 16, 18, 59, 54, 719_000, tzinfo=UTC),
        state="quota",
        detail="3447088 credits left",
    )
    assert reasons([rest]) == ["not followed: 2 other lines of a tool's log"]


def test_a_request_costs_markets_times_regions_and_ten_times_that_for_history() -> None:
    assert odds("basketball_nba", ("h2h", "spreads"), ("us", "eu")) == Request(
        "https://api.the-odds-api.com/v4/sports/basketball_nba/odds",
        {"regions": "us,eu", "markets": "h2h,spreads", "oddsFormat": "decimal", "dateFormat": "iso"},
        4,
    )
    at = datetime(2031, 5, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    past = historical_odds("basketball_nba", ("h2h",), ("us", "uk"), at)
    assert (past.params["date"], past.cost) == ("2031-05-01T12:00:00Z", 20)
    assert odds("baseball_mlb", ("h2h",), ("us",), game="x").url.endswith("/baseball_mlb/events/x/odds")
    assert (scores("baseball_mlb").cost, scores("baseball_mlb", 3).cost, events("baseball_mlb").cost) == (
        1,
        2,
        0,
    )


def test_headers_tell_the_quota_which_may_be_below_zero() -> None:
    headers = {"x-requests-remaining": "-3", "x-requests-used": "503", "x-requests-last": "4"}
    assert quota(headers) == Quota(remaining=-3, used=503, last=4)
    assert quota({"x-requests-remaining": "7"}) is None


@recorded
def test_a_recorded_answer_has_the_nets_at_the_sixers_in_play() -> None:
    items = told("odds_basketball_nba_2022-11-23T0105Z.json", RECORDINGS)
    game = items[0]
    assert isinstance(game, GameTold)
    assert (game.away, game.home, game.phase) == ("Brooklyn Nets", "Philadelphia 76ers", "in_play")
    at = datetime(2022, 11, 23, 1, 5, 10, tzinfo=UTC)
    assert items[3] == quote(
        game.native_id, "fanduel", Market(MarketKind.SPREAD, 2.5), at,
        selection=Selection.AWAY, price=Price(1 + 100 / 110),
    )  # fmt: skip
