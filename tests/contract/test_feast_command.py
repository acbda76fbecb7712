"""The `feast` command in `feature_repo/`: apply, materialize, and what they leave alone."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from feature_repo.names import GAME_STATE, training_name
from feature_repo.online import LiveFeatures
from feature_repo.parts import write_part
from feature_repo.services import register
from feature_repo.store import FOLDER, open_store, registry_proto
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.features.nfl import FEATURES
from livebet.features.row import FEATURES_OF
from livebet.settings import environment, settings

pytestmark = [pytest.mark.servers, pytest.mark.slow]

KICKOFF = datetime(2018, 9, 9, 17, tzinfo=UTC)
GAME, OTHER = game_uuid("nfl_official", "2018090900"), game_uuid("nfl_official", "2018090901")
Feast = Callable[..., str]


@pytest.fixture
def feast(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Feast]:
    """The command as a person runs it: in the folder, with the settings of this installation."""
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path))
    monkeypatch.setenv("LIVEBET_REDIS_URL", redis_url)
    settings.cache_clear()

    def run(*words: str) -> str:
        command = [str(Path(sys.executable).with_name("feast")), *words]
        done = subprocess.run(
            command, cwd=FOLDER, env=environment({}), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    yield run
    settings.cache_clear()


TRAINING = sorted(training_name(sport) for sport in FEATURES_OF)


def _services() -> list[str]:
    return sorted(service.spec.name for service in registry_proto().feature_services)


def test_apply_keeps_the_services_that_training_registered(feast: Feast) -> None:
    feast("apply")
    assert _services() == TRAINING

    register(open_store(), Sport.NFL, 3, ["margin", "seconds_left"])
    before = next(s for s in registry_proto().feature_services if s.spec.name == "nfl_win_probability_v3")
    feast("apply")

    assert _services() == sorted([*TRAINING, "nfl_win_probability_v3"])
    after = next(s for s in registry_proto().feature_services if s.spec.name == "nfl_win_probability_v3")
    assert after.spec == before.spec


def test_materialize_brings_the_newest_rows_and_overwrites_no_live_one(feast: Feast) -> None:
    feast("apply")
    rows = [(GAME, 0, 1, 0.0), (GAME, 9, 3, 14.0), (GAME, 9, 2, 13.0), (OTHER, 1, 5, -7.0)]
    past = pd.DataFrame(rows, columns=["game_id", "minute", "revision", "margin"])
    past["event_timestamp"] = [KICKOFF + timedelta(minutes=minute) for minute in past.pop("minute")]
    past["game_id"] = past["game_id"].astype(str)
    past = past.assign(**{name: 1.0 for name in FEATURES if name != "margin"})
    past.loc[past["revision"] == 3, "distance"] = float("nan")
    write_part(GAME_STATE[Sport.NFL], "2018", past)
    features = LiveFeatures(open_store())
    live = dict.fromkeys(FEATURES, 2.0)
    features.write_game(Sport.NFL, OTHER, 6, live, KICKOFF)

    feast("materialize", "2018-09-01T00:00:00", "2018-10-01T00:00:00")

    found = features.read_game(Sport.NFL, GAME)
    assert found is not None
    revision, row = found
    distance = row.pop("distance")
    expected = {**dict.fromkeys(FEATURES, 1.0), "margin": 14.0}
    del expected["distance"]
    assert (revision, row) == (3, expected)
    assert distance != distance
    assert features.read_game(Sport.NFL, OTHER) == (6, live)
