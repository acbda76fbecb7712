"""The served graph is the fitted model, and knows what the game demands."""

import numpy as np
import pytest

from livebet.features.nfl import FEATURES
from training.dataset import Floats, Split
from training.fit import fit
from training.model import DEMANDED, Fitted
from training.runner import Champion
from training.view import POSSESSION, mirrored


def varied(rows: Floats) -> Floats:
    """Real rows, some with what feeds may lack: timeouts, possession, down."""
    rows = rows[:3000].copy()
    rows[::7, FEATURES.index("home_timeouts")] = np.nan
    rows[::7, FEATURES.index("away_timeouts")] = np.nan
    rows[::11, POSSESSION] = np.nan
    rows[::13, FEATURES.index("down")] = np.nan
    return rows


def test_the_graph_answers_as_the_fitted_model_does(fitted: Fitted, champion: Champion, parts: Split) -> None:
    rows = varied(parts.test.rows)
    probability, _ = champion.predict(rows)

    assert np.ptp(fitted.logit(rows) - fitted.scale * rows[:, FEATURES.index("diffusion_logit")]) > 0.05
    np.testing.assert_allclose(probability, fitted.predict(rows), atol=1e-6)


def test_swapping_home_and_away_exchanges_the_chances(champion: Champion, parts: Split) -> None:
    rows = varied(parts.test.rows)
    home, _ = champion.predict(rows)
    away, _ = champion.predict(mirrored(rows))

    np.testing.assert_allclose(home.astype(np.float64) + away, np.ones(len(rows)), rtol=0, atol=6e-8)


def test_a_row_gets_the_same_bits_alone_and_among_others(champion: Champion, parts: Split) -> None:
    rows = varied(parts.test.rows)[:500]
    together, _ = champion.predict(rows)
    alone = np.concatenate([champion.predict(row[None, :])[0] for row in rows])

    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(("name", "way"), sorted(DEMANDED.items()))
def test_the_side_in_possession_gains_by_what_the_game_rewards(
    champion: Champion, parts: Split, name: str, way: int
) -> None:
    rows = parts.test.rows[parts.test.column("possession") > 0][:1500]
    column = FEATURES.index(name)
    changed = rows.copy()
    changed[:, column] += 1.0
    before, after = champion.predict(rows)[0], champion.predict(changed)[0]

    assert bool(np.all(way * (after - before) >= -3e-7))  # the last bits of a float32 sigmoid


def test_where_nobody_has_the_ball_the_diffusion_speaks_alone(
    fitted: Fitted, champion: Champion, parts: Split
) -> None:
    rows = parts.test.rows[:200].copy()
    rows[:, POSSESSION] = np.nan
    logit = fitted.scale * rows[:, FEATURES.index("diffusion_logit")]

    np.testing.assert_allclose(champion.predict(rows)[0], 1 / (1 + np.exp(-logit)), atol=1e-6)


def test_the_card_tells_what_the_model_reads_and_from_what_it_learnt(
    champion: Champion, parts: Split
) -> None:
    assert champion.features == FEATURES
    assert len(champion.card.confidence.probability) == 21


def test_learning_twice_from_the_same_data_gives_the_same_model(fitted: Fitted, parts: Split) -> None:
    one, other = fit(parts, fitted.parameters), fit(parts, fitted.parameters)

    assert (one.trees_used, one.scale, one.confidence) == (other.trees_used, other.scale, other.confidence)
    np.testing.assert_array_equal(one.predict(parts.test.rows), other.predict(parts.test.rows))
