import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Score
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.prices import Price
from livebet.feeds.betfair_stream import (
    FEED,
    NAME,
    Clocks,
    Stream,
    authentication,
    catalogue,
    clocks_after,
    is_dead,
    session_token,
    subscription,
)
from livebet.feeds.betfair_stream.ladder import Prices
from livebet.feeds.items import (
    GameTold,
    HealthTold,
    Item,
    LadderTold,
    QuoteTold,
    ScoreTold,
    SettlementTold,
    StatusTold,
)
from livebet.odds.settlement import Outcome
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / NAME
RECORDINGS = ROOT.parent / "shared" / "feeds" / NAME
EXCHANGE = ROOT.parent / "shared" / "data" / "betfair"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
IMAGE = datetime.fromtimestamp(1_930_000_000, UTC)


def after(milliseconds: int) -> datetime:
    return IMAGE + timedelta(milliseconds=milliseconds)


def told(name: str, folder: Path = WRITTEN) -> list[Item]:
    return list(FEED.parse((folder / name).read_bytes()))


def ladders(items: list[Item]) -> list[LadderTold]:
    return [item for item in items if isinstance(item, LadderTold)]


def quotes(items: list[Item]) -> list[tuple[Market, Selection, Price, bool, float | None]]:
    return [(q.market, q.selection, q.price, q.main, q.size) for q in items if isinstance(q, QuoteTold)]


def health(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.state, item.detail) for item in items if isinstance(item, HealthTold)]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


HAWKS = LadderTold(
    feed=NAME,
    native_id="900",
    observed_at=IMAGE,
    market_id="1.1",
    market_type="MATCH_ODDS",
    runner_id=11,
    handicap=0.0,
    runner="Hill Hawks",
    backs=((2.5, 10.0), (2.46, 8.0), (2.44, 5.0)),
    lays=((2.54, 3.0),),
    last_price=2.5,
    matched=42.5,
    status=MarketStatus.OPEN,
    in_play=False,
    bet_delay=0,
)
BREAKERS = replace(
    HAWKS,
    runner_id=22,
    runner="Bay Breakers",
    backs=((1.65, 100.0),),
    lays=((1.66, 9.0), (1.68, 20.0)),
    last_price=1.66,
    matched=310.5,
)


def test_an_image_tells_the_best_three_levels_of_each_runner_and_deltas_those_that_changed() -> None:
    suspended = {
        "status": MarketStatus.SUSPENDED,
        "in_play": True,
        "bet_delay": 5,
        "observed_at": after(9000),
    }
    open_again = {**suspended, "status": MarketStatus.OPEN, "observed_at": after(9500)}
    nothing = {"backs": (), "lays": (), "last_price": None, "matched": None}
    closed = {**open_again, "status": MarketStatus.CLOSED, "observed_at": after(99_000)}
    hawks_then = replace(HAWKS, backs=((2.46, 8.0), (2.44, 5.0), (2.42, 7.0)), last_price=2.46)
    breakers_then = replace(BREAKERS, lays=((1.68, 20.0),))
    breakers_anew = {**nothing, "backs": ((1.8, 50.0),), "matched": 400.0}
    assert ladders(told("game.mcm.jsonl")) == [
        HAWKS,
        BREAKERS,
        replace(hawks_then, observed_at=after(500)),
        replace(breakers_then, observed_at=after(500)),
        replace(hawks_then, **suspended),
        replace(breakers_then, **suspended),
        replace(HAWKS, **open_again, **nothing),
        replace(BREAKERS, **open_again, **breakers_anew),
        replace(HAWKS, **closed, **nothing),
        replace(BREAKERS, **closed, **breakers_anew),
    ]


def test_the_best_price_to_back_is_the_quote_while_the_market_is_open() -> None:
    away, home = Selection.AWAY, Selection.HOME
    assert quotes(told("game.mcm.jsonl")) == [
        (MONEYLINE, away, 2.5, True, 10.0),
        (MONEYLINE, home, 1.65, True, 100.0),
        (MONEYLINE, away, 2.46, True, 8.0),
        (MONEYLINE, home, 1.8, True, 50.0),
    ]


def test_a_game_begins_is_suspended_opens_and_is_settled() -> None:
    items = told("game.mcm.jsonl")
    listed = GameTold(
        feed=NAME,
        native_id="900",
        observed_at=IMAGE,
        sport="nba",
        home="Bay Breakers",
        away="Hill Hawks",
        kickoff=datetime(2031, 3, 2, 1, 10, tzinfo=UTC),
        phase="scheduled",
    )
    assert [item for item in items if isinstance(item, GameTold)] == [
        listed,
        replace(listed, observed_at=after(9000), phase="in_play"),
        replace(listed, observed_at=after(99_000), phase="final"),
    ]
    assert [(i.kind, i.status, i.reason) for i in items if isinstance(i, StatusTold)] == [
        (MarketKind.MONEYLINE, MarketStatus.OPEN, ""),
        (MarketKind.MONEYLINE, MarketStatus.SUSPENDED, "in play"),
        (MarketKind.MONEYLINE, MarketStatus.OPEN, "in play"),
        (MarketKind.MONEYLINE, MarketStatus.CLOSED, "in play"),
    ]
    lost = SettlementTold(
        feed=NAME,
        native_id="900",
        observed_at=after(99_000),
        bookmaker="betfair",
        market_id="1.1",
        selection_id="11",
        outcome=Outcome.LOST,
        market=MONEYLINE,
        selection=Selection.AWAY,
    )
    won = replace(lost, selection_id="22", outcome=Outcome.WON, selection=Selection.HOME)
    assert [item for item in items if isinstance(item, SettlementTold)] == [lost, won]


