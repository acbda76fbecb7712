"""Games given up before they were over: no result, nothing left open, and taken up again by a later play."""

from livebet.domain.games import Side
from livebet.domain.messages import (
    Finding,
    GameAbandoned,
    GameUpdate,
    KeyEvent,
    Outbound,
    PlayDeleted,
    Prediction,
    PredictionUpdate,
    PredictionWanted,
    Refused,
    StatusUpdate,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.domain.plays import PlayKind, ScoreChange, ScoreKind
from livebet.engine import Engine, EngineConfig

TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


def of(kind, out):
    return [one for one in out if isinstance(one, kind)]


def told(out: list[Outbound]) -> list[str]:
    return [type(one).__name__ for one in out]


def settled(out):
    return {one.value_bet_id: one.outcome for one in of(ValueBetSettled, out)}


def abandon(table, second):
    game_id = table.log[0].game_id
    return table.tell(
        GameAbandoned(game_id=game_id, reason="the replay was cut short", observed_at=table.at(second))
    )


def offered(table):
    """One value bet on the home side stands."""
    table.play(5, 1)
    table.predict(0.6)
    (bet,) = of(ValueBet, table.quotes(10, 1.9, 1.9))
    return bet


def test_an_abandoned_game_is_told_with_its_reason_and_its_open_bet_is_withdrawn_and_void(table):
    bet = offered(table)
    update, why, gone, void, closed = abandon(table, 20)
    assert isinstance(update, GameUpdate)
    assert (update.phase, update.home_score, update.description) == ("abandoned", 0, "play 1")
    assert isinstance(why, Finding)
    assert (why.finding, why.detail) == ("game_abandoned", "the replay was cut short")
    assert isinstance(gone, ValueBetWithdrawn)
    assert (gone.value_bet_id, gone.reason) == (bet.value_bet_id, "abandoned")
    assert isinstance(void, ValueBetSettled)
    assert (void.value_bet_id, void.outcome, void.price) == (bet.value_bet_id, "void", 1.9)
    assert isinstance(closed, StatusUpdate)
    assert (closed.bookmaker, closed.status, closed.reason) == ("sim:a", "closed", "abandoned")
    assert {one.observed_at for one in (update, why, gone, void, closed)} == {table.at(20)}


def test_bets_that_were_withdrawn_before_are_void_too(table):
    first = offered(table)
    (_, second) = table.quote(11, 1.95)[-2:]
    assert isinstance(second, ValueBet)
    assert settled(abandon(table, 20)) == {first.value_bet_id: "void", second.value_bet_id: "void"}


def test_a_game_abandoned_twice_says_nothing_more(table):
    offered(table)
    abandon(table, 20)
    assert abandon(table, 20) == []
    assert abandon(table, 30) == []


def test_a_game_that_never_began_can_be_abandoned(table):
    update, why = abandon(table, 20)
    assert isinstance(update, GameUpdate)
    assert isinstance(why, Finding)
    assert (update.phase, update.offset) == ("abandoned", 2)


def test_a_final_game_cannot_be_abandoned(table):
    table.play(5, 1, TOUCHDOWN)
    table.play(20, 2, kind=PlayKind.GAME_END)
    assert abandon(table, 30) == []


def test_an_abandonment_from_before_the_newest_play_is_old_news(table):
    table.play(20, 1)
    assert abandon(table, 19) == []
    assert told(abandon(table, 20)) == ["GameUpdate", "Finding"]


def test_a_game_that_nobody_knows_cannot_be_abandoned(table):
    (refused,) = Engine(EngineConfig()).handle(
        GameAbandoned(game_id=table.log[0].game_id, reason="why", observed_at=table.at(1))
    )
    assert isinstance(refused, Refused)
    assert refused.reason == "unknown game"


def test_no_prediction_of_an_abandoned_game_is_told_and_none_is_asked_for(table):
    table.play(5, 1)
    asked = table.wanted
    assert of(PredictionWanted, abandon(table, 20)) == []
    assert table.predict(0.7, wanted=asked) == []


def test_quotes_on_an_abandoned_game_are_shown_and_offer_nothing(table):
    offered(table)
    abandon(table, 20)
    shown = table.quotes(25, 2.5, 1.5)
    assert "OddsUpdate" in told(shown)
    assert of(ValueBet, shown) == []


def test_key_events_that_waited_for_a_prediction_are_told_with_unknown_impact(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    events = of(KeyEvent, abandon(table, 12))
    assert [(one.event_type, one.impact_score, one.data["impact"]) for one in events] == [
        ("touchdown", 0.0, "unknown"),
        ("momentum_shift", 0.0, "unknown"),
    ]
    assert of(KeyEvent, table.quote(60, 1.9)) == []


def test_a_later_play_takes_the_game_up_again(table):
    offered(table)
    revision = of(GameUpdate, abandon(table, 20))[0].revision
    update, opened, wanted = table.play(30, 2)
    assert isinstance(opened, StatusUpdate)
    assert (opened.status, opened.reason) == ("open", "the game goes on")
    assert isinstance(update, GameUpdate)
    assert (update.phase, update.revision > revision) == ("in_play", True)
    assert isinstance(wanted, PredictionWanted)
    assert of(PredictionUpdate, table.predict(0.65))[0].prediction.home_win_probability == 0.65
    assert abandon(table, 20) == []
    assert of(GameUpdate, abandon(table, 40))[0].phase == "abandoned"


def test_quotes_from_before_the_abandonment_offer_nothing_once_the_game_goes_on(table):
    offered(table)
    abandon(table, 20)
    table.play(30, 2)
    assert of(ValueBet, table.predict(0.6)) == []
    assert [bet.price for bet in of(ValueBet, table.quotes(31, 1.9, 1.9))] == [1.9]


def test_a_game_that_ends_after_all_settles_its_void_bets_by_the_score(table):
    bet = offered(table)
    abandon(table, 20)
    table.play(30, 2, TOUCHDOWN)
    out = table.play(40, 3, kind=PlayKind.GAME_END)
    assert settled(out) == {bet.value_bet_id: "won"}
    assert of(PredictionUpdate, out)[0].prediction.home_win_probability == 1.0


def test_corrections_of_what_was_before_leave_the_game_abandoned(table):
    table.play(5, 1, TOUCHDOWN)
    table.predict(0.7)
    abandon(table, 20)
    late = table.play(6, 1, revision=1)
    deleted = table.tell(PlayDeleted(game_id=table.log[0].game_id, play_id="1", observed_at=table.at(60)))
    relisted = table.listed(70, expected_margin=4.0)
    updates = [of(GameUpdate, out)[0] for out in (late, deleted, relisted)]
    assert [(one.phase, one.home_score) for one in updates] == [("abandoned", 0)] * 3
    assert of(PredictionWanted, [*late, *deleted, *relisted]) == []
    assert [one.data["event_type"] for one in of(KeyEvent, late)] == ["touchdown", "momentum_shift"]


def test_a_final_play_told_late_ends_the_game_after_all(table):
    bet = offered(table)
    abandon(table, 20)
    out = table.play(19, 2, kind=PlayKind.GAME_END)
    assert of(GameUpdate, out)[0].phase == "final"
    assert settled(out) == {bet.value_bet_id: "push"}


def test_a_final_that_was_none_leaves_an_abandoned_game_void(table):
    bet = offered(table)
    abandon(table, 20)
    table.play(19, 2, kind=PlayKind.GAME_END)
    out = table.tell(PlayDeleted(game_id=bet.game_id, play_id="2", observed_at=table.at(60)))
    assert of(GameUpdate, out)[0].phase == "abandoned"
    assert settled(out) == {bet.value_bet_id: "void"}


def test_a_recorded_game_cut_anywhere_leaves_no_bet_open_and_no_gap(game_log):
    for length in (40, 400, len(game_log) // 2):
        engine, said = Engine(EngineConfig()), []
        for message in game_log[:length]:
            said += engine.handle(message)
        at = max(message.observed_at for message in game_log[:length])
        said += engine.handle(GameAbandoned(game_id=game_log[0].game_id, reason="cut", observed_at=at))
        offers = {one.value_bet_id for one in of(ValueBet, said)}
        assert set(settled(said)) == {one.value_bet_id for one in of(ValueBetWithdrawn, said)} == offers
        assert set(settled(said).values()) <= {"void"}
        assert of(GameUpdate, said)[-1].phase == "abandoned"


def test_a_game_given_up_and_gone_on_with_ends_like_one_that_was_not(game_log):
    """All but the pause itself: score, outcomes, certainty; ids and offsets without repeat or gap."""
    cut = len(game_log) // 2
    while isinstance(game_log[cut], Prediction) or game_log[cut].observed_at == game_log[cut - 1].observed_at:
        cut += 1
    pause = GameAbandoned(
        game_id=game_log[0].game_id, reason="given up", observed_at=game_log[cut - 1].observed_at
    )
    whole, paused = Engine(EngineConfig()), Engine(EngineConfig())
    plain = [out for message in game_log for out in whole.handle(message)]
    said = [out for message in [*game_log[:cut], pause, *game_log[cut:]] for out in paused.handle(message)]
    assert paused.handle(pause) == []
    last, end = of(GameUpdate, said)[-1], of(GameUpdate, plain)[-1]
    assert (last.phase, last.home_score, last.away_score) == ("final", end.home_score, end.away_score)
    outcomes = settled(said)
    known = settled(plain)
    assert {bet: outcomes[bet] for bet in outcomes if bet in known} == {
        bet: known[bet] for bet in outcomes if bet in known
    }
    published = [one for one in said if hasattr(one, "offset")]
    assert [one.offset for one in published] == list(range(1, len(published) + 1))
    assert len({one.message_id for one in published}) == len(published)
