"""Major League Baseball as a fold.

Where rules and feed disagree about a situation the feed wins; runs stay.
"""

from dataclasses import replace

from livebet.domain.games import Game, Score, Side
from livebet.domain.plays import Diamond, Play, PlayKind, Situation
from livebet.game.changes import changed
from livebet.game.rules import Rules
from livebet.game.sports.mlb_bases import BATTING, MOVES, ON_BASE, diamond_after, within
from livebet.game.sports.mlb_events import ending, events
from livebet.game.sports.mlb_innings import (
    OUTS,
    REGULATION,
    clock,
    decided,
    detail,
    half_number,
    half_of,
    opening,
    walked_off,
)
from livebet.game.sports.mlb_momentum import MOMENTUM, RECENT
from livebet.game.state import GameState, Phase, PlayMark, Tally

_HALVES = {"top": Side.AWAY, "bottom": Side.HOME}


def start(game: Game, expected_margin: float | None) -> GameState:
    """A game before its first pitch: the visitors bat."""
    return GameState(
        game=game,
        expected_margin=expected_margin,
        clock_seconds=0,
        possession=Side.AWAY,
        timeouts_home=0,
        timeouts_away=0,
        diamond=Diamond(),
    )


def begin(state: GameState, situation: Situation) -> GameState:
    """What is known as a play begins. A half later than that of a final score takes the game up again."""
    now, told = half_number(state.period, state.possession), _told_half(state, situation)
    phase = Phase.IN_PLAY if state.phase is Phase.SCHEDULED or told > now else state.phase
    period, batting = half_of(told)
    diamond = opening(state.game, period) if told > now else state.diamond or Diamond()
    if situation.diamond is not None and told == half_number(situation.period, situation.possession):
        diamond = within(situation.diamond, diamond.pitcher)
    return changed(
        state,
        revision=state.revision + 1,
        phase=phase,
        period=period,
        possession=batting,
        diamond=diamond,
        play_id=situation.play_id,
        sequence=situation.sequence,
    )


def _told_half(state: GameState, situation: Situation) -> int:
    """The half that a play is of. An earlier one than ours counts where its diamond says that it goes on."""
    now = half_number(state.period, state.possession)
    told = half_number(situation.period, situation.possession)
    if told > now:
        return told
    diamond = situation.diamond
    goes_on = diamond is not None and diamond.outs < OUTS and state.phase is not Phase.FINAL
    return told if goes_on and situation.possession is not None and told >= 2 else now


def finish(state: GameState, play: Play) -> GameState:
    """What came of a play."""
    situation = play.situation
    if state.play_id != situation.play_id or state.sequence != situation.sequence:
        state = begin(state, situation)
    if play.kind is PlayKind.PERIOD_END:
        return _half_told_over(state, play)
    score = state.score
    for made in play.scores:
        score = score.plus(made.side, made.points)
    mark = _mark(state, play)
    after = changed(
        state,
        revision=state.revision + 1,
        score=score,
        diamond=diamond_after(state.diamond or Diamond(), play),
        recent=state.recent if mark is None else (*state.recent[1 - RECENT :], mark),
        home=_tallied(state.home, Side.HOME, mark),
        away=_tallied(state.away, Side.AWAY, mark),
    )
    return _closed(after, play)


def _closed(state: GameState, play: Play) -> GameState:
    """The game over, the next half begun, or the same half going on."""
    score = play.score_after or state.score
    if play.kind is PlayKind.GAME_END or (play.scores and walked_off(state, score)):
        return changed(state, phase=Phase.FINAL)
    over = state.diamond is not None and state.diamond.outs >= OUTS
    return _next_half(state, score) if over and state.phase is not Phase.FINAL else state


def _next_half(state: GameState, score: Score) -> GameState:
    """The next half or the end, by the score as the feed shows it: a game joined late lacks runs."""
    if decided(state, score):
        return changed(state, revision=state.revision + 1, phase=Phase.FINAL)
    period, batting = half_of(half_number(state.period, state.possession) + 1)
    return changed(
        state,
        revision=state.revision + 1,
        period=period,
        possession=batting,
        diamond=opening(state.game, period),
    )


def _half_told_over(state: GameState, play: Play) -> GameState:
    """Most ends of halves are known by their third out; the one that is not ends the half that is on."""
    inning, batting = play.situation.period, _HALVES.get(play.detail, play.situation.possession)
    fresh = state.diamond == opening(state.game, state.period)
    if batting is None and fresh:
        return state
    now = half_number(state.period, state.possession)
    ended = now if batting is None else half_number(inning, batting)
    if ended < now or inning < state.period or state.phase is Phase.FINAL:
        return state
    period, side = half_of(ended)
    return _next_half(changed(state, period=period, possession=side), play.score_after or state.score)


def _mark(state: GameState, play: Play) -> PlayMark | None:
    if play.kind not in MOVES or state.possession is None:
        return None
    side = state.possession
    runs = sum(made.points for made in play.scores if made.side is side)
    on_base = play.kind in ON_BASE
    return PlayMark(side, play.kind, 0, on_base, runs, False, state.period, state.clock_seconds)


def _tallied(tally: Tally, side: Side, mark: PlayMark | None) -> Tally:
    if mark is None or mark.side is not side or mark.kind not in BATTING:
        return tally
    return replace(tally, plays=tally.plays + 1, successes=tally.successes + mark.success)


RULES = Rules(
    start=start,
    begin=begin,
    finish=finish,
    events=events,
    momentum=MOMENTUM,
    regulation=REGULATION,
    clock=clock,
    detail=detail,
    ending=ending,
)
