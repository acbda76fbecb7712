"""Key events that only football has: points and missed points, lost balls, heavy penalties."""

from collections.abc import Iterator

from livebet.domain.plays import Play, PlayKind, ScoreKind
from livebet.game.happenings import EventType, Fact, Happening
from livebet.game.state import Ball, GameState

HEAVY_PENALTY_YARDS = 15
"""A penalty of at least so many yards is a key event; shorter ones are the game's small change."""


def events(_before: GameState, after: GameState, play: Play | None) -> Iterator[Happening]:
    """The key events of one step; a play that begins shows none."""
    if play is not None:
        yield from _points(play, after)
        yield from _turnovers(play, after)
        yield from _misses(play)
        yield from _penalties(play)


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
