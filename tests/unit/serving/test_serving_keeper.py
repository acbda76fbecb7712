"""How the champion is kept: which is served when the alias moves, breaks, or cannot be asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from livebet.domain.games import Sport
from serving.keeper import Keeper
from serving.registry import Cache, Version
from training.runner import BrokenModelError

MakeModel = Callable[..., Path]
ONE, TWO = Version(number="1", created=100), Version(number="2", created=200)


def _number(keeper: Keeper) -> str | None:
    return keeper.served.version.number if keeper.served else None


def test_the_champion_follows_the_alias_both_ways(registry: Any, cache: Cache, store: Any) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    seen = []
    for alias in (None, ONE, ONE, TWO, ONE):
        registry.alias = alias
        keeper.look()
        seen.append(_number(keeper))

    assert seen == [None, "1", "1", "2", "1"]


def test_a_look_that_finds_the_same_version_loads_nothing(registry: Any, cache: Cache, store: Any) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    first = keeper.served

    keeper.look()

    assert keeper.served is first


def test_a_broken_champion_is_refused_and_the_old_one_goes_on(
    registry: Any, cache: Cache, store: Any
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
    registry: Any, cache: Cache, store: Any
) -> None:
    Keeper(Sport.NFL, registry, cache, store).look()
    (registry.folders[TWO] / "model.onnx").write_bytes(b"not a model")
    registry.alias = TWO
    restarted = Keeper(Sport.NFL, registry, cache, store)

    restarted.look()

    assert _number(restarted) == "1"


def test_a_champion_waits_for_its_feature_service(registry: Any, cache: Cache, store: Any) -> None:
    names = store.services.pop("nfl_win_probability_v1")
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    assert _number(keeper) is None

    store.services["nfl_win_probability_v1"] = names
    keeper.look()

    assert _number(keeper) == "1"


def test_a_champion_whose_service_lacks_a_feature_is_refused(registry: Any, cache: Cache, store: Any) -> None:
    store.services["nfl_win_probability_v1"] = ("revision", "down")
    keeper = Keeper(Sport.NFL, registry, cache, store)

    keeper.look()

    assert _number(keeper) is None


def test_while_mlflow_is_away_the_last_champion_is_served_from_disk(
    registry: Any, cache: Cache, store: Any
) -> None:
    Keeper(Sport.NFL, registry, cache, store).look()
    registry.away = True
    restarted = Keeper(Sport.NFL, registry, cache, store)

    restarted.look()
    assert _number(restarted) == "1"

    registry.away, registry.alias = False, TWO
    restarted.look()
    assert _number(restarted) == "2"


def test_nothing_is_served_where_mlflow_never_answered(registry: Any, cache: Cache, store: Any) -> None:
    registry.away = True
    keeper = Keeper(Sport.NFL, registry, cache, store)

    keeper.look()

    assert keeper.served is None


def test_an_equal_number_of_another_database_is_another_version(
    registry: Any, cache: Cache, store: Any, make_model: MakeModel, tmp_path: Path
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


def test_the_cache_holds_only_what_is_served(registry: Any, cache: Cache, store: Any) -> None:
    keeper = Keeper(Sport.NFL, registry, cache, store)
    keeper.look()
    registry.alias = TWO
    keeper.look()

    assert sorted(path.name for path in cache.root.iterdir()) == ["current.json", "v2-200"]


def test_artifacts_without_a_card_are_no_champion(registry: Any, cache: Cache) -> None:
    (registry.folders[ONE] / "card.json").unlink()

    with pytest.raises(BrokenModelError, match=r"its artifacts hold no card\.json"):
        cache.bring(ONE, registry)

    assert list(cache.root.iterdir()) == []
