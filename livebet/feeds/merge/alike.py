"""Whether two feeds' tellings may be of one play, and how far apart they are."""

from livebet.domain.plays import Play, PlayKind
from livebet.feeds.identity.names import plain_person

SECONDS_APART = 5
"""Feeds read the same clock, and write down the second in which they looked."""

_FAMILIES: tuple[frozenset[PlayKind], ...] = (
    frozenset((PlayKind.RUN, PlayKind.PASS, PlayKind.SACK, PlayKind.KNEEL, PlayKind.SPIKE, PlayKind.NO_PLAY)),
    frozenset((PlayKind.EXTRA_POINT, PlayKind.TWO_POINT)),
    frozenset((PlayKind.TWO_POINTER, PlayKind.THREE_POINTER)),
    frozenset((PlayKind.OTHER, PlayKind.PERIOD_START, PlayKind.REVIEW)),
    frozenset(
        (
            *(PlayKind.SINGLE, PlayKind.DOUBLE, PlayKind.TRIPLE, PlayKind.HOME_RUN, PlayKind.WALK),
            *(PlayKind.HIT_BY_PITCH, PlayKind.STRIKEOUT, PlayKind.OUT, PlayKind.DOUBLE_PLAY),
            *(PlayKind.FIELDERS_CHOICE, PlayKind.ERROR, PlayKind.SACRIFICE),
        )
    ),
)
"""Kinds that one feed may take for another: a scorer's decision, a kneel called a run, a flag."""
_FAMILY: dict[PlayKind, PlayKind] = {kind: min(family) for family in _FAMILIES for kind in family}

OTHERWISE_NUMBERED = frozenset(
    (
        *(PlayKind.TIMEOUT, PlayKind.REVIEW, PlayKind.PERIOD_START, PlayKind.PERIOD_END),
        *(PlayKind.GAME_END, PlayKind.OTHER),
    )
)
"""Rows without a ball, which feeds number in their own way though they have the official ids of plays."""

_KIND, _POINTS, _PLAYER, _DOWN = 3, 5, 2, 1
"""What a difference weighs, in seconds of the clock."""


def same_family(one: PlayKind, other: PlayKind) -> bool:
    """Whether one feed may call a play the one and another feed the other."""
    return _FAMILY.get(one, one) is _FAMILY.get(other, other)


Place = tuple[PlayKind, int | None]
"""A family of kinds, and a stretch of the clock; None where the feed gives no time."""

_STRETCH = SECONDS_APART + 1


def place(play: Play) -> Place:
    """Where a play is looked for."""
    clock = play.situation.clock_seconds
    return _FAMILY.get(play.kind, play.kind), None if clock is None else clock // _STRETCH


def neighbours(play: Play) -> tuple[Place, ...]:
    """Where plays that may be the same stand: its stretch of the clock, those beside it, the untimed."""
    family, stretch = place(play)
    if stretch is None:
        return ((family, None),)
    return (family, stretch - 1), (family, stretch), (family, stretch + 1), (family, None)


def surname(name: str) -> str:
    """What feeds that write names in full and in short agree about."""
    return plain_person(name).rpartition(" ")[2]


def distance(one: Play, other: Play) -> int | None:
    """How far apart two tellings of one period are; None where they cannot be of one play."""
    clock = _clock_apart(one, other)
    if clock is None or not same_family(one.kind, other.kind) or _contrary(one, other):
        return None
    downs = one.situation.down and other.situation.down
    situation = (one.situation.down, one.situation.distance) != (
        other.situation.down,
        other.situation.distance,
    )
    return (
        clock
        + _KIND * (one.kind is not other.kind)
        + _POINTS * (one.scores != other.scores)
        + _PLAYER * _names_differ(one, other)
        + _DOWN * bool(downs and situation)
    )


def _clock_apart(one: Play, other: Play) -> int | None:
    """Seconds between their clocks; where there is none, who bats and who is at bat have to agree."""
    before, after = one.situation.clock_seconds, other.situation.clock_seconds
    if before is not None and after is not None:
        apart = abs(before - after)
        return apart if apart <= SECONDS_APART else None
    sides = {one.situation.possession, other.situation.possession} - {None}
    return None if len(sides) > 1 or _names_differ(one, other) else 0


def _contrary(one: Play, other: Play) -> bool:
    """Whether both tell a thing, and not the same: the score after it, whose play it was, whose timeout."""
    return any(
        told is not None and also is not None and told != also
        for told, also in (
            (one.score_after, other.score_after),
            (one.side, other.side),
            (one.timeout_by, other.timeout_by),
        )
    )


def _names_differ(one: Play, other: Play) -> bool:
    return bool(one.player and other.player and surname(one.player) != surname(other.player))
