"""A season of baseball from MLB's StatsAPI, as rows in Retrosheet's columns: one a plate appearance.

What runners do within a plate appearance is no row of its own: bases and outs of a row are those that the
plate appearance before it left in the same half.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from training.data.downloads import Downloads, NotReachedError, Say

_TEAMS = {
    "LAA": "ANA", "CWS": "CHA", "CHC": "CHN", "KC": "KCA", "LAD": "LAN", "NYY": "NYA", "NYM": "NYN",
    "SD": "SDN", "SF": "SFN", "STL": "SLN", "TB": "TBA", "WSH": "WAS", "AZ": "ARI",
}  # fmt: skip
"""Retrosheet's names of teams where MLB has others."""
_CODES = {
    "strikeout": 3, "strikeout_double_play": 3, "walk": 14, "intent_walk": 15, "hit_by_pitch": 16,
    "catcher_interf": 17, "field_error": 18, "fielders_choice": 19, "fielders_choice_out": 19, "single": 20,
    "double": 21, "triple": 22, "home_run": 23, "stolen_base_2b": 4, "stolen_base_3b": 4,
    "stolen_base_home": 4, "caught_stealing_2b": 6, "caught_stealing_3b": 6, "caught_stealing_home": 6,
    "pickoff_1b": 8, "pickoff_2b": 8, "pickoff_3b": 8, "wild_pitch": 9, "passed_ball": 10, "balk": 11,
}  # fmt: skip
"""Retrosheet's event codes of MLB's event types; all others are outs in the field (2)."""
_OUT = 2
_OVER = "F"
_EVERY = 100


class _Team(msgspec.Struct, frozen=True):
    abbreviation: str


class _Side(msgspec.Struct, frozen=True):
    team: _Team


class _Sides(msgspec.Struct, frozen=True):
    home: _Side
    away: _Side


class _Status(msgspec.Struct, rename="camel", frozen=True):
    coded_game_state: str = ""


class Scheduled(msgspec.Struct, rename="camel", frozen=True):
    """A game of the schedule."""

    game_pk: int
    official_date: str
    teams: _Sides
    status: _Status = _Status()
    game_number: int = 1
    double_header: str = "N"

    @property
    def number(self) -> int:
        """0, or the game's number among two of a day."""
        return 0 if self.double_header == "N" else self.game_number


class _Date(msgspec.Struct, frozen=True):
    games: list[Scheduled]


class _Schedule(msgspec.Struct, frozen=True):
    dates: list[_Date]


class _Person(msgspec.Struct, frozen=True):
    id: int = 0


class _Matchup(msgspec.Struct, rename="camel", frozen=True):
    batter: _Person = _Person()
    pitcher: _Person = _Person()
    post_on_first: _Person | None = None
    post_on_second: _Person | None = None
    post_on_third: _Person | None = None

    @property
    def bases(self) -> int:
        """Bits of the bases that are occupied after the play."""
        on = (self.post_on_first, self.post_on_second, self.post_on_third)
        return sum(1 << base for base, runner in enumerate(on) if runner is not None)


class _About(msgspec.Struct, rename="camel", frozen=True):
    inning: int
    is_top_inning: bool
    is_complete: bool = True


class _Result(msgspec.Struct, rename="camel", frozen=True):
    event_type: str = ""
    home_score: int = 0
    away_score: int = 0


class _Count(msgspec.Struct, frozen=True):
    outs: int = 0


class _Play(msgspec.Struct, frozen=True):
    about: _About
    result: _Result = _Result()
    matchup: _Matchup = _Matchup()
    count: _Count = _Count()


class _Payload(msgspec.Struct, rename="camel", frozen=True):
    all_plays: list[_Play]


def mlb_season(downloads: Downloads, season: int, folder: Path, say: Say, origin: str) -> Path | None:
    """A season's finished games as one file of events; None where there is none.

    Raises:
        NotReachedError: the site cannot be reached, or tells what it never told.
    """
    path = folder / "schedule.json"
    query = f"sportId=1&season={season}&gameTypes=R,F,D,L,W&hydrate=team"
    path.unlink(missing_ok=True)
    if not downloads.get(f"{origin}/api/v1/schedule?{query}", path):
        return None
    rows: list[dict[str, Any]] = []
    games = _scheduled(path)
    for number, game in enumerate(games, 1):
        if number % _EVERY == 1:
            say(f"mlb {season}: game {number} of {len(games)}")
        kept = folder / "games" / f"{game.game_pk}.json"
        if downloads.get(f"{origin}/api/v1/game/{game.game_pk}/playByPlay", kept):
            rows += rows_of_game(game, kept.read_bytes())
    if not rows:
        return None
    out = folder / f"events_{season}.parquet"
    pd.DataFrame(rows).to_parquet(out, index=False)
    return out


def _scheduled(path: Path) -> list[Scheduled]:
    try:
        schedule = msgspec.json.decode(path.read_bytes(), type=_Schedule)
    except msgspec.MsgspecError as fault:
        path.unlink()
        raise NotReachedError(f"the schedule is not as it was: {fault}") from None
    games = [game for date in schedule.dates for game in date.games]
    return list({game.game_pk: game for game in games if game.status.coded_game_state == _OVER}.values())


def rows_of_game(game: Scheduled, raw: bytes) -> list[dict[str, Any]]:
    """The rows of a game; a payload that cannot be read has none."""
    try:
        plays = msgspec.json.decode(raw, type=_Payload).all_plays
    except msgspec.MsgspecError:
        return []
    done = [play for play in plays if play.about.is_complete]
    return list(_rows(game, done)) if done else []


def _rows(game: Scheduled, plays: list[_Play]) -> Iterator[dict[str, Any]]:
    home, away = (
        _TEAMS.get(side.team.abbreviation, side.team.abbreviation)
        for side in (game.teams.home, game.teams.away)
    )
    day = int(game.official_date.replace("-", ""))
    final = plays[-1].result
    half, outs, bases, score = (0, False), 0, 0, (0, 0)
    for number, play in enumerate(plays, 1):
        now = (play.about.inning, play.about.is_top_inning)
        if now != half:
            half, outs, bases = now, 0, 0
        yield {
            "GAME_ID": f"{home}{day}{game.number}",
            "DATE": day,
            "AWAY_TEAM_ID": away,
            "HOME_TEAM_ID": home,
            "INN_CT": play.about.inning,
            "BAT_HOME_ID": int(not play.about.is_top_inning),
            "OUTS_CT": outs,
            "AWAY_SCORE_CT": score[1],
            "HOME_SCORE_CT": score[0],
            "BAT_ID": str(play.matchup.batter.id),
            "PIT_ID": str(play.matchup.pitcher.id),
            "EVENT_CD": _CODES.get(play.result.event_type, _OUT),
            "EVENT_OUTS_CT": max(0, play.count.outs - outs),
            "EVENT_ID": number,
            "BASES_BEFORE": bases,
            "HOME_FINAL": final.home_score,
            "AWAY_FINAL": final.away_score,
        }
        outs, bases = play.count.outs, play.matchup.bases
        score = (play.result.home_score, play.result.away_score)