def test_a_settlement_is_rolled_back_when_the_runner_is_active_again() -> None:
    lines = (WRITTEN / "game.mcm.jsonl").read_bytes().splitlines()
    stream = FEED.open()
    stream(lines[2])
    stream(lines[-1])
    again = [item for item in stream(lines[-2]) if isinstance(item, SettlementTold)]
    assert [(item.selection_id, item.outcome, item.rolled_back) for item in again] == [
        ("11", None, True),
        ("22", None, True),
    ]


def test_handicaps_are_lines_added_to_the_home_score_and_only_the_lines_shown_first_are_main() -> None:
    items = told("lines.json")
    half, whole = Market(MarketKind.SPREAD, -0.5), Market(MarketKind.SPREAD, -1.0)
    assert quotes(items) == [
        (half, Selection.HOME, 1.95, True, 30.0),
        (half, Selection.AWAY, 1.99, True, 31.0),
        (whole, Selection.AWAY, 1.5, False, 4.0),
        (Market(MarketKind.TOTAL, 2.5), Selection.UNDER, 2.1, True, 12.0),
        (Market(MarketKind.TOTAL, 1.5), Selection.OVER, 1.3, False, 6.0),
        (MONEYLINE, Selection.DRAW, 3.4, True, 8.0),
    ]
    [game] = [item for item in items if isinstance(item, GameTold)]
    assert (game.sport, game.home, game.away) == ("soccer", "Northby", "Southby")
    assert [item.kind for item in items if isinstance(item, StatusTold)] == [
        MarketKind.SPREAD, MarketKind.TOTAL, MarketKind.MONEYLINE,
    ]  # fmt: skip


def test_a_segmented_image_is_joined_and_told_at_its_end() -> None:
    lines = (WRITTEN / "segments.mcm.jsonl").read_bytes().splitlines()
    stream = FEED.open()
    assert [stream(line) for line in lines[:2]] == [[], []]
    joined = list(stream(lines[2]))
    assert [(item.market_id, item.observed_at) for item in ladders(joined)] == [
        ("1.7", after(40)),
        ("1.8", after(40)),
        ("1.9", after(40)),
    ]
    assert health(joined) == [("snapshot complete", "SUB_IMAGE")]
    [changed] = ladders(list(stream(lines[3])))
    assert (changed.backs, changed.lays) == (((5.0, 7.0),), ((7.0, 2.0),))


def test_a_change_to_a_market_without_an_image_is_refused() -> None:
    assert reasons(told("segments.mcm.jsonl")) == ["market: 1 changed before their image was seen"]


def test_stale_prices_slow_reading_and_failures_are_health_and_no_secret_is_kept() -> None:
    items = told("health.jsonl")
    assert health(items) == [
        ("down", "503: prices are stale; stay connected"),
        ("heartbeat", ""),
        ("alive", "prices are fresh again"),
        ("slow", "1.7: changes come put together"),
        ("disconnected", "INVALID_REQUEST: Connection is already authenticated"),
        ("down", "TIMEOUT: Connection is idle"),
    ]
    assert "secret" not in repr(items)
    assert "secret" not in repr(told("login.json"))
    spoken = authentication(1, "k-secret", "s-secret")
    assert "secret" not in repr(FEED.open()(spoken))


def test_one_bad_market_does_not_spoil_the_line() -> None:
    items = told("spoiled.json")
    assert [item.market_id for item in ladders(items)] == ["1.7", "1.9"]
    assert reasons(items) == ["market: Expected `float`, got `str` - at `$.rc[0].atb[0][0]`"]


def test_cricket_has_its_game_and_runs_by_team() -> None:
    scheduled, begun, score, rest = told("cricket.ccm.jsonl")
    assert isinstance(scheduled, GameTold)
    assert (scheduled.home, scheduled.away, scheduled.phase) == ("Isles", "Dunes", "scheduled")
    assert begun == replace(scheduled, observed_at=after(9000), phase="in_play")
    assert score == ScoreTold(
        feed=NAME, native_id="903", observed_at=after(9000), score=Score(12, 163), phase="in_play", period=2
    )
    assert reasons([rest]) == ["not followed: cricket of a game whose teams are not told yet (1)"]


def test_orders_races_and_answers_of_other_services_are_named() -> None:
    assert reasons(told("orders.json")) == ["not followed: our own orders, ocm (1)"]
    assert reasons(told("race.json")) == ["not followed: positions of a race, rcm (1)"]
    assert reasons(told("login.json")) == ["not followed: an answer about a log-in (1)"]
    assert reasons(told("events.json")) == ["not followed: an event of the in-play service (2)"]


