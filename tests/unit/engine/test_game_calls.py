"""One call a game: made by the first forecast that reaches a promise, and once."""

import pytest

from livebet.domain.messages import PredictionUpdate, PredictionWanted


def call(said):
    (update,) = [one for one in said if isinstance(one, PredictionUpdate)]
    return update.game_call


def calls(table, *reached):
    """The calls that forecasts make that reach these promises, play after play."""
    told = []
    for number, promise in enumerate(reached, 1):
        table.play(10 * number, number)
        told.append(call(table.predict(0.5 + 0.01 * number, reached=promise)))
    return told


@pytest.mark.parametrize(
    ("reached", "made"),
    [
        ((0.0, 0.85, 0.85, 0.9, 0.9), [0.0, 0.85, 0.0, 0.9, 0.0]),
        ((0.85, 0.0, 0.85), [0.85, 0.0, 0.0]),
        ((0.9, 0.85, 0.9), [0.9, 0.0, 0.0]),
        ((0.0, 0.0), [0.0, 0.0]),
    ],
)
def test_each_promise_is_called_once_by_the_first_forecast_that_reaches_it(table, reached, made):
    assert calls(table, *reached) == made


def test_a_call_that_rested_on_a_corrected_play_can_be_made_again(table):
    made = calls(table, 0.0, 0.85)
    table.play(40, 2, revision=1)
    made.append(call(table.predict(0.6, reached=0.85)))
    table.play(50, 3)
    made.append(call(table.predict(0.61, reached=0.85)))

    assert made == [0.0, 0.85, 0.85, 0.0]


def test_a_call_from_before_the_corrected_play_stands(table):
    made = calls(table, 0.85, 0.9)
    table.play(40, 2, revision=1)
    made.append(call(table.predict(0.6, reached=0.9)))

    assert made == [0.85, 0.9, 0.9]


def asked(said):
    (wanted,) = [one for one in said if isinstance(one, PredictionWanted)]
    return wanted


def test_a_question_after_a_correction_tells_which_revisions_still_hold(table):
    first = asked(table.play(10, 1))
    second = asked(table.play(20, 2))
    again = asked(table.play(30, 2, revision=1, yards=9))
    third = asked(table.play(40, 3))

    assert (first.after, second.after, again.after, third.after) == (None, None, first.revision, None)
    assert (first.step, second.step, again.step, third.step) == (1, 2, 2, 3)


def test_a_question_about_an_old_row_is_answered_anew_with_a_wider_band(table):
    """The rim asks again while a feed is silent: the same revision, the same probability, less confidence."""
    table.play(10, 1)
    first = table.predict(0.7, 0.9)
    wider = table.predict(0.7, 0.8)
    repeats = [*table.predict(0.7, 0.8), *table.predict(0.7, 0.9)]

    assert [type(one) for one in (*first[-1:], *wider)] == [PredictionUpdate, PredictionUpdate]
    assert wider[0].prediction.confidence == 0.8
    assert wider[0].message_id != first[-1].message_id
    assert repeats == []


def test_all_answers_about_one_row_are_taken_back_together(table):
    table.play(10, 1)
    table.predict(0.6)
    table.play(20, 2)
    said = [*table.predict(0.7, 0.9), *table.predict(0.7, 0.8)]
    false = tuple(one.message_id for one in said if isinstance(one, PredictionUpdate))

    corrected = table.play(30, 2, revision=1)

    assert [one.retracts for one in corrected if hasattr(one, "retracts")] == [false]
