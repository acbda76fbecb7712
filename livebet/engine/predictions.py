"""What is believed of one game's result: the rows asked about, and the newest answer.

An answer to a row that was answered before is news where its confidence is another one: the rim asks again
about a row that has grown old (`livebet.services.predictor`), and the band around it is wider then.
"""

from collections.abc import Callable
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
from livebet.engine.blended import blended
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
    calls: list[tuple[int, float]] = field(default_factory=list)
    """Revision and promise of every call of the game that stands, in the order of the promises."""
    rewound: int | None = None
    """The newest revision that still holds of those asked about, where plays were corrected since."""

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

    def ask(self, state: GameState, row: FeatureRow, at: datetime, step: int) -> PredictionWanted | None:
        """Ask about a row unless it was the last one asked about; `step` counts the plays that are over."""
        if self.wanted is not None and _same(row, self.wanted.row):
            return None
        self.wanted = PredictionWanted(
            game_id=state.game.game_id,
            sport=state.game.sport,
            revision=state.revision,
            play_id=state.play_id,
            row=row,
            observed_at=at,
            after=self.rewound,
            step=step,
        )
        self.rewound = None
        return self.wanted

    def correct(self, state: GameState, since: int | None = None) -> None:
        """Plays after revision `since` were folded anew: what was answered before was about another game."""
        self.floor = state.revision
        self.wanted = None
        if since is not None:
            self.rewound = since if self.rewound is None else min(since, self.rewound)

    def retract(self, since: int, reason: str, at: datetime) -> PredictionRetracted | None:
        """Take back what was published of revisions after `since`; None where nothing was."""
        false = tuple(message_id for revision, message_id in self.published if revision > since)
        if not false:
            return None
        self.published = [one for one in self.published if one[0] <= since]
        self.calls = [one for one in self.calls if one[0] <= since]
        head = self.voice.head(at, "predictions_retracted", *false)
        return PredictionRetracted(**head, retracts=false, reason=reason)

    def answer(
        self, prediction: Prediction, market: Callable[[], float | None]
    ) -> tuple[PredictionUpdate, Impact] | None:
        """Take an answer in, with what it changed; None for a repeat and for what is older or false.

        `market` tells the bookmakers' fair home probability of this instant, where they have one.
        """
        answer = (prediction.home_win_probability, prediction.confidence, prediction.model_version)
        if prediction.revision < self.floor or not self.told.is_news(prediction.revision, answer):
            return None
        return self._publish(prediction, answer, market())

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

    def _publish(
        self, prediction: Prediction, answer: Answer, market: float | None = None
    ) -> tuple[PredictionUpdate, Impact]:
        before, self.newest = self.newest, prediction
        head = self.voice.head(prediction.observed_at, "prediction", prediction.revision, *answer)
        self.published.append((prediction.revision, head["message_id"]))
        impact = UNKNOWN
        if before is not None:
            impact = Impact(prediction.home_win_probability - before.home_win_probability, "model")
        update = PredictionUpdate(
            **head,
            prediction=prediction,
            market=market,
            blended=blended(prediction.home_win_probability, market, prediction.model_share),
            game_call=self._call(prediction),
        )
        return update, impact

    def _call(self, prediction: Prediction) -> float:
        """The promise of which this forecast makes the one call of the game; 0 where it makes none."""
        if prediction.reached <= (self.calls[-1][1] if self.calls else 0.0):
            return 0.0
        self.calls.append((prediction.revision, prediction.reached))
        return prediction.reached


def _same(row: FeatureRow, other: FeatureRow) -> bool:
    """Whether two rows say the same; unknown (NaN) is the same as unknown."""
    for name, value in row.items():
        before = other[name]
        if value != before and (value == value or before == before):
            return False
    return True
