"""The graph of a sport: its assets by what they are."""

from dataclasses import dataclass

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.after_games import chain_of
from pipelines.defs.sports.checks import of_features, of_model, of_plays, of_training_set
from pipelines.defs.sports.history import features_of, plays_of
from pipelines.defs.sports.model import evaluation_of, hyperparameters_of, model_of, training_set_of


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
            *of_plays(self.sport, self.plays),
            *of_features(self.sport, self.features),
            *of_training_set(self.sport, self.training_set),
            *of_model(self.sport, self.model, self.evaluation),
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
