from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from uuid import UUID, uuid4

import pytest
from rich.console import Console

from cli.runner.board import Board
from cli.runner.summary import lines_of, summarise
from cli.runner.table import live_table, plain_lines
from cli.runner.tally import Tally
from livebet.domain.games import Game, Score, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, MarketStatus, Selection
from livebet.domain.messages import (
    GameListed,
    GameUpdate,
    KeyEvent,
    OddsUpdate,
    Prediction,
    PredictionUpdate,
    QuoteSeen,
    Refused,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.stream.bus import Entry
from livebet.stream.codec import StreamMessage

NOW = datetime(2019, 9, 8, 17, 0, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("nfl_official", "2019090800", "r1"), sport=Sport.NFL, season=2019,
    season_type=SeasonType.REGULAR, home_team="MIN", away_team="ATL", kickoff=NOW, feed="nfl_official",
    native_id="2019090800",
)  # fmt: skip
BET = UUID(int=7)


def said(message: StreamMessage, fed_ms: int = 0, said_ms: int = 4, **more: int) -> Entry:
    return Entry("livebet:out:0", "1-1", message, {"fed": fed_ms * 10**6, "said": said_ms * 10**6, **more})


def told(message: StreamMessage) -> Entry:
    return Entry("livebet:in:0", "1-1", message, {"fed": 0, "told": 1})


def outgoing(offset: int = 1) -> dict:
    return {"message_id": uuid4(), "game_id": GAME.game_id, "offset": offset, "observed_at": NOW}


def update(**changes) -> GameUpdate:
    whole = GameUpdate(
        **outgoing(), game=GAME, revision=1, phase="in_play", period=2, game_clock="03:12", home_score=14,
        away_score=10, possession="home", down=1, distance=10, yards_to_goal=40, timeouts_home=3,
        timeouts_away=3, momentum=0.1, description="",
    )  # fmt: skip
    return replace(whole, **changes)


def odds() -> OddsUpdate:
    return OddsUpdate(
        **outgoing(), bookmaker="sim:harbour", market=MONEYLINE, selection=Selection.HOME,
        price_before=Price(1.8), price_after=Price(1.7), line_before=None, line_after=None, line_movement=0.0,
        significance=0.2, status=MarketStatus.OPEN,
    )  # fmt: skip


def prediction(probability: float = 0.74) -> Prediction:
    return Prediction(
        game_id=GAME.game_id, revision=1, play_id="36", home_win_probability=probability,
        away_win_probability=1 - probability, confidence=0.9, model_version="3", features={}, observed_at=NOW,
    )  # fmt: skip


def value_bet(edge: float = 0.08, bet: UUID = BET) -> ValueBet:
    return ValueBet(
        **outgoing(), value_bet_id=bet, bookmaker="sim:harbour", market=MONEYLINE, selection=Selection.HOME,
        price=Price(1.5), fair_odds=1.4, model_probability=0.72, edge=edge, confidence=0.9,
        recommended_stake=0.02, model_version="3",
    )  # fmt: skip


def board_of(*messages: StreamMessage) -> Board:
    board = Board()
    for message in messages:
        board.see(said(message), now_ns=10**10)
    return board


def test_a_game_is_shown_with_clock_score_probability_edge_ticks_and_latency() -> None:
    board = board_of(
        update(), odds(), PredictionUpdate(**outgoing(), prediction=prediction()), value_bet(), odds()
    )
    assert plain_lines(board, 10**10) == [
        "ATL at MIN  clock Q2 03:12  score 10–14  home win 74.0%  best edge +8.0%  "
        "ticks/s 0.4  p50/p99 ms 4.0/4.0"
    ]
    console = Console(width=160, record=True, file=StringIO())
    console.print(live_table(board, 10**10, "a slate"))
    shown = " ".join(console.export_text().split())
    assert shown.endswith("ATL at MIN Q2 03:12 10–14 74.0% +8.0% 0.4 4.0/4.0")


def test_ticks_are_those_of_the_last_five_seconds() -> None:
    board = board_of(odds())
    line = board.games[GAME.game_id]
    assert line.ticks_a_second(10**10) == 0.2
    assert line.ticks_a_second(2 * 10**10) == 0.0


def test_a_bet_that_is_withdrawn_or_settled_is_no_edge_any_more() -> None:
    other = UUID(int=8)
    board = board_of(value_bet(), value_bet(0.11, other))
    line = board.games[GAME.game_id]
    assert line.best_edge == 0.11
    board.see(said(ValueBetWithdrawn(**outgoing(), value_bet_id=other, reason="price moved")), 0)
    assert line.best_edge == 0.08
    settled = ValueBetSettled(
        **outgoing(), value_bet_id=BET, outcome="won", price=Price(1.5), recommended_stake=0.02
    )
    board.see(said(settled), 0)
    assert line.best_edge is None


def test_overtime_and_the_end_are_named() -> None:
    assert "clock OT1 08:00" in plain_lines(board_of(update(period=5, game_clock="08:00")), 0)[0]
    assert "clock final" in plain_lines(board_of(update(phase="final")), 0)[0]
    assert "clock abandoned" in plain_lines(board_of(update(phase="abandoned")), 0)[0]


def tally_of(*entries: Entry) -> Tally:
    tally = Tally()
    for entry in entries:
        tally.see(entry)
    return tally


def test_a_summary_tells_counts_refusals_bets_and_latencies() -> None:
    quote = Quote("sim:harbour", MONEYLINE, Selection.HOME, Price(1.7))
    refused = Refused(
        feed="nfl_official", reason="unknown team", payload="{}", native_id="x", observed_at=NOW
    )
    summary = summarise(
        tally_of(
            told(GameListed(game=GAME, observed_at=NOW, expected_margin=3.0)),
            told(QuoteSeen(game_id=GAME.game_id, quote=quote, observed_at=NOW)),
            told(prediction()),
            said(odds(), told=10**6, decided=3 * 10**6),
            said(value_bet()),
            said(value_bet()),
            said(value_bet(bet=UUID(int=9))),
            said(ValueBetWithdrawn(**outgoing(), value_bet_id=UUID(int=9), reason="price moved")),
            Entry("livebet:refused", "1-1", refused, {}),
        ),
        {},
    )
    assert (summary["games"], summary["quotes"], summary["refusals"]) == (1, 1, {"unknown team": 1})
    assert summary["value_bets"] == {
        "offered": 2, "withdrawn": 1, "settled": 0, "won": 0, "lost": 0, "push": 0, "void": 0,
    }  # fmt: skip
    assert summary["latency_ms"]["told → decided"] == (2.0, 2.0)
    assert summary["model_versions"] == ["nfl 3"]
    assert "a claim of profit" in " ".join(lines_of(summary))


def test_predictions_are_judged_by_the_result_beside_anchors_on_the_same_rows() -> None:
    published = [said(PredictionUpdate(**outgoing(), prediction=prediction(p))) for p in (0.6, 0.9)]
    tally = tally_of(told(GameListed(game=GAME, observed_at=NOW, expected_margin=0.0)), *published)
    found = summarise(tally, {GAME.game_id: Score(28, 12)})["prediction_quality"]["nfl"]
    assert (found["rows"], found["games"]) == (2, 1)
    assert found["model"]["accuracy"] == 1.0
    assert found["model"]["brier"] == pytest.approx((0.4**2 + 0.1**2) / 2)
    assert found["anchor: always 50 %"]["brier"] == 0.25
    assert found["anchor: expected margin before kickoff"]["brier"] == 0.25


def test_an_unknown_result_judges_nothing_and_a_tie_half() -> None:
    published = said(PredictionUpdate(**outgoing(), prediction=prediction()))
    tally = tally_of(told(GameListed(game=GAME, observed_at=NOW)), published)
    assert summarise(tally, {})["prediction_quality"] == {"nfl": {"rows": 0, "games": 0}}
    tie = summarise(tally, {GAME.game_id: Score(20, 20)})["prediction_quality"]["nfl"]
    assert (tie["rows"], tie["model"]["accuracy"]) == (1, 0.5)


def test_a_corrected_final_is_no_final_until_it_is_told_again() -> None:
    tally = tally_of(said(update(phase="final")), said(update(phase="in_play")))
    assert tally.finals == {}
    tally.see(said(update(phase="final", home_score=15)))
    assert tally.finals == {GAME.game_id: Score(15, 10)}


def key_event(event_type: str, **data: str) -> KeyEvent:
    return KeyEvent(
        **outgoing(), event_type=event_type, description="", side="home", play_id="36", game_clock="03:12",
        period=2, impact_score=0.1, probability_change={"home": 0.1, "away": -0.1}, data={**data},
    )  # fmt: skip


def test_games_cut_short_have_no_result_and_key_events_taken_back_are_told_apart() -> None:
    game = told(GameListed(game=GAME, observed_at=NOW))
    false = [said(key_event("touchdown")), said(key_event("retracted", retracts="7"))]
    tally = tally_of(game, *false, said(key_event("fumble")), said(update(phase="abandoned")))
    assert tally.finals == {}
    assert lines_of(summarise(tally, {}))[0] == (
        "Slate: 1 games, 0 of them simulated (0 over, 1 cut short), 0 plays, 0 quotes, "
        "2 key events (1 of them taken back)"
    )
    tally.see(said(update()))
    assert tally.cut_short == set()
