"""The challenger in the shadow: followed beside the champion, and never in its way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from serving.answers import model_share
from serving.keeper import REST, Keeper, Served, ShadowKeeper
from serving.memory import Play
from serving.registry import CHALLENGER, Cache, Version
from serving.shadows import Shadows
from training.ensemble.calls import MarketShares

ONE, TWO = Version(number="1", created=100), Version(number="2", created=200)
ROW = {"margin": 2.0}


@pytest.fixture
def keepers(registry: Any, cache: Cache, store: Any) -> tuple[Keeper, ShadowKeeper]:
    champion = Keeper(Sport.NFL, registry, cache, store)
    return champion, ShadowKeeper(Sport.NFL, registry, cache, store, champion)


def look(keepers: tuple[Keeper, ShadowKeeper]) -> list[str | None]:
    """A look of both, as the service takes it; the versions served then."""
    for keeper in keepers:
        keeper.look()
    return [keeper.served.version.number if keeper.served else None for keeper in keepers]


def test_the_challenger_follows_its_own_alias_beside_the_champion(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any
) -> None:
    seen = [look(keepers)]
    for challenger in (TWO, TWO, None, TWO):
        registry.challenger = challenger
        seen.append(look(keepers))

    assert seen == [["1", None], ["1", "2"], ["1", "2"], ["1", None], ["1", "2"]]


def test_a_challenger_that_becomes_champion_is_none_any_more_and_keeps_what_it_learnt(
    keepers: tuple[Keeper, ShadowKeeper],
    registry: Any,
    cache: Cache,
    make_ensemble: Callable[..., Path],
    tmp_path: Path,
) -> None:
    registry.folders[TWO] = make_ensemble(tmp_path / "two", ["margin"], 0.1)
    registry.challenger = TWO
    look(keepers)
    shadow = keepers[1].served
    assert shadow is not None
    shadow.model.update_model_weights([{"base": 0.1, "momentum": 0.9}])
    shadow.model.keep()

    registry.alias = TWO
    seen = look(keepers)

    champion = keepers[0].served
    assert champion is not None
    assert seen == ["2", None]
    assert champion.model.weights == shadow.model.weights != {"base": 0.5, "momentum": 0.5}
    assert sorted(path.name for path in cache.root.iterdir()) == ["current.json", "v2-200"]


def test_the_cache_holds_both_versions_in_use(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any, cache: Cache
) -> None:
    registry.challenger = TWO
    look(keepers)

    assert sorted(path.name for path in cache.root.iterdir()) == [
        "challenger.json", "current.json", "v1-100", "v2-200",
    ]  # fmt: skip
    assert cache.current(CHALLENGER) == TWO


def test_a_broken_challenger_is_refused_once_and_rests_while_the_champion_answers(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any, store: Any
) -> None:
    registry.challenger, kept = TWO, store.services.pop("nfl_win_probability_v2")
    with capture_logs() as logs:
        seen = [look(keepers) for _ in range(REST)]
        store.services["nfl_win_probability_v2"] = kept
        seen.append(look(keepers))

    assert seen == [["1", None]] * REST + [["1", "2"]]
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["challenger refused"]


def test_while_mlflow_is_away_the_challenger_at_hand_is_asked_on(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any
) -> None:
    registry.challenger = TWO
    look(keepers)
    registry.away = True

    assert look(keepers) == ["1", "2"]


def test_without_a_champion_there_is_no_challenger(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any
) -> None:
    registry.alias, registry.challenger = None, TWO

    assert look(keepers) == [None, None]


def unread(_served: Served, _game: UUID) -> tuple[int, FeatureRow] | None:
    raise AssertionError("the champion's row suffices")


async def test_a_shadow_tells_version_and_probability_from_the_champions_row(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any
) -> None:
    registry.challenger = TWO
    look(keepers)
    shadows = Shadows({Sport.NFL: keepers[1]})

    (told,) = await shadows.answers(Sport.NFL, Play(uuid4(), 1), ROW, unread)

    assert (told.model_version, told.home_win_probability) == ("2", pytest.approx(0.8808, abs=1e-4))


@pytest.mark.parametrize(("revision", "asked"), [(7, ["2"]), (8, [])])
async def test_a_challenger_that_reads_more_reads_its_own_row_of_the_same_revision(
    keepers: tuple[Keeper, ShadowKeeper],
    registry: Any,
    store: Any,
    make_model: Callable[..., Path],
    tmp_path: Path,
    revision: int,
    asked: list[str],
) -> None:
    registry.folders[TWO] = make_model(tmp_path / "more", ["margin", "down"])
    store.services["nfl_win_probability_v2"] = ("revision", "margin", "down")
    registry.challenger = TWO
    look(keepers)
    shadows = Shadows({Sport.NFL: keepers[1]})

    def read(_served: Served, _game: UUID) -> tuple[int, FeatureRow]:
        return revision, {"margin": 2.0, "down": 1.0}

    told = await shadows.answers(Sport.NFL, Play(uuid4(), 7), ROW, read)

    assert [one.model_version for one in told] == asked


async def test_a_challenger_that_fails_is_logged_once_and_says_nothing(
    keepers: tuple[Keeper, ShadowKeeper], registry: Any
) -> None:
    registry.challenger = TWO
    look(keepers)
    shadows = Shadows({Sport.NFL: keepers[1]})

    with capture_logs() as logs:
        told = [
            await shadows.answers(Sport.NFL, Play(uuid4(), 1), {"margin": float("nan")}, unread)
            for _ in range(3)
        ]

    assert told == [[], [], []]
    assert [line["event"] for line in logs] == ["the challenger failed"]


SHARES = MarketShares({"1": 0.0, "3": 0.16})


@pytest.mark.parametrize(
    ("sport", "row", "alarms", "share"),
    [
        (Sport.NFL, {"period": 2.0}, frozenset(), 0.0),
        (Sport.NFL, {"period": 4.0}, frozenset(), 0.16),
        (Sport.NFL, {"period": 4.0}, frozenset({4}), 0.0),
        (Sport.NFL, {"period": 6.0}, frozenset({5}), 0.0),
        (Sport.NFL, {"period": 4.0}, frozenset({1, 5}), 0.16),
        (Sport.MLB, {"inning": 9.0}, frozenset({7}), 0.0),
        (Sport.MLB, {"inning": 9.0}, frozenset({10}), 0.16),
        (Sport.NFL, {"margin": 1.0}, frozenset({1}), None),
    ],
)
def test_in_a_phase_that_is_in_alarm_the_market_speaks_alone(
    sport: Sport, row: FeatureRow, alarms: frozenset[int], share: float | None
) -> None:
    assert model_share(sport, row, SHARES, alarms) == share


def test_an_alarm_speaks_where_nobody_learnt_a_share_too() -> None:
    none = MarketShares()

    assert model_share(Sport.NBA, {"period": 1.0}, none, frozenset()) is None
    assert model_share(Sport.NBA, {"period": 1.0}, none, frozenset({1})) == 0.0
