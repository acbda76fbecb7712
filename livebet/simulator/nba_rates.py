"""Rates of the NBA's regular season of 2023-24, per team and game (Basketball-Reference league averages).

114.2 points of 98.5 possessions; 53.8 two-pointers at .545, 35.1 three-pointers at .366, 21.7 free throws at
.784, 13.6 turnovers, offensive rebound share .243, 18.7 fouls; home sides won .543 by 2.2 points.

A game is a chain of chances. A chance begins with the ball in a side's hands, takes some seconds and ends in
one action. What that chance is like depends only on the clock, the margin and whether the ball was just won.
"""

from enum import Enum, auto
from functools import cache

from livebet.simulator.dice import Loaded

HOME_ADVANTAGE = 2.2
"""Points."""
PERIOD_SECONDS = 720
OVERTIME_SECONDS = 300
REGULATION = 4

FREE_THROW = 0.784
OFFENSIVE_REBOUND = 0.243
OFFENSIVE_REBOUND_OF_FREE_THROW = 0.13
REBOUND_SECONDS = 2
"""From a missed shot to the rebound."""
PENALTY_SECONDS = 170
"""Fouls away from the shot give two free throws this late in a period: about when a side's fifth foul comes
at these rates. The rule counts fouls; the process counts time instead, so that no count need be known."""

LATE_SECONDS = 60
FOULING_SECONDS = 30
FOULING_MARGIN = 8
CHASING_SECONDS = 24
POINTS_PER_MAKE = 140.0
"""Points of margin a game that doubling one side's shooting, and nulling the other's, would come to: measured
on this process; it turns an edge in points into shares of made shots."""
PULL = 0.45
PULL_UP_TO = 30
"""A lead eases itself: each point of it, up to so many, takes this off the leader's edge. Chances drawn alike
whatever the lead would spread final margins by 16 points; real ones spread by 13 about the closing line. That
leads are pulled back is known (Gabel and Redner 2012, "Random walk picture of basketball scoring")."""


class Action(Enum):
    """How a chance ends."""

    TWO_MADE = auto()
    TWO_MISSED = auto()
    THREE_MADE = auto()
    THREE_MISSED = auto()
    TWO_AND_ONE = auto()
    THREE_AND_ONE = auto()
    TWO_THROWS = auto()
    THREE_THROWS = auto()
    TURNOVER = auto()
    PERSONAL = auto()


class Plan(Enum):
    """What a side is about with the ball."""

    FRESH = auto()
    AGAIN = auto()
    HURRY = auto()
    HOLD = auto()
    CHASE = auto()
    FOULED = auto()


class Buzzer(Enum):
    """How a period ends for the side with the ball."""

    TWO_MADE = auto()
    THREE_MADE = auto()
    MISSED = auto()
    NOTHING = auto()


A_GAME: dict[Action, float] = {
    Action.TWO_MADE: 27.0,
    Action.TWO_MISSED: 24.5,
    Action.THREE_MADE: 12.6,
    Action.THREE_MISSED: 22.3,
    Action.TWO_AND_ONE: 2.3,
    Action.THREE_AND_ONE: 0.25,
    Action.TWO_THROWS: 7.0,
    Action.THREE_THROWS: 0.6,
    Action.TURNOVER: 13.6,
    Action.PERSONAL: 6.9,
}
"""Chances of a game by how they end; the split of the fouls is ours, made to give 21.7 free throws."""

CHASING: dict[Action, float] = {
    Action.THREE_MADE: 24.0,
    Action.THREE_MISSED: 58.0,
    Action.TWO_MADE: 4.0,
    Action.TWO_MISSED: 4.0,
    Action.TURNOVER: 10.0,
}
"""Three or more behind with seconds left: threes, guarded."""

FOULED_AT_ONCE = 0.85
"""How often a side that trails late gets its foul in before anything else happens."""

AT_THE_BUZZER: dict[Buzzer, float] = {
    Buzzer.TWO_MADE: 0.12,
    Buzzer.THREE_MADE: 0.08,
    Buzzer.MISSED: 0.45,
    Buzzer.NOTHING: 0.35,
}

_TURNS = {
    Action.TWO_MISSED: Action.TWO_MADE,
    Action.THREE_MISSED: Action.THREE_MADE,
}


def edge_at(edge: float, margin: int) -> float:
    """The edge that is left of it with such a margin, both for the same side."""
    return edge - PULL * min(PULL_UP_TO, max(-PULL_UP_TO, margin))


@cache
def mix(edge: float, plan: Plan) -> dict[Action, float]:
    """Probabilities of the actions for a side that is `edge` points a game better than its opponent."""
    told = dict(CHASING if plan is Plan.CHASE else A_GAME)
    for missed, made in _TURNS.items():
        gain = told[made] * edge / POINTS_PER_MAKE
        told[made] += gain
        told[missed] -= gain
    total = sum(told.values())
    share = {action: weight / total for action, weight in told.items()}
    if plan is not Plan.FOULED:
        return share
    rest = {action: probability * (1.0 - FOULED_AT_ONCE) for action, probability in share.items()}
    rest[Action.TWO_THROWS] += FOULED_AT_ONCE
    return rest


_SHAPES: dict[Plan, tuple[int, int, float, float]] = {
    Plan.FRESH: (2, 23, 12.7, 5.2),
    Plan.AGAIN: (1, 14, 5.5, 3.8),
    Plan.HURRY: (1, 12, 5.5, 3.0),
    Plan.HOLD: (8, 23, 18.5, 3.5),
    Plan.CHASE: (1, 8, 4.0, 2.0),
    Plan.FOULED: (1, 5, 2.0, 1.5),
}
"""Seconds of a chance: lowest, highest, centre and spread of a bell cut at both."""


@cache
def seconds_of(plan: Plan) -> dict[int, float]:
    """Probabilities of a chance's length in whole seconds."""
    lowest, highest, centre, spread = _SHAPES[plan]
    bell = {s: 2.718281828459045 ** (-0.5 * ((s - centre) / spread) ** 2) for s in range(lowest, highest + 1)}
    total = sum(bell.values())
    return {seconds: weight / total for seconds, weight in bell.items()}


def plan_of(period: int, clock_seconds: int, lead: int, again: bool) -> Plan:
    """What a side with that lead is about. Before the last minute all that counts is how it got the ball."""
    if period >= REGULATION and clock_seconds <= LATE_SECONDS:
        if -9 <= lead <= -3 and clock_seconds <= CHASING_SECONDS:
            return Plan.CHASE
        if -12 <= lead < 0:
            return Plan.HURRY
        if 0 < lead <= FOULING_MARGIN and clock_seconds <= FOULING_SECONDS:
            return Plan.FOULED
        if lead > 0 and not again:
            return Plan.HOLD
    return Plan.AGAIN if again else Plan.FRESH


LENGTHS = {plan: Loaded(seconds_of(plan)) for plan in Plan}
LAST_SECOND = Loaded(AT_THE_BUZZER)


@cache
def actions(edge: float, plan: Plan) -> Loaded[Action]:
    """The same mix as a die."""
    return Loaded(mix(edge, plan))
