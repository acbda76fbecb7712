"""Key events: what they tell, when, and how they are taken back."""

import pytest

from livebet.domain.games import Side
from livebet.domain.messages import KeyEvent, Outbound, PlayDeleted, PredictionUpdate
from livebet.domain.plays import PlayKind, ScoreChange, ScoreKind

TOUCHDOWN = ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN)


def events(out: list[Outbound]) -> list[KeyEvent]:
    return [one for one in out if isinstance(one, KeyEvent)]


def told(out: list[Outbound]) -> list[tuple[str, str | None, float, object]]:
    return [(one.event_type, one.side, round(one.impact_score, 6), one.data["impact"]) for one in events(out)]


def test_a_touchdown_is_told_with_the_prediction_that_knows_of_it(table):
    table.predict(0.5)
    assert told(table.play(10, 1, TOUCHDOWN)) == []
    out = table.predict(0.72)
    assert isinstance(out[0], PredictionUpdate)
    assert told(out) == [("touchdown", "home", 0.22, "model"), ("momentum_shift", "home", 0.22, "model")]
    (touchdown, _) = events(out)
    assert touchdown.probability_change == pytest.approx({"home": 0.22, "away": -0.22})
    assert (touchdown.play_id, touchdown.period, touchdown.game_clock) == ("1", 1, "14:59")
    assert touchdown.description == "play 1"
    assert touchdown.observed_at == table.at(10)


def test_a_prediction_from_before_the_play_does_not_tell_its_impact(table):
    before = table.wanted
    table.play(10, 1, TOUCHDOWN)
    assert told(table.predict(0.5, wanted=before)) == []
    assert [impact for _, _, impact, _ in told(table.predict(0.7))] == [0.2, 0.2]


def test_without_a_prediction_it_is_told_after_a_while_with_unknown_impact(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    assert told(table.quote(25, 1.9)) == []
    assert told(table.quote(25.1, 1.8)) == [
        ("touchdown", "home", 0.0, "unknown"),
        ("momentum_shift", "home", 0.0, "unknown"),
    ]
    assert told(table.predict(0.7)) == []


def test_the_first_prediction_of_all_tells_no_change(table):
    table.play(10, 1, TOUCHDOWN)
    assert told(table.predict(0.7))[0] == ("touchdown", "home", 0.0, "unknown")


def test_two_plays_between_two_predictions_share_the_change(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    table.play(12, 2, ScoreChange(Side.HOME, ScoreKind.EXTRA_POINT), kind=PlayKind.EXTRA_POINT)
    shared = told(table.predict(0.75))
    assert ("touchdown", "home", 0.25, "shared") in shared
    assert ("extra_point", "home", 0.25, "shared") in shared


def test_what_the_model_does_not_see_is_told_at_once_without_impact(table):
    table.play(5, 1)
    table.predict(0.5)
    assert told(table.injury(6, 2, "CHI-A")) == [("injury", None, 0.0, "model")]


def test_what_comes_while_a_prediction_is_on_its_way_waits_for_it(table):
    table.predict(0.5)
    table.play(5, 1)
    assert told(table.injury(6, 2, "CHI-A")) == []
    assert told(table.predict(0.52)) == [("injury", None, 0.02, "model")]


def test_a_touchdown_that_was_none_is_taken_back(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    (touchdown, shift) = events(table.predict(0.7))
    taken = events(table.play(60, 1, revision=1))
    assert [(one.event_type, one.data["retracts"], one.data["event_type"]) for one in taken] == [
        ("retracted", str(touchdown.message_id), "touchdown"),
        ("retracted", str(shift.message_id), "momentum_shift"),
    ]


def test_a_touchdown_corrected_before_it_was_told_is_never_told(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    assert told(table.play(11, 1, revision=1)) == []
    assert told(table.predict(0.5)) == []


def test_a_deleted_plays_key_events_are_taken_back(table):
    table.predict(0.5)
    (touchdown, _) = events([*table.play(10, 1, TOUCHDOWN), *table.predict(0.7)])
    out = table.tell(PlayDeleted(game_id=touchdown.game_id, play_id="1", observed_at=table.at(60)))
    assert [one.data["event_type"] for one in events(out)] == ["touchdown", "momentum_shift"]


def test_a_correction_that_leaves_the_touchdown_tells_it_no_second_time(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    table.predict(0.7)
    assert events(table.play(60, 1, TOUCHDOWN, revision=1, yards=11)) == []
    assert events(table.predict(0.7)) == []


def test_the_end_of_the_game_is_certain_and_its_impact_is_the_rest(table):
    table.predict(0.5)
    table.play(10, 1, TOUCHDOWN)
    table.predict(0.9)
    out = table.play(20, 2, kind=PlayKind.GAME_END)
    (update,) = [one for one in out if isinstance(one, PredictionUpdate)]
    assert (update.prediction.home_win_probability, update.prediction.away_win_probability) == (1.0, 0.0)
    assert (update.prediction.confidence, update.prediction.model_version) == (1.0, "test-1")
    assert told(out) == [("game_end", "home", 0.1, "model")]


def test_a_tie_gives_each_side_one_half_by_the_rules_alone(table):
    out = table.play(20, 2, kind=PlayKind.GAME_END)
    (update,) = [one for one in out if isinstance(one, PredictionUpdate)]
    assert (update.prediction.home_win_probability, update.prediction.model_version) == (0.5, "rules")


def test_a_prediction_that_comes_after_the_final_says_nothing(table):
    late = table.wanted
    table.play(20, 2, kind=PlayKind.GAME_END)
    assert table.predict(0.5, wanted=late) == []


def shortens(table, second, bookmaker):
    table.quote(second, 2.0, bookmaker)
    return table.quote(second + 1, 1.6, bookmaker)


def test_three_bookmakers_that_shorten_without_a_play_are_a_steam_move(table):
    shortens(table, 1, "sim:a")
    shortens(table, 3, "sim:b")
    (steam,) = events(shortens(table, 5, "sim:c"))
    assert steam.event_type == "steam_move"
    assert steam.description == "moneyline home shortens at sim:a, sim:b, sim:c"
    assert steam.data == {"market": "moneyline", "selection": "home", "bookmakers": 3, "impact": "market"}


def test_moves_across_a_play_are_the_games_doing(table):
    for bookmaker in ("sim:a", "sim:b", "sim:c"):
        table.quote(1, 2.0, bookmaker)
    table.play(2, 1)
    assert [events(table.quote(3, 1.6, bookmaker)) for bookmaker in ("sim:a", "sim:b", "sim:c")] == [
        [],
        [],
        [],
    ]
