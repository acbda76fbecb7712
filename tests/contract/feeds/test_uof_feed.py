"""The Unified Odds Feed: prices with their main lines, bet stops, settlements, health, fixtures."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.games import Score
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    HealthTold,
    Item,
    QuoteTold,
    ScoreTold,
    SettlementTold,
    StatusTold,
)
from livebet.feeds.uof import FEED, topics
from livebet.odds.settlement import Outcome
from livebet.settings import ROOT

PAYLOADS = Path(__file__).parent.parent / "payloads" / "uof"
RECORDINGS = ROOT.parent / "shared" / "feeds" / "uof"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
SPREAD, TOTAL = MarketKind.SPREAD, MarketKind.TOTAL


def items(name: str) -> Sequence[Item]:
    return FEED.parse((PAYLOADS / name).read_bytes())


def quotes(found: Sequence[Item]) -> list[tuple[Market, Selection, float, bool]]:
    told = (item for item in found if isinstance(item, QuoteTold))
    return [(quote.market, quote.selection, float(quote.price), quote.main) for quote in told]


def states(found: Sequence[Item]) -> list[tuple[MarketKind | None, MarketStatus, str]]:
    return [(item.kind, item.status, item.reason) for item in found if isinstance(item, StatusTold)]


def reasons(found: Sequence[Item]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Refused)]


def test_the_favourite_line_is_the_main_one() -> None:
    assert quotes(items("odds_change.xml")) == [
        (Market(MarketKind.MONEYLINE), Selection.HOME, 1.45, True),
        (Market(MarketKind.MONEYLINE), Selection.AWAY, 2.8, True),
        (Market(SPREAD, -4.5), Selection.HOME, 1.88, True),
        (Market(SPREAD, -4.5), Selection.AWAY, 1.92, True),
        (Market(SPREAD, 2.5), Selection.HOME, 1.3, False),
    ]


def test_a_quote_names_producer_game_and_instant() -> None:
    quote = next(item for item in items("odds_change.xml") if isinstance(item, QuoteTold))
    assert (quote.bookmaker, quote.native_id) == ("uof", "sr:match:500")
    assert quote.observed_at == datetime(2031, 1, 8, 0, 53, 20, 123000, tzinfo=UTC)


def test_a_suspended_line_gives_no_price_and_suspends_its_kind() -> None:
    assert states(items("odds_change.xml")) == [
        (MarketKind.MONEYLINE, MarketStatus.OPEN, ""),
        (SPREAD, MarketStatus.OPEN, ""),
        (TOTAL, MarketStatus.SUSPENDED, "suspended"),
    ]


def test_markets_that_are_not_followed_are_one_refusal_with_their_ids() -> None:
    assert reasons(items("odds_change.xml")) == [
        "market: market 225 with specifiers 'variant=none' has no line",
        "not followed: 2 markets of ids 60, 303",
    ]


def test_an_odds_change_tells_score_clock_and_win_probability() -> None:
    found = items("odds_change.xml")
    score = next(item for item in found if isinstance(item, ScoreTold))
    assert (score.score, score.phase, score.period, score.clock_seconds) == (Score(70, 66), "in_play", 3, 330)
    forecast = next(item for item in found if isinstance(item, ForecastTold))
    assert (forecast.home_win_probability, forecast.tie_probability) == (0.66, 0.0)


def test_without_a_favourite_the_line_nearest_even_is_main_and_a_draw_is_an_answer() -> None:
    moneyline = Market(MarketKind.MONEYLINE, None, "regulation")
    assert quotes(items("odds_change_soccer.xml")) == [
        (moneyline, Selection.HOME, 2.1, True),
        (moneyline, Selection.DRAW, 3.3, True),
        (moneyline, Selection.AWAY, 3.6, True),
        (Market(TOTAL, 2.5, "regulation"), Selection.OVER, 2.05, True),
        (Market(TOTAL, 2.5, "regulation"), Selection.UNDER, 1.8, True),
        (Market(TOTAL, 3.5, "regulation"), Selection.OVER, 3.6, False),
        (Market(TOTAL, 3.5, "regulation"), Selection.UNDER, 1.28, False),
    ]


def test_a_line_settled_early_closes_nothing_and_a_bet_stop_gives_its_reason() -> None:
    assert states(items("odds_change_soccer.xml")) == [
        (MarketKind.MONEYLINE, MarketStatus.OPEN, ""),
        (SPREAD, MarketStatus.SUSPENDED, "suspended, bet stop reason 8"),
        (TOTAL, MarketStatus.OPEN, ""),
    ]


def changed(market: str) -> bytes:
    head = '<odds_change product="1" event_id="sr:match:9" timestamp="1925600000000">'
    return f"{head}<odds>{market}</odds></odds_change>".encode()


def line(total: str, *, status: int = 1, favourite: bool = False) -> str:
    mark = ' favourite="1"' if favourite else ""
    prices = '<outcome id="12" odds="1.9" active="1"/><outcome id="13" odds="1.9" active="1"/>'
    return f'<market id="225" specifiers="total={total}" status="{status}"{mark}>{prices}</market>'


def test_the_main_line_is_remembered_until_another_is_marked() -> None:
    session = FEED.open()
    session(changed(line("210.5", favourite=True)))
    assert [main for *_, main in quotes(session(changed(line("212.5"))))] == [False, False]
    assert [main for *_, main in quotes(session(changed(line("212.5", favourite=True))))] == [True, True]
    assert [main for *_, main in quotes(session(changed(line("210.5"))))] == [False, False]


def test_an_alternate_line_that_goes_takes_nothing_with_it() -> None:
    session = FEED.open()
    session(changed(line("210.5", favourite=True)))
    assert states(session(changed(line("204.5", status=0)))) == []
    assert states(session(changed(line("210.5", status=0)))) == [(TOTAL, MarketStatus.SUSPENDED, "inactive")]


def test_a_price_that_is_none_is_refused_alone() -> None:
    found = FEED.parse(
        changed(
            '<market id="219" status="1"><outcome id="4" odds="1.0" active="1"/>'
            '<outcome id="5" odds="12.5" active="1"/></market>'
        )
    )
    assert quotes(found) == [(Market(MarketKind.MONEYLINE), Selection.AWAY, 12.5, True)]
    assert reasons(found) == ["quote: a price is above 1 and at most 10000, not '1.0'"]
    assert states(found) == [(MarketKind.MONEYLINE, MarketStatus.OPEN, "")]


def test_a_bet_stop_suspends_all_kinds() -> None:
    assert states(items("bet_stop.xml")) == [(None, MarketStatus.SUSPENDED, "bet stop of groups all")]


def test_a_bet_stop_of_groups_that_hold_none_of_ours_is_refused() -> None:
    raw = b'<bet_stop groups="corners" product="1" event_id="sr:match:1" timestamp="1925600000000"/>'
    assert reasons(FEED.parse(raw)) == ["not followed: bet stop of groups corners"]


def test_every_market_is_settled_and_halves_are_refused() -> None:
    found = items("bet_settlement.xml")
    total = Market(TOTAL, 201.0)
    told = [item for item in found if isinstance(item, SettlementTold)]
    assert [
        (item.market_id, item.selection_id, item.outcome, item.market, item.selection) for item in told
    ] == [
        ("219", "4", Outcome.WON, Market(MarketKind.MONEYLINE), Selection.HOME),
        ("219", "5", Outcome.LOST, Market(MarketKind.MONEYLINE), Selection.AWAY),
        ("225|total=201", "12", Outcome.VOID, total, Selection.OVER),
        ("225|total=201", "13", Outcome.VOID, total, Selection.UNDER),
        ("888|player=sr:player:1", "1894", Outcome.WON, None, None),
    ]
    assert reasons(found) == ["settlement: 2 outcomes undecided or settled in part"]


def test_a_cancellation_voids_the_bets_placed_within_its_bounds() -> None:
    (told,) = items("bet_cancel.xml")
    assert isinstance(told, SettlementTold)
    assert (told.market, told.selection_id, told.outcome) == (Market(TOTAL, 201.5), "", Outcome.VOID)
    assert told.placed_from == datetime(2031, 1, 8, 0, 53, 25, tzinfo=UTC)
    assert told.placed_until == datetime(2031, 1, 8, 0, 53, 26, tzinfo=UTC)


def test_a_rollback_takes_the_settlement_of_a_whole_market_back() -> None:
    (told,) = items("rollback_bet_settlement.xml")
    assert isinstance(told, SettlementTold)
    assert (told.market_id, told.outcome, told.rolled_back) == ("219", None, True)


@pytest.mark.parametrize(
    ("name", "native_id", "state", "detail"),
    [
        ("alive.xml", "", "unsubscribed", "producer 3"),
        ("product_down.xml", "", "down", "producer 3"),
        ("snapshot_complete.xml", "", "snapshot complete", "producer 1, request 42"),
        ("fixture_change.xml", "sr:match:500", "fixture changed", "producer 1, start time"),
        ("forbidden.xml", "", "error", "FORBIDDEN, This token is not allowed here"),
    ],
)
def test_the_feed_tells_of_its_health(name: str, native_id: str, state: str, detail: str) -> None:
    (told,) = items(name)
    assert isinstance(told, HealthTold)
    assert (told.native_id, told.state, told.detail) == (native_id, state, detail)


def test_a_schedule_announces_games_and_refuses_what_names_no_teams() -> None:
    game, refusal = items("schedule.xml")
    assert isinstance(game, GameTold)
    assert (game.sport, game.home, game.away, game.season) == (
        "nba",
        "Boston Celtics",
        "Denver Nuggets",
        2030,
    )
    assert (game.kickoff, game.venue) == (datetime(2031, 1, 9, tzinfo=UTC), "A Hall")
    assert isinstance(refusal, Refused)
    assert (refusal.native_id, refusal.reason) == ("sr:match:502", "game: it names no two teams")


def test_a_timeline_tells_game_and_score_and_its_plays_are_refused_by_name() -> None:
    game, score, refusal = items("match_summary.xml")
    assert isinstance(game, GameTold)
    assert isinstance(score, ScoreTold)
    assert (game.phase, score.score, score.phase) == ("final", Score(2, 1), "final")
    assert reasons([refusal]) == ["not followed: 2 plays of a timeline"]


def test_probabilities_without_prices_forecast_and_open_nothing() -> None:
    found = items("probabilities.xml")
    forecast = next(item for item in found if isinstance(item, ForecastTold))
    assert (forecast.home_win_probability, forecast.tie_probability) == (0.5, 0.3)
    assert (states(found), quotes(found)) == ([], [])


def test_a_catalogue_is_refused_by_its_name() -> None:
    assert reasons(items("betstop_reasons.xml")) == ["not followed: betstop reasons descriptions"]


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><alive product="&x;"/>',
        b'<?xml version="1.0"?><!DOCTYPE alive SYSTEM "http://127.0.0.1:9/a.dtd"><alive/>',
        '<!DOCTYPE a [<!ENTITY x "y">]><alive product="&x;"/>'.encode("utf-16"),
    ],
)
def test_a_document_that_declares_entities_is_refused(raw: bytes) -> None:
    assert reasons(FEED.parse(raw)) == ["document: XML that declares a document type or entities"]


def test_topics_bind_the_sports_and_the_systems_messages() -> None:
    assert topics.bindings(("nba", "nfl")) == [
        "*.*.*.*.2.#",
        "*.*.*.*.16.#",
        "-.-.-.product_down.#",
        "-.-.-.snapshot_complete.#",
        "-.-.-.alive.#",
    ]
    assert topics.bindings(("mlb",), node=7)[:2] == ["*.*.*.*.3.*.*.-", "*.*.*.*.3.*.*.7"]
    after = datetime(2031, 1, 8, tzinfo=UTC)
    assert topics.recovery(1, 42, after=after, node=7) == (
        "https://api.betradar.com/v1/liveodds/recovery/initiate_request"
        "?request_id=42&after=1925596800000&node_id=7"
    )
    assert topics.headers("t-1") == {"x-access-token": "t-1"}


@recorded
def test_a_recorded_odds_change_quotes_its_three_way_market_and_totals() -> None:
    found = FEED.parse((RECORDINGS / "messages" / "odds_change.xml").read_bytes())
    moneyline = Market(MarketKind.MONEYLINE, None, "regulation")
    told = quotes(found)
    assert [(market, main) for market, selection, _, main in told if selection is Selection.OVER] == [
        (Market(TOTAL, 4.5, "regulation"), False),
        (Market(TOTAL, 3.5, "regulation"), True),
        (Market(TOTAL, 2.5, "regulation"), False),
    ]
    assert [(selection, price) for market, selection, price, _ in told if market == moneyline] == [
        (Selection.HOME, 9.75),
        (Selection.DRAW, 5.5),
        (Selection.AWAY, 1.22),
    ]
