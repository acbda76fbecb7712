"""Seasons pulled from a server of our own in place of the public ones."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from training.data import pull
from training.data.build import rows_of
from training.data.downloads import Downloads, NotReachedError
from training.data.nfl import NEEDED
from training.data.pull import pull_seasons
from training.data.store import Store

NOW = datetime(2026, 1, 2, tzinfo=UTC)


class Site:
    """Answers by path; `faults` are statuses given first; `breaks` sends half of the next answer."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.faults: list[int] = []
        self.breaks = False
        self.url = ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
            site.asked.append((path, self.headers.get("Range") or ""))
            if site.faults:
                self.send_error(site.faults.pop(0))
                return
            if path not in site.files:
                self.send_error(404)
                return
            body = site.files[path][start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if site.breaks:
                site.breaks = False
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                self.connection.close()
                return
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving(Site()) as running:
        monkeypatch.setattr(pull, "address", lambda place, otherwise: running.url)
        yield running


def parquet(tmp_path: Path) -> bytes:
    plays = pa.table({name: ["1"] for name in NEEDED} | {"season": [2022]})
    pq.write_table(plays, tmp_path / "plays.parquet")
    return (tmp_path / "plays.parquet").read_bytes()


RELEASES = "/nflverse/nflverse-data/releases/download"


def test_a_season_of_football_is_kept_with_its_address(tmp_path: Path, site: Site) -> None:
    site.files[f"{RELEASES}/pbp/play_by_play_2022.parquet"] = parquet(tmp_path)
    told: list[str] = []
    pull_seasons(Store(tmp_path), "nfl", (2022,), NOW, told.append, wait=0.0)
    (entry,) = Store(tmp_path).manifest().files
    assert (entry.file, entry.seasons, entry.rows) == ("play_by_play_2022.parquet", (2022,), 1)
    assert entry.origin == f"{site.url}{RELEASES}/pbp/play_by_play_2022.parquet"
    assert f"nfl 2022: nothing at {site.url}{RELEASES}/schedules/games.parquet" in told


def test_a_season_that_is_over_is_not_asked_for_again(tmp_path: Path, site: Site) -> None:
    site.files[f"{RELEASES}/pbp/play_by_play_2022.parquet"] = parquet(tmp_path)
    pull_seasons(Store(tmp_path), "nfl", (2022,), NOW, print, wait=0.0)
    site.asked.clear()
    pull_seasons(Store(tmp_path), "nfl", (2022,), NOW, print, wait=0.0)
    assert site.asked == []


def test_a_broken_download_goes_on_where_it_stopped(tmp_path: Path, site: Site) -> None:
    site.files["/file"], site.breaks = bytes(range(200)), True
    with httpx.Client() as client:
        assert Downloads(client, wait=0.0).get(f"{site.url}/file", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == bytes(range(200))
    assert [range_ for _, range_ in site.asked] == ["", "bytes=100-"]


def test_a_site_that_is_busy_is_asked_once_more(tmp_path: Path, site: Site) -> None:
    site.files["/file"], site.faults = b"x", [503, 429]
    with httpx.Client() as client:
        assert Downloads(client, wait=0.0).get(f"{site.url}/file", tmp_path / "file")
    assert len(site.asked) == 3


def test_without_a_network_it_says_so_and_what_helps(tmp_path: Path) -> None:
    with httpx.Client() as client, pytest.raises(NotReachedError) as told:
        Downloads(client, wait=0.0).get("http://127.0.0.1:9/file", tmp_path / "file")
    assert "127.0.0.1 cannot be reached: no network from here? `livebet data import DIR`" in str(told.value)


def nba_action(number: int, clock: str, kind: str, team: str, home: int, away: int) -> dict[str, object]:
    return {
        "actionNumber": number, "period": 1, "clock": clock, "actionType": kind, "teamTricode": team,
        "teamId": 1, "scoreHome": str(home), "scoreAway": str(away), "shotResult": "Made",
    }  # fmt: skip


def test_a_season_of_basketball_is_a_file_of_plays_that_becomes_rows(tmp_path: Path, site: Site) -> None:
    headers = ["GAME_ID", "GAME_DATE", "MATCHUP"]
    log = [["0022400001", "2024-11-12", "BOS vs. ATL"], ["0022400001", "2024-11-12", "ATL @ BOS"]]
    site.files["/stats/leaguegamelog"] = json.dumps(
        {"resultSets": [{"headers": headers, "rowSet": log}]}
    ).encode()
    actions = [
        nba_action(1, "PT12M00.00S", "period", "", 0, 0),
        nba_action(2, "PT11M43.50S", "2pt", "BOS", 2, 0),
        nba_action(3, "PT11M20.00S", "3pt", "ATL", 2, 3),
    ]
    site.files["/static/json/liveData/playbyplay/playbyplay_0022400001.json"] = json.dumps(
        {"game": {"actions": actions}}
    ).encode()
    pull_seasons(Store(tmp_path), "nba", (2024,), NOW, print, wait=0.0)
    (entry,) = Store(tmp_path).manifest().files
    assert (entry.file, entry.seasons) == ("pbp_2024_25.parquet", (2025,))
    rows = rows_of(Sport.NBA, Store(tmp_path).path(entry))
    assert rows.games[0] == "22400001" and rows.left.tolist()[:2] == [2863.0, 2840.0]
    assert rows.home_won[0] == 0.0


def mlb_play(half: bool, kind: str, outs: int, bases: list[str], home: int, away: int) -> dict[str, object]:
    runners = {base: {"id": 7} for base in bases}
    return {
        "about": {"inning": 1, "isTopInning": half},
        "result": {"eventType": kind, "homeScore": home, "awayScore": away},
        "count": {"outs": outs},
        "matchup": {"batter": {"id": 7}, "pitcher": {"id": 8}} | runners,
    }


def test_a_season_of_baseball_is_a_file_of_events_that_becomes_rows(tmp_path: Path, site: Site) -> None:
    game = {
        "gamePk": 5, "officialDate": "2023-04-04", "status": {"codedGameState": "F"},
        "teams": {"home": {"team": {"abbreviation": "LAA"}}, "away": {"team": {"abbreviation": "TEX"}}},
    }  # fmt: skip
    later = game | {"gamePk": 6, "status": {"codedGameState": "S"}}
    site.files["/api/v1/schedule"] = json.dumps({"dates": [{"games": [game, later]}]}).encode()
    plays = [
        mlb_play(True, "single", 0, ["postOnFirst"], 0, 0),
        mlb_play(True, "home_run", 0, [], 0, 2),
        mlb_play(True, "field_out", 1, [], 0, 2),
        mlb_play(False, "walk", 0, ["postOnFirst"], 0, 2),
    ]
    site.files["/api/v1/game/5/playByPlay"] = json.dumps({"allPlays": plays}).encode()
    pull_seasons(Store(tmp_path), "mlb", (2023,), NOW, print, wait=0.0)
    (entry,) = Store(tmp_path).manifest().files
    rows = rows_of(Sport.MLB, Store(tmp_path).path(entry))
    assert (rows.games, entry.file) == (("ANA202304040",), "events_2023.parquet")
    assert rows.column("first").tolist() == [0, 1, 0, 0]
    assert rows.column("margin").tolist() == [0, 0, -2, -2]
    assert rows.column("bottom").tolist() == [0, 0, 0, 1]
    assert [path for path, _ in site.asked].count("/api/v1/game/6/playByPlay") == 0
