"""Key events: the significant happenings that one step of a game shows.

A step is the state before, the state after and, where a play ended, the play. All that is here is inferred
from these three alone, so the same game always tells the same key events.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from livebet.domain.games import Side, Sport
from livebet.domain.plays import Play, PlayKind, ScoreKind
from livebet.game.momentum import momentum
from livebet.game.state import Ball, GameState, Phase, PlayMark


class EventType(StrEnum):
    """Key events by their boundary names."""

    TOUCHDOWN = "touchdown"
    FIELD_GOAL = "field_goal"
    FIELD_GOAL_MISSED = "field_goal_missed"
    SAFETY = "safety"
    EXTRA_POINT = "extra_point"
    EXTRA_POINT_MISSED = "extra_point_missed"
    TWO_POINT = "two_point"
    TWO_POINT_FAILED = "two_point_failed"
    DEFENSIVE_TWO_POINT = "defensive_two_point"
    INTERCEPTION = "interception"
    FUMBLE_LOST = "fumble_lost"
    TURNOVER_ON_DOWNS = "turnover_on_downs"
    PENALTY = "penalty"
    INJURY = "injury"
    TIMEOUT = "timeout"
    REVIEW = "review"
    PERIOD_END = "period_end"
    OVERTIME_START = "overtime_start"
    LEAD_CHANGE = "lead_change"
    MOMENTUM_SHIFT = "momentum_shift"
    GAME_END = "game_end"


SUSPENDS: frozenset[EventType] = frozenset(EventType) - {
    EventType.INJURY,
    EventType.TIMEOUT,
    EventType.PERIOD_END,
    EventType.LEAD_CHANGE,
    EventType.MOMENTUM_SHIFT,
}
"""Those after which bookmakers stop taking bets and a quote from before is worth nothing: points and missed
points, lost balls, heavy penalties, reviews, overtime, the end. A changed lead comes with the points."""

HEAVY_PENALTY_YARDS = 15
"""A penalty of at least so many yards is a key event; shorter ones are the game's small change."""
MOMENTUM_SHIFT = 0.6
"""A side has taken over once momentum passes this its way."""
REGULATION: dict[Sport, int] = {Sport.NFL: 4, Sport.NBA: 4, Sport.MLB: 9}
"""Periods before overtime."""

