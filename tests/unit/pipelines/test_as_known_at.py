"""Training sets hold what was known at each instant: a correction that came later is not seen."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from feature_repo.names import GAME_STATE, KNOWN_AT, REVISION, TIMESTAMP
from feature_repo.parts import write_part
from livebet.domain.games import Sport
from training.seasons import season_of, season_rows
from training.seasons.joined import misjoined, training_rows
from training.seasons.past import frame_of
from training.seasons.store import keep_features

FIFTH = 5


def corrected(home: Path, known_after: timedelta) -> tuple[np.ndarray, np.ndarray]:
    """The margins of the first game as made and as joined, where its sixth play is put right afterwards."""
    season = season_of(Sport.NBA, 2025, home)
    keep_features(season, home)
    rows = season_rows(season, home)
    right = frame_of(rows, season).iloc[[FIFTH]].copy()
    right["margin"] += 2.0
    right[REVISION] += 1000
    right[KNOWN_AT] = right[TIMESTAMP] + known_after
    write_part(GAME_STATE[Sport.NBA], "corrections", right)
    joined = training_rows(Sport.NBA, [season])
    return rows.column("margin")[:10], joined.column("margin")[:10]


def test_a_correction_known_at_once_is_what_its_play_knew(home: Path) -> None:
    made, joined = corrected(home, timedelta())
    np.testing.assert_array_equal(joined - made, [0, 0, 0, 0, 0, 2, 0, 0, 0, 0])


def test_a_correction_known_later_is_not_seen_by_the_play_nor_does_it_hide_later_ones(home: Path) -> None:
    made, joined = corrected(home, timedelta(seconds=3))
    np.testing.assert_array_equal(joined, made)


def test_a_training_set_that_is_not_what_its_plays_knew_is_told(home: Path) -> None:
    corrected(home, timedelta())
    assert misjoined(training_rows(Sport.NBA, [season_of(Sport.NBA, 2025, home)])) == 1
