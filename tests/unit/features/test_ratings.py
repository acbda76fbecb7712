from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.features.ratings import (
    HOME_ADVANTAGE,
    KEPT_OVER_WINTER,
    Final,
    Ratings,
    expected_margin,
    fold,
    fold_all,
    into_season,
)

TEAMS = ("KC", "LA", "NE", "NO")
pairs = st.permutations(TEAMS).map(lambda order: order[:2])
finals = st.builds(lambda teams, margin: Final(2018, teams[0], teams[1], margin), pairs, st.integers(-50, 50))


def test_two_teams_never_seen_are_apart_by_the_home_advantage_alone() -> None:
    assert expected_margin(Ratings(), "KC", "LA") == HOME_ADVANTAGE
    assert expected_margin(Ratings(), "KC", "LA", neutral=True) == 0.0


def test_a_win_beyond_expectation_lifts_one_side_as_much_as_it_sinks_the_other() -> None:
    after = fold(Ratings(), Final(2018, "KC", "LA", 20))

    assert after.of("KC").points == -after.of("LA").points > 0
    assert (after.of("KC").games, after.of("NE").games) == (1, 0)


def test_a_rout_moves_little_more_than_a_clear_win() -> None:
    clear = fold(Ratings(), Final(2018, "KC", "LA", 20)).of("KC").points
    rout = fold(Ratings(), Final(2018, "KC", "LA", 50)).of("KC").points

    assert clear < rout < 1.4 * clear


def test_early_games_of_a_season_move_more_than_late_ones() -> None:
    ratings, moves = Ratings(), []
    for _ in range(5):
        level = round(expected_margin(ratings, "KC", "LA")) + 10
        after = fold(ratings, Final(2018, "KC", "LA", level))
        moves.append(after.of("KC").points - ratings.of("KC").points)
        ratings = after

    assert all(later < earlier * 1.05 for earlier, later in pairwise(moves))
    assert moves[-1] < 0.9 * moves[0]


def test_a_winter_draws_every_team_towards_the_average_once() -> None:
    before = fold(Ratings(), Final(2017, "KC", "LA", 20))
    spring = into_season(before, 2018)

    assert spring.of("KC").points == pytest.approx(KEPT_OVER_WINTER * before.of("KC").points)
    assert spring.of("KC").games == 0
    assert into_season(spring, 2018) is spring
    assert expected_margin(before, "KC", "LA", 2018) == expected_margin(spring, "KC", "LA")


@given(st.lists(finals, max_size=30), st.integers(0, 30))
def test_an_expected_margin_knows_earlier_finals_only(games: list[Final], cut: int) -> None:
    seen = games[:cut]
    assert fold_all(games[cut:], fold_all(seen)) == fold_all(games)
    assert fold_all(seen) == fold_all(list(seen))
