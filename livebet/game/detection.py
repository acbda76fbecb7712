"""Key events: the significant happenings that one step of a game shows.

A step is the state before, the state after and, where a play ended, the play. All that is here is inferred
from these three alone, so the same game always tells the same key events. What only one sport has is told by
its module (`Rules.events`), what all have in common here.
"""

from collections.abc import Callable, Iterator
from functools import partial

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind
from livebet.game.happenings import EventType, Fact, Happening
from livebet.game.momentum import momentum
from livebet.game.rules import Rules
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase, PlayMark

MOMENTUM_SHIFT = 0.6
"""A side has taken over once momentum passes this its way."""

Momentum = Callable[[tuple[PlayMark, ...]], float]


def detect(
    before: GameState, after: GameState, play: Play | None, momentum_of: Momentum | None = None
) -> tuple[Happening, ...]:
    """The key events of one step, in the order in which they are told; `play` is None as a play begins.

    `momentum_of` is given by who remembers sums that were made before.
    """
    rules = RULES[after.game.sport]
    found = list(rules.events(before, after, play))
    if play is not None:
        for look in _BY_PLAY:
            found += look(play, after)
    found += _of_the_state(before, after, rules, momentum_of or partial(momentum, manner=rules.momentum))
    return tuple(found)


def _injuries(play: Play, _after: GameState) -> Iterator[Happening]:
    for player in play.injured:
        yield Happening(EventType.INJURY, None, {"player": player})


def _timeouts(play: Play, after: GameState) -> Iterator[Happening]:
    if play.timeout_by is not None:
        left = after.timeouts_home if play.timeout_by is Side.HOME else after.timeouts_away
        yield Happening(EventType.TIMEOUT, play.timeout_by, {"left": left})


_REVIEW_WORDS = ("challenged", "reviewed", "under review")
_REVERSED = ("reversed", "overturn")


def _reviews(play: Play, _after: GameState) -> Iterator[Happening]:
    told = play.description.lower()
    reviewed = play.kind is PlayKind.REVIEW or any(word in told for word in _REVIEW_WORDS)
    if play.challenge_lost_by is None and not reviewed:
        return
    lost_by = None if play.challenge_lost_by is None else play.challenge_lost_by.value
    ruling = "reversed" if any(word in f"{told} {play.detail}" for word in _REVERSED) else "upheld"
    yield Happening(EventType.REVIEW, None, {"ruling": ruling, "challenge_lost_by": lost_by})


def _period_ends(play: Play, _after: GameState) -> Iterator[Happening]:
    if play.kind is PlayKind.PERIOD_END:
        yield Happening(EventType.PERIOD_END, None, {"period": play.situation.period})


_BY_PLAY: tuple[Callable[[Play, GameState], Iterator[Happening]], ...] = (
    _timeouts,
    _injuries,
    _reviews,
    _period_ends,
)


def _of_the_state(
    before: GameState, after: GameState, rules: Rules, momentum_of: Momentum
) -> Iterator[Happening]:
    if before.period <= rules.regulation < after.period:
        yield Happening(EventType.OVERTIME_START, None, {"period": after.period})
    if after.score != before.score:
        yield from _lead(before, after)
    if after.recent is not before.recent:
        yield from _shift(before, after, momentum_of)
    if after.phase is Phase.FINAL and before.phase is not Phase.FINAL:
        facts: dict[str, Fact] = {"home": after.score.home, "away": after.score.away}
        yield Happening(EventType.GAME_END, after.winner, facts | rules.ending(before, after))


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
