"""Feast's history: point-in-time joins over parquet."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from feast import FeatureStore

from feature_repo.history import training_rows
from feature_repo.names import GAME_STATE, TEAM_STRENGTH, service_name
from feature_repo.parts import drop_parts, part_mark, write_part
from feature_repo.services import register, registered
from feature_repo.store import apply, open_store, registry_proto
from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from livebet.settings import settings

KICKOFF = datetime(2018, 9, 9, 17, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FeatureStore]:
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path))
    settings.cache_clear()
    yield apply()
    settings.cache_clear()


def _past(*rows: tuple[str, int, int, float]) -> pd.DataFrame:
    """Rows of (game, minute, revision, margin), other features 0."""
    frame = pd.DataFrame(rows, columns=["game_id", "minute", "revision", "margin"])
    frame["event_timestamp"] = [KICKOFF + timedelta(minutes=minute) for minute in frame.pop("minute")]
    return frame.assign(**{name: 0.0 for name in FEATURES if name != "margin"})


def _wanted(*rows: tuple[str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["game_id", "minute"])
    frame["event_timestamp"] = [KICKOFF + timedelta(minutes=minute) for minute in frame.pop("minute")]
    return frame.assign(home_won=1.0)


def test_each_row_gets_what_was_known_at_its_instant_and_nothing_later(store: FeatureStore) -> None:
    write_part(GAME_STATE[Sport.NFL], "2018", _past(("a", 0, 1, 0.0), ("a", 5, 2, 7.0), ("b", 3, 1, -3.0)))

    wanted = _wanted(("b", 4), ("a", 6), ("a", 5), ("a", 4.99), ("a", -1), ("c", 5))
    found = training_rows(store, Sport.NFL, wanted)

    np.testing.assert_array_equal(found["margin"], [-3.0, 7.0, 7.0, 0.0, np.nan, np.nan])
    pd.testing.assert_frame_equal(found[["game_id", "home_won"]], wanted[["game_id", "home_won"]])


def test_of_one_instant_the_highest_revision_holds_whatever_the_order_of_files(store: FeatureStore) -> None:
    write_part(GAME_STATE[Sport.NFL], "2018", _past(("a", 5, 3, 0.0), ("a", 5, 2, 7.0)))
    write_part(GAME_STATE[Sport.NFL], "2019", _past(("a", 5, 1, 6.0)))

    found = training_rows(store, Sport.NFL, _wanted(("a", 5)))

    assert found[["margin", "revision"]].values.tolist() == [[0.0, 3.0]]


def test_a_part_written_again_replaces_itself(store: FeatureStore) -> None:
    write_part(GAME_STATE[Sport.NFL], "2018", _past(("a", 0, 1, 1.0), ("b", 0, 1, 2.0)))
    write_part(GAME_STATE[Sport.NFL], "2018", _past(("a", 0, 1, 3.0)))

    found = training_rows(store, Sport.NFL, _wanted(("a", 1), ("b", 1)))

    np.testing.assert_array_equal(found["margin"], [3.0, np.nan])


def test_a_correction_is_not_seen_before_it_was_known(store: FeatureStore) -> None:
    """The play of minute 5 was put right at minute 8, once minute 7 was told: it changes nothing by then."""
    past = _past(("a", 5, 1, 7.0), ("a", 7, 2, 7.0), ("a", 5, 3, 0.0), ("a", 7, 4, 1.0))
    past["known_at"] = [KICKOFF + timedelta(minutes=minute) for minute in (5, 7, 8, 8)]
    write_part(GAME_STATE[Sport.NFL], "2018", past)

    found = training_rows(store, Sport.NFL, _wanted(("a", 5), ("a", 6), ("a", 7.5), ("a", 8)))

    assert found[["margin", "revision"]].values.tolist() == [[7.0, 1.0], [7.0, 1.0], [7.0, 2.0], [1.0, 4.0]]


def test_a_late_telling_of_an_earlier_play_does_not_hide_a_later_one(store: FeatureStore) -> None:
    past = _past(("a", 5, 1, 7.0), ("a", 7, 2, 14.0), ("a", 5, 3, 0.0), ("b", 6, 1, 3.0))
    past["known_at"] = [KICKOFF + timedelta(minutes=minute) for minute in (5, 7, 8, 6)]
    write_part(GAME_STATE[Sport.NFL], "2018", past)

    found = training_rows(store, Sport.NFL, _wanted(("a", 9), ("a", 6), ("b", 9)))

    np.testing.assert_array_equal(found["margin"], [14.0, 7.0, 3.0])


def test_a_part_remembers_what_it_was_made_from_and_others_are_dropped(store: FeatureStore) -> None:
    view = GAME_STATE[Sport.NFL]
    for week in (1, 2, 3):
        write_part(view, f"2018-w{week}", _past(("a", week, 1, 1.0)), f"mark {week}")
    drop_parts(view, "2018-w", {"2018-w1", "2018-w3"})

    assert [part_mark(view, f"2018-w{week}") for week in (1, 2, 3)] == ["mark 1", None, "mark 3"]


def test_versions_registered_at_the_same_time_are_all_kept(store: FeatureStore) -> None:
    def one(number: int) -> None:
        register(open_store(), Sport.NFL, number, ["margin"])
        apply()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(1, 9)))

    kept = {service.name for service in registered(registry_proto())}
    assert kept == {service_name(Sport.NFL, number) for number in range(1, 9)}


def test_a_whole_season_against_itself_stays_linear(store: FeatureStore) -> None:
    games = [f"game-{number}" for number in range(267)]
    season = pd.concat([_past(*((game, minute, minute, 1.0) for minute in range(180))) for game in games])
    season["margin"] = np.arange(len(season), dtype=float)
    write_part(GAME_STATE[Sport.NFL], "2018", season)

    found = training_rows(store, Sport.NFL, season[["game_id", "event_timestamp"]])

    np.testing.assert_array_equal(found["margin"], season["margin"])


def test_feasts_own_question_over_two_entities_is_answered_point_in_time(store: FeatureStore) -> None:
    write_part(GAME_STATE[Sport.NFL], "2018", _past(("a", 0, 1, 3.0)))
    ratings = {"team": ["NE", "NE"], "rating": [5.0, 6.0], "games": [1.0, 2.0]}
    instants = [KICKOFF - timedelta(days=7), KICKOFF + timedelta(days=7)]
    write_part(TEAM_STRENGTH, "2018", pd.DataFrame({**ratings, "event_timestamp": instants}))

    wanted = _wanted(("a", 1)).assign(team="NE")
    asked = ["game_state:margin", "team_strength:rating"]
    found = store.get_historical_features(wanted, asked, full_feature_names=True).to_df()

    assert found[["game_state__margin", "team_strength__rating"]].values.tolist() == [[3.0, 5.0]]
