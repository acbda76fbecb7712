"""The model that answers for the state of a game: the place where its members come together."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

import msgspec
import numpy as np
from bentoml.exceptions import UnprocessableEntity

from livebet.domain.messages import FeatureRow
from serving.learnt import GAMES_KEPT, Learnt, read_learnt, write_learnt
from serving.memory import Heard, Memories, Play
from training.ensemble.blend import Blend, losses
from training.ensemble.calls import Calls, MarketShares
from training.ensemble.members import EventPredictionNet, MomentumLSTM, Next, XGBoostLiveModel
from training.ensemble.runner import Ensemble, Forecast, NextNames


class LiveMLModel:
    """Win probabilities of live games by an ensemble: `base_model`, `momentum_model` and the diffusion."""

    def __init__(self, ensemble: Ensemble, folder: Path | None = None) -> None:
        """Take the loaded ensemble; its weights begin as the card tells, or as they were kept in `folder`."""
        self._ensemble = ensemble
        self._folder = folder
        self._memories = Memories()
        self._settled: dict[str, None] = {}
        self.blend: Blend = ensemble.blend
        kept = None if folder is None else read_learnt(folder)
        if kept is not None and set(kept.weights) == set(self.blend.members):
            weights = tuple(kept.weights[name] for name in self.blend.members)
            self.blend = msgspec.structs.replace(self.blend, weights=weights)
            self._settled = dict.fromkeys(kept.settled)
        self._kept = self.blend

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
    def calls(self) -> Calls:
        """The promises that the card makes."""
        return self._ensemble.card.calls

    @property
    def market(self) -> MarketShares:
        """What the card weighs its forecast beside the market's."""
        return self._ensemble.card.market

    @property
    def weights(self) -> dict[str, float]:
        """What each member weighs now."""
        return dict(zip(self.blend.members, self.blend.weights, strict=True))

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
        if plays is None:
            return _whole(self._ensemble.predict(matrix, None, age_seconds, self.blend))
        before = [self._memories.before(play) for play in plays]
        memory = self._ensemble.new(len(plays))
        for place, heard in enumerate(before):
            if heard is not None:
                memory[place] = heard.memory
        told = _whole(self._ensemble.predict(matrix, memory, age_seconds, self.blend))
        self._remember(plays, before, told)
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
        """Learn from a game that is over what members said of it (1 home won, 0 away, 0.5 a tie).

        A game settles once: told again, with another result too, nothing changes.
        """
        if str(game) in self._settled:
            return self.blend
        self._settled[str(game)] = None
        while len(self._settled) > GAMES_KEPT:
            del self._settled[next(iter(self._settled))]
        heard = self._memories.close(game)
        if heard is not None:
            told = (home_won * heard.if_home + (1.0 - home_won) * heard.if_away) / heard.plays
            self.update_model_weights([dict(zip(self.blend.members, told.tolist(), strict=True))])
        self._write()
        return self.blend

    def follow_market(self, game: UUID, revision: int, home: float) -> bool:
        """Learn from the market's move to a home probability, made when it knew this revision.

        Each forecast is scored once, by the first move after it; whether this was one.
        """
        heard = self._memories.to_score(game, revision)
        if heard is None or len(self.blend.members) < 2:
            return False
        self.blend = self.blend.taught(heard.logits, home)
        return True

    def keep(self) -> None:
        """Write down what the market taught since the last time."""
        if self.blend is not self._kept:
            self._write()

    def _write(self) -> None:
        self._kept = self.blend
        if self._folder is not None:
            write_learnt(self._folder, Learnt(self.weights, tuple(self._settled)))

    def _remember(self, plays: Sequence[Play], before: Sequence[Heard | None], told: Forecast) -> None:
        memory = self._ensemble.new(len(plays)) if told.memory is None else told.memory
        if_home, if_away = losses(told.logits, 1.0), losses(told.logits, 0.0)
        for place, (play, known) in enumerate(zip(plays, before, strict=True)):
            home, away, count = if_home[place], if_away[place], 1
            if known is not None:
                home, away, count = home + known.if_home, away + known.if_away, known.plays + 1
            heard = Heard(play.revision, play.step, memory[place], told.logits[place], home, away, count)
            self._memories.keep(play.game, heard)


def _whole(told: Forecast) -> Forecast:
    """The forecast, unless a row has none.

    Raises:
        UnprocessableEntity: there is no probability for a row.
    """
    blank = np.flatnonzero(np.isnan(told.probability))
    if blank.size:
        raise UnprocessableEntity(f"too little is known for a probability: row {blank[0]}")
    return told
