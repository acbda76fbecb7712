"""The model that answers for the state of a game: the place where its members come together."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from bentoml.exceptions import UnprocessableEntity

from livebet.domain.messages import FeatureRow
from training.ensemble.blend import Blend
from training.ensemble.members import EventPredictionNet, MomentumLSTM, Next, XGBoostLiveModel
from training.ensemble.runner import Doubles, Ensemble, Floats, Forecast, NextNames

GAMES_REMEMBERED = 4_096
"""More games than are on at any time; the one asked about longest ago is forgotten first."""


@dataclass(slots=True)
class Remembered:
    """What is carried of a game: the momentum net's memory around its newest play, and what members said.

    `if_home` and `if_away` are sums over plays of each member's log loss, should that side win.
    """

    revision: int
    before: Floats
    after: Floats
    if_home: Doubles
    if_away: Doubles
    plays: int = 0


Play = tuple[UUID, int]
"""A game and the revision of its state."""


class LiveMLModel:
    """Win probabilities of live games by an ensemble: `base_model`, `momentum_model` and the diffusion."""

    def __init__(self, ensemble: Ensemble) -> None:
        """Take the loaded ensemble; its weights begin as the card tells."""
        self._ensemble = ensemble
        self.blend: Blend = ensemble.blend
        self._games: OrderedDict[UUID, Remembered] = OrderedDict()

    @property
    def base_model(self) -> XGBoostLiveModel:
        """Boosted trees over what the diffusion lacks."""
        return self._ensemble.base

    @property
    def momentum_model(self) -> MomentumLSTM | None:
        """The recurrent net over the plays so far, where the ensemble has one."""
        return self._ensemble.momentum

    @property
    def event_model(self) -> EventPredictionNet | None:
        """The net of what comes next, where the ensemble has one."""
        return self._ensemble.event

    @property
    def next_names(self) -> NextNames:
        """What the chances of `event_model` are of."""
        return self._ensemble.card.next_event

    @property
    def features(self) -> tuple[str, ...]:
        """What a row must hold."""
        return self._ensemble.features

    async def predict_live_probability(
        self, rows: Sequence[FeatureRow], plays: Sequence[Play] | None = None, age_seconds: float = 0.0
    ) -> Forecast:
        """The forecast for each row, a game's state; it takes microseconds.

        `plays` says whose rows they are: then each goes on from what is remembered of its game. The same
        revision again gives the same answer. Without it every row stands alone. `age_seconds` is how long ago
        the rows were true; it widens the band.

        Raises:
            UnprocessableEntity: there is no probability for a row, because too little of it is known.
        """
        matrix = self._ensemble.matrix(rows)
        memory = None if plays is None else self._recall(plays)
        told = self._ensemble.predict(matrix, memory, age_seconds, self.blend)
        blank = np.flatnonzero(np.isnan(told.probability))
        if blank.size:
            raise UnprocessableEntity(f"too little is known for a probability: row {blank[0]}")
        if plays is not None and memory is not None:
            self._remember(plays, memory, told)
        return told

    async def predict_next_event(self, rows: Sequence[FeatureRow]) -> Next | None:
        """What may come next after each row; None where the ensemble has no such member."""
        model = self.event_model
        return None if model is None else model.predict(self._ensemble.matrix(rows))

    def update_model_weights(self, recent_performance: Sequence[Mapping[str, float]]) -> Blend:
        """Move the weights by settled games, each with the mean log loss of every member."""
        self.blend = self.blend.moved(recent_performance)
        return self.blend

    def settle(self, game: UUID, home_won: float) -> Blend:
        """Learn from a game that is over what members said of it (1 home won, 0 away, 0.5 a tie)."""
        known = self._games.pop(game, None)
        if known is None or not known.plays:
            return self.blend
        losses = (home_won * known.if_home + (1.0 - home_won) * known.if_away) / known.plays
        return self.update_model_weights([dict(zip(self.blend.members, losses.tolist(), strict=True))])

    def _recall(self, plays: Sequence[Play]) -> Floats:
        """The memory that each play goes on from: nothing where the game begins here."""
        memory = self._ensemble.new(len(plays))
        for place, (game, revision) in enumerate(plays):
            known = self._games.get(game)
            if known is not None:
                memory[place] = known.after if revision > known.revision else known.before
        return memory

    def _remember(self, plays: Sequence[Play], memory: Floats, told: Forecast) -> None:
        after = memory if told.memory is None else told.memory
        if_home, if_away = np.logaddexp(0.0, -told.logits), np.logaddexp(0.0, told.logits)
        for place, (game, revision) in enumerate(plays):
            known = self._games.get(game)
            if known is not None and revision <= known.revision:
                continue
            now = Remembered(revision, memory[place], after[place], if_home[place], if_away[place], 1)
            if known is not None:
                now.if_home, now.if_away = now.if_home + known.if_home, now.if_away + known.if_away
                now.plays += known.plays
            self._games[game] = now
            self._games.move_to_end(game)
        while len(self._games) > GAMES_REMEMBERED:
            self._games.popitem(last=False)
