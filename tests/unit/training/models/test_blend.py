"""Weights on log odds, and the band around what they say."""

import numpy as np
import pytest

from training.ensemble.band import Band, Width
from training.ensemble.blend import RATE, Blend, blended, floored
from training.measures import log_loss
from training.view import sigmoid

EVEN = Blend(("a", "b", "c"), (0.4, 0.3, 0.3), 0.05)


def test_a_member_that_was_right_gains_and_none_falls_below_the_floor() -> None:
    moved = EVEN.moved([{"a": 0.9, "b": 0.2, "c": 0.9}] * 60)

    assert moved.weights == pytest.approx((0.05, 0.9, 0.05))
    assert EVEN.moved([]).weights == EVEN.weights


def test_one_game_multiplies_each_weight_by_the_exponential_of_its_loss() -> None:
    raw = np.array(EVEN.weights) * np.exp(-RATE * np.array([0.5, 0.7, 0.9]))

    assert EVEN.moved([{"a": 0.5, "b": 0.7, "c": 0.9}]).weights == pytest.approx(raw / raw.sum())


def test_what_is_above_the_floor_gives_in_proportion() -> None:
    assert floored((1.0, 2.0, 0.0), 0.1) == pytest.approx((0.3, 0.6, 0.1))


def test_a_blend_is_never_worse_than_the_mean_of_its_members_weighed_alike() -> None:
    draw = np.random.default_rng(3)
    logits, won = draw.normal(0, 2, (4_000, 3)), draw.integers(0, 2, 4_000).astype(float)
    members = np.stack([log_loss(won, sigmoid(logits[:, one])) for one in range(3)], axis=1)

    blend = log_loss(won, sigmoid(blended(EVEN, logits, np.ones(4_000))))

    assert bool(np.all(blend <= members @ np.array(EVEN.weights) + 1e-9))


def test_moving_weights_stay_near_the_best_member_whoever_that_is() -> None:
    draw = np.random.default_rng(4)
    for best in range(3):
        blend, ours, members = EVEN, 0.0, np.zeros(3)
        for _ in range(300):
            chance = draw.uniform(0.05, 0.95)
            won = float(draw.random() < chance)
            truth = np.log(chance / (1 - chance))
            logits = np.array([truth if one == best else truth + draw.normal(0, 1.5) for one in range(3)])
            losses = log_loss(np.full(3, won), sigmoid(logits))
            ours += float(log_loss(np.array([won]), sigmoid(blended(blend, logits[None], np.ones(1))))[0])
            members += losses
            blend = blend.moved([dict(zip("abc", losses.tolist(), strict=True))])
        assert ours <= members.min() + np.log(3) / RATE + 300 * 2 * 0.05
        assert max(blend.weights) == blend.weights[best]


def test_the_scale_of_a_phase_holds_from_the_period_that_it_begins_with() -> None:
    blend = Blend(("a",), (1.0,), 0.05, (1, 5), (1.0, 0.5))

    assert blended(blend, np.array([[2.0]] * 3), np.array([1.0, 4.0, 6.0])).tolist() == [2.0, 2.0, 1.0]


BAND = Band((0.0, 0.5, 1.0), (0.0, 0.06, 0.0), {"down": 0.08}, 0.03, 40.0)


def _ends(probability: float, down: float = 1.0, age: float = 0.0) -> tuple[float, float]:
    low, high = Width(BAND, ("down",)).around(
        np.array([probability], np.float32), np.array([[down]], np.float32), age
    )
    return float(low[0]), float(high[0])


def test_a_band_is_widest_in_an_open_game_and_nothing_at_certainty() -> None:
    assert _ends(0.5) == pytest.approx((0.44, 0.56))
    assert _ends(1.0) == (1.0, 1.0)


def test_what_is_unknown_widens_the_band_in_squares() -> None:
    assert _ends(0.5, down=np.nan) == pytest.approx((0.4, 0.6))


def test_a_stale_row_widens_the_band_play_by_play() -> None:
    assert _ends(0.5, age=40.0) == _ends(0.5)
    four_plays_late = (0.06**2 + 4 * 0.03**2) ** 0.5
    assert _ends(0.5, age=200.0) == pytest.approx((0.5 - four_plays_late, 0.5 + four_plays_late))


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": ("a",), "weights": (0.5, 0.5)},
        {"members": ("a", "b"), "weights": (0.5, 0.6)},
        {"members": ("a",), "weights": (1.0,), "phases": (2,), "scales": (1.0,)},
        {"members": ("a",), "weights": (1.0,), "floor": 2.0},
    ],
)
def test_a_blend_whose_numbers_do_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"blend|room"):
        Blend(**wrong)  # type: ignore[arg-type]  # wrong on purpose
