from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.markets import MONEYLINE, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.prices import Price
from livebet.feeds.items import GameTold, HealthTold, Item, QuoteTold, SettlementTold, StatusTold
from livebet.feeds.kalshi import FEED, NAME, candles_url, contract, markets_url, ticker_subscription
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.odds.settlement import Outcome

WRITTEN = Path(__file__).parent.parent / "payloads" / NAME
AT = datetime(2031, 10, 17, 10, 40, tzinfo=UTC)


def told(name: str) -> list[Item]:
    return list(FEED.parse((WRITTEN / name).read_bytes()))


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


def prices(items: list[Item]) -> list[tuple[str, Selection, Price, datetime]]:
    return [(i.native_id, i.selection, i.price, i.observed_at) for i in items if isinstance(i, QuoteTold)]


def test_a_ticker_tells_what_yes_and_no_cost_as_prices_of_both_teams() -> None:
    game = "KXNBAGAME-31OCT22SASDAL"
    listed, *quotes = told("ticker.json")
    assert listed == GameTold(
        feed=NAME,
        native_id=game,
        observed_at=AT,
        sport="nba",
        home="DAL",
        away="SAS",
        kickoff=None,
        phase="scheduled",
    )
    yes = QuoteTold(
        feed=NAME,
        native_id=game,
        observed_at=AT,
        bookmaker="kalshi",
        market=MONEYLINE,
        selection=Selection.AWAY,
        price=Price(100 / 44),
    )
    assert quotes[0] == yes
    assert prices(quotes[1:]) == [(game, Selection.HOME, Price(100 / 60), AT)]


def test_a_game_is_announced_once_a_connection() -> None:
    session, raw = FEED.open(), (WRITTEN / "ticker.json").read_bytes()
    assert [type(item) for item in session(raw)] == [GameTold, QuoteTold, QuoteTold]
    assert [type(item) for item in session(raw)] == [QuoteTold, QuoteTold]


def test_a_candle_is_told_at_its_end_by_its_closing_bid_and_ask_and_nothing_where_nobody_offers() -> None:
    items, at = told("candles.json"), datetime(2031, 10, 17, 10, 41, tzinfo=UTC)
    game = "KXNFLGAME-31SEP07KCLAC"
    assert prices(items) == [
        (game, Selection.HOME, Price(100 / 51), at),
        (game, Selection.AWAY, Price(2.0), at),
    ]
    assert reasons(items) == ["candle: Expected `float` <= 100.0 - at `$.yes_bid.close`"]


def test_a_settled_contract_tells_the_outcome_and_no_price() -> None:
    items = told("markets.json")
    assert [item for item in items if isinstance(item, SettlementTold)] == [
        SettlementTold(
            feed=NAME,
            native_id="KXMLBGAME-31JUL27NYYBOS",
            observed_at=UNKNOWN_INSTANT,
            bookmaker="kalshi",
            market_id="KXMLBGAME-31JUL27NYYBOS-NYY",
            selection_id="yes",
            outcome=Outcome.WON,
            market=MONEYLINE,
            selection=Selection.AWAY,
        )
    ]
    assert [item.status for item in items if isinstance(item, StatusTold)] == [
        MarketStatus.OPEN,
        MarketStatus.CLOSED,
    ]
    assert [(native_id, float(price)) for native_id, _, price, _ in prices(items)] == [
        ("KXMLBGAME-31JUL281840NYYBOS", 3.125),
        ("KXMLBGAME-31JUL281840NYYBOS", 100 / 70),
    ]


def test_what_is_not_followed_is_named() -> None:
    assert reasons(told("markets.json")) == ["market: 'KXNBA-31-OKC' does not ask who wins a game"]
    assert reasons(told("trade.json")) == ["not followed: frames of type trade"]
    assert reasons(told("error.json")) == ["error: the API said too_many_requests: too many requests"]
    assert told("subscribed.json") == [
        HealthTold(feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state="alive", detail="subscribed")
    ]


def test_the_team_after_the_dash_splits_the_teams_before_it() -> None:
    assert contract("KXNFLGAME-31SEP07KCLAC-KC")[1:] == ("nfl", "LAC", "KC", Selection.AWAY)
    assert contract("KXNFLGAME-31SEP07KCLAC-LAC")[1:] == ("nfl", "LAC", "KC", Selection.HOME)
    with pytest.raises(ValueError, match="which team"):
        contract("KXNFLGAME-31SEP07KCLAC-SEA")


def test_a_reader_asks_by_series_contract_and_period() -> None:
    assert markets_url("KXNBAGAME", "next").endswith(
        "series_ticker=KXNBAGAME&status=open&limit=200&cursor=next"
    )
    address = candles_url("KXNBAGAME", "T-1", AT, AT, 60)
    span = f"start_ts={int(AT.timestamp())}&end_ts={int(AT.timestamp())}&period_interval=60"
    assert address.endswith(f"/series/KXNBAGAME/markets/T-1/candlesticks?{span}")
    assert ticker_subscription(1, ["T-1"]) == (
        b'{"id":1,"cmd":"subscribe","params":{"channels":["ticker"],"market_tickers":["T-1"]}}'
    )
