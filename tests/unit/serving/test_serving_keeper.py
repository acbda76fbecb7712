"""How the champion is kept: which is served when the alias moves, breaks, or cannot be asked for."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from feast import FeatureView
from feast.errors import FeatureServiceNotFoundException

from feature_repo.online import Selected
from livebet.domain.games import Sport
from serving.keeper import Keeper
from serving.registry import ALIAS, Cache, UnreachableError, Version
from training.runner import BrokenModelError

MakeModel = Callable[..., Path]
ONE, TWO = Version(number="1", created=100), Version(number="2", created=200)


@dataclass
class PaperRegistry:
    """A registry of folders, whose aliases and reach a test sets."""

    folders: dict[Version, Path] = field(default_factory=dict)
    alias: Version | None = None
    challenger: Version | None = None
    away: bool = False

    def version(self, alias: str) -> Version | None:
        if self.away:
            raise UnreachableError("connection refused")
        return self.alias if alias == ALIAS else self.challenger

    def download(self, version: Version, folder: Path) -> None:
        if self.away:
            raise UnreachableError("connection refused")
        shutil.copytree(self.folders[version], folder / "artifacts" / "model")


@dataclass
class PaperStore:
    """Feature services by name."""

    view: FeatureView
    services: dict[str, tuple[str, ...]]

    def select(self, service: str) -> list[Selected]:
        if service not in self.services:
            raise FeatureServiceNotFoundException(service)
        return [Selected(self.view, self.services[service])]


@pytest.fixture
def store() -> PaperStore:
    names = ("revision", "margin")
    services = {"nfl_win_probability_v1": names, "nfl_win_probability_v2": names}
    return PaperStore(FeatureView(name="game_state", entities=[], schema=[], source=None), services)


@pytest.fixture
def registry(make_model: MakeModel, tmp_path: Path) -> PaperRegistry:
    folders = {version: make_model(tmp_path / version.number, ["margin"]) for version in (ONE, TWO)}
    return PaperRegistry(folders, ONE)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def _number(keeper: Keeper) -> str | None:
    return keeper.served.version.number if keeper.served else None


def test_the_champion_follows_the_alias_both_ways(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    seen = []
    for alias in (None, ONE, ONE, TWO, ONE):
        registry.alias = alias
        keeper.look()
        seen.append(_number(keeper))

    assert seen == [None, "1", "1", "2", "1"]


def test_a_look_that_finds_the_same_version_loads_nothing(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    first = keeper.served

    keeper.look()

    assert keeper.served is first


def test_a_broken_champion_is_refused_and_the_old_one_goes_on(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    (registry.folders[TWO] / "model.onnx").write_bytes(b"not a model")
    registry.alias = TWO

    keeper.look()
    keeper.look()

    assert _number(keeper) == "1"
    assert cache.current() == ONE


def test_a_restart_beside_a_broken_champion_goes_on_with_the_last_good_one(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    Keeper(Sport.NFL, registry, cache, store).look()
    (registry.folders[TWO] / "model.onnx").write_bytes(b"not a model")
    registry.alias = TWO
    restarted = Keeper(Sport.NFL, registry, cache, store)

    restarted.look()

    assert _number(restarted) == "1"


def test_a_champion_waits_for_its_feature_service(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    names = store.services.pop("nfl_win_probability_v1")
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    assert _number(keeper) is None

    store.services["nfl_win_probability_v1"] = names
    keeper.look()

    assert _number(keeper) == "1"


def test_a_champion_whose_service_lacks_a_feature_is_refused(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    store.services["nfl_win_probability_v1"] = ("revision", "down")
    keeper = Keeper(Sport.NFL, registry, cache, store)

    keeper.look()

    assert _number(keeper) is None


def test_while_mlflow_is_away_the_last_champion_is_served_from_disk(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    Keeper(Sport.NFL, registry, cache, store).look()
    registry.away = True
    restarted = Keeper(Sport.NFL, registry, cache, store)

    restarted.look()
    assert _number(restarted) == "1"

    registry.away, registry.alias = False, TWO
    restarted.look()
    assert _number(restarted) == "2"


def test_nothing_is_served_where_mlflow_never_answered(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    registry.away = True
    keeper = Keeper(Sport.NFL, registry, cache, store)

    keeper.look()

    assert keeper.served is None


def test_an_equal_number_of_another_database_is_another_version(
    registry: PaperRegistry, cache: Cache, store: PaperStore, make_model: MakeModel, tmp_path: Path
) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    again = Version(number="1", created=300)
    registry.folders[again] = make_model(tmp_path / "again", ["margin"], -1.0)
    registry.alias = again

    keeper.look()

    assert keeper.served is not None
    champion = keeper.served.model.base_model
    assert champion.logit(np.array([[9.0]], np.float32))[0] < 0.0


def test_the_cache_holds_only_what_is_served(
    registry: PaperRegistry, cache: Cache, store: PaperStore
) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    registry.alias = TWO
    keeper.look()

    assert sorted(path.name for path in cache.root.iterdir()) == ["current.json", "v2-200"]


def test_artifacts_without_a_card_are_no_champion(registry: PaperRegistry, cache: Cache) -> None:
    (registry.folders[ONE] / "card.json").unlink()

    with pytest.raises(BrokenModelError, match=r"its artifacts hold no card\.json"):
        cache.bring(ONE, registry)

    assert list(cache.root.iterdir()) == []
