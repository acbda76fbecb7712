"""The NBA as a fold. Where rules and feed disagree about a situation the feed wins; points stay.

A game is final by its own row, or by the end of a fourth period or overtime with unequal scores.
"""

from dataclasses import replace

from livebet.domain.games import Game, Side
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.game.changes import changed
from livebet.game.rules import Rules
from livebet.game.sports.nba_court import court_after, new_period
from livebet.game.sports.nba_events import events
from livebet.game.sports.nba_hold import hold_after
from livebet.game.sports.nba_momentum import MOMENTUM, RECENT
from livebet.game.sports.nba_periods import (
    LATE_TIMEOUTS,
    QUARTER_SECONDS,
    REGULATION,
    TIMEOUTS,
    detail,
    is_clutch,
    period_seconds,
    usable_timeouts,
)
from livebet.game.sports.nba_possession import FIELD_GOALS, period_opener, possession_after
from livebet.game.state import Court, GameState, Phase, PlayMark, Tally

_MARKED = FIELD_GOALS | {PlayKind.FREE_THROW, PlayKind.TURNOVER}
"""What momentum remembers. An offensive foul is told again as the turnover that it is."""


def start(game: Game, expected_margin: float | None) -> GameState:
    """A game before its opening tap."""
    return GameState(
        game=game,
        expected_margin=expected_margin,
        clock_seconds=QUARTER_SECONDS,
        timeouts_home=TIMEOUTS,
        timeouts_away=TIMEOUTS,
        court=Court(),
    )


def begin(state: GameState, situation: Situation) -> GameState:
    """What is known as a play begins. A period later than that of a final score takes the game up again."""
    phase = state.phase
    if situation.period > state.period:
        state = _into_period(state, situation.period)
        phase = Phase.IN_PLAY
    elif phase is Phase.SCHEDULED:
        phase = Phase.IN_PLAY
    clock = situation.clock_seconds if situation.period == state.period else None
    clock = state.clock_seconds if clock is None else clock
    return changed(
        state,
        revision=state.revision + 1,
        phase=phase,
        clock_seconds=clock,
        possession=situation.possession or state.possession,
        timeouts_home=usable_timeouts(state.timeouts_home, state.period, clock),
        timeouts_away=usable_timeouts(state.timeouts_away, state.period, clock),
        court=_clutch(state.court or Court(), state.period, clock, state.score.margin),
        play_id=situation.play_id,
        sequence=situation.sequence,
    )


def finish(state: GameState, play: Play) -> GameState:
    """What came of a play."""
    situation = play.situation
    if state.play_id != situation.play_id or state.sequence != situation.sequence:
        state = begin(state, situation)
    if play.kind is PlayKind.PERIOD_END:
        return _period_over(state, play)
    score = state.score
    for made in play.scores:
        score = score.plus(made.side, made.points)
    court = court_after(state.court or Court(), play, state.clock_seconds)
    possession, mark = possession_after(state, play), _mark(state, play)
    return changed(
        state,
        revision=state.revision + 1,
        phase=Phase.FINAL if play.kind is PlayKind.GAME_END else state.phase,
        score=score,
        possession=possession,
        opening_receiver=_tap(state, play, possession),
        timeouts_home=state.timeouts_home - _charged(state.timeouts_home, play, Side.HOME),
        timeouts_away=state.timeouts_away - _charged(state.timeouts_away, play, Side.AWAY),
        court=_clutch(court, state.period, state.clock_seconds, score.margin),
        hold=hold_after(state, play, possession),
        recent=state.recent if mark is None else (*state.recent[1 - RECENT :], mark),
        home=_tallied(state.home, Side.HOME, mark),
        away=_tallied(state.away, Side.AWAY, mark),
    )


def _clutch(court: Court, period: int, clock_seconds: int, margin: int) -> Court:
    if court.clutch >= period or not is_clutch(period, clock_seconds, margin):
        return court
    return replace(court, clutch=period)


def _period_over(state: GameState, play: Play) -> GameState:
    """The next period, or the end of the game. Some ends are told twice.

    Whether the score is level the feed knows best: a game that was joined late lacks points.
    """
    if play.situation.period < state.period or state.phase is Phase.FINAL:
        return state
    if state.period >= REGULATION and (play.score_after or state.score).margin:
        return changed(state, revision=state.revision + 1, phase=Phase.FINAL, clock_seconds=0)
    return _into_period(state, state.period + 1)


def _into_period(state: GameState, period: int) -> GameState:
    """The state as a period opens: new team fouls, and in overtime new timeouts."""
    clock = period_seconds(period)
    home, away = state.timeouts_home, state.timeouts_away
    if period > REGULATION:
        home = away = LATE_TIMEOUTS
    return changed(
        state,
        revision=state.revision + 1,
        period=period,
        clock_seconds=clock,
        possession=period_opener(state, period),
        timeouts_home=usable_timeouts(home, period, clock),
        timeouts_away=usable_timeouts(away, period, clock),
        court=_clutch(new_period(state.court or Court()), period, clock, state.score.margin),
        hold=None,
    )


def _tap(state: GameState, play: Play, possession: Side | None) -> Side | None:
    """Who won the opening tap."""
    if state.opening_receiver is not None or state.period != 1 or play.kind is not PlayKind.JUMP_BALL:
        return state.opening_receiver
    return possession


def _charged(left: int, play: Play, side: Side) -> int:
    """1 where this play cost `side` a timeout that it had."""
    return 1 if left and side in (play.timeout_by, play.challenge_lost_by) else 0


def _mark(state: GameState, play: Play) -> PlayMark | None:
    if play.kind not in _MARKED or play.side is None:
        return None
    points = sum(made.points for made in play.scores if made.side is play.side)
    lost = play.kind is PlayKind.TURNOVER
    return PlayMark(play.side, play.kind, 0, points > 0, points, lost, state.period, state.clock_seconds)


def _tallied(tally: Tally, side: Side, mark: PlayMark | None) -> Tally:
    if mark is None or mark.side is not side or mark.kind is PlayKind.FREE_THROW:
        return tally
    if mark.turnover:
        return replace(tally, turnovers=tally.turnovers + 1)
    return replace(tally, plays=tally.plays + 1, successes=tally.successes + mark.success)


RULES = Rules(
    start=start,
    begin=begin,
    finish=finish,
    events=events,
    momentum=MOMENTUM,
    regulation=REGULATION,
    detail=detail,
)