def test_a_catalogue_names_what_the_live_stream_leaves_out() -> None:
    line = json.loads((WRITTEN / "game.mcm.jsonl").read_bytes().splitlines()[2])
    definition = line["mc"][0]["marketDefinition"]
    del definition["eventName"], definition["name"]
    for runner in definition["runners"]:
        del runner["name"]
    nameless = json.dumps(line).encode()
    assert quotes(list(FEED.open()(nameless))) == []
    stream = FEED.open()
    assert health(list(stream((WRITTEN / "catalogue.json").read_bytes()))) == [
        ("alive", "catalogue: names of 1 markets")
    ]
    assert quotes(list(stream(nameless))) == [
        (MONEYLINE, Selection.AWAY, 2.5, True, 10.0),
        (MONEYLINE, Selection.HOME, 1.65, True, 100.0),
    ]


def test_a_session_of_lines_tells_what_the_whole_file_tells() -> None:
    raw = (WRITTEN / "game.mcm.jsonl").read_bytes()
    stream = Stream()
    assert [item for line in raw.splitlines() for item in stream(line)] == list(FEED.parse(raw))


def test_the_reader_speaks_in_lines_and_resubscribes_with_its_clocks() -> None:
    spoken = authentication(1, "key", "session")
    assert spoken.endswith(b"\r\n")
    assert json.loads(spoken) == {"op": "authentication", "id": 1, "appKey": "key", "session": "session"}
    first = json.loads(subscription(2, ["1.1"]))
    assert first["marketFilter"] == {"marketIds": ["1.1"]}
    assert "clk" not in first
    clocks = None
    for line in (WRITTEN / "game.mcm.jsonl").read_bytes().splitlines():
        clocks = clocks_after(line, clocks)
    assert clocks == Clocks(initial="i1", latest="g")
    again = json.loads(subscription(3, ["1.1"], clocks=clocks))
    assert (again["initialClk"], again["clk"]) == ("i1", "g")


def test_a_log_in_gives_a_token_or_none() -> None:
    assert session_token(b'{"token":"t","product":"k","status":"SUCCESS","error":""}') == "t"
    assert session_token((WRITTEN / "login.json").read_bytes()) == "tok-secret"
    assert session_token(b'{"token":"","status":"FAIL","error":"INVALID"}') is None
    assert session_token(b"<html>") is None


def test_names_are_asked_for_by_event_and_market_type() -> None:
    assert json.loads(catalogue(["7522"], ["MATCH_ODDS"]))["filter"] == {
        "eventTypeIds": ["7522"],
        "marketTypeCodes": ["MATCH_ODDS"],
    }


LEVELS = st.tuples(st.sampled_from([1.5, 1.6, 1.7, 1.8, 1.9, 2.0]), st.sampled_from([0.0, 1.0, 2.0]))


@given(changes=st.lists(st.lists(LEVELS, max_size=4)), highest=st.booleans())
def test_the_best_levels_are_those_of_all_sizes_sorted(
    changes: list[list[tuple[float, float]]], highest: bool
) -> None:
    prices, sizes = Prices(highest), dict[float, float]()
    for change in changes:
        prices.change(change)
        sizes.update(change)
        left = sorted(((p, s) for p, s in sizes.items() if s), reverse=highest)
        assert prices.best == tuple(left[:3])


def test_a_segmented_message_without_end_is_given_up() -> None:
    stream = FEED.open()
    part = {"op": "mcm", "pt": 1, "ct": "SUB_IMAGE", "mc": [{"id": str(n)} for n in range(6_000)]}
    assert not stream(json.dumps({**part, "segmentType": "SEG_START"}).encode())
    given_up = reasons(list(stream(json.dumps({**part, "segmentType": "SEG"}).encode())))
    assert given_up == ["message: a segmented message of more than 10000 markets"]


def test_two_heartbeats_of_silence_are_a_dead_connection() -> None:
    assert not is_dead(10.0)
    assert is_dead(10.1)
    assert is_dead(1.2, heartbeat_ms=500)


@recorded
@pytest.mark.skipif(not EXCHANGE.exists(), reason="the recordings are not beside the checkout")
def test_a_recorded_nba_game_is_settled_for_the_winner() -> None:
    items = told("1.166811431_nba_CLE_at_MIN_20191228.bz2", EXCHANGE)
    game = next(item for item in items if isinstance(item, GameTold))
    assert (game.away, game.home, game.sport) == ("Cleveland Cavaliers", "Minnesota Timberwolves", "nba")
    settled = [(s.selection, s.outcome) for s in items if isinstance(s, SettlementTold)]
    assert settled == [(Selection.AWAY, Outcome.WON), (Selection.HOME, Outcome.LOST)]


@recorded
def test_a_recorded_cricket_game_ends_with_the_runs_of_both() -> None:
    items = told("cricket_1.200806927.ccm.jsonl.gz", RECORDINGS)
    last = [item for item in items if isinstance(item, ScoreTold)][-1]
    assert (last.score, last.phase) == (Score(163, 111), "final")
