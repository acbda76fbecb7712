"""Seasons of NBA.com's play-by-play as rows: each as the play began, at the clock of the play.

The files tell neither who has the ball nor which foul it was. So possession is inferred by the rules of the
game (`livebet.game.sports.nba_possession`) from the plays above the row alone; that a side shoots in the row
itself is not read. A trip to the line is of two free throws, of one after a basket of the same side at the
same clock; a made last one gives the ball away. Shots and free throws are what forecasts are judged on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from livebet.domain.games import Game, Score, SeasonType, Side, Sport, home_won
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.features.row import feature_row
from livebet.game.sports.nba import RULES
from livebet.game.state import GameState
from training.data.columns import PLACE, Row, games_of
from training.data.ledger import Ledger, Moment, Played
from training.data.rows import NOT_JUDGED, Rows

KEY = "game_id"
NEEDED = (
    "game_id", "date", "season_year", "season_type", "home_team", "away_team", "period", "clock_seconds",
    "actionNumber", "actionType", "team", "scoreHome", "scoreAway",
)  # fmt: skip
WELCOME = ("shotResult", "final_home", "final_away")
RESULTS = ("shotResult", "team", "final_home", "final_away")
"""Columns of what came of the play or of the game: they tell of the rows below, or of the outcome."""

_KINDS: dict[str, PlayKind] = {
    "2pt": PlayKind.TWO_POINTER,
    "3pt": PlayKind.THREE_POINTER,
    "freethrow": PlayKind.FREE_THROW,
    "rebound": PlayKind.REBOUND,
    "turnover": PlayKind.TURNOVER,
    "foul": PlayKind.FOUL,
    "timeout": PlayKind.TIMEOUT,
    "substitution": PlayKind.SUBSTITUTION,
    "jumpball": PlayKind.JUMP_BALL,
    "violation": PlayKind.VIOLATION,
}
_SCORES: dict[PlayKind, tuple[ScoreKind, int]] = {
    PlayKind.TWO_POINTER: (ScoreKind.TWO_POINTER, 2),
    PlayKind.THREE_POINTER: (ScoreKind.THREE_POINTER, 3),
    PlayKind.FREE_THROW: (ScoreKind.FREE_THROW, 1),
}
_TRIP = 2
_NO_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)


def fold(margins: Mapping[str, float], part: pa.Table) -> Rows:
    """The rows of the games of a part; `margins` are the expected ones by game."""
    ledger = Ledger(Sport.NBA)
    for rows in games_of(part, KEY):
        _game(ledger, rows, margins.get(str(rows[0][KEY])))
    return ledger.rows()


@dataclass(slots=True)
class Line:
    """Trips to the free throw line: who shoots, how many are done of how many, and the last basket."""

    side: Side | None = None
    done: int = 0
    trip: int = _TRIP
    basket: tuple[Side | None, int, float] = (None, 0, 0.0)

    def shot(self, side: Side | None, period: int, clock: float) -> str:
        """`1 of 2`: the number of a free throw in its trip."""
        if side is not self.side or self.done >= self.trip:
            self.side, self.done = side, 0
            self.trip = 1 if self.basket == (side, period, clock) else _TRIP
        self.done += 1
        return f"{self.done} of {self.trip}"


def _game(ledger: Ledger, rows: list[Row], margin: float | None) -> None:
    first = rows[0]
    state = RULES.start(_game_of(first), margin)
    line, moments = Line(), []
    for row in rows:
        play = _play(row, state, line)
        state = RULES.begin(state, play.situation)
        moments.append(_moment(state, row))
        state = RULES.finish(state, play)
    last = rows[-1]
    home, away = last.get("final_home"), last.get("final_away")
    if home is None or away is None:
        home, away = last["scoreHome"], last["scoreAway"]
    played = Played(str(first[KEY]), first["season_year"], first["date"], home_won(home - away))
    ledger.add(played, moments, _following(rows))


def _moment(state: GameState, row: Row) -> Moment:
    features = feature_row(state)
    shot = _KINDS.get(row["actionType"]) in _SCORES
    return Moment(features, row[PLACE], state.period, features["seconds_left"], state.possession, shot)


def _side(row: Row) -> Side | None:
    return {row["home_team"]: Side.HOME, row["away_team"]: Side.AWAY}.get(row["team"])


def _play(row: Row, state: GameState, line: Line) -> Play:
    kind, side = _KINDS.get(row["actionType"], PlayKind.OTHER), _side(row)
    period, clock = row["period"], row["clock_seconds"]
    scores = _made(kind, side, row, state)
    detail = ""
    if kind is PlayKind.FREE_THROW:
        detail = line.shot(side, period, clock)
    elif kind in _SCORES and scores:
        line.basket, line.side = (side, period, clock), None
    elif kind is PlayKind.FOUL:
        line.side = None
    return Play(
        situation=Situation(
            play_id=str(row["actionNumber"]),
            sequence=row[PLACE],
            period=period,
            clock_seconds=int(clock),
            possession=None,
        ),
        kind=kind,
        description="",
        scores=scores,
        turnover=kind is PlayKind.TURNOVER,
        possession_after=state.possession if kind is PlayKind.OTHER else None,
        timeout_by=side if kind is PlayKind.TIMEOUT else None,
        score_after=Score(row["scoreHome"], row["scoreAway"]),
        side=side,
        detail=detail,
    )


def _made(kind: PlayKind, side: Side | None, row: Row, state: GameState) -> tuple[ScoreChange, ...]:
    """What the play scored by the feed's own score; points that it put right since are free throws."""
    told = {Side.HOME: row["scoreHome"], Side.AWAY: row["scoreAway"]}
    made: list[ScoreChange] = []
    for of in Side:
        points = told[of] - state.score.of(of)
        score, worth = _SCORES.get(kind, (ScoreKind.FREE_THROW, 1))
        if of is side and points >= worth and kind in _SCORES:
            made.append(ScoreChange(of, score))
            points -= worth
        made += [ScoreChange(of, ScoreKind.FREE_THROW)] * max(0, points)
    return tuple(made)


def _following(rows: list[Row]) -> list[int]:
    """0 where home scores next, 1 away, `NOT_JUDGED` where nobody does; the play itself counts."""
    comes, now = [NOT_JUDGED] * len(rows), NOT_JUDGED
    for place in range(len(rows) - 1, -1, -1):
        this = rows[place]
        above = rows[place - 1] if place else {"scoreHome": 0, "scoreAway": 0}
        if this["scoreHome"] > above["scoreHome"]:
            now = 0
        elif this["scoreAway"] > above["scoreAway"]:
            now = 1
        comes[place] = now
    return comes


def _game_of(row: Row) -> Game:
    playoffs = "playoff" in str(row["season_type"]).lower()
    return Game(
        game_id=game_uuid("nba.com", str(row[KEY])),
        sport=Sport.NBA,
        season=row["season_year"],
        season_type=SeasonType.PLAYOFFS if playoffs else SeasonType.REGULAR,
        home_team=row["home_team"],
        away_team=row["away_team"],
        kickoff=_NO_INSTANT,
        feed="nba.com",
        native_id=str(row[KEY]),
    )
