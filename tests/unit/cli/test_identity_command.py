"""`livebet identity`: tables listed, mended, and what nobody knew shown."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.faults import Fault
from cli.main import app
from livebet.domain.games import Sport
from livebet.feeds.identity.home import tables_of
from livebet.settings import settings
from livebet.storage.unmatched import Unmatched, unmatched


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def run(*words: str) -> Result:
    answer = CliRunner().invoke(app, ["identity", *words])
    if isinstance(answer.exception, Fault):
        raise answer.exception
    assert answer.exit_code == 0, answer.output
    return answer


def test_the_tables_are_listed_one_name_a_line() -> None:
    lines = run("--table", "nfl").output.splitlines()
    assert "nfl        NE               new england patriots" in lines
    assert not any(line.startswith(("nba", "bookmaker")) for line in lines)
    assert "bookmaker  caesars          williamhill_us" in run().output.splitlines()


def test_a_name_is_added_known_listed_and_removed(home: Path) -> None:
    assert run("add", "team", "nfl", "New England", "NE").output == "nfl team 'New England' means NE\n"
    run("add", "team", "nfl", "Foxborough", "Patriots")
    run("add", "bookmaker", "My Book", "mybook")
    assert json.loads((home / "aliases.json").read_text()) == {
        "teams": {"nfl": {"Foxborough": "NE", "New England": "NE"}},
        "bookmakers": {"My Book": "mybook"},
    }
    assert tables_of(home).team(Sport.NFL, "foxborough") == "NE"
    assert run("--own").output.splitlines() == [
        "nfl        NE               Foxborough  (added)",
        "nfl        NE               New England  (added)",
        "bookmaker  mybook           My Book  (added)",
    ]
    run("remove", "team", "nfl", "Foxborough")
    run("remove", "bookmaker", "My Book")
    assert tables_of(home).team(Sport.NFL, "foxborough") is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("add", "team", "nfl", "Foxborough", "Nobody"), "no nfl team 'Nobody': it is one of ARI, ATL, BAL"),
        (("add", "team", "chess", "Foxborough", "NE"), "no sport chess: it is one of nfl, nba, mlb"),
        (("add", "team", "nfl"), "add takes: team SPORT NAME TEAM"),
        (("remove", "team", "nfl", "Foxborough"), "nobody added 'Foxborough'"),
        (("remove", "everything"), "remove takes: team SPORT NAME"),
        (("--table", "chess"), "no table chess: --table takes one of nfl, nba, mlb, bookmaker"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(Fault, match=reason):
        run(*words)


def test_a_file_that_is_broken_is_named(home: Path) -> None:
    (home / "aliases.json").write_text("{")
    with pytest.raises(Fault, match=r"aliases\.json: not the shape of aliases"):
        run()


def test_without_a_run_what_was_unmatched_cannot_be_shown() -> None:
    with pytest.raises(Fault, match="set LIVEBET_DATABASE_URL to the database of the run that is up"):
        run("--unmatched")


class Answering:
    """A connection that answers one question."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    async def fetch(self, *asked: Any) -> list[dict[str, Any]]:
        self.asked.append(asked)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        return [{"feed": "espn", "reason": "identity: unknown nfl team 'X'", "games": 2, "last": at}]


async def test_what_was_unmatched_is_told_by_reason() -> None:
    connection = Answering()
    assert await unmatched(connection) == [
        Unmatched(
            feed="espn",
            reason="identity: unknown nfl team 'X'",
            games=2,
            last=datetime(2026, 1, 1, tzinfo=UTC),
        )
    ]
    assert "reason LIKE 'identity:%'" in connection.asked[0][0]
