"""What Dagster knows of the three sports: each has the whole graph, its jobs, its schedule and its sensor."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest

from livebet.domain.games import Sport
from livebet.settings import environment
from pipelines.definitions import defs

PARTS = ("plays", "features", "training_set", "hyperparameters", "model", "evaluation")
CHECKS = {
    "plays": {"all_games_are_there", "scores_reconcile"},
    "features": {"features_are_in_range", "nothing_is_known_early"},
    "training_set": {"a_row_is_what_its_play_knew", "no_season_looks_ahead"},
    "model": {"the_challenger_is_calibrated"},
    "evaluation": {"there_is_a_champion"},
}


def key(sport: Sport, part: str) -> dg.AssetKey:
    return dg.AssetKey(f"{sport.value}_{part}")


@pytest.mark.parametrize("sport", Sport)
def test_a_sport_goes_from_plays_to_a_champion_in_its_own_group(sport: Sport) -> None:
    graph = defs.resolve_asset_graph()
    for before, after in pairwise(PARTS):
        assert graph.get(key(sport, after)).parent_keys == {key(sport, before)}
    assert {graph.get(key(sport, part)).group_name for part in PARTS} == {sport.value}
    told = {part: {one.name for one in graph.get(key(sport, part)).check_keys} for part in CHECKS}
    assert {part: CHECKS[part] <= told[part] for part in CHECKS} == dict.fromkeys(CHECKS, True)


@pytest.mark.parametrize("sport", Sport)
def test_plays_and_features_are_partitioned_by_season(sport: Sport) -> None:
    graph = defs.resolve_asset_graph()
    partitions = {graph.get(key(sport, part)).partitions_def for part in ("plays", "features")}
    assert partitions == {dg.DynamicPartitionsDefinition(name=f"{sport.value}_seasons")}


@pytest.mark.parametrize("sport", Sport)
def test_a_sport_has_its_jobs_schedule_and_sensor(sport: Sport) -> None:
    backfill, retrain = (defs.resolve_job_def(f"{sport.value}_{name}") for name in ("backfill", "retrain"))
    assert set(backfill.asset_layer.selected_asset_keys) == {key(sport, part) for part in PARTS[:2]}
    assert set(retrain.asset_layer.selected_asset_keys) == {key(sport, part) for part in PARTS[2:]}
    assert defs.resolve_schedule_def(f"{sport.value}_weekly_retrain").job_name == f"{sport.value}_retrain"
    assert defs.resolve_sensor_def(f"{sport.value}_new_data").job_name == f"{sport.value}_backfill"


def test_the_checks_that_guard_what_is_learnt_block() -> None:
    graph = defs.resolve_asset_graph()
    blocking = {one.name for one in graph.asset_check_keys if graph.get(one).blocking}
    assert blocking == CHECKS["plays"] | CHECKS["features"] | CHECKS["training_set"]


def test_the_servers_find_the_definitions_in_the_module_that_they_are_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-m", "pipelines.definitions"]
    alone = environment({"DAGSTER_HOME": str(tmp_path)})
    done = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
