from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.prices import Price
from livebet.feeds.fanduel import FEED, NAME, page_url
from livebet.feeds.items import GameTold, Item, QuoteTold, StatusTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / NAME
RECORDINGS = ROOT.parent / "shared" / "feeds" / NAME
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")


def told(name: str, folder: Path = WRITTEN) -> list[Item]:
    return list(FEED.parse((folder / name).read_bytes()))


def quotes(items: list[Item]) -> list[tuple[Market, Selection, Price]]:
    return [(item.market, item.selection, item.price) for item in items if isinstance(item, QuoteTold)]


def test_a_page_tells_its_game_away_team_first() -> None:
    assert told("event_page.json")[0] == GameTold(
        feed=NAME,
        native_id="700",
        observed_at=UNKNOWN_INSTANT,
        sport="nba",
        home="Bay Breakers",
        away="Hill Hawks",
        kickoff=datetime(2031, 12, 27, 22, 10, tzinfo=UTC),
        phase="scheduled",
    )


def test_main_markets_are_quotes_and_a_runner_that_is_suspended_is_not() -> None:
    assert quotes(told("event_page.json")) == [
        (MONEYLINE, Selection.AWAY, 1.7),
        (MONEYLINE, Selection.HOME, 2.2),
        (Market(MarketKind.SPREAD, 2.5), Selection.AWAY, 1.89),
        (Market(MarketKind.TOTAL, 232.5), Selection.OVER, 1.91),
    ]


def test_each_main_market_tells_whether_it_is_open() -> None:
    statuses = [(i.kind, i.status) for i in told("event_page.json") if isinstance(i, StatusTold)]
    assert statuses == [
        (MarketKind.MONEYLINE, MarketStatus.OPEN),
        (MarketKind.SPREAD, MarketStatus.SUSPENDED),
        (MarketKind.TOTAL, MarketStatus.OPEN),
    ]


def test_other_markets_are_counted_by_type_and_what_is_spoiled_is_refused_alone() -> None:
    assert [item.reason for item in told("event_page.json") if isinstance(item, Refused)] == [
        "game: 'NBA Specials' names no two teams",
        "runner: Expected `float`, got `str` - at `$.winRunnerOdds.trueOdds.decimalOdds.decimalOdds`",
        "not followed: markets TOP_POINTS_SCORER (1), TO_SCORE_20+_POINTS (2)",
    ]


def test_the_feed_is_unofficial_and_its_address_holds_no_key() -> None:
    assert FEED.terms.unofficial
    assert page_url("700").endswith("/api/event-page?eventId=700")


@recorded
def test_a_recorded_page_has_the_mavericks_at_the_kings() -> None:
    items = told("event_page_1766827032142.json.gz", RECORDINGS)
    game = items[0]
    assert isinstance(game, GameTold)
    assert (game.away, game.home, game.native_id) == ("Dallas Mavericks", "Sacramento Kings", "35085635")
    spread, total = Market(MarketKind.SPREAD, 2.5), Market(MarketKind.TOTAL, 232.5)
    assert set(quotes(items)) == {
        (MONEYLINE, Selection.AWAY, Price(1.704225352112676)),
        (MONEYLINE, Selection.HOME, Price(2.2)),
        (spread, Selection.AWAY, Price(1.892857142857143)),
        (spread, Selection.HOME, Price(1.925925925925926)),
        (total, Selection.OVER, Price(1.909090909090909)),
        (total, Selection.UNDER, Price(1.909090909090909)),
    }
