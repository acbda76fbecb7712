import numpy as np
import pytest

from training.confidence import KNOTS, band_width, learn_confidence

GAMES, PLAYS = 600, 20


def forecasts(seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Games whose chance is known: every play of a game has it, and one outcome."""
    rng = np.random.default_rng(seed)
    chance = rng.uniform(0.02, 0.98, GAMES)
    won = (rng.random(GAMES) < chance).astype(float)
    return np.repeat(chance, PLAYS), np.repeat(won, PLAYS), np.repeat(np.arange(GAMES), PLAYS)


def test_near_certainty_the_band_is_narrow_and_in_the_open_it_is_wide() -> None:
    width = band_width(*forecasts())

    assert width[len(KNOTS) // 2] > 1.5 * width[0]


def test_more_plays_of_the_same_games_make_nobody_surer() -> None:
    probability, won, game = forecasts()

    assert band_width(probability, won, game) == pytest.approx(
        band_width(probability[::PLAYS], won[::PLAYS], game[::PLAYS])
    )


def test_confidence_is_the_same_for_both_sides() -> None:
    learnt = learn_confidence(*forecasts())

    assert learnt.confidence == learnt.confidence[::-1]
    assert all(0 <= level <= 1 for level in learnt.confidence)


def test_nine_seasons_of_ten_stay_within_the_band() -> None:
    probability, won, game = forecasts()
    half_width = band_width(probability, won, game) / 2
    inside = []
    for seed in range(40):
        rng = np.random.default_rng(100 + seed)
        chance = rng.uniform(0.02, 0.98, 267)
        won = rng.random(267) < chance
        for knot in (4, 10, 16):
            near = np.exp(-0.5 * ((chance - KNOTS[knot]) / 0.04) ** 2)
            inside.append(abs(np.average(won - chance, weights=near)) <= half_width[knot])

    assert 0.82 <= np.mean(inside) <= 0.97
