"""Rates of Major League Baseball, and the two tables that all of a game follows from.

`PITCHES` are the shares of each count's pitches that were a ball, a strike (called or swinging), a foul, put
in play or a hit batter, over the 748,000 pitches of 2019's Retrosheet sequences (the information was obtained
free of charge from and is copyrighted by Retrosheet, www.retrosheet.org): .223 strikeouts and .079 walks a
plate appearance. Balls in play fall as in 2023 (Baseball-Reference, per team and game: 4.62 runs, 5.34
singles, 1.72 doubles, 0.14 triples, 1.21 home runs of 37.9 plate appearances; .72 steals in .90 attempts; .70
double plays on the ground). Runners advance by Retrosheet's shares of 2019. Home sides won .521 to .535.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from livebet.domain.plays import FIRST, SECOND, THIRD, PlayKind

HOME_ADVANTAGE = 0.2
"""Runs."""
INNINGS = 9
GHOST_RUNNER_FROM = 2020
"""Extra innings of the regular season begin with a runner on second from this season on."""
RUNS_PER_HITS = 15.0
"""Runs of margin a game that doubling one side's hits, and nulling the other's, would come to near zero:
measured on this process; it turns an edge in runs into shares of hits."""


class Pitch(Enum):
    """What a pitch came to."""

    BALL = "ball"
    STRIKE = "strike"
    FOUL = "foul"
    IN_PLAY = "in play"
    HIT_BATTER = "hit batter"


Count = tuple[int, int]
"""Balls and strikes."""

_SHARES: dict[Count, tuple[float, float, float, float, float]] = {
    (0, 0): (0.3918, 0.3897, 0.1128, 0.1036, 0.0021),
    (0, 1): (0.4163, 0.2434, 0.1767, 0.1604, 0.0032),
    (0, 2): (0.4577, 0.1837, 0.1882, 0.1662, 0.0042),
    (1, 0): (0.3508, 0.3399, 0.1584, 0.1493, 0.0016),
    (1, 1): (0.3542, 0.2488, 0.2021, 0.1919, 0.0030),
    (1, 2): (0.3893, 0.1947, 0.2149, 0.1972, 0.0039),
    (2, 0): (0.3270, 0.3437, 0.1663, 0.1616, 0.0014),
    (2, 1): (0.2929, 0.2650, 0.2213, 0.2188, 0.0020),
    (2, 2): (0.3060, 0.1995, 0.2507, 0.2404, 0.0034),
    (3, 0): (0.3859, 0.5275, 0.0399, 0.0453, 0.0014),
    (3, 1): (0.2707, 0.2768, 0.2269, 0.2240, 0.0016),
    (3, 2): (0.2212, 0.1962, 0.2911, 0.2894, 0.0021),
}
PITCHES: dict[Count, dict[Pitch, float]] = {
    count: {pitch: share / sum(shares) for pitch, share in zip(Pitch, shares, strict=True)}
    for count, shares in _SHARES.items()
}


class Contact(Enum):
    """What a ball in play came to."""

    SINGLE = 0.209
    DOUBLE = 0.067
    TRIPLE = 0.0055
    HOME_RUN = 0.0473
    ERROR = 0.0215
    GROUND = 0.2757
    AIR = 0.3740


HITS = (Contact.SINGLE, Contact.DOUBLE, Contact.TRIPLE, Contact.HOME_RUN)

SCORES_FROM_SECOND = (0.56, 0.56, 0.76)
"""On a single, by outs before it."""
FIRST_TO_THIRD = 0.28
SCORES_FROM_FIRST = (0.36, 0.36, 0.50)
"""On a double, by outs before it."""
DOUBLE_PLAY, FORCE_OUT = 0.50, 0.25
"""Of grounders that are outs with a runner on first and fewer than two out."""
GROUND_ADVANCE = 0.55
"""Runners on second and third move up on other grounders that often."""
SACRIFICE_FLY = 0.42
TAGS_TO_THIRD = 0.16

STEAL, STEAL_SUCCEEDS = 0.095, 0.80
PICKOFF = 0.004
ADVANCE = 0.016
"""Chances per plate appearance with a runner (a steal: on first, second open); all before the first pitch."""


@dataclass(frozen=True, slots=True)
class Base:
    """Outs and runners of a half-inning still on."""

    outs: int = 0
    bases: int = 0


@dataclass(frozen=True, slots=True)
class Happens:
    """One thing that may happen: how likely, and what the half-inning is then. Three outs end it."""

    probability: float
    kind: PlayKind
    detail: str
    after: Base
    runs: int = 0


def contact_shares(edge: float) -> dict[Contact, float]:
    """Shares of the balls in play for a side whose edge in runs a game is that; outs make room for hits."""
    shares = {contact: contact.value for contact in Contact}
    gained = 0.0
    for hit in HITS:
        more = shares[hit] * edge / RUNS_PER_HITS
        shares[hit] += more
        gained += more
    outs = shares[Contact.GROUND] + shares[Contact.AIR]
    for out in (Contact.GROUND, Contact.AIR):
        shares[out] -= gained * shares[out] / outs
    return shares


@cache
def in_play(base: Base, edge: float) -> tuple[Happens, ...]:
    """All that a ball in play may come to; probabilities sum to 1."""
    return tuple(
        Happens(share * one.probability, one.kind, one.detail, one.after, one.runs)
        for contact, share in contact_shares(edge).items()
        for one in _BY_CONTACT[contact](base)
    )


@cache
def before_pitches(base: Base) -> tuple[Happens, ...]:
    """What runners may do before the batter's first pitch; what is left of 1 is nothing."""
    return tuple(_moves(base))


