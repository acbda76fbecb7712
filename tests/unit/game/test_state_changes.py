"""States changed the fast way are states changed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.game.changes import changed
from livebet.game.sports.table import RULES
from livebet.game.state import GameState


def opened(sport: Sport) -> GameState:
    game = Game(
        game_id=game_uuid("test", "1"),
        sport=sport,
        season=2023,
        season_type=SeasonType.REGULAR,
        home_team="home",
        away_team="away",
        kickoff=datetime(2023, 11, 4, tzinfo=UTC),
        feed="test",
        native_id="1",
    )
    return RULES[sport].start(game, 1.5)


@pytest.mark.parametrize("sport", list(Sport))
def test_a_changed_state_is_the_replaced_one_and_the_first_stays_as_it_was(sport: Sport) -> None:
    state = opened(sport)
    after = changed(state, score=Score(3, 0), possession=Side.HOME, revision=4)
    assert after == replace(state, score=Score(3, 0), possession=Side.HOME, revision=4)
    assert hash(after) == hash(replace(after))
    assert state == opened(sport)


def test_a_field_that_no_state_has_is_refused() -> None:
    with pytest.raises(KeyError):
        changed(opened(Sport.NFL), points=3)  # type: ignore[call-arg] # the mistake that is meant
