"""Entities and feature views: what is known of a game and of a team.

Names of features come from `livebet.features`, so that the store, training and the live path cannot drift
apart. History lies in `<home>/feast/<view>/*.parquet`: the join key, `event_timestamp` and `known_at` in UTC,
`revision` where the view has one, the features.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from feast import Entity, FeatureView, Field, FileSource
from feast.types import Float64, Int64
from feast.value_type import ValueType

from feature_repo.names import (
    CONTEXT,
    GAME_STATE,
    KNOWN_AT,
    MARKET,
    REVISION,
    TEAM_FEATURES,
    TEAM_STRENGTH,
    TIMESTAMP,
)
from feature_repo.parts import history_folder
from livebet.domain.games import Sport
from livebet.features.context import CONTEXT_FEATURES
from livebet.features.market import MARKET_FEATURES
from livebet.features.row import FEATURES_OF

NO_EXPIRY = timedelta(0)
"""A replayed game carries the instants of its own day, so age against the wall clock means nothing."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that the repository declares, over the history of one home."""

    game: Entity
    team: Entity
    game_states: dict[Sport, FeatureView]
    team_strength: FeatureView
    market: FeatureView
    context: FeatureView

    @property
    def of_games(self) -> tuple[FeatureView, ...]:
        """The views whose entity is a game."""
        return (*self.game_states.values(), self.market, self.context)

    def view_of(self, sport: Sport, feature: str) -> FeatureView:
        """The view of a sport's games that holds a feature.

        Raises:
            KeyError: no view of its games does.
        """
        for view in (self.game_states[sport], self.market, self.context):
            if any(field.name == feature for field in view.features):
                return view
        raise KeyError(feature)


def _view(name: str, entity: Entity, fields: Iterable[Field], home: Path, description: str) -> FeatureView:
    folder = history_folder(home, name)
    source = FileSource(
        name=f"{name}_history",
        path=str(folder),
        timestamp_field=TIMESTAMP,
        created_timestamp_column=KNOWN_AT,
    )
    return FeatureView(
        name=name,
        entities=[entity],
        schema=list(fields),
        source=source,
        ttl=NO_EXPIRY,
        description=description,
    )


def _floats(names: Iterable[str]) -> list[Field]:
    return [Field(name=name, dtype=Float64) for name in names]


def _game_state(sport: Sport, game: Entity, fields: Iterable[Field], home: Path) -> FeatureView:
    return _view(GAME_STATE[sport], game, fields, home, f"What was known as the play began: {sport.value}")


def catalogue(home: Path) -> Catalogue:
    """Declare entities and views over the history in `home`."""
    game = Entity(
        name="game", join_keys=["game_id"], value_type=ValueType.STRING, description="One contest (UUID)"
    )
    team = Entity(
        name="team", join_keys=["team"], value_type=ValueType.STRING, description="nflverse abbreviation"
    )
    revision = Field(name=REVISION, dtype=Int64, description="Foldings of the game: the higher is the newer")
    return Catalogue(
        game=game,
        team=team,
        game_states={
            sport: _game_state(sport, game, [revision, *_floats(features.names)], home)
            for sport, features in FEATURES_OF.items()
        },
        team_strength=_view(
            TEAM_STRENGTH, team, _floats(TEAM_FEATURES), home, "Rating in points after the last final"
        ),
        market=_view(
            MARKET, game, [revision, *_floats(MARKET_FEATURES)], home, "The betting market's view of a game"
        ),
        context=_view(
            CONTEXT, game, [revision, *_floats(CONTEXT_FEATURES)], home, "Weather and missing players"
        ),
    )