def _moves(base: Base) -> Iterator[Happens]:
    on_first = bool(base.bases & FIRST)
    if on_first and not base.bases & SECOND:
        moved = base.bases - FIRST + SECOND
        yield Happens(STEAL * STEAL_SUCCEEDS, PlayKind.STOLEN_BASE, "second", Base(base.outs, moved))
        out = Base(base.outs + 1, base.bases - FIRST)
        yield Happens(STEAL * (1 - STEAL_SUCCEEDS), PlayKind.CAUGHT_STEALING, "second", out)
    if on_first:
        yield Happens(PICKOFF, PlayKind.PICKOFF, "first", Base(base.outs + 1, base.bases - FIRST))
    if base.bases:
        runs, after = int(bool(base.bases & THIRD)), Base(base.outs, (base.bases << 1) & 7)
        for detail, share in (("wild pitch", 0.80), ("passed ball", 0.15), ("balk", 0.05)):
            yield Happens(ADVANCE * share, PlayKind.ADVANCE, detail, after, runs)


def walked(base: Base, kind: PlayKind, detail: str) -> Happens:
    """The batter to first, runners as far as they are forced."""
    bases = base.bases
    if not bases & FIRST:
        return Happens(1.0, kind, detail, Base(base.outs, bases | FIRST))
    if not bases & SECOND:
        return Happens(1.0, kind, detail, Base(base.outs, bases | SECOND))
    return Happens(1.0, kind, detail, Base(base.outs, 7), int(bases == FIRST + SECOND + THIRD))


def struck_out(base: Base) -> Happens:
    """One out, runners hold."""
    return Happens(1.0, PlayKind.STRIKEOUT, "strikeout", Base(base.outs + 1, base.bases))


# ---------------------------------------------------------------- by contact


def _single(base: Base) -> Iterator[Happens]:
    third = int(bool(base.bases & THIRD))
    second = SCORES_FROM_SECOND[base.outs] if base.bases & SECOND else None
    for scores, chance in ((True, second), (False, None if second is None else 1 - second)):
        if chance is None and not scores:
            continue
        part = 1.0 if chance is None else chance
        home = third + int(second is not None and scores)
        held = THIRD if second is not None and not scores else 0
        yield from _behind(base, part, home, held)


def _behind(base: Base, part: float, runs: int, held: int) -> Iterator[Happens]:
    """The rest of a single: the runner from first takes third where it is free and he dares."""
    if not base.bases & FIRST:
        yield Happens(part, PlayKind.SINGLE, "single", Base(base.outs, held | FIRST), runs)
        return
    dares = 0.0 if held else FIRST_TO_THIRD
    yield Happens(part * dares, PlayKind.SINGLE, "single", Base(base.outs, FIRST | THIRD), runs)
    stays = Base(base.outs, held | SECOND | FIRST)
    yield Happens(part * (1 - dares), PlayKind.SINGLE, "single", stays, runs)


def _double(base: Base) -> Iterator[Happens]:
    runs = (base.bases & SECOND > 0) + (base.bases & THIRD > 0)
    scores = SCORES_FROM_FIRST[base.outs] if base.bases & FIRST else 1.0
    home = runs + int(base.bases & FIRST > 0)
    yield Happens(scores, PlayKind.DOUBLE, "double", Base(base.outs, SECOND), home)
    if scores < 1.0:
        yield Happens(1 - scores, PlayKind.DOUBLE, "double", Base(base.outs, SECOND | THIRD), runs)


def _triple(base: Base) -> Iterator[Happens]:
    yield Happens(1.0, PlayKind.TRIPLE, "triple", Base(base.outs, THIRD), base.bases.bit_count())


