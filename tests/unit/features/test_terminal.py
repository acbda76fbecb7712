from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from livebet.domain.games import Game, Score, SeasonType, Sport
from livebet.features.terminal import settled_probability
from livebet.game.state import GameState, Phase

GAME = Game(
    game_id=UUID(int=1), sport=Sport.NFL, season=2018, season_type=SeasonType.REGULAR, home_team="LA",
    away_team="KC", kickoff=datetime(2018, 11, 20, tzinfo=UTC), feed="nfl_official", native_id="1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("score", "chance"), [(Score(54, 51), 1.0), (Score(0, 2), 0.0), (Score(20, 20), 0.5)]
)
def test_a_game_that_is_over_is_what_happened(score: Score, chance: float) -> None:
    over = GameState(game=GAME, phase=Phase.FINAL, score=score)

    assert settled_probability(over) == chance
    assert settled_probability(replace(over, phase=Phase.IN_PLAY)) is None
