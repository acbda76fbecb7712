"""What `livebet promote` judges on, and what it prints."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cli.deciding import Place, sport_named
from cli.faults import Fault
from cli.promoting import judged, shown
from livebet.domain.games import Sport
from livebet.settings import settings
from training.data.rows import Rows
from training.promotion.contenders import NothingToJudgeError
from training.promotion.games import nobody_plays
from training.seasons.found import season_of
from training.seasons.made import season_mark

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture
def seasons(registry: Any) -> Path:
    """A home in which the rows of three recorded seasons are made already."""
    home = settings().home
    for year in (2016, 2017, 2018):
        seed(home, year, registry.played(year))
    return home


def seed(home: Path, year: int, rows: Rows) -> None:
    season = season_of(Sport.NFL, year, home)
    rows.keep(
        home / "data" / "rows" / "nfl" / f"{season.origin.value}-{year}-{season_mark(season)[:16]}.parquet"
    )


def place(registry: Any) -> Place:
    return Place(Sport.NFL, registry.uri, "", nobody_plays)


@pytest.mark.usefixtures("seasons")
def test_seasons_after_all_that_both_learnt_from_judge(registry: Any) -> None:
    first, second = registry.register(0.5, (2014, 2015)), registry.register(1.0, (2015, 2016))

    spoken: list[str] = []

    one = judged(place(registry), first, False, spoken.append)
    other = judged(place(registry), "challenger", False, spoken.append)

    assert one.card.evidence.seasons == (2016, 2017, 2018)
    assert other.card.evidence.seasons == (2017, 2018)
    assert registry.aliases == {"champion": second, "previous": first}
    assert spoken[-1] == "livebet: judging on 9,600 plays of 2017, 2018"


@pytest.mark.usefixtures("seasons")
def test_where_no_later_season_is_here_the_refusal_says_what_brings_one(registry: Any) -> None:
    taught = registry.register(1.0, (2017, 2018))

    with pytest.raises(
        NothingToJudgeError, match=r"seasons up to 2018, and no later .* \(`livebet data pull nfl`"
    ):
        judged(place(registry), taught, False, print)


@pytest.mark.usefixtures("seasons")
def test_the_rest_of_the_newest_season_judges_where_it_was_learnt_in_part(registry: Any) -> None:
    taught = registry.register(1.0, (2018,), days_learnt=(20180901, 20180910))

    decision = judged(place(registry), taught, False, print)

    assert (decision.card.evidence.seasons, decision.card.evidence.games) == ((2018,), 100)


@pytest.mark.usefixtures("seasons")
def test_the_card_the_outcome_and_the_chain_are_printed(registry: Any) -> None:
    version, where = registry.register(1.0), place(registry)

    dry = shown(where, judged(where, version, True, print), True, False)
    done = shown(where, judged(where, version, False, print), False, False)
    again = shown(where, judged(where, version, False, print), False, False)

    assert dry.splitlines()[-2:] == [
        "Dry run, nothing was written: version 1 would be promoted.",
        "The chain of evidence has no card yet.",
    ]
    head = registry.tags(version)["evidence_hash"]
    assert done.splitlines()[0] == "# nfl_win_probability: version 1 promoted"
    assert done.splitlines()[-2:] == [
        "Version 1 promoted.",
        f"The chain of evidence holds: cards 1 to 1, the newest {head}.",
    ]
    assert again.splitlines()[0] == "Version 1 is the champion already."


@pytest.mark.usefixtures("seasons")
def test_as_json_the_card_is_whole_and_a_broken_chain_is_said(registry: Any) -> None:
    version, where = registry.register(1.0), place(registry)
    decision = judged(where, version, False, print)
    registry.client.delete_registered_model_tag(registry.model, "evidence_0001")

    told = json.loads(shown(where, decision, False, True))

    assert told["card"] == msgspec.json.decode(msgspec.json.encode(decision.card))
    assert (told["promoted"], told["version"], told["dry_run"]) == (True, "1", False)
    assert told["chain"]["broken"].startswith("card 1 is gone: version 1 bears the hash")


def test_a_sport_that_is_none_is_refused() -> None:
    with pytest.raises(Fault, match="--sport takes nfl, nba or mlb, not cricket"):
        sport_named("cricket")
