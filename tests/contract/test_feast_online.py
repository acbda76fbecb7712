"""Feast's online store, on a real Redis: what is written, what is kept, what is read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from math import isnan, nan
from pathlib import Path

import pytest
from feast import FeatureStore
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value
from redis import Redis

from feature_repo.names import GAME_STATE, training_name
from feature_repo.online import LiveFeatures
from feature_repo.services import register
from feature_repo.store import apply
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.features.market import MARKET_FEATURES
from livebet.features.nfl import FEATURES
from livebet.settings import settings

pytestmark = pytest.mark.servers

GAME = game_uuid("nfl_official", "2019110300")
INSTANT = datetime(2019, 11, 3, 18, 4, 5, 678901, tzinfo=UTC)
ROW = {name: float(place) for place, name in enumerate(FEATURES)}


def _row(margin: float) -> dict[str, float]:
    return {**ROW, "margin": margin}


@pytest.fixture
def store(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FeatureStore]:
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path))
    monkeypatch.setenv("LIVEBET_REDIS_URL", redis_url)
    settings.cache_clear()
    yield apply()
    settings.cache_clear()


@pytest.fixture
def features(store: FeatureStore) -> LiveFeatures:
    return LiveFeatures(store)


def test_a_row_is_read_as_it_was_written(features: LiveFeatures) -> None:
    assert features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)

    assert features.read_game(Sport.NFL, GAME) == (7, ROW)
    assert features.read_game(Sport.NFL, str(GAME)) == (7, ROW)


def test_what_is_unknown_stays_unknown(features: LiveFeatures) -> None:
    features.write_game(Sport.NFL, GAME, 7, {**ROW, "yards_to_goal": nan}, INSTANT)

    found = features.read_game(Sport.NFL, GAME)

    assert found is not None
    assert isnan(found[1]["yards_to_goal"])


def test_a_game_never_written_has_no_features(features: LiveFeatures) -> None:
    assert features.read_game(Sport.NFL, game_uuid("nfl_official", "2019110301")) is None


def test_an_older_revision_never_overwrites_a_newer_one(features: LiveFeatures) -> None:
    features.write_game(Sport.NFL, GAME, 7, _row(7.0), INSTANT)

    assert not features.write_game(Sport.NFL, GAME, 6, _row(0.0), INSTANT + timedelta(minutes=1))
    assert features.read_game(Sport.NFL, GAME) == (7, _row(7.0))


def test_a_corrected_row_at_the_same_instant_overwrites(features: LiveFeatures) -> None:
    features.write_game(Sport.NFL, GAME, 7, _row(7.0), INSTANT)

    assert features.write_game(Sport.NFL, GAME, 8, _row(0.0), INSTANT)
    assert features.read_game(Sport.NFL, GAME) == (8, _row(0.0))


def test_the_same_revision_told_again_changes_nothing_but_may_be_written(features: LiveFeatures) -> None:
    features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)

    assert features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)
    assert not features.write_game(Sport.NFL, GAME, 7, _row(3.0), INSTANT - timedelta(microseconds=1))
    assert features.read_game(Sport.NFL, GAME) == (7, ROW)


def test_writers_that_race_leave_the_newest_revision(store: FeatureStore) -> None:
    writers = [LiveFeatures(store) for _ in range(4)]
    revisions = list(range(200))
    turns = [revisions[start::4] for start in range(4)]

    def write(writer: LiveFeatures, mine: list[int]) -> None:
        for revision in reversed(mine):
            writer.write_game(Sport.NFL, GAME, revision, _row(float(revision)), INSTANT)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, writers, turns))

    assert writers[0].read_game(Sport.NFL, GAME) == (199, _row(199.0))


def test_a_batch_in_any_order_leaves_the_newest_revision(store: FeatureStore) -> None:
    features = LiveFeatures(store)
    key = EntityKey(join_keys=["game_id"], entity_values=[Value(string_val=str(GAME))])
    rows = []
    for revision in (2, 3, 1):
        values = {name: Value(double_val=float(revision)) for name in FEATURES}
        rows.append((key, {**values, "revision": Value(int64_val=revision)}, INSTANT, None))

    told: list[int] = []
    provider = store._get_provider()
    provider.online_write_batch(
        store.config, store.get_feature_view(GAME_STATE[Sport.NFL]), rows, told.append
    )

    assert told == [3]
    assert features.read_game(Sport.NFL, GAME) == (3, dict.fromkeys(FEATURES, 3.0))


async def test_feasts_own_async_writes_compare_revisions_too(store: FeatureStore) -> None:
    features = LiveFeatures(store)
    features.write_game(Sport.NFL, GAME, 5, ROW, INSTANT)
    key = EntityKey(join_keys=["game_id"], entity_values=[Value(string_val=str(GAME))])
    view, provider = store.get_feature_view(GAME_STATE[Sport.NFL]), store._get_provider()

    for revision in (4, 6):
        values = {name: Value(double_val=float(revision)) for name in FEATURES}
        row = (key, {**values, "revision": Value(int64_val=revision)}, INSTANT, None)
        await provider.online_write_batch_async(store.config, view, [row], None)
    await provider.close()

    assert features.read_game(Sport.NFL, GAME) == (6, dict.fromkeys(FEATURES, 6.0))


RATED = {"rating": 6.25, "games": 8.0, "season": 2019.0, "home_advantage": 2.25}


def test_a_team_keeps_its_latest_rating(features: LiveFeatures) -> None:
    assert features.write_team("NE", RATED | {"rating": 6.5}, INSTANT)
    assert not features.write_team("NE", RATED | {"games": 7.0}, INSTANT - timedelta(days=7))
    assert features.write_team("NE", RATED, INSTANT)

    assert features.read_team("NE") == RATED
    assert features.read_team("BAL") is None


def test_a_team_is_not_known_before_its_strength_was(features: LiveFeatures) -> None:
    features.write_team("NE", RATED, INSTANT)
    assert features.read_team_before("NE", INSTANT + timedelta(seconds=1)) == RATED
    assert features.read_team_before("NE", INSTANT) is None


def test_state_and_market_of_a_game_have_revisions_of_their_own(features: LiveFeatures) -> None:
    quoted = dict.fromkeys(MARKET_FEATURES, 0.5)
    features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)
    features.write_market(GAME, 2, quoted, INSTANT)

    assert not features.write_market(GAME, 1, dict.fromkeys(MARKET_FEATURES, 0.1), INSTANT)
    assert features.read_game(Sport.NFL, GAME) == (7, ROW)


def test_a_service_reads_its_features_over_views_and_the_newest_revision(store: FeatureStore) -> None:
    names = ["margin", "market_movement", "seconds_left"]
    register(store, Sport.NFL, 4, names)
    features = LiveFeatures(store)
    features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)
    selected = features.select("nfl_win_probability_v4")

    assert features.read(selected, GAME) is None

    features.write_market(GAME, 9, dict.fromkeys(MARKET_FEATURES, 0.25), INSTANT)

    wanted = {"margin": ROW["margin"], "seconds_left": ROW["seconds_left"], "market_movement": 0.25}
    assert features.read(selected, GAME) == (9, wanted)


def test_a_feature_that_no_view_of_games_holds_cannot_be_registered(store: FeatureStore) -> None:
    with pytest.raises(KeyError, match="luck"):
        register(store, Sport.NFL, 4, ["margin", "luck"])


def test_feasts_own_reader_sees_the_named_features(store: FeatureStore) -> None:
    LiveFeatures(store).write_game(Sport.NFL, GAME, 7, ROW, INSTANT)

    found = store.get_online_features(
        features=store.get_feature_service(training_name(Sport.NFL)), entity_rows=[{"game_id": str(GAME)}]
    ).to_dict()

    assert found == {"game_id": [str(GAME)], "revision": [7], **{name: [ROW[name]] for name in FEATURES}}


def test_names_of_features_do_not_collide_in_redis(features: LiveFeatures, redis_url: str) -> None:
    features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)
    features.write_market(GAME, 7, dict.fromkeys(MARKET_FEATURES, 0.5), INSTANT)

    with Redis.from_url(redis_url) as client:
        (key,) = client.keys()
        stored = client.hlen(key)

    for_each_view = len(["_ts", "_order", "_at", "revision"])
    assert stored == len(FEATURES) + len(MARKET_FEATURES) + 2 * for_each_view


def test_a_row_says_when_it_was_written_by_redis_clock(features: LiveFeatures, redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        before = float("{}.{:06d}".format(*client.time()))
        features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)
        after = float("{}.{:06d}".format(*client.time()))

    (written, absent) = features.written_at(Sport.NFL, [str(GAME), str(game_uuid("nfl_official", "x"))])

    assert written is not None
    assert before <= written <= after
    assert absent is None


def test_a_redis_that_forgot_the_script_is_taught_it_again(features: LiveFeatures, redis_url: str) -> None:
    features.write_game(Sport.NFL, GAME, 7, ROW, INSTANT)
    with Redis.from_url(redis_url) as client:
        client.script_flush()

    assert features.write_game(Sport.NFL, GAME, 8, ROW, INSTANT)


def test_an_installation_never_applied_is_applied_when_live_features_open(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path / "new"))
    monkeypatch.setenv("LIVEBET_REDIS_URL", redis_url)
    settings.cache_clear()

    features = LiveFeatures.open()

    assert features.write_game(Sport.NFL, GAME, 1, ROW, INSTANT)
    assert (tmp_path / "new" / "feast" / "registry.db").exists()
    settings.cache_clear()
