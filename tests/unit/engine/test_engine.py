"""The engine as a function of its inbound log."""

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from livebet.domain.markets import MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    GameListed,
    GameUpdate,
    Inbound,
    KeyEvent,
    MarketRow,
    OddsUpdate,
    Outbound,
    Outgoing,
    PlaySeen,
    PredictionUpdate,
    PredictionWanted,
    QuoteSeen,
    Refused,
    StatusUpdate,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.engine import Engine, EngineConfig
from livebet.features.market import MARKET_FEATURES
from livebet.features.nfl import FEATURES


def handled(log: list[Inbound], engine: Engine | None = None) -> list[Outbound]:
    engine = engine or Engine(EngineConfig())
    return [out for message in log for out in engine.handle(message)]


@pytest.fixture(scope="module")
def said(game_log) -> list[Outbound]:
    return handled(game_log)


def of(kind, out):
    return [one for one in out if isinstance(one, kind)]


def test_the_same_log_handled_twice_gives_the_same_messages(game_log, said):
    assert list(map(repr, handled(game_log))) == list(map(repr, said))


def test_offsets_have_no_gap_and_ids_no_repeat(said):
    published = of(Outgoing, said)
    assert [one.offset for one in published] == list(range(1, len(published) + 1))
    assert len({one.message_id for one in published}) == len(published)


def test_repeats_in_any_order_change_nothing(game_log, said):
    chance, engine, out = random.Random(3), Engine(EngineConfig()), []
    for at, message in enumerate(game_log):
        out += engine.handle(message)
        for again in chance.sample(game_log[: at + 1], k=min(at + 1, 2)):
            assert engine.handle(again) == []
    assert list(map(repr, out)) == list(map(repr, said))


def test_two_games_in_one_log_do_not_touch_each_other(game_log, said):
    other = replace(game_log[0].game, game_id=type(game_log[0].game_id)(int=7), replay_id="other")
    mixed: list[Inbound] = [GameListed(game=other, observed_at=game_log[0].observed_at)]
    for message in game_log:
        mixed.append(message)
        if isinstance(message, PlaySeen):
            mixed.append(replace(message, game_id=other.game_id))
    alone = [one for one in handled(mixed) if getattr(one, "game_id", None) != other.game_id]
    assert list(map(repr, alone)) == list(map(repr, said))


def test_the_game_ends_as_it_ended(said):
    last = of(GameUpdate, said)[-1]
    assert (last.home_score, last.away_score, last.phase) == (3, 10, "final")
    final = of(PredictionUpdate, said)[-1].prediction
    assert (final.home_win_probability, final.away_win_probability) == (0.0, 1.0)


def test_the_scores_are_told_in_order_with_their_sides(said):
    scores = [
        (one.event_type, one.side, one.period)
        for one in of(KeyEvent, said)
        if one.event_type in ("touchdown", "field_goal", "extra_point", "game_end")
    ]
    assert scores == [
        ("field_goal", "home", 1),
        ("touchdown", "away", 2),
        ("extra_point", "away", 2),
        ("field_goal", "away", 4),
        ("game_end", "away", 4),
    ]


def test_every_value_bet_is_settled_by_the_score_and_none_is_left_standing(said):
    offered = {one.value_bet_id: one for one in of(ValueBet, said)}
    settled = {one.value_bet_id: one.outcome for one in of(ValueBetSettled, said)}
    assert offered
    assert settled == {
        bet_id: "won" if bet.selection is Selection.AWAY else "lost" for bet_id, bet in offered.items()
    }
    assert {one.value_bet_id for one in of(ValueBetWithdrawn, said)} == set(offered)


def test_every_value_bet_rests_on_a_quote_newer_than_the_last_key_event_that_suspends(game_log):
    engine, score_at, quoted_at = Engine(EngineConfig()), None, {}
    for message in game_log:
        if isinstance(message, PlaySeen) and (message.play.scores or message.play.turnover):
            score_at = message.observed_at
        if isinstance(message, QuoteSeen):
            quote = message.quote
            quoted_at[quote.bookmaker, quote.market.kind, quote.selection] = message.observed_at
        for bet in of(ValueBet, engine.handle(message)):
            seen_at = quoted_at[bet.bookmaker, bet.market.kind, bet.selection]
            assert score_at is None or seen_at > score_at


