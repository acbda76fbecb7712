"""The NFL as a fold. Where rules and feed disagree about a situation the feed wins; points stay."""

from livebet.domain.games import Game, Score, Side
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.game.changes import changed
from livebet.game.rules import Rules
from livebet.game.sports.nfl_downs import STANDING, Snap, next_snap
from livebet.game.sports.nfl_events import events
from livebet.game.sports.nfl_halves import into_period, period_over
from livebet.game.sports.nfl_momentum import MOMENTUM
from livebet.game.sports.nfl_overtime import turn_over, won
from livebet.game.sports.nfl_periods import REGULATION, kickoff_yards_to_goal
from livebet.game.state import Ball, GameState, Phase, PlayMark, Tally

RECENT = 24
"""How many finished plays momentum can look back on."""

SUCCESS_SHARE = (0.0, 0.4, 0.6, 1.0, 1.0)
"""Share of the distance that makes a play of each down a success."""

_SCRIMMAGE = frozenset((PlayKind.RUN, PlayKind.PASS, PlayKind.SACK))
_OPENING_TRY_SPOT = 3


def start(game: Game, expected_margin: float | None) -> GameState:
    """A game before its kickoff."""
    return GameState(
        game=game, expected_margin=expected_margin, yards_to_goal=kickoff_yards_to_goal(game.season)
    )


def begin(state: GameState, situation: Situation) -> GameState:
    """What is known as a play begins. Rows without a side in possession leave the ball as it lies."""
    if situation.period > state.period:
        state = into_period(state, situation.period)
    snap = _told_snap(state, situation)
    in_play = situation.possession is not None or state.phase is Phase.SCHEDULED
    opening = state.opening_receiver
    if opening is None and state.period == 1 and snap[0] is Ball.KICKOFF:
        opening = situation.possession
    turns = state.overtime_possessions + (state.period > REGULATION and _lost_unseen(state, situation))
    clock = situation.clock_seconds if situation.period == state.period else None
    return changed(
        state,
        revision=state.revision + 1,
        phase=Phase.IN_PLAY if in_play else state.phase,
        clock_seconds=state.clock_seconds if clock is None else clock,
        ball=snap[0],
        possession=snap[1],
        down=snap[2],
        distance=snap[3],
        yards_to_goal=snap[4],
        opening_receiver=opening,
        overtime_possessions=turns,
        play_id=situation.play_id,
        sequence=situation.sequence,
    )


def _told_snap(state: GameState, situation: Situation) -> Snap:
    side, spot = situation.possession, situation.yards_to_goal
    if side is None:
        return state.ball, state.possession, state.down, state.distance, state.yards_to_goal
    ball = _ball(state, situation)
    if spot is None and ball is Ball.TRY:
        spot = state.yards_to_goal
    return ball, side, situation.down, situation.distance, spot


def _lost_unseen(state: GameState, situation: Situation) -> bool:
    """Whether the other side has the ball without a play that told of the change."""
    known = state.possession is not None and situation.possession is not None
    return known and state.ball is Ball.SCRIMMAGE and situation.possession is not state.possession


def _ball(state: GameState, situation: Situation) -> Ball:
    if situation.down:
        return Ball.SCRIMMAGE
    if state.ball is Ball.TRY and situation.possession is state.possession:
        return Ball.TRY
    spot = situation.yards_to_goal
    missed_touchdown = state.ball is Ball.SCRIMMAGE and spot is not None and spot <= _OPENING_TRY_SPOT
    return Ball.TRY if missed_touchdown else Ball.KICKOFF


def finish(state: GameState, play: Play) -> GameState:
    """What came of a play."""
    situation = play.situation
    if state.play_id != situation.play_id or state.sequence != situation.sequence:
        state = begin(state, situation)
    if play.kind is PlayKind.PERIOD_END:
        return period_over(state, situation.period)
    score = state.score
    for made in play.scores:
        score = score.plus(made.side, made.points)
    snap = next_snap(state, play)
    turns = state.overtime_possessions + (state.period > REGULATION and turn_over(state, play, snap))
    mark = None if play.kind in STANDING or state.possession is None else _mark(state, play, state.possession)
    return changed(
        state,
        revision=state.revision + 1,
        phase=_phase(state, play, score, turns),
        score=score,
        ball=snap[0],
        possession=snap[1],
        down=snap[2],
        distance=snap[3],
        yards_to_goal=snap[4],
        timeouts_home=state.timeouts_home - _charged(state.timeouts_home, play, Side.HOME),
        timeouts_away=state.timeouts_away - _charged(state.timeouts_away, play, Side.AWAY),
        overtime_possessions=turns,
        recent=state.recent if mark is None else (*state.recent[1 - RECENT :], mark),
        home=_tallied(state.home, Side.HOME, play, mark),
        away=_tallied(state.away, Side.AWAY, play, mark),
    )


def _charged(left: int, play: Play, side: Side) -> int:
    """1 where this play cost `side` a timeout that it had."""
    return 1 if left and side in (play.timeout_by, play.challenge_lost_by) else 0


def _mark(state: GameState, play: Play, side: Side) -> PlayMark:
    points = sum(made.points if made.side is side else -made.points for made in play.scores)
    scrimmage = play.kind in _SCRIMMAGE
    needed = SUCCESS_SHARE[state.down] * state.distance
    success = scrimmage and not play.turnover and (points > 0 or play.first_down or play.yards >= needed)
    return PlayMark(
        side, play.kind, play.yards, success, points, play.turnover, state.period, state.clock_seconds
    )


def _tallied(tally: Tally, side: Side, play: Play, mark: PlayMark | None) -> Tally:
    if mark is None:
        return tally
    loser = mark.side.other if mark.kind is PlayKind.PUNT else mark.side
    lost = play.turnover and loser is side
    scrimmage = mark.side is side and mark.kind in _SCRIMMAGE
    if not lost and not scrimmage:
        return tally
    return Tally(
        tally.plays + scrimmage,
        tally.successes + (scrimmage and mark.success),
        tally.turnovers + lost,
        tally.yards + (play.yards if scrimmage else 0),
    )


def _phase(state: GameState, play: Play, score: Score, turns: int) -> Phase:
    if play.kind is PlayKind.GAME_END:
        return Phase.FINAL
    return Phase.FINAL if state.period > REGULATION and won(state, play, score, turns) else state.phase


RULES = Rules(
    start=start, begin=begin, finish=finish, events=events, momentum=MOMENTUM, regulation=REGULATION
)
