"""Messages of one game to store, and a pool to store them with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from livebet.domain.games import Game, SeasonType, Sport, WallClock
from livebet.domain.ids import game_uuid, message_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    Finding,
    ForecastUpdate,
    GameUpdate,
    KeyEvent,
    OddsUpdate,
    Outgoing,
    Prediction,
    PredictionRetracted,
    PredictionUpdate,
    Refused,
    StatusUpdate,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.domain.prices import Price

KICKOFF = datetime(2019, 11, 3, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Teller:
    """Tells of one game; `offset` makes a message what it is, as the engine's does."""

    game_id: UUID

    @property
    def game(self) -> Game:
        return Game(
            game_id=self.game_id,
            sport=Sport.NFL,
            season=2019,
            season_type=SeasonType.REGULAR,
            home_team="BAL",
            away_team="NE",
            kickoff=KICKOFF,
            feed="nfl_official",
            native_id="2019110310",
            week=9,
            replay_id="test",
            wall_clock=WallClock.MADE,
        )

    def _what(self, kind: str, offset: int) -> dict[str, Any]:
        return {
            "message_id": message_uuid(self.game_id, kind, offset),
            "game_id": self.game_id,
            "offset": offset,
            "observed_at": KICKOFF + timedelta(seconds=offset),
        }

    def update(self, offset: int = 1, **changed: Any) -> GameUpdate:
        told = GameUpdate(
            **self._what("game", offset),
            game=self.game,
            revision=offset,
            phase="in_play",
            period=1,
            game_clock="14:32",
            home_score=0,
            away_score=0,
            possession="home",
            down=2,
            distance=7,
            yards_to_goal=63,
            timeouts_home=3,
            timeouts_away=2,
            momentum=0.25,
            description="M.Ingram left end for 3 yards",
        )
        return replace(told, **changed)

    def odds(self, offset: int, **changed: Any) -> OddsUpdate:
        told = OddsUpdate(
            **self._what("odds", offset),
            bookmaker="sim:anchor",
            market=Market(MarketKind.SPREAD, -3.5),
            selection=Selection.HOME,
            price_before=Price(1.9),
            price_after=Price(1.952),
            line_before=-3.0,
            line_after=-3.5,
            line_movement=-0.5,
            significance=0.81239,
            status=MarketStatus.OPEN,
        )
        return replace(told, **changed)

    def event(self, offset: int, **changed: Any) -> KeyEvent:
        told = KeyEvent(
            **self._what("event", offset),
            event_type="touchdown",
            description="M.Andrews 12 yard pass from L.Jackson",
            side="home",
            play_id="312",
            game_clock="09:10",
            period=1,
            impact_score=0.11251,
            probability_change={"home": 0.1125, "away": -0.1125},
            data={"points": 6},
        )
        return replace(told, **changed)

    def retracted(self, offset: int, *predictions: int) -> PredictionRetracted:
        false = tuple(self.prediction(one).message_id for one in predictions)
        return PredictionRetracted(**self._what("retracted", offset), retracts=false, reason="play_corrected")

    def forecast(self, offset: int) -> ForecastUpdate:
        return ForecastUpdate(
            **self._what("forecast", offset), forecaster="espn", home_win_probability=0.71254, play_id="312"
        )

    def prediction(self, offset: int, **changed: Any) -> PredictionUpdate:
        asked = {
            "home_win_probability": 0.6234567,
            "away_win_probability": 0.3765433,
            "confidence": 0.8,
            "model_version": "3",
            "features": {"margin": 7.0, "spread": float("nan")},
        }
        what = self._what("prediction", offset)
        prediction = Prediction(
            game_id=self.game_id,
            revision=offset,
            play_id="312",
            observed_at=what["observed_at"],
            **(asked | changed),
        )
        return PredictionUpdate(**what, prediction=prediction)

    def status(self, offset: int) -> StatusUpdate:
        return StatusUpdate(
            **self._what("status", offset),
            bookmaker="sim:anchor",
            kind=MarketKind.TOTAL,
            status=MarketStatus.SUSPENDED,
        )

    def finding(self, offset: int) -> Finding:
        return Finding(**self._what("finding", offset), finding="clock_backwards", detail="12:10 after 11:50")

    def bet(self, offset: int, number: int = 1, **changed: Any) -> ValueBet:
        told = ValueBet(
            **self._what("bet", offset),
            value_bet_id=self.bet_id(number),
            bookmaker="sim:anchor",
            market=MONEYLINE,
            selection=Selection.AWAY,
            price=Price(2.8),
            fair_odds=2.6412,
            model_probability=0.41,
            edge=0.148,
            confidence=0.7,
            recommended_stake=0.0205555,
            model_version="3",
        )
        return replace(told, **changed)

    def withdrawn(self, offset: int, number: int = 1) -> ValueBetWithdrawn:
        return ValueBetWithdrawn(
            **self._what("withdrawn", offset), value_bet_id=self.bet_id(number), reason="price moved"
        )

    def settled(self, offset: int, outcome: str = "won", number: int = 1) -> ValueBetSettled:
        return ValueBetSettled(
            **self._what("settled", offset),
            value_bet_id=self.bet_id(number),
            outcome=outcome,
            price=Price(2.8),
            recommended_stake=0.0205555,
        )

    def bet_id(self, number: int = 1) -> UUID:
        return message_uuid(self.game_id, "value_bet", number)

    def everything(self) -> list[Outgoing | Refused]:
        return [
            self.update(1),
            self.odds(2),
            self.event(3),
            self.prediction(4),
            self.status(5),
            self.finding(6),
            self.bet(7),
            self.withdrawn(8),
            self.settled(9),
            refused("price of 1 or less"),
        ]


def refused(reason: str, **changed: Any) -> Refused:
    told = Refused(
        feed="the_odds_api",
        reason=reason,
        payload='{"price": 0.98}',
        native_id="a512a48a58c4329048174217b2cc7ce0",
        observed_at=KICKOFF,
    )
    return replace(told, **changed)


@pytest.fixture
def teller() -> Teller:
    return Teller(game_uuid("nfl_official", "2019110310", "test"))


@pytest.fixture
def other() -> Teller:
    return Teller(game_uuid("nfl_official", "2019110311", "test"))


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as opened:
        yield opened
