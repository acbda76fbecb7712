"""A training run leaves all that shows it in MLflow, and the alias moves on evidence only."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np
import pytest

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from livebet.storage import queries
from livebet.storage.queries import ChampionRow
from training.dataset import Split
from training.ensemble.runner import Ensemble
from training.evaluate import Evaluation
from training.model import Fitted
from training.promote import Contender, champion_version, judge, load_version, promote
from training.remember import remember
from training.tracking import connect, register

MODEL = model_name(Sport.NFL)


@pytest.fixture
def uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A tracking database of its own; artifacts go beside it."""
    monkeypatch.chdir(tmp_path)
    return f"sqlite:///{tmp_path}/mlflow.db"


@dataclass(frozen=True)
class Stopped:
    """A clock that stands."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


def kept_champion(database_url: str) -> ChampionRow | None:
    async def ask() -> ChampionRow | None:
        async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
            return await queries.champion(pool, MODEL)

    return asyncio.run(ask())


def artifacts(client: Any, run_id: str) -> set[str]:
    return {item.path for item in client.list_artifacts(run_id)}


@pytest.mark.servers
@pytest.mark.slow
def test_a_run_shows_what_was_learnt_and_the_version_serves_as_fitted(
    fitted: Fitted, evaluation: Evaluation, parts: Split, uri: str
) -> None:
    made = register(fitted, evaluation, parts, uri)
    client = connect(uri)
    run = client.get_run(made.run_id)

    assert {
        "calibration.png",
        "feature_importance.png",
        "known_game.png",
        "comparison.json",
        "card.json",
    } <= artifacts(client, made.run_id)
    assert run.data.params["fingerprint_learnt"] == parts.learn.fingerprint
    assert run.data.params["seasons_judged"] == "2016"
    assert run.data.metrics["log_loss"] == evaluation.model.log_loss
    assert {"quarter_1_log_loss", "quarter_4_brier", "baseline_log_loss"} <= run.data.metrics.keys()
    served = load_version(uri, Sport.NFL, made.version)
    assert served.seasons_learnt == (2014, 2015)
    np.testing.assert_allclose(served.predict(parts.test), fitted.predict(parts.test.rows), atol=1e-6)


@pytest.mark.servers
@pytest.mark.slow
def test_a_worse_challenger_waits_and_its_version_tells_why(
    fitted: Fitted, evaluation: Evaluation, parts: Split, uri: str
) -> None:
    first = register(fitted, evaluation, parts, uri)
    crowned = promote(Sport.NFL, first.version, parts.test, uri)
    worse = register(replace(fitted, scale=-fitted.scale), evaluation, parts, uri)
    verdict = promote(Sport.NFL, worse.version, parts.test, uri)
    client = connect(uri)

    assert crowned.promoted
    assert not verdict.promoted
    assert champion_version(uri, Sport.NFL) == first.version
    assert client.get_model_version(MODEL, worse.version).tags["verdict"] == verdict.reason
    assert f"against version {first.version} on 29 games of 2016" in verdict.reason


@pytest.mark.servers
@pytest.mark.slow
def test_the_services_database_is_told_of_the_champion_and_of_nobody_before(
    fitted: Fitted, evaluation: Evaluation, parts: Split, uri: str, database_url: str
) -> None:
    clock = Stopped(datetime(2019, 11, 3, 18, tzinfo=UTC))
    made = register(fitted, evaluation, parts, uri)
    before = (remember(uri, Sport.NFL, database_url, clock), kept_champion(database_url))
    promote(Sport.NFL, made.version, parts.test, uri)
    row = remember(uri, Sport.NFL, database_url, clock)

    assert before == (None, None)
    assert row is not None
    assert row == kept_champion(database_url) == ChampionRow(
        name=MODEL, alias="champion", version=made.version, features=FEATURES, updated=clock.instant,
        card=row.card,
    )  # fmt: skip
    assert row.card["features"] == list(FEATURES)
    assert {"seasons_learnt", "confidence"} <= row.card.keys()


@pytest.fixture(scope="module")
def champion(model_folder: Path) -> Ensemble:
    return Ensemble.from_folder(model_folder)


def contender(champion: Ensemble, *seasons: int) -> Contender:
    return Contender("7", champion, seasons)


def test_an_equal_challenger_is_no_worse(champion: Ensemble, parts: Split) -> None:
    verdict = judge(contender(champion, 2014, 2015), contender(champion, 2014), parts.test)

    assert verdict.promoted
    assert verdict.against_champion is not None
    assert verdict.against_champion.value == 0.0


def test_nobody_is_judged_on_a_season_that_either_learnt_from(champion: Ensemble, parts: Split) -> None:
    with pytest.raises(ValueError, match="nothing to judge on"):
        judge(contender(champion, 2014), contender(champion, 2016), parts.test)


def test_the_card_says_what_the_numbers_say(model_folder: Path, evaluation: Evaluation, parts: Split) -> None:
    card = json.loads((model_folder / "card.json").read_text())

    assert card["seasons_learnt"] == [2014, 2015]
    assert card["metrics"]["log_loss"] == round(evaluation.model.log_loss, 6)
    assert card["fingerprint_judged"] == parts.test.fingerprint
