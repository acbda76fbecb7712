"""The past of the feature store, read as training sets; `feature_repo.parts` writes it."""

from datetime import datetime, timedelta
from math import isnan

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from feast import Entity, FeatureStore, FeatureView

from feature_repo.names import KNOWN_AT, TEAM_FEATURES, TEAM_STRENGTH, TIMESTAMP, training_name
from feature_repo.parts import history_folder
from feature_repo.views import Catalogue
from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from livebet.settings import settings


def _empty(view: FeatureView, entity: Entity) -> pa.Table:
    """A past without rows; Feast's scalar types have the names of Arrow's."""
    types = {"Int64": pa.int64(), "Float64": pa.float64()}
    fields = [pa.field(field.name, types[str(field.dtype)]) for field in view.features]
    key, instant = pa.field(entity.join_key, pa.string()), pa.timestamp("us", tz="UTC")
    times = [pa.field(TIMESTAMP, instant), pa.field(KNOWN_AT, instant)]
    return pa.schema([key, *times, *fields]).empty_table()


def prepare(views: Catalogue) -> None:
    """Give each view an empty past where it has none, so that a new home can be applied and materialized."""
    of = [*((view, views.game) for view in views.of_games), (views.team_strength, views.team)]
    for view, entity in of:
        folder = history_folder(settings().home, view.name)
        if not folder.exists():
            folder.mkdir(parents=True)
            pq.write_table(_empty(view, entity), folder / "empty.parquet")


def read_history(view: str) -> pd.DataFrame:
    """The whole past of a view."""
    return pq.ParquetDataset(history_folder(settings().home, view)).read().to_pandas()


def training_rows(store: FeatureStore, sport: Sport, entity_df: pd.DataFrame) -> pd.DataFrame:
    """Each row of `entity_df` (game_id, event_timestamp, labels) with the game's features as then known.

    Rows and their order stay; a game without a past gets NaN. Point in time and as known at that instant: of
    all that was stored of the game and was known by then, the newest at or before `event_timestamp`, and of
    one instant the highest revision.
    """
    service = store.get_feature_service(training_name(sport))
    return store.get_historical_features(entity_df=entity_df, features=service).to_df()


def team_before(store: FeatureStore, team: str, instant: datetime) -> FeatureRow | None:
    """A team's strength as it was known before an instant; None for a team nobody knew."""
    asked = pd.DataFrame({"team": [team], TIMESTAMP: [instant - timedelta(microseconds=1)]})
    names = [f"{TEAM_STRENGTH}:{name}" for name in TEAM_FEATURES]
    (row,) = store.get_historical_features(entity_df=asked, features=names).to_df().to_dict("records")
    found = {name: float(row[name]) for name in TEAM_FEATURES}
    return None if isnan(found["rating"]) else found
