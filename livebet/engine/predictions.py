"""What is believed of one game's result: the rows asked about, and the newest answer."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.messages import (
    FeatureRow,
    Prediction,
    PredictionRetracted,
    PredictionUpdate,
    PredictionWanted,
)
from livebet.domain.newest import Newest
from livebet.engine.events import UNKNOWN, Impact
from livebet.engine.voice import Voice
from livebet.game.state import GameState

RULES_VERSION = "rules"
"""The model version of what the rules say of a final game of which no model spoke."""

Answer = tuple[float, float, str]
"""Home win probability, confidence, model version: what makes two predictions of a state the same."""


@dataclass(slots=True)
class PredictionDesk:
    """Asks when the row changed; lets an answer in when it is news about a state that is still true."""

    voice: Voice
    newest: Prediction | None = None
    wanted: PredictionWanted | None = None
    floor: int = 0
    """Predictions of revisions below rest on plays that were corrected since."""
    told: Newest[int, Answer] = field(default_factory=lambda: Newest(-1))
    published: list[tuple[int, UUID]] = field(default_factory=list)
    """Revision and message id of every prediction that stands, oldest first."""

    @property
    def pending_since(self) -> datetime | None:
        """When the question was asked that has no answer yet."""
        if self.wanted is None or (self.newest and self.newest.revision >= self.wanted.revision):
            return None
        return self.wanted.observed_at

    @property
    def needs(self) -> int:
        """The revision from which on a prediction knows all that is known now."""
        return 0 if self.wanted is None else self.wanted.revision

    def ask(self, state: GameState, row: FeatureRow, at: datetime) -> PredictionWanted | None:
        """Ask about a row unless it was the last one asked about."""
        if self.wanted is not None and _same(row, self.wanted.row):
            return None
        self.wanted = PredictionWanted(
            game_id=state.game.game_id,
            sport=state.game.sport,
            revision=state.revision,
            play_id=state.play_id,
            row=row,
            observed_at=at,
        )
        return self.wanted

    def correct(self, state: GameState) -> None:
        """Plays were folded anew: what was asked and answered before was about another game."""
        self.floor = state.revision
        self.wanted = None

    def retract(self, since: int, reason: str, at: datetime) -> PredictionRetracted | None:
        """Take back what was published of revisions after `since`; None where nothing was."""
        false = tuple(message_id for revision, message_id in self.published if revision > since)
        if not false:
            return None
        self.published = [one for one in self.published if one[0] <= since]
        head = self.voice.head(at, "predictions_retracted", *false)
        return PredictionRetracted(**head, retracts=false, reason=reason)

    def answer(self, prediction: Prediction) -> tuple[PredictionUpdate, Impact] | None:
        """Take an answer in, with what it changed; None for a repeat and for what is older or false."""
        answer = (prediction.home_win_probability, prediction.confidence, prediction.model_version)
        if prediction.revision < self.floor or not self.told.is_news(prediction.revision, answer):
            return None
        return self._publish(prediction, answer)

    def finish(self, state: GameState, home: float, at: datetime) -> tuple[PredictionUpdate, Impact]:
        """A final game is certain; `home` is its settled probability."""
        version = RULES_VERSION if self.newest is None else self.newest.model_version
        prediction = Prediction(
            game_id=state.game.game_id,
            revision=state.revision,
            play_id=state.play_id,
            home_win_probability=home,
            away_win_probability=1.0 - home,
            confidence=1.0,
            model_version=version,
            features={},
            observed_at=at,
            low=home,
            high=home,
        )
        self.floor, self.wanted = state.revision + 1, None
        return self._publish(prediction, (home, 1.0, version))

    def _publish(self, prediction: Prediction, answer: Answer) -> tuple[PredictionUpdate, Impact]:
        before, self.newest = self.newest, prediction
        head = self.voice.head(prediction.observed_at, "prediction", prediction.revision, *answer)
        self.published.append((prediction.revision, head["message_id"]))
        impact = UNKNOWN
        if before is not None:
            impact = Impact(prediction.home_win_probability - before.home_win_probability, "model")
        return PredictionUpdate(**head, prediction=prediction), impact


def _same(row: FeatureRow, other: FeatureRow) -> bool:
    """Whether two rows say the same; unknown (NaN) is the same as unknown."""
    for name, value in row.items():
        before = other[name]
        if value != before and (value == value or before == before):
            return False
    return True
