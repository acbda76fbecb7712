"""Rows seen from the other side."""

import numpy as np
import pytest

from livebet.domain.games import Sport
from training.models.games import game_weight, spans
from training.models.inputs import Inputs
from training.models.sides import sides_of


@pytest.mark.parametrize("sport", list(Sport))
def test_turning_twice_is_not_turning(sport: Sport) -> None:
    sides = sides_of(sport)
    rows = np.random.default_rng(1).normal(size=(5, len(sides.names))).astype(np.float32)

    np.testing.assert_array_equal(sides.mirrored(sides.mirrored(rows)), rows)


def test_timeouts_change_sides_and_the_margin_its_sign() -> None:
    sides = sides_of(Sport.NFL)
    row = np.zeros((1, len(sides.names)), np.float32)
    row[0, sides.names.index("margin")] = 7.0
    row[0, sides.names.index("home_timeouts")] = 2.0

    turned = dict(zip(sides.names, sides.mirrored(row)[0].tolist(), strict=True))

    assert (turned["margin"], turned["home_timeouts"], turned["away_timeouts"]) == (-7.0, 0.0, 2.0)


def test_a_turned_row_has_turned_inputs_and_the_unknown_stands_at_the_centre() -> None:
    sides = sides_of(Sport.NFL)
    rows = np.random.default_rng(2).normal(3.0, 2.0, size=(50, len(sides.names))).astype(np.float32)
    inputs = Inputs.learnt(Sport.NFL, ("margin", "seconds_left"), rows, ("seconds_left",))

    there, turned = inputs.of(rows), inputs.of(sides.mirrored(rows))

    np.testing.assert_allclose(turned[:, 0], -there[:, 0], rtol=1e-6)
    np.testing.assert_array_equal(turned[:, 1:], there[:, 1:])
    assert inputs.of(np.full((1, len(sides.names)), np.nan, np.float32)).tolist() == [[0.0, 0.0, 0.0]]


def test_a_long_game_weighs_as_much_as_a_short_one() -> None:
    game = np.array([4, 4, 4, 9])

    assert game_weight(game).tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2.0])
    assert spans(game).padded(np.array([0, 1])).tolist() == [[0, 1, 2], [3, -1, -1]]