def _home_run(base: Base) -> Iterator[Happens]:
    yield Happens(1.0, PlayKind.HOME_RUN, "home run", Base(base.outs, 0), base.bases.bit_count() + 1)


def _error(base: Base) -> Iterator[Happens]:
    after = Base(base.outs, ((base.bases << 1) & 7) | FIRST)
    yield Happens(1.0, PlayKind.ERROR, "fielding error", after, int(bool(base.bases & THIRD)))


def _ground(base: Base) -> Iterator[Happens]:
    if base.outs == 2:
        yield Happens(1.0, PlayKind.OUT, "groundout", Base(3, 0))
    elif base.bases & FIRST:
        yield from _ground_at_the_runner(base)
    elif not base.bases:
        yield Happens(1.0, PlayKind.OUT, "groundout", Base(base.outs + 1, 0))
    else:
        runs, moved = int(bool(base.bases & THIRD)), (base.bases << 1) & 7
        yield Happens(GROUND_ADVANCE, PlayKind.OUT, "groundout", Base(base.outs + 1, moved), runs)
        yield Happens(1 - GROUND_ADVANCE, PlayKind.OUT, "groundout", Base(base.outs + 1, base.bases))


def _ground_at_the_runner(base: Base) -> Iterator[Happens]:
    """A runner on first, fewer than two out: two, one at second, or one at first."""
    runs, ahead = int(bool(base.bases & THIRD)), ((base.bases & SECOND) << 1) & 7
    both = Base(base.outs + 2, 0 if base.outs else ahead)
    yield Happens(
        DOUBLE_PLAY, PlayKind.DOUBLE_PLAY, "grounded into double play", both, 0 if base.outs else runs
    )
    forced = Base(base.outs + 1, ahead | FIRST)
    yield Happens(FORCE_OUT, PlayKind.FIELDERS_CHOICE, "force out", forced, runs)
    moved = Base(base.outs + 1, (base.bases << 1) & 7)
    yield Happens(1 - DOUBLE_PLAY - FORCE_OUT, PlayKind.OUT, "groundout", moved, runs)


def _air(base: Base) -> Iterator[Happens]:
    if base.outs == 2:
        yield Happens(1.0, PlayKind.OUT, "flyout", Base(3, 0))
    elif base.bases & THIRD:
        scored = Base(base.outs + 1, base.bases - THIRD)
        yield Happens(SACRIFICE_FLY, PlayKind.SACRIFICE, "sacrifice fly", scored, 1)
        yield Happens(1 - SACRIFICE_FLY, PlayKind.OUT, "flyout", Base(base.outs + 1, base.bases))
    elif base.bases & SECOND:
        tagged = Base(base.outs + 1, base.bases - SECOND + THIRD)
        yield Happens(TAGS_TO_THIRD, PlayKind.OUT, "flyout", tagged)
        yield Happens(1 - TAGS_TO_THIRD, PlayKind.OUT, "flyout", Base(base.outs + 1, base.bases))
    else:
        yield Happens(1.0, PlayKind.OUT, "flyout", Base(base.outs + 1, base.bases))


_BY_CONTACT = {
    Contact.SINGLE: _single,
    Contact.DOUBLE: _double,
    Contact.TRIPLE: _triple,
    Contact.HOME_RUN: _home_run,
    Contact.ERROR: _error,
    Contact.GROUND: _ground,
    Contact.AIR: _air,
}


@cache
def count_ends(count: Count) -> dict[Pitch, float]:
    """How plate appearances end from a count: BALL is a walk, STRIKE a strikeout. Exact: fouls may go on."""
    strikes, shares = count[1], PITCHES[count]
    ends = dict.fromkeys(Pitch, 0.0)
    stays = shares[Pitch.FOUL] if strikes == 2 else 0.0
    for pitch, share in shares.items():
        if strikes == 2 and pitch is Pitch.FOUL:
            continue
        after = pitched(count, pitch)
        for end, probability in ({pitch: 1.0} if after is None else count_ends(after)).items():
            ends[end] += share * probability / (1.0 - stays)
    return ends


def pitched(count: Count, pitch: Pitch) -> Count | None:
    """The count after a pitch; None where it ends the plate appearance."""
    balls, strikes = count
    if pitch is Pitch.BALL:
        return None if balls == 3 else (balls + 1, strikes)
    if pitch is Pitch.FOUL:
        return (balls, min(2, strikes + 1))
    if pitch is Pitch.STRIKE:
        return None if strikes == 2 else (balls, strikes + 1)
    return None
