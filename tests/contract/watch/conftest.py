"""Games that are told of, forecast by forecast, and a pool to review them with."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from livebet.domain.games import Game, SeasonType, Sport, WallClock
from livebet.domain.ids import game_uuid, message_uuid
from livebet.domain.messages import GameUpdate, Prediction, PredictionRetracted, PredictionUpdate

KICKOFF = datetime(2019, 11, 3, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Teller:
    """Tells of one game; `revision` makes a message what it is."""

    game: Game

    def _what(self, kind: str, revision: int) -> dict[str, Any]:
        return {
            "message_id": message_uuid(self.game.game_id, kind, revision),
            "game_id": self.game.game_id,
            "offset": 2 * revision,
            "observed_at": KICKOFF + timedelta(seconds=revision),
        }

    def update(self, revision: int, period: int, clock: str, **changed: Any) -> GameUpdate:
        told = GameUpdate(
            **self._what("game", revision),
            game=self.game,
            revision=revision,
            phase="in_play",
            period=period,
            game_clock=clock,
            home_score=0,
            away_score=0,
            possession="home",
            down=1,
            distance=10,
            yards_to_goal=63,
            timeouts_home=3,
            timeouts_away=2,
            momentum=0.0,
            description="",
        )
        return replace(told, **changed)

    def final(self, revision: int, home: int, away: int) -> GameUpdate:
        return self.update(revision, 4, "00:00", phase="final", home_score=home, away_score=away)

    def forecast(self, revision: int, chance: float, version: str = "3", **changed: Any) -> PredictionUpdate:
        what = self._what("prediction", revision)
        prediction = Prediction(
            game_id=self.game.game_id,
            revision=revision,
            play_id="312",
            home_win_probability=chance,
            away_win_probability=1 - chance,
            confidence=0.8,
            model_version=version,
            features={},
            observed_at=what["observed_at"],
        )
        return replace(PredictionUpdate(**what, prediction=prediction), **changed)

    def retracted(self, revision: int, *false: int) -> PredictionRetracted:
        ids = tuple(message_uuid(self.game.game_id, "prediction", one) for one in false)
        return PredictionRetracted(**self._what("retracted", revision), retracts=ids, reason="play_corrected")


Tellers = Callable[..., Teller]


@pytest.fixture
def teller() -> Tellers:
    """A teller of the recording with a number, as a replay plays it."""

    def make(number: int = 1, replay_id: str = "test", sport: Sport = Sport.NFL, feed: str = "nfl") -> Teller:
        return Teller(
            Game(
                game_id=game_uuid(feed, str(number), replay_id),
                sport=sport,
                season=2019,
                season_type=SeasonType.REGULAR,
                home_team="BAL",
                away_team="NE",
                kickoff=KICKOFF,
                feed=feed,
                native_id=str(number),
                replay_id=replay_id,
                wall_clock=WallClock.MADE,
            )
        )

    return make


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as opened:
        yield opened