Fact = str | int | float | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A key event as detected, before anyone knows what it did to the chances. `side`: whom it belongs to."""

    event_type: EventType
    side: Side | None = None
    data: dict[str, Fact] = field(default_factory=dict)

    @property
    def suspends(self) -> bool:
        """Whether markets are suspended for it."""
        return self.event_type in SUSPENDS


Momentum = Callable[[tuple[PlayMark, ...]], float]


def detect(
    before: GameState, after: GameState, play: Play | None, momentum_of: Momentum = momentum
) -> tuple[Happening, ...]:
    """The key events of one step, in the order in which they are told; `play` is None as a play begins."""
    found: list[Happening] = []
    if play is not None:
        for look in _BY_PLAY_AND_STATE:
            found += look(play, after)
        for look_alone in _BY_PLAY:
            found += look_alone(play)
    found += _of_the_state(before, after, momentum_of)
    return tuple(found)


# ---------------------------------------------------------------- told by the play


def _points(play: Play, after: GameState) -> Iterator[Happening]:
    for score in play.scores:
        facts: dict[str, Fact] = {"points": score.points, "home": after.score.home, "away": after.score.away}
        yield Happening(_SCORED[score.kind], score.side, facts)


_SCORED: dict[ScoreKind, EventType] = {
    ScoreKind.TOUCHDOWN: EventType.TOUCHDOWN,
    ScoreKind.FIELD_GOAL: EventType.FIELD_GOAL,
    ScoreKind.SAFETY: EventType.SAFETY,
    ScoreKind.EXTRA_POINT: EventType.EXTRA_POINT,
    ScoreKind.TWO_POINT: EventType.TWO_POINT,
    ScoreKind.DEFENSIVE_TWO_POINT: EventType.DEFENSIVE_TWO_POINT,
}

_MISSED: dict[PlayKind, tuple[ScoreKind, EventType]] = {
    PlayKind.FIELD_GOAL: (ScoreKind.FIELD_GOAL, EventType.FIELD_GOAL_MISSED),
    PlayKind.EXTRA_POINT: (ScoreKind.EXTRA_POINT, EventType.EXTRA_POINT_MISSED),
    PlayKind.TWO_POINT: (ScoreKind.TWO_POINT, EventType.TWO_POINT_FAILED),
}


def _misses(play: Play) -> Iterator[Happening]:
    if play.kind in _MISSED:
        wanted, event_type = _MISSED[play.kind]
        if all(score.kind is not wanted for score in play.scores):
            yield Happening(event_type, play.situation.possession)


def _turnovers(play: Play, after: GameState) -> Iterator[Happening]:
    """Who has possession as a punt begins gives the ball away anyway: on a punt its receiver can lose it."""
    holder = play.situation.possession
    if holder is None:
        return
    loser = holder.other if play.kind is PlayKind.PUNT else holder
    if play.turnover:
        intercepted = play.kind is PlayKind.PASS and "intercept" in play.description.lower()
        event_type = EventType.INTERCEPTION if intercepted else EventType.FUMBLE_LOST
        yield Happening(event_type, loser.other, {"lost_by": loser.value})
    elif _on_downs(play, after):
        yield Happening(EventType.TURNOVER_ON_DOWNS, loser.other, {"lost_by": loser.value})


_SNAPS = frozenset({PlayKind.RUN, PlayKind.PASS, PlayKind.SACK, PlayKind.KNEEL, PlayKind.SPIKE})


def _on_downs(play: Play, after: GameState) -> bool:
    """Fourth down, no score, and the other side has the ball at scrimmage."""
    fourth = play.situation.down == 4 and play.kind in _SNAPS and not play.scores
    return (
        fourth and after.ball is Ball.SCRIMMAGE and after.possession not in (None, play.situation.possession)
    )


def _penalties(play: Play) -> Iterator[Happening]:
    for penalty in play.penalties:
        if penalty.yards >= HEAVY_PENALTY_YARDS:
            yield Happening(EventType.PENALTY, penalty.against, {"yards": penalty.yards})


def _injuries(play: Play) -> Iterator[Happening]:
    for player in play.injured:
        yield Happening(EventType.INJURY, None, {"player": player})


def _timeouts(play: Play, after: GameState) -> Iterator[Happening]:
    if play.timeout_by is not None:
        left = after.timeouts_home if play.timeout_by is Side.HOME else after.timeouts_away
        yield Happening(EventType.TIMEOUT, play.timeout_by, {"left": left})


_REVIEW_WORDS = ("challenged", "reviewed", "under review")


def _reviews(play: Play) -> Iterator[Happening]:
    told = play.description.lower()
    if play.challenge_lost_by is None and not any(word in told for word in _REVIEW_WORDS):
        return
    lost_by = None if play.challenge_lost_by is None else play.challenge_lost_by.value
    ruling = "reversed" if "reversed" in told else "upheld"
    yield Happening(EventType.REVIEW, None, {"ruling": ruling, "challenge_lost_by": lost_by})


def _period_ends(play: Play) -> Iterator[Happening]:
    if play.kind is PlayKind.PERIOD_END:
        yield Happening(EventType.PERIOD_END, None, {"period": play.situation.period})


_BY_PLAY_AND_STATE: tuple[Callable[[Play, GameState], Iterator[Happening]], ...] = (
    _points,
    _turnovers,
    _timeouts,
)
_BY_PLAY: tuple[Callable[[Play], Iterator[Happening]], ...] = (
    _misses,
    _penalties,
    _injuries,
    _reviews,
    _period_ends,
)


# ---------------------------------------------------------------- told by the states


def _of_the_state(before: GameState, after: GameState, momentum_of: Momentum) -> Iterator[Happening]:
    regulation = REGULATION[after.game.sport]
    if before.period <= regulation < after.period:
        yield Happening(EventType.OVERTIME_START, None, {"period": after.period})
    if after.score != before.score:
        yield from _lead(before, after)
    if after.recent is not before.recent:
        yield from _shift(before, after, momentum_of)
    if after.phase is Phase.FINAL and before.phase is not Phase.FINAL:
        facts: dict[str, Fact] = {"home": after.score.home, "away": after.score.away}
        yield Happening(EventType.GAME_END, after.winner, facts)


def _leader(state: GameState) -> Side | None:
    if state.score.margin == 0:
        return None
    return Side.HOME if state.score.margin > 0 else Side.AWAY


def _lead(before: GameState, after: GameState) -> Iterator[Happening]:
    """A side leads that did not before; the first points of a game change no lead."""
    leader = _leader(after)
    opening = before.score.home == before.score.away == 0
    if leader is not None and leader is not _leader(before) and not opening:
        yield Happening(EventType.LEAD_CHANGE, leader, {"margin": abs(after.score.margin)})


def _shift(before: GameState, after: GameState, momentum_of: Momentum) -> Iterator[Happening]:
    now = momentum_of(after.recent)
    if abs(now) < MOMENTUM_SHIFT:
        return
    side, sign = (Side.HOME, 1.0) if now > 0.0 else (Side.AWAY, -1.0)
    if sign * momentum_of(before.recent) < MOMENTUM_SHIFT:
        yield Happening(EventType.MOMENTUM_SHIFT, side, {"momentum": round(now, 3)})
