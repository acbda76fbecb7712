"""Feast's Redis online store with compare-and-set writes.

Feast 0.67 reads the stored event time, then writes in a second round trip, and skips a row of the same
instant without a word: a corrected play would be lost and two writers could overtake each other. Here every
row is one script on the server: it is stored unless a newer one is there, where newer means a higher
revision or, at the same revision and in views without one, a later event time.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from feast import FeatureView, RepoConfig
from feast.infra.online_stores.helpers import _mmh3, compute_versioned_name
from feast.infra.online_stores.redis import RedisOnlineStore, RedisOnlineStoreConfig
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value
from feast.utils import make_tzaware
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import StrictStr
from redis import Redis
from redis import asyncio as redis_asyncio
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError
from redis.retry import Retry

from feature_repo.names import REVISION
from livebet.settings import settings

ONLINE_STORE: Final = "feature_repo.online_store.RevisionedOnlineStore"

Stored = bytes | bytearray | memoryview
Row = tuple[EntityKey, dict[str, Value], datetime, datetime | None]
Progress = Callable[[int], Any] | None

STORE_UNLESS_NEWER = """
local kept = redis.call('HMGET', KEYS[1], ARGV[1], ARGV[2])
if kept[1] and kept[2] and kept[2] > ARGV[3] then return 0 end
local now = redis.call('TIME')
local written = now[1] .. '.' .. string.format('%06d', now[2])
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3], ARGV[4], written, unpack(ARGV, 5))
return 1
"""
"""KEYS: the row. ARGV: fields of event time and order, the new order, field of the write time, pairs to set.

The order counts only beside an event time: where Feast deleted a view's fields, a stale order may remain.
"""

SHA = hashlib.sha1(STORE_UNLESS_NEWER.encode(), usedforsecurity=False).hexdigest()

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0
"""Reads happen on event loops: a Redis that hangs must cost a bounded time."""


class RevisionedOnlineStoreConfig(RedisOnlineStoreConfig):
    """As Feast's; an empty connection string means the Redis of the settings."""

    # Feast's own field admits only its own name, while it finds a store of ours by this one.
    type: Literal["feature_repo.online_store.RevisionedOnlineStore"] = ONLINE_STORE  # type: ignore[assignment]
    connection_string: StrictStr = ""


def redis_url() -> str:
    """Where the settings say that Redis is."""
    given = settings().redis_url
    return given.get_secret_value() if given else f"redis://127.0.0.1:{settings().redis_port}/0"


def _patience() -> dict[str, Any]:
    """Reconnect once and at once; redis-py's default sleeps for seconds between tries."""
    return {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "retry": Retry(NoBackoff(), 1),
    }


def written_field(view: str) -> str:
    """The field of a row's hash that says when a view's part was written, by Redis' clock in Unix seconds."""
    return f"_at:{view}"


@lru_cache(maxsize=256)
def _hash_fields(view: str, names: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(_mmh3(f"{view}:{name}") for name in names)


def _order(values: dict[str, Value], instant: Timestamp) -> str:
    """Digits that sort as (revision, event time in nanoseconds) do."""
    revision = values[REVISION].int64_val if REVISION in values else 0
    return f"{revision:020d}{instant.ToNanoseconds():020d}"


class RevisionedOnlineStore(RedisOnlineStore):
    """Rows are stored unless a newer one is there, each in one step on the server."""

    def _get_client(self, online_store_config: RedisOnlineStoreConfig) -> Any:
        if not self._client and not online_store_config.connection_string:
            self._client = Redis.from_url(redis_url(), **_patience())
        return super()._get_client(online_store_config)

    async def _get_client_async(self, online_store_config: RedisOnlineStoreConfig) -> Any:
        if not self._client_async and not online_store_config.connection_string:
            self._client_async = redis_asyncio.Redis.from_url(redis_url())
        return await super()._get_client_async(online_store_config)

    def online_write_batch(
        self, config: RepoConfig, table: FeatureView, data: list[Row], progress: Progress
    ) -> None:
        """Store each row unless a newer one is there (Feast's own entry for writes and materialize)."""
        stored = self.store_rows(config, table, data)
        if progress:
            progress(len(stored))

    async def online_write_batch_async(
        self, config: RepoConfig, table: FeatureView, data: list[Row], progress: Progress
    ) -> None:
        """As `online_write_batch`."""
        client = await self._get_client_async(config.online_store)
        calls = list(self._calls(config, table, data))
        try:
            await self._send_async(client, calls)
        except NoScriptError:
            await client.script_load(STORE_UNLESS_NEWER)
            await self._send_async(client, calls)
        if progress:
            progress(len(data))

    def store_rows(self, config: RepoConfig, table: FeatureView, data: Sequence[Row]) -> list[bool]:
        """Store each row unless a newer one is there; tells which were stored."""
        client = self._get_client(config.online_store)
        calls = list(self._calls(config, table, data))
        try:
            return self._send(client, calls)
        except NoScriptError:
            client.script_load(STORE_UNLESS_NEWER)
            return self._send(client, calls)

    def _generate_hset_keys_for_features(
        self,
        feature_view: FeatureView,
        requested_features: list[str] | None = None,
        fv_name_override: str | None = None,
    ) -> tuple[list[str], list[str | bytes]]:
        view = fv_name_override or feature_view.name
        names = requested_features or [field.name for field in feature_view.features]
        instant = f"_ts:{view}"
        return [*names, instant], [*_hash_fields(view, tuple(names)), instant]

    def _read_hash_fields(
        self, config: RepoConfig, commands: list[tuple[bytes, list[str | bytes]]]
    ) -> list[list[Stored | None]]:
        """As Feast's, without a pipeline around a single question."""
        if len(commands) != 1:
            found: list[list[Stored | None]] = super()._read_hash_fields(config, commands)
            return found
        client = self._get_client(config.online_store)
        return [client.hmget(*commands[0])]

    def _calls(self, config: RepoConfig, table: FeatureView, data: Iterable[Row]) -> Iterable[list[Any]]:
        """Keys and arguments of the script, one list a row."""
        view = compute_versioned_name(table, config.registry.enable_online_feature_view_versioning)
        fields = [f"_ts:{view}", f"_order:{view}"]
        for entity, values, event_time, _ in data:
            instant = Timestamp()
            instant.FromDatetime(make_tzaware(event_time))
            names = _hash_fields(view, tuple(values))
            pairs = [part for name, value in zip(names, values.values(), strict=True)
                     for part in (name, value.SerializeToString())]  # fmt: skip
            yield [
                *self._generate_redis_keys_for_entities(config, [entity]),
                *fields,
                _order(values, instant),
                written_field(view),
                fields[0],
                instant.SerializeToString(),
                *pairs,
            ]

    @staticmethod
    def _send(client: Redis, calls: list[list[Any]]) -> list[bool]:
        if len(calls) == 1:
            return [bool(client.evalsha(SHA, 1, *calls[0]))]
        with client.pipeline(transaction=False) as pipe:
            for call in calls:
                pipe.evalsha(SHA, 1, *call)
            return [bool(stored) for stored in pipe.execute()]

    @staticmethod
    async def _send_async(client: redis_asyncio.Redis, calls: list[list[Any]]) -> None:
        async with client.pipeline(transaction=False) as pipe:
            for call in calls:
                pipe.evalsha(SHA, 1, *call)
            await pipe.execute()
