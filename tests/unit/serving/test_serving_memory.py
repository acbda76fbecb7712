"""What the model remembers of a game: corrected plays are taken back, a play to come is heard once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest

from serving.memory import RING, Memories, Play
from serving.model import LiveMLModel
from training.ensemble.runner import Ensemble

A, B, C, D = ({"margin": margin} for margin in (0.3, -0.8, 1.7, 0.4))
CORRECTED = {"margin": -1.1}


@pytest.fixture
def ensemble(make_ensemble: Callable[..., Path], tmp_path: Path) -> Ensemble:
    return Ensemble.from_folder(make_ensemble(tmp_path / "m", ["margin"], 0.2))


@pytest.fixture
def model(ensemble: Ensemble) -> LiveMLModel:
    return LiveMLModel(ensemble)


async def says(model: LiveMLModel, play: Play, row: dict[str, float], age: float = 0.0) -> float:
    told = await model.predict_live_probability([row], [play], age)
    return float(told.probability[0])


async def tell(model: LiveMLModel, game: UUID, rows: Sequence[dict[str, float]]) -> list[float]:
    """Rows of a game, one a play, from revision 1 on."""
    return [await says(model, Play(game, number, number), row) for number, row in enumerate(rows, 1)]


async def test_after_a_correction_the_answer_is_that_of_a_model_that_saw_only_what_is_true(
    ensemble: Ensemble,
) -> None:
    corrected, true, game = LiveMLModel(ensemble), LiveMLModel(ensemble), uuid4()
    await tell(corrected, game, [A, B, C])
    *_, expected = await tell(true, game, [A, B, CORRECTED])

    said = await says(corrected, Play(game, 4, 3, after=2), CORRECTED)
    again = await says(corrected, Play(game, 4, 3, after=2), CORRECTED)
    later = await says(corrected, Play(game, 5, 4), D)

    assert said == again == expected
    assert later == await says(true, Play(game, 4, 4), D)


async def test_without_the_correction_the_false_play_would_still_be_heard(model: LiveMLModel) -> None:
    game = uuid4()
    *_, third = await tell(model, game, [A, B, C])

    assert await says(model, Play(game, 4, 4), CORRECTED) != await says(
        model, Play(game, 5, 3, after=2), CORRECTED
    )
    assert third != pytest.approx(await says(model, Play(uuid4(), 1), C))


async def test_what_is_scored_when_the_game_is_settled_is_corrected_too(ensemble: Ensemble) -> None:
    corrected, true, game = LiveMLModel(ensemble), LiveMLModel(ensemble), uuid4()
    await tell(corrected, game, [A, B, C])
    await says(corrected, Play(game, 4, 3, after=2), CORRECTED)
    await tell(true, game, [A, B, CORRECTED])

    assert corrected.settle(game, 1.0).weights == true.settle(game, 1.0).weights != ensemble.blend.weights


async def test_a_correction_of_the_first_play_begins_the_game_anew(model: LiveMLModel) -> None:
    game = uuid4()
    await tell(model, game, [A, B, C])

    assert await says(model, Play(game, 4, 1, after=-1), D) == await says(model, Play(uuid4(), 1, 1), D)


async def test_beyond_the_ring_the_game_begins_anew_rather_than_on_something_false(
    model: LiveMLModel,
) -> None:
    game = uuid4()
    await tell(model, game, [A] * (RING + 2))

    held = await says(model, Play(game, RING + 3, RING + 1, after=3), D)
    lost = await says(model, Play(game, RING + 4, RING + 1, after=2), D)

    fresh = LiveMLModel(model._ensemble)
    *_, of_four = await tell(fresh, uuid4(), [A, A, A, D])
    assert held == pytest.approx(of_four)
    assert lost == await says(fresh, Play(uuid4(), 1), D)


async def test_two_rows_of_one_play_to_come_are_one_step(ensemble: Ensemble) -> None:
    """The row as a play ends and the fuller one as the next begins: the net learnt from one row a play."""
    twice, once, game = LiveMLModel(ensemble), LiveMLModel(ensemble), uuid4()
    for revision, step, row in ((1, 1, A), (2, 1, CORRECTED), (3, 2, C), (4, 2, B), (5, 3, C)):
        said = await says(twice, Play(game, revision, step), row)
    *_, expected = await tell(once, game, [CORRECTED, B, C])

    assert said == expected
    assert twice.settle(game, 0.0).weights == once.settle(game, 0.0).weights


async def test_a_late_question_about_an_older_revision_disturbs_nothing(model: LiveMLModel) -> None:
    game = uuid4()
    first, second, third = await tell(model, game, [A, B, C])

    assert await says(model, Play(game, 2, 2, after=0), B) == second
    assert await says(model, Play(game, 1, 1), A) == first
    assert await says(model, Play(game, 3, 3), C) == third


async def test_games_in_one_call_are_told_apart(ensemble: Ensemble) -> None:
    together, apart = LiveMLModel(ensemble), LiveMLModel(ensemble)
    games = [uuid4() for _ in range(3)]
    rows = [[A, C], [B, A], [D, D]]
    alone = [(await tell(apart, game, of))[-1] for game, of in zip(games, rows, strict=True)]

    for number in (1, 2):
        told = await together.predict_live_probability(
            [of[number - 1] for of in rows], [Play(game, number, number) for game in games]
        )

    np.testing.assert_allclose(told.probability, alone, rtol=1e-6)


def test_a_game_that_nobody_asked_about_is_not_remembered() -> None:
    memories = Memories()

    assert memories.before(Play(uuid4(), 3)) is None
    assert memories.close(uuid4()) is None
    assert memories.to_score(uuid4(), 5) is None
