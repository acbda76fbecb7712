"""Seasons of nflverse's plays as rows: each as its play began.

Clock, score, down and field position are what the row tells as its play began (`training.nflverse`); what
only the plays above tell (momentum, tallies, turns of an overtime) comes from folding those through the
rules of the game, as live. What came of a play is read from the rows below it: the score and who has the
ball next. So a row is moved neither by its own result nor by anything below.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import nan

import pyarrow as pa

from livebet.domain.games import Side, Sport, home_won
from livebet.domain.messages import FeatureRow
from livebet.domain.plays import Play, PlayKind, ScoreChange, Situation
from livebet.features.row import feature_row
from livebet.game.sports.nfl import RULES
from livebet.game.state import Ball, GameState
from training.data.columns import PLACE, Row, games_of
from training.data.ledger import Ledger, Moment, Played
from training.data.nfl_finals import play_row
from training.data.nfl_scores import following, made_by
from training.data.rows import Rows
from training.nflverse import FIELDS, PlayRow, Standing, begin, season_of, start

KEY = "game_id"
NEEDED = ("game_id", "play_id", "home_team", "away_team", "posteam", "game_seconds_remaining")
RESULTS = (
    "result",
    "posteam_score_post",
    "defteam_score_post",
    "yards_gained",
    "interception",
    "fumble",
    "sack",
)
"""Columns of what came of a play or a game: they tell of the rows below, or of the outcome."""
ANCHORS = ("vegas_wp_fastr", "vegas_wp")
"""Where another forecaster's probability for the side in possession stands, the first that is there."""
WELCOME = (*FIELDS, *RESULTS, *ANCHORS, "spread_line")

_KINDS: dict[str | None, PlayKind] = {
    "pass": PlayKind.PASS,
    "run": PlayKind.RUN,
    "kickoff": PlayKind.KICKOFF,
    "punt": PlayKind.PUNT,
    "field_goal": PlayKind.FIELD_GOAL,
    "extra_point": PlayKind.EXTRA_POINT,
    "qb_kneel": PlayKind.KNEEL,
    "qb_spike": PlayKind.SPIKE,
    "no_play": PlayKind.NO_PLAY,
}


def fold(margins: Mapping[str, float], part: pa.Table) -> Rows:
    """The rows of the games of a part; `margins` are the expected ones by game."""
    ledger = Ledger(Sport.NFL)
    for rows in games_of(part, KEY):
        _game(ledger, rows, margins.get(rows[0][KEY]))
    return ledger.rows()


@dataclass(slots=True)
class Folding:
    """A game between two rows: how it stands, and the last play that a side had, not yet finished."""

    standing: Standing
    open_play: Row | None = None
    began: GameState | None = None

    def onto(self, play: PlayRow, row: Row) -> FeatureRow:
        """The features of the next row, once what came of the play above is known from it."""
        before = begin(self.standing, play)
        if play.side is not None and self.open_play is not None and self.began is not None:
            after = RULES.finish(self.began, _played(self.began, self.open_play, before.state))
            state = replace(
                before.state,
                recent=after.recent,
                home=after.home,
                away=after.away,
                overtime_possessions=after.overtime_possessions,
            )
            before = Standing(state, before.timeouts)
        if play.side is not None:
            self.open_play, self.began = row, before.state
        self.standing = before
        home, away = before.timeouts or (nan, nan)
        return {**feature_row(before.state), "home_timeouts": home, "away_timeouts": away}


def _played(began: GameState, row: Row, now: GameState) -> Play:
    """The play of a row, with what the next row shows of it."""
    kind = _KINDS.get(row.get("play_type"), PlayKind.OTHER)
    if kind is PlayKind.PASS and row.get("sack"):
        kind = PlayKind.SACK
    scores = tuple(
        ScoreChange(side, made)
        for side in Side
        for made in made_by(now.score.of(side) - began.score.of(side), began.ball)
    )
    lost = now.possession is not began.possession and bool(row.get("fumble"))
    keeps = kind in (PlayKind.PUNT, PlayKind.KICKOFF, PlayKind.FIELD_GOAL) or began.ball is Ball.TRY
    gained = int(row.get("yards_gained") or 0)
    return Play(
        situation=Situation(
            play_id=began.play_id,
            sequence=began.sequence,
            period=began.period,
            clock_seconds=began.clock_seconds,
            possession=began.possession,
            down=began.down,
            distance=began.distance,
            yards_to_goal=began.yards_to_goal,
        ),
        kind=kind,
        description="",
        yards=gained,
        scores=scores,
        turnover=bool(row.get("interception")) or (lost and not keeps),
        first_down=began.down > 0 and gained >= began.distance,
        possession_after=now.possession,
    )


def _game(ledger: Ledger, rows: list[Row], margin: float | None) -> None:
    plays = [play_row(row) for row in rows]
    folding = Folding(start(plays[0], margin))
    moments: list[Moment] = []
    scores: list[tuple[int, int, int, int]] = []
    for play, row in zip(plays, rows, strict=True):
        features = folding.onto(play, row)
        state = folding.standing.state
        moments.append(_moment(features, play, row, state))
        score = state.score
        scores.append((state.period, score.home, score.away, 0 if play.side is None else 1))
    final = _final(rows, plays)
    margin_of_home = rows[0].get("result")
    if margin_of_home is None:
        margin_of_home = final[0] - final[1]
    played = Played(rows[0][KEY], season_of(plays[0]), _day(plays[0]), home_won(margin_of_home))
    ledger.add(played, moments, following(scores, final, plays))


def _moment(features: FeatureRow, play: PlayRow, row: Row, state: GameState) -> Moment:
    told = next((row[name] for name in ANCHORS if row.get(name) is not None), nan)
    anchor = told if play.side is Side.HOME else 1.0 - told
    return Moment(
        features,
        row[PLACE],
        state.period,
        features["seconds_left"],
        play.side,
        play.down is not None,
        nan if play.side is None else anchor,
    )


def _final(rows: list[Row], plays: list[PlayRow]) -> tuple[int, int]:
    """The score when the last play with the ball was over."""
    for row, play in zip(reversed(rows), reversed(plays), strict=True):
        told = play.by_side(row.get("posteam_score_post"), row.get("defteam_score_post"))
        told = told or play.by_side(play.posteam_score, play.defteam_score)
        if told is not None:
            return int(told[0]), int(told[1])
    return 0, 0


def _day(play: PlayRow) -> int:
    digits = "".join(filter(str.isdecimal, str(play.game_date or "")))[:8]
    return int(digits or 0)
