"""The model that answers for the state of a game: the place where its members come together."""

from collections.abc import Sequence

import numpy as np
from bentoml.exceptions import UnprocessableEntity

from livebet.domain.messages import FeatureRow
from training.runner import Champion, Floats


class LiveMLModel:
    """Win probabilities of live games by `base_model`, the champion."""

    def __init__(self, base_model: Champion) -> None:
        """Take the loaded champion."""
        self.base_model = base_model

    @property
    def features(self) -> tuple[str, ...]:
        """What a row must hold."""
        return self.base_model.features

    async def predict_live_probability(self, rows: Sequence[FeatureRow]) -> tuple[Floats, Floats]:
        """Home win probability and confidence for each row, a game's state; it takes microseconds.

        Raises:
            UnprocessableEntity: there is no probability for a row, because too little of it is known.
        """
        probability, confidence = self.base_model.predict(self.base_model.matrix(rows))
        blank = np.flatnonzero(np.isnan(probability))
        if blank.size:
            raise UnprocessableEntity(f"too little is known for a probability: row {blank[0]}")
        return probability, confidence
