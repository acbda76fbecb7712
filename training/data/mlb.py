"""Retrosheet's events of a season as rows: each as it began, at a count of 0-0.

The columns tell the count of the last pitch; a three-ball count that ended a plate appearance is a walk more
often than a three-ball count is, so the count is not read.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa

from livebet.domain.games import Game, SeasonType, Side, Sport, home_won
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Diamond, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.features.row import feature_row
from livebet.game.sports.mlb import RULES
from livebet.game.sports.mlb_innings import OUTS, REGULATION
from livebet.game.state import GameState, Phase
from training.data.columns import PLACE, Row, games_of
from training.data.ledger import Ledger, Moment, Played
from training.data.rows import Rows

KEY = "GAME_ID"
NEEDED = (
    "GAME_ID", "DATE", "AWAY_TEAM_ID", "HOME_TEAM_ID", "INN_CT", "BAT_HOME_ID", "OUTS_CT", "AWAY_SCORE_CT",
    "HOME_SCORE_CT", "BAT_ID", "PIT_ID", "EVENT_CD", "EVENT_OUTS_CT", "EVENT_ID", "BASES_BEFORE",
)  # fmt: skip
WELCOME = ("HOME_FINAL", "AWAY_FINAL")
RESULTS = ("EVENT_CD", "EVENT_OUTS_CT", "HOME_FINAL", "AWAY_FINAL")
"""Columns of what came of an event or of the game."""

_KINDS: dict[int, PlayKind] = {
    2: PlayKind.OUT,
    3: PlayKind.STRIKEOUT,
    4: PlayKind.STOLEN_BASE,
    5: PlayKind.ADVANCE,
    6: PlayKind.CAUGHT_STEALING,
    8: PlayKind.PICKOFF,
    9: PlayKind.ADVANCE,
    10: PlayKind.ADVANCE,
    11: PlayKind.ADVANCE,
    12: PlayKind.ADVANCE,
    14: PlayKind.WALK,
    15: PlayKind.WALK,
    16: PlayKind.HIT_BY_PITCH,
    17: PlayKind.WALK,
    18: PlayKind.ERROR,
    19: PlayKind.FIELDERS_CHOICE,
    20: PlayKind.SINGLE,
    21: PlayKind.DOUBLE,
    22: PlayKind.TRIPLE,
    23: PlayKind.HOME_RUN,
}
"""Retrosheet's event codes."""
_TWO_OUTS = 2
_NO_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)


def fold(margins: Mapping[str, float], part: pa.Table) -> Rows:
    """The rows of the games of a part; `margins` are the expected ones by game."""
    ledger = Ledger(Sport.MLB)
    for rows in games_of(part, KEY):
        _game(ledger, rows, margins.get(rows[0][KEY]))
    return ledger.rows()


def _game(ledger: Ledger, rows: list[Row], margin: float | None) -> None:
    first = rows[0]
    state, moments = RULES.start(_game_of(first), margin), []
    for place, row in enumerate(rows):
        if place:
            state = _finished(state, rows[place - 1], row)
        state = RULES.begin(state, _situation(row))
        moments.append(_moment(state, row))
    last = rows[-1]
    home, away = last.get("HOME_FINAL"), last.get("AWAY_FINAL")
    if home is None or away is None:
        home, away = last["HOME_SCORE_CT"], last["AWAY_SCORE_CT"]
    day = first["DATE"]
    played = Played(str(first[KEY]), day // 10_000, day, home_won(home - away))
    ledger.add(played, moments, _following(rows, (home, away)))


def outs_left(inning: int, batting: Side | None, outs: int) -> float:
    """Outs of both sides that regulation has left; in an extra inning those of the inning."""
    halves = 2 * (REGULATION - min(inning, REGULATION)) + (batting is Side.AWAY)
    return float(OUTS * halves + OUTS - min(OUTS, outs))


def _moment(state: GameState, row: Row) -> Moment:
    left = outs_left(row["INN_CT"], state.possession, row["OUTS_CT"])
    return Moment(feature_row(state), row[PLACE], state.period, left, state.possession)


def _batting(row: Row) -> Side:
    return Side.HOME if row["BAT_HOME_ID"] == 1 else Side.AWAY


def _diamond(row: Row) -> Diamond:
    return Diamond(
        outs=row["OUTS_CT"],
        bases=row["BASES_BEFORE"],
        batter=row["BAT_ID"],
        pitcher=row["PIT_ID"],
    )


def _situation(row: Row) -> Situation:
    return Situation(
        play_id=str(row["EVENT_ID"]),
        sequence=row["EVENT_ID"],
        period=row["INN_CT"],
        clock_seconds=None,
        possession=_batting(row),
        diamond=_diamond(row),
    )


def _finished(state: GameState, row: Row, after: Row) -> GameState:
    """The event of a row folded, with what the next row shows of it; a game that goes on is not over."""
    kind = _KINDS.get(row["EVENT_CD"], PlayKind.OTHER)
    outs = int(row["EVENT_OUTS_CT"] or 0)
    if kind is PlayKind.OUT and outs >= _TWO_OUTS:
        kind = PlayKind.DOUBLE_PLAY
    same_half = (row["INN_CT"], row["BAT_HOME_ID"]) == (after["INN_CT"], after["BAT_HOME_ID"])
    home = after["HOME_SCORE_CT"] - state.score.home
    away = after["AWAY_SCORE_CT"] - state.score.away
    runs = [Side.HOME] * max(0, home) + [Side.AWAY] * max(0, away)
    play = Play(
        situation=_situation(row),
        kind=kind,
        description="",
        scores=tuple(ScoreChange(side, ScoreKind.RUN) for side in runs),
        diamond_after=_diamond(after) if same_half else Diamond(outs=OUTS),
        side=_batting(row),
        player=row["BAT_ID"],
    )
    now = RULES.finish(state, play)
    return now if now.phase is not Phase.FINAL else replace(now, phase=Phase.IN_PLAY)


def _following(rows: list[Row], final: tuple[int, int]) -> list[int]:
    """1 where home scores next, 2 away, 0 where nobody does; the event itself counts."""
    comes, now = [0] * len(rows), 0
    home, away = final
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if home > row["HOME_SCORE_CT"]:
            now = 1
        elif away > row["AWAY_SCORE_CT"]:
            now = 2
        home, away = row["HOME_SCORE_CT"], row["AWAY_SCORE_CT"]
        comes[place] = now
    return comes


def _game_of(row: Row) -> Game:
    return Game(
        game_id=game_uuid("retrosheet", row[KEY]),
        sport=Sport.MLB,
        season=row["DATE"] // 10_000,
        season_type=SeasonType.REGULAR,
        home_team=row["HOME_TEAM_ID"],
        away_team=row["AWAY_TEAM_ID"],
        kickoff=_NO_INSTANT,
        feed="retrosheet",
        native_id=row[KEY],
    )
