"""The graph of a sport: its assets by what they are."""

from dataclasses import dataclass

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.after_games import chain_of
from pipelines.defs.sports.checks import (
    games_check_of,
    look_ahead_check_of,
    ranges_check_of,
    scores_check_of,
)
from pipelines.defs.sports.history import features_of, plays_of
from pipelines.defs.sports.model import evaluation_of, hyperparameters_of, model_of, training_set_of
from pipelines.defs.sports.model_checks import (
    calibration_check_of,
    champion_check_of,
    join_check_of,
    leak_check_of,
)


@dataclass(frozen=True)
class Graph:
    """A sport's assets, each from the one before it."""

    sport: Sport
    plays: dg.AssetsDefinition
    features: dg.AssetsDefinition
    training_set: dg.AssetsDefinition
    hyperparameters: dg.AssetsDefinition
    model: dg.AssetsDefinition
    evaluation: dg.AssetsDefinition

    @property
    def assets(self) -> list[dg.AssetsDefinition]:
        """All of them, in order."""
        return [
            self.plays,
            self.features,
            self.training_set,
            self.hyperparameters,
            self.model,
            self.evaluation,
        ]

    @property
    def checks(self) -> list[dg.AssetChecksDefinition]:
        """What must hold of them."""
        return [
            games_check_of(self.sport, self.plays),
            scores_check_of(self.sport, self.plays),
            ranges_check_of(self.sport, self.features),
            look_ahead_check_of(self.sport, self.features),
            join_check_of(self.sport, self.training_set),
            leak_check_of(self.sport, self.training_set),
            calibration_check_of(self.sport, self.model),
            champion_check_of(self.sport, self.evaluation),
            chain_of(self.sport, self.evaluation),
        ]


def graph_of(sport: Sport) -> Graph:
    """The graph of a sport."""
    plays = plays_of(sport)
    features = features_of(sport, plays)
    training_set = training_set_of(sport, features)
    hyperparameters = hyperparameters_of(sport, training_set)
    model = model_of(sport, hyperparameters)
    return Graph(sport, plays, features, training_set, hyperparameters, model, evaluation_of(sport, model))
