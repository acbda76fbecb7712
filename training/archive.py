"""Recorded games and their plays as tables, one parquet file a season, for people and for checks.

`<home>/history/games/<season>.parquet` has one row a recording, as it lies in the package;
`<home>/history/plays/<season>.parquet` one row a play of every game that reconciles with its official record;
`<home>/history/judged/<season>.parquet` one row a recording, with the reason where it was refused.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from livebet.domain.messages import Refused
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import eids, listing, read
from livebet.settings import settings

GAMES, PLAYS, JUDGED = "games", "plays", "judged"


def archive_file(home: Path, table: str, season: int) -> Path:
    """Where a table of a season lies."""
    return home / "history" / table / f"{season}.parquet"


def games_table(season: int) -> pd.DataFrame:
    """What is recorded of a season: one row a regular-season or playoff game, as it lies in the package."""
    return pd.DataFrame([_game_row(eid) for eid in eids(season)])


def _game_row(eid: str) -> dict[str, Any]:
    raw, about = read(eid), listing(eid)
    row: dict[str, Any] = {"eid": eid, "bytes": len(raw), "sha256": sha256(raw).hexdigest()}
    if about is not None:
        row |= {"week": about.week, "season_type": about.season_type.value, "kickoff": about.kickoff}
    return row


def plays_table(season: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The plays of the games that reconcile, and what became of each game (reason empty where it does)."""
    plays: list[dict[str, Any]] = []
    judged: list[dict[str, Any]] = []
    for eid in eids(season):
        parsed = reconciled(eid)
        if isinstance(parsed, Refused):
            judged.append({"eid": eid, "reason": parsed.reason, "plays": 0, "findings": 0})
            continue
        judged.append(
            {"eid": eid, "reason": "", "plays": len(parsed.plays), "findings": len(parsed.findings)}
        )
        plays += _play_rows(eid, parsed)
    return pd.DataFrame(plays), pd.DataFrame(judged)


def _play_rows(eid: str, recording: Recording) -> Iterator[dict[str, Any]]:
    for play in recording.plays:
        began = play.situation
        yield {
            "eid": eid,
            "game_id": str(recording.game.game_id),
            "play_id": began.play_id,
            "sequence": began.sequence,
            "period": began.period,
            "clock_seconds": began.clock_seconds,
            "possession": began.possession,
            "down": began.down,
            "distance": began.distance,
            "yards_to_goal": began.yards_to_goal,
            "kind": play.kind.value,
            "yards": play.yards,
            "home_points": sum(score.points for score in play.scores if score.side == "home"),
            "away_points": sum(score.points for score in play.scores if score.side == "away"),
            "turnover": play.turnover,
            "description": play.description,
        }


def keep(frame: pd.DataFrame, path: Path) -> None:
    """Write a table whole: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    frame.to_parquet(draft, index=False)
    draft.replace(path)


def read_archive(table: str, season: int) -> pd.DataFrame:
    """A table of a season in this home."""
    return pd.read_parquet(archive_file(settings().home, table, season))
