"""What judges an ensemble, and which rows members learn from where there are millions."""

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import Rows
from training.dataset import Ints
from training.ensemble.held_out import held_out
from training.ensemble.thin import every_kth_game, every_kth_play

PLAYS = 10


def rows_of(games: dict[int, int], judged: int = 2, days: bool = True) -> Rows:
    """So many games by season, each of `PLAYS` plays of which every `judged`-th counts."""
    names = FEATURES_OF[Sport.NFL].names
    season = np.repeat(list(games), np.array(list(games.values())) * PLAYS)
    number = np.repeat(np.arange(sum(games.values())), PLAYS)
    count = len(season)
    return Rows(
        Sport.NFL,
        tuple(f"g{one}" for one in range(sum(games.values()))),
        np.zeros((count, len(names)), np.float32),
        np.zeros(count),
        season,
        season * 10_000 + 901 + number if days else np.zeros(count, np.int64),
        number,
        np.arange(count),
        np.ones(count, np.int64),
        np.zeros(count),
        np.ones(count, np.int64),
        np.arange(count) % judged == 0,
        np.full(count, np.nan),
        np.zeros(count, np.int64),
    )


def games_in(rows: Rows) -> Ints:
    return np.unique(rows.game)


def test_the_newest_season_judges() -> None:
    learn, judged = held_out(rows_of({2016: 4, 2018: 4, 2017: 4}))

    assert (learn.seasons, judged.seasons) == ((2016, 2017), (2018,))


def test_a_season_that_has_only_begun_judges_with_the_one_before() -> None:
    learn, judged = held_out(rows_of({2016: 8, 2017: 8, 2018: 8, 2019: 3}))

    assert (learn.seasons, judged.seasons) == ((2016, 2017), (2018, 2019))


@pytest.mark.parametrize("days", [True, False])
def test_of_a_single_season_the_last_fifth_judges(days: bool) -> None:
    learn, judged = held_out(rows_of({2019: 20}, days=days))

    assert games_in(judged).tolist() == [16, 17, 18, 19]
    assert games_in(learn).tolist() == list(range(16))


def test_a_single_game_judges_nobody() -> None:
    with pytest.raises(ValueError, match="there are none"):
        held_out(rows_of({2019: 1}))


def test_few_rows_are_all_learnt_from() -> None:
    rows = rows_of({2019: 5})

    assert every_kth_play(rows, 50) is rows
    assert every_kth_game(rows, 50) is rows


def test_judged_plays_are_kept_before_others() -> None:
    rows = rows_of({2018: 10, 2019: 10}, judged=5)

    kept = every_kth_play(rows, 120)

    assert set(rows.play[rows.judged]) <= set(kept.play)
    assert 40 < len(kept) <= 120
    assert kept.seasons == rows.seasons


def test_where_judged_plays_are_too_many_every_kth_play_is_kept() -> None:
    rows = rows_of({2018: 10, 2019: 10}, judged=1)

    kept = every_kth_play(rows, 60)

    assert len(kept) <= 60
    assert np.unique(np.diff(kept.play)).tolist() == [4]


def test_games_are_kept_whole_and_spread_over_the_seasons() -> None:
    rows = rows_of({2017: 10, 2018: 10, 2019: 10})

    kept = every_kth_game(rows, 100)

    assert games_in(kept).tolist() == list(range(0, 30, 3))
    assert len(kept) == 10 * PLAYS
    assert kept.seasons == rows.seasons
