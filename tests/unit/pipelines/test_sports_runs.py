"""Runs over a made-up season: kept by weeks, gone on with, and stopped by a row that looks ahead."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from livebet.game.state import GameState
from pipelines.definitions import defs
from pipelines.defs.sports.partitions import fill
from training.data import nba
from training.data.columns import Row
from training.data.ledger import Moment
from training.seasons import past
from training.seasons.joined import kept_training_rows
from training.seasons.store import keep_features, seasons_in_store

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
honest = nba._moment


def run(
    job: str, instance: dg.DagsterInstance, partition: str | None = None, only: str | None = None
) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        partition_key=partition,
        asset_selection=[dg.AssetKey(only)] if only else None,
        run_config=QUIET,
        raise_on_error=False,
    )


def materialized(result: dg.ExecuteInProcessResult) -> list[str]:
    return [event.asset_key.to_user_string() for event in result.get_asset_materialization_events()]


def failed(result: dg.ExecuteInProcessResult) -> list[str]:
    return [one.check_name for one in result.get_asset_check_evaluations() if not one.passed]


def peeking(state: GameState, row: Row) -> Moment:
    """A row that knows how its game ends."""
    told: FeatureRow = {**honest(state, row).features, "shooting": float(row["final_home"] or 0.0)}
    moment = honest(state, row)
    return Moment(told, moment.play, moment.period, moment.left, moment.side, moment.judged)


def test_a_season_becomes_parts_by_week_and_a_training_set_that_is_what_its_plays_knew(home: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert fill(instance, Sport.NBA) == ["2025"]
        backfill = run("nba_backfill", instance, "2025")
        assert backfill.success and materialized(backfill) == ["nba_plays", "nba_features"]
        parts = sorted(path.name for path in (home / "feast" / "nba_game_state").glob("2025*"))
        assert parts == ["2025-w01.parquet", "2025-w02.parquet", "2025-w03.parquet"]
        retrain = run("nba_retrain", instance, only="nba_training_set")

    assert retrain.success and materialized(retrain) == ["nba_training_set"]
    told = [one.check_name for one in retrain.get_asset_check_evaluations() if one.passed]
    assert sorted(told) == ["a_row_is_what_its_play_knew", "no_season_looks_ahead"]
    rows = kept_training_rows(Sport.NBA)
    assert (len(rows), len(rows.games), rows.seasons) == (240, 6, (2025,))


def test_a_planted_leak_fails_the_check_and_stops_what_follows(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nba, "_moment", peeking)
    with dg.DagsterInstance.ephemeral() as instance:
        fill(instance, Sport.NBA)
        backfill = run("nba_backfill", instance, "2025")
        retrain = run("nba_retrain", instance)

    assert (backfill.success, failed(backfill)) == (False, ["nothing_is_known_early"])
    assert (retrain.success, failed(retrain)) == (False, ["no_season_looks_ahead"])
    assert materialized(retrain) == ["nba_training_set"]


def test_a_backfill_that_broke_off_goes_on_where_it_stopped(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = past.write_part

    def breaks_at_the_third(view: str, name: str, *told: Any) -> None:
        if len(written) == 2:
            raise OSError("no space left")
        written.append(name)
        write(view, name, *told)

    monkeypatch.setattr(past, "write_part", breaks_at_the_third)
    with dg.DagsterInstance.ephemeral() as instance:
        fill(instance, Sport.NBA)
        assert not run("nba_backfill", instance, "2025").success
        monkeypatch.setattr(past, "write_part", write)
        (season,) = seasons_in_store(Sport.NBA, home)
        kept = keep_features(season, home)

    assert written == ["2025-w01", "2025-w02"]
    assert kept.weeks["written"].to_dict() == {1: False, 2: False, 3: True}
    assert kept.said == "240 rows of 3 weeks, 1 of them written now"


def test_new_data_is_backfilled_and_what_was_there_before_is_not(home: Path) -> None:
    sensor = defs.resolve_sensor_def("nba_new_data")

    def tick(cursor: str | None) -> tuple[list[str | None], str | None]:
        told = sensor(dg.build_sensor_context(instance=instance, cursor=cursor))
        assert isinstance(told, dg.SensorResult)
        return [request.partition_key for request in told.run_requests or []], told.cursor

    with dg.DagsterInstance.ephemeral() as instance:
        first, cursor = tick(None)
        again, cursor = tick(cursor)
        file = home / "data" / "nba" / "pbp_2024_25.parquet"
        file.write_bytes(file.read_bytes() + b" ")
        changed, _ = tick(cursor)
        assert instance.get_dynamic_partitions("nba_seasons") == ["2025"]

    assert (first, again, changed) == ([], [], ["2025"])
