"""Feast's file offline store with an as-of join that stays linear.

Feast 0.67 joins every wanted row with every stored row of its game before it drops what is too late: a
season of plays against itself is 180 times 180 rows a game, some hundred million for all seasons. Here each
view is joined by pandas' `merge_asof`. Rows of one instant are ordered by revision, so that a correction
wins over what it corrects; Feast leaves their order to chance. A row is seen from the instant on at which it
came to be known (the source's created timestamp), always: Feast does so only where it is asked to.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Final, Literal, cast

import dask.dataframe as dd
import pandas as pd
from feast import FeatureView, FileSource, RepoConfig
from feast.data_source import DataSource
from feast.infra.offline_stores.dask import DaskOfflineStore, DaskOfflineStoreConfig, DaskRetrievalJob
from feast.infra.offline_stores.offline_store import RetrievalJob, RetrievalMetadata
from feast.infra.registry.base_registry import BaseRegistry
from feast.utils import _get_requested_feature_views_to_features_dict
from pyarrow.parquet import ParquetDataset
from typing_extensions import override

from feature_repo.names import REVISION, TIMESTAMP

OFFLINE_STORE: Final = "feature_repo.offline_store.AsofOfflineStore"

_PLACE = "__place__"
_INSTANT = "__instant__"


class AsofOfflineStoreConfig(DaskOfflineStoreConfig):
    """Nothing to set: the sources name their folders."""

    # Feast's own field admits only its own names, while it finds a store of ours by this one.
    type: Literal["feature_repo.offline_store.AsofOfflineStore"] = OFFLINE_STORE  # type: ignore[assignment]


def _instants(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, utc=True).astype("datetime64[ns, UTC]")


def _read(
    source: FileSource, columns: Sequence[str], wanted: tuple[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """The wanted columns of a source, oldest first, and of one instant the lowest revision first.

    `wanted` is a column with the values whose rows alone are read.

    Raises:
        FileNotFoundError: nothing was stored there yet.
    """
    only = None if wanted is None else [(wanted[0], "in", list(wanted[1]))]
    dataset = ParquetDataset(source.path, filters=only)
    order = [name for name in (REVISION,) if name in dataset.schema.names]
    frame = dataset.read(columns=list(dict.fromkeys([*columns, source.timestamp_field, *order]))).to_pandas()
    frame[source.timestamp_field] = _instants(frame[source.timestamp_field])
    return frame.sort_values([source.timestamp_field, *order], kind="stable", ignore_index=True)


def _as_known(past: pd.DataFrame, keys: list[str], known: str) -> pd.DataFrame:
    """The rows by the instant from which they are what is known, for a join that takes the last one.

    A row that came to be known late counts from then on; one that is older than what was known by then
    never does. `past` is sorted by instant and revision.
    """
    since = past[_INSTANT].where(past[_INSTANT] >= _instants(past[known]), _instants(past[known]))
    if (since == past[_INSTANT]).all():
        return past
    past = past.assign(**{_INSTANT: since, _PLACE: range(len(past))}).sort_values(_INSTANT, kind="stable")
    newest = past.groupby(keys, sort=False)[_PLACE].cummax()
    return past[past[_PLACE] == newest].drop(columns=_PLACE)


def _join(wanted: pd.DataFrame, view: FeatureView, features: Sequence[str], prefix: str) -> pd.DataFrame:
    """Add a view's features as they were known at each wanted row's instant."""
    source = cast(FileSource, view.batch_source)
    keys = [column.name for column in view.entity_columns]
    joined = [view.projection.join_key_map.get(key, key) for key in keys]
    known = source.created_timestamp_column or source.timestamp_field
    past = _read(source, [*keys, *features, known], (keys[0], wanted[joined[0]].unique()))
    names = {**dict(zip(keys, joined, strict=True)), **{name: prefix + name for name in features}}
    past = past.rename(columns=names).assign(**{_INSTANT: past[source.timestamp_field]})
    past = _as_known(past, joined, known)
    return pd.merge_asof(
        wanted,
        past[[_INSTANT, *joined, *(prefix + name for name in features)]],
        left_on=TIMESTAMP,
        right_on=_INSTANT,
        by=joined,
        tolerance=pd.Timedelta(view.ttl) if view.ttl else None,
    ).drop(columns=_INSTANT)


def _job(make: Callable[[], pd.DataFrame], metadata: RetrievalMetadata | None = None) -> RetrievalJob:
    return DaskRetrievalJob(
        evaluation_function=lambda: dd.from_pandas(make(), npartitions=1, sort=False),
        full_feature_names=False,
        repo_path="",
        metadata=metadata,
    )


def _joined(
    wanted: pd.DataFrame, instants: pd.Series, chosen: dict[FeatureView, list[str]], full_names: bool
) -> pd.DataFrame:
    """The wanted rows with the chosen features as they were at each row's instant, in the rows' own order."""
    placed = wanted.assign(**{TIMESTAMP: instants, _PLACE: range(len(wanted))})
    frame = placed.sort_values(TIMESTAMP, kind="stable")
    for view, features in chosen.items():
        prefix = f"{view.projection.name_to_use()}__" if full_names else ""
        frame = _join(frame, view, features, prefix)
    return frame.sort_values(_PLACE, ignore_index=True).drop(columns=_PLACE)


class AsofOfflineStore(DaskOfflineStore):
    """Point-in-time joins and the latest rows, by pandas over parquet folders."""

    @staticmethod
    @override
    def get_historical_features(
        config: RepoConfig,
        feature_views: list[FeatureView],
        feature_refs: list[str],
        entity_df: Any,
        registry: BaseRegistry,
        project: str,
        full_feature_names: bool = False,
        filter_by_created_timestamp: bool = False,
        **kwargs: Any,
    ) -> RetrievalJob:
        """Features of each row of `entity_df` as they were at its `event_timestamp`, in its own order.

        Raises:
            ValueError: there is no frame with an `event_timestamp`.
        """
        if not isinstance(entity_df, pd.DataFrame) or TIMESTAMP not in entity_df.columns:
            raise ValueError(f"give the wanted rows as a pandas frame with a column {TIMESTAMP}")
        chosen, _ = _get_requested_feature_views_to_features_dict(feature_refs, feature_views, [])
        instants = _instants(entity_df[TIMESTAMP])
        keys = [name for name in entity_df.columns if name != TIMESTAMP]
        about = RetrievalMetadata(feature_refs, keys, instants.min(), instants.max())
        return _job(lambda: _joined(entity_df, instants, chosen, full_feature_names), about)

    @staticmethod
    @override
    def pull_latest_from_table_or_query(
        config: RepoConfig,
        data_source: DataSource,
        join_key_columns: list[str],
        feature_name_columns: list[str],
        timestamp_field: str,
        created_timestamp_column: str | None,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> RetrievalJob:
        """The newest row of each key between two instants, both included (what materialize asks for)."""
        source = cast(FileSource, data_source)

        def make() -> pd.DataFrame:
            known = [created_timestamp_column] if created_timestamp_column else []
            frame = _read(source, [*join_key_columns, *feature_name_columns, *known])
            if start_date:
                frame = frame[frame[timestamp_field] >= pd.Timestamp(start_date)]
            if end_date:
                frame = frame[frame[timestamp_field] <= pd.Timestamp(end_date)]
            return frame.drop_duplicates(join_key_columns, keep="last", ignore_index=True)

        return _job(make)
