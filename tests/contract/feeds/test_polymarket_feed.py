from datetime import UTC, datetime
from pathlib import Path

from livebet.domain.games import Sport
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.prices import Price
from livebet.feeds.identity.identify import Identity, Placed
from livebet.feeds.items import GameTold, Item, QuoteTold, SettlementTold, StatusTold
from livebet.feeds.polymarket import FEED, NAME, event_url, series, series_url
from livebet.feeds.registry import FEEDS
from livebet.odds.settlement import Outcome

WRITTEN = Path(__file__).parent.parent / "payloads" / NAME
AT = datetime(2031, 10, 18, 0, 41, 7, 250_000, tzinfo=UTC)
GAME = "nba-dal-phx-2031-10-17"


def told(name: str) -> list[Item]:
    return list(FEED.parse((WRITTEN / name).read_bytes()))


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


def prices(items: list[Item]) -> list[tuple[Market, Selection, float, bool]]:
    return [(i.market, i.selection, round(i.price, 4), i.main) for i in items if isinstance(i, QuoteTold)]


def statuses(items: list[Item]) -> list[tuple[MarketKind | None, MarketStatus]]:
    return [(item.kind, item.status) for item in items if isinstance(item, StatusTold)]


def test_the_feed_is_registered_under_its_name() -> None:
    assert FEEDS[NAME] is FEED


def test_a_title_names_the_away_team_first_and_the_start_is_its_markets() -> None:
    assert told("in_play.json")[0] == GameTold(
        feed=NAME,
        native_id=GAME,
        observed_at=AT,
        sport="nba",
        home="Suns",
        away="Mavericks",
        kickoff=datetime(2031, 10, 17, 23, 30, tzinfo=UTC),
        phase="in_play",
    )


def test_the_first_outcome_costs_the_ask_and_the_second_what_the_bid_leaves_of_a_dollar() -> None:
    quotes = [item for item in told("in_play.json") if isinstance(item, QuoteTold)]
    assert quotes[0] == QuoteTold(
        feed=NAME,
        native_id=GAME,
        observed_at=AT,
        bookmaker="polymarket",
        market=MONEYLINE,
        selection=Selection.AWAY,
        price=Price(1 / 0.41),
    )
    assert prices(told("in_play.json"))[1] == (MONEYLINE, Selection.HOME, 1.6667, True)


def test_a_handicap_is_the_first_outcomes_and_is_told_as_the_home_teams() -> None:
    spreads = [one for one in prices(told("in_play.json")) if one[0].kind is MarketKind.SPREAD]
    home_gives, away_gives = Market(MarketKind.SPREAD, -4.5), Market(MarketKind.SPREAD, 1.5)
    assert spreads == [
        (home_gives, Selection.HOME, 1.8868, True),
        (home_gives, Selection.AWAY, 2.0833, True),
        (away_gives, Selection.AWAY, 3.4483, False),
        (away_gives, Selection.HOME, 1.3333, False),
    ]


def test_a_side_that_nobody_offers_has_no_price() -> None:
    totals = [one for one in prices(told("in_play.json")) if one[0].kind is MarketKind.TOTAL]
    assert totals == [(Market(MarketKind.TOTAL, 224.5), Selection.OVER, 1.6, True)]


def test_a_market_that_takes_no_orders_is_suspended() -> None:
    assert statuses(told("suspended.json")) == [(MarketKind.MONEYLINE, MarketStatus.SUSPENDED)]
    assert statuses(told("in_play.json")) == [(kind, MarketStatus.OPEN) for kind in MarketKind]


def test_whoever_is_paid_a_dollar_won_and_a_share_paid_by_half_is_no_outcome() -> None:
    items = told("closed.json")
    paid = [item for item in items if isinstance(item, SettlementTold)]
    assert [(one.market_id, one.selection, one.outcome) for one in paid] == [
        ("3001", Selection.AWAY, Outcome.LOST),
        ("3001", Selection.HOME, Outcome.WON),
    ]
    assert statuses(items) == [
        (MarketKind.MONEYLINE, MarketStatus.CLOSED),
        (MarketKind.TOTAL, MarketStatus.CLOSED),
    ]
    assert (prices(items), items[0].phase if isinstance(items[0], GameTold) else "") == ([], "final")


def test_its_teams_are_known_by_their_nicknames_and_by_their_full_names() -> None:
    identity = Identity({NAME: FEED.terms.authority})
    answers = [told("in_play.json"), told("suspended.json"), told("closed.json")]
    placed = [one for items in answers for item in items for one in identity.take(item, AT)]
    games = {one.game for one in placed if isinstance(one, Placed)}
    assert {(game.sport, game.away_team, game.home_team) for game in games} == {
        (Sport.NBA, "DAL", "PHX"),
        (Sport.MLB, "NYY", "BOS"),
        (Sport.NFL, "KC", "LAC"),
    }
    assert not [one for one in placed if isinstance(one, Refused) and one.reason.startswith("identity")]


def test_what_is_not_followed_is_named() -> None:
    assert reasons(told("in_play.json")) == [
        "market: 'points' is not followed",
        "payload: Expected `float` <= 1.0 - at `$.bestAsk`",
    ]
    assert reasons(told("others.json")) == [
        "not followed: 'nba-champion-2032' is no game of a league of ours",
        "not followed: 'epl-ful-che-2031-08-24' is no game of a league of ours",
        "payload: Expected `str`, got `int` - at `$.slug`",
    ]
    assert reasons(told("sports.json")) == ["not followed: the list of sports"]
    assert reasons(told("error.json")) == ["error: the API said id is invalid"]
    assert reasons(told("empty.json")) == ["empty: no events"]


def test_a_reader_asks_by_the_series_that_the_list_of_sports_tells() -> None:
    assert series((WRITTEN / "sports.json").read_bytes()) == {"nba": "10345"}
    assert series(b"[]") == series(b"<html>") == {}
    assert series_url("10345").startswith(
        "https://gamma-api.polymarket.com/events?series_id=10345&closed=false"
    )
    assert event_url(GAME).endswith(f"/events?slug={GAME}")
