"""The feature row: what was known as a play began, as numbers for a model.

`feature_row` is the only place where features are made, live and for training; each sport has its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from livebet.features import mlb, nba, nfl
from livebet.features.feature import Feature
from livebet.game.state import GameState


@dataclass(frozen=True, slots=True)
class Features:
    """A sport's features: what each means, and the function that makes them, in that order."""

    table: tuple[Feature, ...]
    row: Callable[[GameState], FeatureRow]

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(feature.name for feature in self.table)


FEATURES_OF: dict[Sport, Features] = {
    Sport.NFL: Features(nfl.TABLE, nfl.nfl_row),
    Sport.NBA: Features(nba.TABLE, nba.nba_row),
    Sport.MLB: Features(mlb.TABLE, mlb.mlb_row),
}


def feature_row(state: GameState) -> FeatureRow:
    """The features of a game that is on, as its next play begins, in the order of its sport's table."""
    return FEATURES_OF[state.game.sport].row(state)
