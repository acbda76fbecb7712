"""Games as the scoreboard, a box score and the play-by-play announce them, and their scores."""

from datetime import UTC, datetime

from livebet.domain.games import Score, SeasonType, Side
from livebet.domain.plays import PlayKind
from livebet.feeds.items import GameTold, Item, ScoreTold
from livebet.feeds.nba_cdn.payload import RawGame
from livebet.feeds.nba_cdn.plays import Sides, final_of
from livebet.feeds.nba_cdn.rows import Row, clock_of
from livebet.feeds.refusals import UNKNOWN_INSTANT

NAME = "nba_cdn"
_PHASES = {1: "scheduled", 2: "in_play", 3: "final"}
_SPORTS = {"00": "nba", "10": "wnba", "20": "gleague"}
_PARTS = {
    "1": SeasonType.PRESEASON,
    "2": SeasonType.REGULAR,
    "4": SeasonType.PLAYOFFS,
    "5": SeasonType.PLAYOFFS,
    "6": SeasonType.REGULAR,
}
"""Third digit of a game's id; 5 is the play-in, 6 the final of the cup."""


def season_of(game_id: str) -> int | None:
    """The year in which the season of a game began: 0022000001 is of 2020."""
    return 2000 + int(game_id[3:5]) if len(game_id) == 10 else None


def phase_of(game: RawGame) -> str:
    """A postponed game keeps the status of one to come."""
    if game.game_status == 1 and game.game_status_text.strip().upper() == "PPD":
        return "postponed"
    return _PHASES.get(game.game_status, "scheduled")


def told_game(
    game_id: str, home: str, away: str, phase: str, kickoff: datetime | None, venue: str = ""
) -> GameTold:
    """The game, with the season and its part that its id tells."""
    return GameTold(
        feed=NAME,
        native_id=game_id,
        observed_at=UNKNOWN_INSTANT,
        sport=_SPORTS.get(game_id[:2], "basketball"),
        home=home,
        away=away,
        kickoff=kickoff,
        phase=phase,
        season=season_of(game_id),
        season_type=_PARTS.get(game_id[2:3]),
        venue=venue,
    )


def game_items(game: RawGame) -> list[Item]:
    """A game of the scoreboard or a box score, and its score once it has begun."""
    phase = phase_of(game)
    told = told_game(
        game.game_id,
        game.home_team.team_tricode,
        game.away_team.team_tricode,
        phase,
        game.game_time_utc.astimezone(UTC) if game.game_time_utc else None,
        (game.arena.arena_name or "") if game.arena else "",
    )
    if phase not in ("in_play", "final"):
        return [told]
    score = ScoreTold(
        feed=NAME,
        native_id=game.game_id,
        observed_at=UNKNOWN_INSTANT,
        score=Score(game.home_team.score, game.away_team.score),
        phase=phase,
        period=game.period or None,
        clock_seconds=clock_of(game.game_clock or ""),
        official=phase == "final",
    )
    return [told, score]


def announced(game_id: str, rows: list[Row], sides: Sides) -> list[Item]:
    """The game as its rows tell it, where they tell both teams; it began with its first period."""
    names = {row.side or sides.get(row.team): row.tricode for row in rows if row.team and row.tricode}
    home, away = names.get(Side.HOME), names.get(Side.AWAY)
    if not home or not away:
        return []
    first = rows[0]
    tip = first.kind is PlayKind.PERIOD_START and first.period == 1 and first.at != UNKNOWN_INSTANT
    phase = "final" if final_of(rows) else "in_play"
    return [told_game(game_id, home, away, phase, first.at if tip else None)]


def score_of(game_id: str, rows: list[Row]) -> list[Item]:
    """The score after the last row that shows one."""
    shown = next((row for row in reversed(rows) if row.score is not None), None)
    if shown is None or shown.score is None:
        return []
    final, last = final_of(rows), rows[-1]
    return [
        ScoreTold(
            feed=NAME,
            native_id=game_id,
            observed_at=last.at,
            score=final or shown.score,
            phase="final" if final else "in_play",
            period=last.period,
            clock_seconds=last.clock_seconds,
            official=final is not None,
        )
    ]
