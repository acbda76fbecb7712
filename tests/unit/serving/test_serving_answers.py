"""Which rows the model service takes, and what it says to the rest."""

from math import nan

import numpy as np
import pytest
from bentoml.exceptions import BadInput

from livebet.domain.ids import game_uuid
from serving.answers import MAX_ROWS, checked, game_of, known, refusal, unknown_game

READS = ("margin", "down")


def test_a_row_is_taken_in_the_models_order_with_null_as_unknown() -> None:
    (row,) = checked(READS, [{"down": None, "margin": 3.0}])

    assert list(row) == ["margin", "down"]
    np.testing.assert_equal(list(row.values()), [3.0, nan])


def test_features_of_the_house_that_the_model_does_not_read_are_ignored() -> None:
    row = {"margin": 1.0, "down": 2.0, "period": 4.0, "market_movement": 0.1}

    assert checked(READS, [row]) == [{"margin": 1.0, "down": 2.0}]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"margin": 1.0}, "row 1: missing: down"),
        ({"margin": 1.0, "down": 1.0, "dwon": 1.0}, "row 1: no such feature: dwon"),
        ({"margin": nan, "down": 1.0}, r"row 1: not a finite number \(null says unknown\): margin"),
        ({"margin": float("inf"), "luck": 1.0}, "missing: down; no such feature: luck; not a finite"),
    ],
)
def test_a_bad_row_is_refused_by_its_place_and_its_features(row: dict[str, float], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        checked(READS, [{"margin": 1.0, "down": 1.0}, row])


def test_more_rows_than_the_bound_are_refused() -> None:
    with pytest.raises(BadInput, match="at most 50000 rows, not 50001"):
        checked(READS, [{}] * (MAX_ROWS + 1))


def test_a_game_is_named_by_its_uuid() -> None:
    game = game_uuid("nfl_official", "1")

    assert game_of(str(game)) == game
    with pytest.raises(BadInput, match="game_id is not a UUID"):
        game_of("NE-BAL")


def test_what_is_unknown_is_left_out_of_an_answer() -> None:
    assert known({"margin": 1.0, "down": nan, "distance": 0.0}) == {"margin": 1.0, "distance": 0.0}


def test_a_refusal_tells_why_with_the_status_of_its_kind() -> None:
    game = game_uuid("nfl_official", "1")

    response = refusal(unknown_game(game))

    assert (response.status_code, response.body) == (
        404,
        f'{{"error":"no live features of game {game}"}}'.encode(),
    )