def test_questions_carry_the_feature_row(said):
    assert {tuple(one.row) for one in of(PredictionWanted, said)} == {FEATURES}


def test_no_question_is_asked_twice_in_a_row(said):
    rows = [repr(one.row) for one in of(PredictionWanted, said)]
    assert all(one != other for one, other in pairwise(rows))


def test_market_rows_come_no_faster_than_they_may(said):
    rows = of(MarketRow, said)
    assert {tuple(one.row) for one in rows} == {MARKET_FEATURES}
    gaps = [later.observed_at - row.observed_at for row, later in pairwise(rows)]
    assert min(gaps) >= timedelta(seconds=5)


def test_a_message_about_an_unknown_game_is_refused(game_log):
    quote = next(one for one in game_log if isinstance(one, QuoteSeen))
    (refused,) = Engine(EngineConfig()).handle(quote)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.native_id) == ("unknown game", str(quote.game_id))
    assert refused.observed_at == quote.observed_at


def test_a_game_of_a_sport_without_rules_is_refused(game_log):
    (refused,) = Engine(EngineConfig(), rules={}).handle(game_log[0])
    assert isinstance(refused, Refused)
    assert (refused.feed, refused.reason) == ("nfl_official", "no rules for this sport")


def test_a_listed_game_is_told_and_asked_about(table):
    fresh = type(table)()
    update, wanted = fresh.listed(expected_margin=3.5)
    assert isinstance(update, GameUpdate)
    assert (update.offset, update.phase, update.game.home_team) == (1, "scheduled", "CHI")
    assert isinstance(wanted, PredictionWanted)
    assert wanted.row["expected_margin"] == 3.5


def test_a_new_expected_margin_folds_the_game_anew_and_asks_again(table):
    table.play(1, 1)
    out = table.listed(10, expected_margin=-2.5)
    assert [type(one).__name__ for one in out] == ["Finding", "GameUpdate", "PredictionWanted"]
    assert out[2].row["expected_margin"] == -2.5
    assert table.listed(20, expected_margin=-2.5) == []


def test_a_moved_price_is_told_with_what_it_was(table):
    (first, _) = table.quote(1, 2.0)
    assert (first.price_before, first.price_after, first.significance) == (None, 2.0, 0.0)
    (second,) = table.quote(2, 1.8)
    assert isinstance(second, OddsUpdate)
    assert (second.price_before, second.price_after, second.line_movement) == (2.0, 1.8, 0.0)
    assert 0.9 < second.significance < 1.0
    assert second.status is MarketStatus.OPEN


def test_a_quote_like_the_last_says_nothing(table):
    table.quote(1, 2.0)
    assert table.quote(2, 2.0) == []


def test_a_status_is_told_once(table):
    (update,) = table.status(1, MarketStatus.SUSPENDED)
    assert isinstance(update, StatusUpdate)
    assert (update.bookmaker, update.kind, update.status) == (
        "sim:a",
        MarketKind.MONEYLINE,
        MarketStatus.SUSPENDED,
    )
    assert table.status(2, MarketStatus.SUSPENDED) == []


def test_an_older_prediction_is_not_told_after_a_newer(table):
    older = table.wanted
    table.play(1, 1)
    assert of(PredictionUpdate, table.predict(0.6))
    assert table.predict(0.5, wanted=older) == []


def test_a_prediction_of_plays_that_were_corrected_since_is_not_told(table):
    table.play(1, 1)
    before = table.wanted
    table.play(2, 1, revision=1, yards=20)
    assert table.predict(0.6, wanted=before) == []
    assert of(PredictionUpdate, table.predict(0.6))


def test_the_same_state_predicted_otherwise_is_told_anew(table):
    assert of(PredictionUpdate, table.predict(0.6))
    assert of(PredictionUpdate, table.predict(0.6)) == []
    assert of(PredictionUpdate, table.predict(0.7))
