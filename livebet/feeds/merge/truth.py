"""Tellings joined to plays, and the plays in one order. The best teller's order is the order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from livebet.domain.plays import Play, PlayKind
from livebet.feeds.merge.align import Pair, align
from livebet.feeds.merge.alike import OTHERWISE_NUMBERED, Place, distance, neighbours, place
from livebet.feeds.merge.tellings import Bundle, Teller, Telling


@dataclass(slots=True, eq=False)
class Joined:
    """All tellings of one play; `best` is the one that counts, `at` its place among the others.

    `name` is its canonical id, empty until it has one.
    """

    tellings: Bundle
    best: Telling
    play: Play
    at: int = 0
    name: str = ""

    @property
    def gone(self) -> bool:
        """Whether its best teller took it back."""
        return self.best.gone


def _joined(bundle: Bundle) -> Joined | None:
    told = [telling for telling in bundle.values() if telling.play is not None]
    best = max(told, key=lambda telling: telling.teller, default=None)
    if best is None or best.play is None:
        return None
    above = max(bundle.values(), key=lambda telling: telling.teller)
    return Joined(bundle, above if above.gone else best, best.play)


def period_of_plays(bundles: Iterable[Bundle]) -> list[Joined]:
    """The plays of one period in order, whatever the order in which they were told."""
    alone = [joined for bundle in bundles if (joined := _joined(bundle)) is not None]
    tellers = sorted({teller for joined in alone for teller in joined.tellings}, reverse=True)
    order: list[Joined] = []
    for teller in tellers:
        mine = [joined for joined in alone if teller in joined.tellings]
        mine.sort(key=lambda joined: joined.tellings[teller].place)
        order = _with_teller(order, mine, teller)
    return order


def _with_teller(order: list[Joined], mine: Sequence[Joined], teller: Teller) -> list[Joined]:
    """The plays so far with those of one more teller: joined where they are the same, else set between."""
    known = {id(joined): joined for joined in order}
    fresh = [joined for joined in mine if id(joined) not in known and _by_best(joined, teller)]
    open_ = [joined for joined in order if teller not in joined.tellings]
    pairs = align(_close(fresh, open_), len(open_))
    same = {id(fresh[left]): open_[right] for left, right in pairs.items()}
    for joined in fresh:
        if id(joined) in same:
            _join(same[id(joined)], joined)
    new = {id(joined) for joined in fresh}
    rows = [same.get(id(joined), joined) for joined in mine if id(joined) in known or id(joined) in new]
    return _between(order, rows, teller)


def _by_best(joined: Joined, teller: Teller) -> bool:
    """Whether this teller is the first of the play's that comes by; its others were joined with it."""
    return max(joined.tellings) == teller


def _apart(one: Joined, other: Joined) -> int | None:
    """How far apart two plays are; None where their official ids or a teller of both tell them apart."""
    if not one.tellings.keys().isdisjoint(other.tellings):
        return None
    numbered = one.best.official and other.best.official
    if numbered and one.best.official != other.best.official and one.play.kind not in OTHERWISE_NUMBERED:
        return None
    apart = distance(one.play, other.play)
    return apart if apart is None else apart + (one.gone is not other.gone)


def _close(fresh: Sequence[Joined], others: Sequence[Joined]) -> list[Pair]:
    """All that may be the same: only plays of one family, near each other by the clock, are looked at."""
    near: dict[Place, list[int]] = {}
    for index, other in enumerate(others):
        near.setdefault(place(other.play), []).append(index)
    return [
        (apart, left, right)
        for left, one in enumerate(fresh)
        for where in neighbours(one.play)
        for right in near.get(where, ())
        if (apart := _apart(one, others[right])) is not None
    ]


def _join(into: Joined, joined: Joined) -> None:
    into.tellings = {**into.tellings, **joined.tellings}


def _between(order: list[Joined], rows: Sequence[Joined], teller: Teller) -> list[Joined]:
    """Every row that is not in the order yet goes after the one before it, past all that came earlier."""
    for index, joined in enumerate(order):
        joined.at = index
    there = {id(joined) for joined in order}
    after: dict[int, list[Joined]] = {}
    last = -1
    for row in rows:
        if id(row) in there:
            last = row.at
            continue
        while last + 1 < len(order) and _earlier(order[last + 1], row, teller):
            last += 1
        after.setdefault(last, []).append(row)
    whole = list(after.get(-1, ()))
    for index, joined in enumerate(order):
        whole.append(joined)
        whole.extend(after.get(index, ()))
    return whole


def _earlier(other: Joined, row: Joined, teller: Teller) -> bool:
    """Whether a play that this teller does not tell was over, by the clock, before one that only it tells."""
    clock, own = other.play.situation.clock_seconds, row.play.situation.clock_seconds
    return teller not in other.tellings and clock is not None and own is not None and clock > own


@dataclass(frozen=True, slots=True)
class _Reach:
    """From where to where a teller told plays, and where it says that the game ended."""

    teller: Teller
    first: int
    last: int
    end: int | None


def standing(plays: Sequence[Joined]) -> list[Joined]:
    """The plays that are true now.

    A play taken back by its best teller is not. What only a lesser teller tells is true until a greater one
    has told on: between two plays of the greater, or after its end of the game, what it does not tell did not
    happen, unless its own score says that points are missing there.
    """
    for index, joined in enumerate(plays):
        joined.at = index
    reaches = list(_reaches(plays))
    return [joined for joined in plays if not joined.gone and not _overtaken(joined, plays, reaches)]


def _reaches(plays: Sequence[Joined]) -> Iterable[_Reach]:
    tellers = {teller for joined in plays for teller in joined.tellings}
    for teller in tellers:
        told = [joined for joined in plays if (own := joined.tellings.get(teller)) and not own.gone]
        if told:
            ends = (joined.at for joined in told if joined.play.kind is PlayKind.GAME_END)
            yield _Reach(teller, told[0].at, told[-1].at, next(ends, None))


def _overtaken(joined: Joined, plays: Sequence[Joined], reaches: Sequence[_Reach]) -> bool:
    for reach in reaches:
        if reach.teller <= joined.best.teller:
            continue
        ended = reach.end is not None and joined.at > reach.end
        if ended or (reach.first < joined.at < reach.last and not _missed(joined, plays, reach.teller)):
            return True
    return False


def _missed(joined: Joined, plays: Sequence[Joined], teller: Teller) -> bool:
    """Whether the points of a play are missing between the scores that a greater teller shows around it."""
    if not joined.play.scores:
        return False
    before, after = _neighbour(plays, joined.at, -1, teller), _neighbour(plays, joined.at, 1, teller)
    if before is None or after is None or before.score_after is None or after.score_after is None:
        return False
    told = before.score_after
    for play in (joined.play, after):
        for made in play.scores:
            told = told.plus(made.side, made.points)
    return told.home <= after.score_after.home and told.away <= after.score_after.away


def _neighbour(plays: Sequence[Joined], at: int, step: int, teller: Teller) -> Play | None:
    """The nearest play of a teller before or after a place, as it tells it."""
    at += step
    while 0 <= at < len(plays):
        telling = plays[at].tellings.get(teller)
        if telling is not None and not telling.gone and telling.play is not None:
            return telling.play
        at += step
    return None
