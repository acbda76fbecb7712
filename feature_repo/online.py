"""Live features: what the decide process writes and the model service reads, through Feast's online store.

Everything that Feast looks up in its registry is resolved once; a read is the store's own `online_read`, its
answer indexed by name, because Feast promises no order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import nan
from typing import Self, cast
from uuid import UUID

from feast import FeatureStore, FeatureView
from feast.infra.online_stores.helpers import get_online_store_from_config
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value

from feature_repo.names import CONTEXT, GAME_STATE, MARKET, REVISION, TEAM_STRENGTH
from feature_repo.online_store import RevisionedOnlineStore, written_field
from feature_repo.store import apply, open_store
from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from livebet.features.row import FEATURES_OF

GAME_VIEWS = tuple(GAME_STATE[sport] for sport in FEATURES_OF)
VIEWS = (*GAME_VIEWS, TEAM_STRENGTH, MARKET, CONTEXT)


@dataclass(frozen=True, slots=True)
class Selected:
    """What to read of one view: its features, the revision among them where it has one."""

    view: FeatureView
    names: tuple[str, ...]


def _game_key(game_id: UUID | str) -> EntityKey:
    return EntityKey(join_keys=["game_id"], entity_values=[Value(string_val=str(game_id))])


def _team_key(team: str) -> EntityKey:
    return EntityKey(join_keys=["team"], entity_values=[Value(string_val=team)])


def _values(row: Mapping[str, float]) -> dict[str, Value]:
    return {name: Value(double_val=number) for name, number in row.items()}


def _number(value: Value) -> float:
    """A stored number; NaN where none is stored (materialize stores NaN as nothing)."""
    return value.double_val if value.HasField("double_val") else nan


class LiveFeatures:
    """Writes and reads rows of the online store."""

    def __init__(self, store: FeatureStore) -> None:
        """Resolve the views.

        Raises:
            feast.errors.FeatureViewNotFoundException: the repository was not applied.
        """
        self._feast = store
        self._config = store.config
        self._online = cast(RevisionedOnlineStore, get_online_store_from_config(store.config.online_store))
        self._views = {name: store.get_feature_view(name) for name in VIEWS}
        self._whole = {name: self._select(name) for name in self._views}

    @classmethod
    def open(cls) -> Self:
        """Over the store of this installation, applied first where it never was."""
        store = open_store()
        applied = {view.name for view in store.list_feature_views()}
        return cls(store if applied.issuperset(VIEWS) else apply())

    def write_game(
        self, sport: Sport, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime
    ) -> bool:
        """Store the live state of a game unless a newer revision is there; tells whether it was stored."""
        return self._write(GAME_STATE[sport], _game_key(game_id), revision, row, event_time)

    def write_market(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        """Store the market's view of a game unless a newer revision is there; tells whether it was stored."""
        return self._write(MARKET, _game_key(game_id), revision, row, event_time)

    def write_context(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        """Store weather and missing players unless a newer revision is there; tells whether it was stored."""
        return self._write(CONTEXT, _game_key(game_id), revision, row, event_time)

    def write_team(self, team: str, row: FeatureRow, event_time: datetime) -> bool:
        """Store a team's strength unless a later one is there; tells whether it was stored."""
        return self._write(TEAM_STRENGTH, _team_key(team), None, row, event_time)

    def read_game(self, sport: Sport, game_id: UUID | str) -> tuple[int, FeatureRow] | None:
        """Revision and live state of a game; None for a game never written."""
        return self.read([self._whole[GAME_STATE[sport]]], game_id)

    def read_market(self, game_id: UUID | str) -> tuple[int, FeatureRow] | None:
        """Revision and the market's features of a game; None for a game never quoted."""
        return self.read([self._whole[MARKET]], game_id)

    def read_team(self, team: str) -> FeatureRow | None:
        """A team's strength; None for a team never written."""
        found = self._read(self._whole[TEAM_STRENGTH], _team_key(team))
        return None if found is None else {name: _number(value) for name, value in found.items()}

    def read_team_before(self, team: str, instant: datetime) -> FeatureRow | None:
        """A team's strength where what is stored was known before an instant; else None."""
        ((event_time, values),) = self._online_rows(self._whole[TEAM_STRENGTH], _team_key(team))
        if event_time is None or not 0 < event_time.timestamp() < instant.timestamp():
            return None
        return {name: _number(value) for name, value in (values or {}).items()}

    def select(self, service: str) -> list[Selected]:
        """What a feature service reads, freshly from the registry.

        Raises:
            feast.errors.FeatureServiceNotFoundException: there is none of that name.
            ValueError: it reads a view that is not of games.
        """
        self._feast.refresh_registry()
        found = self._feast.get_feature_service(service)
        chosen = [
            self._select(part.name, [field.name for field in part.features])
            for part in found.feature_view_projections
        ]
        if any(REVISION not in part.names for part in chosen):
            raise ValueError(f"{service} reads a view that is not of games")
        return chosen

    def read(self, selected: Sequence[Selected], game_id: UUID | str) -> tuple[int, FeatureRow] | None:
        """Newest revision and features of a game over several views; None where one was never written."""
        key = _game_key(game_id)
        revision, row = 0, FeatureRow()
        for part in selected:
            found = self._read(part, key)
            if found is None:
                return None
            revision = max(revision, found.pop(REVISION).int64_val)
            for name, value in found.items():
                row[name] = _number(value)
        return revision, row

    def written_at(self, sport: Sport, game_ids: Iterable[str]) -> list[float | None]:
        """When the live state of each game was last written (Unix seconds, Redis' clock)."""
        keys = self._online._generate_redis_keys_for_entities(
            self._config, [_game_key(game) for game in game_ids]
        )
        field = written_field(GAME_STATE[sport])
        found = self._online._read_hash_fields(self._config, [(key, [field]) for key in keys])
        return [float(bytes(stamp)) if stamp else None for (stamp,) in found]

    def _select(self, view: str, names: Sequence[str] | None = None) -> Selected:
        found = self._views[view]
        known = tuple(field.name for field in found.features)
        chosen = tuple(names) if names else known
        if REVISION in known and REVISION not in chosen:
            chosen = (REVISION, *chosen)
        return Selected(found, chosen)

    def _write(
        self, view: str, key: EntityKey, revision: int | None, row: FeatureRow, event_time: datetime
    ) -> bool:
        values = _values(row)
        if revision is not None:
            values[REVISION] = Value(int64_val=revision)
        new = (key, values, event_time, None)
        (stored,) = self._online.store_rows(self._config, self._views[view], [new])
        return stored

    def _online_rows(
        self, part: Selected, key: EntityKey
    ) -> list[tuple[datetime | None, dict[str, Value] | None]]:
        return self._online.online_read(self._config, part.view, [key], list(part.names))

    def _read(self, part: Selected, key: EntityKey) -> dict[str, Value] | None:
        ((event_time, values),) = self._online_rows(part, key)
        written = event_time is not None and event_time.timestamp() > 0
        return cast("dict[str, Value]", values) if written else None
