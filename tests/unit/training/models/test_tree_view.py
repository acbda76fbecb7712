"""What trees see of rows: from the side in possession, with what fades and grows as time runs out."""

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.models.reads import READS
from training.models.trees import tree_view

NAMES = FEATURES_OF[Sport.NFL].names
READ = READS[Sport.NFL]


def _row(**told: float) -> np.ndarray:
    row = np.zeros((1, len(NAMES)), np.float32)
    for name, value in {"possession": 1.0, "seconds_left": 3600.0, **told}.items():
        row[0, NAMES.index(name)] = value
    return row


def _seen(row: np.ndarray) -> dict[str, float]:
    return dict(zip(READ.labels, tree_view(Sport.NFL, row)[0].tolist(), strict=True))


def test_at_the_kickoff_nothing_has_faded_or_grown() -> None:
    seen = _seen(_row(expected_margin=7.0, margin=3.0))

    assert seen["expected_margin, fading"] == 7.0
    assert seen["margin, growing"] == seen["margin"] == 3.0


def test_at_half_time_the_line_counts_a_seventh_and_the_margin_sevenfold() -> None:
    seen = _seen(_row(expected_margin=7.0, margin=3.0, seconds_left=1800.0))

    assert seen["expected_margin, fading"] == pytest.approx(7.0 * np.exp(-2.0), abs=1 / 128)
    assert seen["margin, growing"] == pytest.approx(3.0 * np.exp(2.0), abs=1 / 128)


def test_the_visitors_with_the_ball_see_the_margins_turned() -> None:
    seen = _seen(_row(expected_margin=7.0, margin=3.0, home_timeouts=1.0, away_timeouts=2.0, possession=-1.0))

    assert (seen["margin"], seen["expected_margin, fading"]) == (-3.0, -7.0)
    assert (seen["home_timeouts"], seen["away_timeouts"]) == (2.0, 1.0)


def test_a_game_without_a_line_is_seen_as_even() -> None:
    assert _seen(_row(expected_margin=np.nan))["expected_margin, fading"] == 0.0


def test_trees_that_add_to_the_diffusion_see_the_features_as_they_are() -> None:
    names = FEATURES_OF[Sport.MLB].names
    rows = np.arange(len(names), dtype=np.float32)[None, :]

    assert tree_view(Sport.MLB, rows)[0].tolist() == [names.index(one) for one in READS[Sport.MLB].trees]
