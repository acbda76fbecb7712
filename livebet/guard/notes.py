"""What is remembered of a game while it is on: how far it is, and the forecast that counts in each phase."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.games import Sport, home_won
from livebet.domain.outbound import GameUpdate, PredictionRetracted, PredictionUpdate
from livebet.guard.phases import Place, clock_place, innings_place, phase_at

PLACES_KEPT = 64
"""Forecasts come within seconds of the state that they are of."""
_IN_PLAY = "in_play"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """The forecast of a game that counts in a phase, named by the phase's first period.

    `market` and `blended` are the bookmakers' probability just then and what both come to, None where there
    were no quotes.
    """

    phase: int
    message_id: UUID
    revision: int
    model_version: str
    home_win_probability: float
    market: float | None
    blended: float | None
    at: datetime


@dataclass(slots=True)
class Notes:
    """One game's. `home_won` (1, 0, or .5 for a tie) is there while the game is final.

    `offset` is the newest update's place among all that was said of the game: what is told again is known.
    """

    picks: dict[int, Pick] = field(default_factory=dict)
    home_won: float | None = None
    offset: int = 0
    latest: GameUpdate | None = None
    places: dict[int, Place | None] = field(default_factory=dict)

    def update(self, message: GameUpdate) -> bool:
        """Note how far the game is; tells whether that was news."""
        if message.offset <= self.offset:
            return False
        self.offset, self.latest = message.offset, message
        self.places[message.revision] = place_of(message)
        if len(self.places) > PLACES_KEPT:
            del self.places[min(self.places)]
        return True

    def was_on(self, revision: int) -> bool:
        """Whether a state is known as one of a game that was on: then a model answered to it."""
        return self.places.get(revision) is not None

    def predicted(self, message: PredictionUpdate) -> Pick | None:
        """The pick that a forecast makes, if it is the first at or after the middle of its phase.

        A forecast of a state that nobody told of, or of a game that is over, is none.
        """
        told = message.prediction
        place = self.places.get(told.revision)
        phase = phase_at(self.latest.game.sport, place) if self.latest and place else None
        if phase is None or phase.first in self.picks:
            return None
        pick = self.picks[phase.first] = Pick(
            phase=phase.first,
            message_id=message.message_id,
            revision=told.revision,
            model_version=told.model_version,
            home_win_probability=told.home_win_probability,
            market=message.market,
            blended=message.blended,
            at=message.observed_at,
        )
        return pick

    def retracted(self, message: PredictionRetracted) -> list[int]:
        """The phases whose pick rested on a play that was corrected: a later forecast may take its place."""
        false = [phase for phase, pick in self.picks.items() if pick.message_id in message.retracts]
        for phase in false:
            del self.picks[phase]
        return false


def place_of(message: GameUpdate) -> Place | None:
    """How far a game is by what is published of it; None where it is not on."""
    if message.phase != _IN_PLAY:
        return None
    if message.game.sport is Sport.MLB:
        outs = int(message.detail.get("outs", 0))
        return innings_place(message.period, message.detail.get("half") == "bottom", outs)
    minutes, _, seconds = message.game_clock.partition(":")
    return clock_place(message.game.sport, message.period, 60 * int(minutes) + int(seconds))


def outcome_of(message: GameUpdate) -> float:
    """1 where the home side has more points, 0 where it has fewer, half where neither."""
    return home_won(message.home_score - message.away_score)
