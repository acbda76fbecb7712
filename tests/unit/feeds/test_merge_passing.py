"""What passes through the merge: quotes, statuses, forecasts, weather, news, listings."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    ForecastSeen,
    GameAbandoned,
    GameListed,
    Inbound,
    NewsSeen,
    QuoteSeen,
    StatusSeen,
    WeatherSeen,
)
from livebet.domain.prices import Price
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    HealthTold,
    NewsTold,
    QuoteTold,
    StatusTold,
    Told,
    WeatherTold,
)
from livebet.feeds.merge import Merger

AT = datetime(2022, 11, 23, 1, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("game", "test"),
    sport=Sport.NBA,
    season=2022,
    season_type=SeasonType.REGULAR,
    home_team="PHI",
    away_team="BKN",
    kickoff=AT,
    feed="espn",
    native_id="1",
)
QUOTE = QuoteTold(
    feed="the_odds_api",
    native_id="o",
    observed_at=AT,
    bookmaker="fanduel",
    market=MONEYLINE,
    selection=Selection.HOME,
    price=Price(2.1),
)
TOLD = {"feed": "espn", "native_id": "1", "observed_at": AT}


def take(merger: Merger, *items: Told, side: Side | None = None) -> list[Inbound]:
    return merger.take([Placed(item, GAME, item.observed_at, side) for item in items])


def merger() -> Merger:
    return Merger({"espn": Authority.MEDIA})


def test_a_bookmakers_newest_price_counts_whichever_feed_brings_it() -> None:
    late = replace(QUOTE, feed="fanduel", observed_at=AT - timedelta(minutes=1), price=Price(1.5))
    confirmed = replace(QUOTE, observed_at=AT + timedelta(minutes=1))
    said = take(merger(), QUOTE, QUOTE, late, confirmed)
    assert [(m.quote.price, m.observed_at) for m in said if isinstance(m, QuoteSeen)] == [
        (2.1, AT),
        (2.1, AT + timedelta(minutes=1)),
    ]


def test_alternate_lines_halves_and_draws_are_counted_and_not_told() -> None:
    merging = merger()
    half = Market(MarketKind.TOTAL, 110.5, "first_half")
    others = (
        replace(QUOTE, main=False),
        replace(QUOTE, market=half, selection=Selection.OVER),
        replace(QUOTE, selection=Selection.DRAW),
    )
    assert take(merging, *others) == []
    assert merging.left_out == {"alternate line": 1, "market of first_half": 1, "draw of a moneyline": 1}


def test_a_status_of_all_markets_is_one_of_each_kind() -> None:
    told = StatusTold(**TOLD, bookmaker="fanduel", kind=None, status=MarketStatus.SUSPENDED)
    said = take(merger(), told, told)
    assert [m.kind for m in said if isinstance(m, StatusSeen)] == list(MarketKind)


def test_a_forecast_counts_a_tie_half_and_is_told_once_a_play() -> None:
    told = ForecastTold(
        **TOLD,
        forecaster="espn",
        play_id="e7",
        official_id="40",
        home_win_probability=0.5,
        tie_probability=0.02,
    )
    again = replace(told, observed_at=AT + timedelta(seconds=30))
    (said,) = take(merger(), told, again)
    assert isinstance(said, ForecastSeen)
    assert (said.home_win_probability, said.play_id) == (0.51, "40")


def test_weather_that_is_not_told_is_no_number() -> None:
    told = WeatherTold(
        **TOLD,
        latitude=None,
        longitude=None,
        place="",
        expected_at=AT,
        temperature=3.0,
        wind=20.0,
        gust=None,
        precipitation=0.0,
        humidity=None,
    )
    (said,) = take(merger(), told, replace(told, observed_at=AT + timedelta(minutes=5)))
    assert isinstance(said, WeatherSeen)
    assert (said.temperature, said.wind, said.precipitation) == (3.0, 20.0, 0.0)
    assert math.isnan(said.gust) and math.isnan(said.humidity)


def test_news_are_told_until_they_change() -> None:
    told = NewsTold(
        **TOLD, sport="nba", team="PHI", player="Joel Embiid", status="out", text="foot", confidence=0.9
    )
    better = replace(told, status="active", text="", observed_at=AT + timedelta(hours=1))
    said = take(merger(), told, told, better, side=Side.HOME)
    assert [(m.player, m.status, m.side) for m in said if isinstance(m, NewsSeen)] == [
        ("Joel Embiid", "out", Side.HOME),
        ("Joel Embiid", "active", Side.HOME),
    ]


def test_a_game_is_listed_once_and_anew_when_it_is_known_better() -> None:
    merging = merger()
    told = GameTold(**TOLD, sport="nba", home="PHI", away="BKN", kickoff=AT, phase="scheduled")
    moved = replace(GAME, kickoff=AT + timedelta(minutes=30))
    said = take(merging, told, told)
    said += merging.take([Placed(told, moved, AT), Placed(told, moved, AT)])
    assert [m.game for m in said if isinstance(m, GameListed)] == [GAME, moved]


def test_a_postponed_game_is_given_up_once() -> None:
    told = GameTold(**TOLD, sport="nba", home="PHI", away="BKN", kickoff=AT, phase="postponed")
    said = take(merger(), told, told)
    assert [m.reason for m in said if isinstance(m, GameAbandoned)] == ["postponed: espn says so"]


def test_what_makes_no_message_is_counted() -> None:
    merging = merger()
    assert take(merging, HealthTold(**TOLD, state="alive")) == []
    assert merging.left_out == {"HealthTold": 1}
