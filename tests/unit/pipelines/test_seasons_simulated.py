"""Simulated seasons as rows: moments like those of the files, and games that do not look ahead."""

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.domain.plays import PlayKind
from training.data.rows import NEXT_SCORES
from training.seasons.look import out_of_range, season_leaks
from training.seasons.season import Origin, Season
from training.seasons.simulated import simulated_games, simulated_rows

SIMULATED = (Sport.NBA, Sport.MLB)


@pytest.mark.parametrize("sport", SIMULATED)
def test_rows_are_of_games_over_the_whole_season_in_order(sport: Sport) -> None:
    rows = simulated_rows(sport, 2025, 3)
    assert len(rows.games) == 3 and list(rows.seasons) == [2025]
    assert (np.diff(rows.day) >= 0).all() and rows.day[-1] - rows.day[0] > 100
    assert set(np.unique(rows.home_won)) <= {0.0, 1.0}
    assert out_of_range(rows) == []


def test_baseball_is_told_at_a_count_of_nothing_and_basketball_at_every_play() -> None:
    baseball, basketball = simulated_rows(Sport.MLB, 2025, 1), simulated_rows(Sport.NBA, 2025, 1)
    assert baseball.column("balls").max() == baseball.column("strikes").max() == 0.0
    assert (np.diff(baseball.left[baseball.period <= 9]) <= 0).all()
    (game,) = simulated_games(Sport.NBA, 2025, 1)
    between = {PlayKind.PERIOD_START, PlayKind.PERIOD_END, PlayKind.GAME_END}
    assert len(basketball) == sum(play.kind not in between for play in game.plays)
    assert 0.3 < basketball.judged.mean() < 0.7


@pytest.mark.parametrize("sport", SIMULATED)
def test_what_scores_next_is_the_side_whose_points_come_next(sport: Sport) -> None:
    rows = simulated_rows(sport, 2025, 1)
    (game,) = simulated_games(sport, 2025, 1)
    first = next(score.side.value for play in game.plays for score in play.scores)
    assert NEXT_SCORES[sport][rows.following[0]] == first


@pytest.mark.parametrize("sport", SIMULATED)
def test_simulated_rows_do_not_look_ahead(sport: Sport) -> None:
    assert season_leaks(Season(sport, 2025, Origin.SIMULATED), 1) == []


def test_recorded_rows_do_not_look_ahead() -> None:
    assert season_leaks(Season(Sport.NFL, 2018, Origin.RECORDINGS), 2) == []
