"""What a first run takes on, and what the launcher answers to words that it does not know."""

from pathlib import Path

import pytest

from livebet.domain.games import Sport
from livebet.feeds.recordings import SEASONS
from pipelines import launch

YEARS = [year for year in SEASONS if year < 2019]


@pytest.fixture(autouse=True)
def as_fast_as_the_figures(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "slowness", lambda: 1.0)


def test_a_longer_budget_takes_on_more_of_the_newest_seasons_within_bounds() -> None:
    assert launch.seasons_that_fit(Sport.NFL, 0.0, YEARS) == [2016, 2017, 2018]
    assert launch.seasons_that_fit(Sport.NFL, 4.5 * launch.SEASON_SECONDS[Sport.NFL], YEARS) == YEARS[-4:]
    assert launch.seasons_that_fit(Sport.NFL, 1e6, YEARS) == YEARS[-launch.MOST :]


def test_a_slow_machine_takes_on_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = 5 * launch.SEASON_SECONDS[Sport.NFL]
    monkeypatch.setattr(launch, "slowness", lambda: 1.25)
    assert launch.seasons_that_fit(Sport.NFL, budget, YEARS) == YEARS[-4:]


def test_what_is_imported_is_taken_before_anything_simulated() -> None:
    assert launch.seasons_that_fit(Sport.NBA, 1e6, [2025]) == [2025]


def test_an_unknown_part_or_sport_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["launch", "retrain", "curling"])
    assert launch.main() == 2
    assert capsys.readouterr().out == (
        "first_champions or retrain is wanted, with sports or without, not 'retrain curling'\n"
    )
