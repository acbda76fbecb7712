"""The trial: a clean run, a disturbed one, and what the disturbed one may differ by.

A payload of which no whole copy came, and that no later answer of its feed repeated, is dropped for good and
listed. The disturbed run has to end as a clean run does that never held what is listed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from uuid import UUID

from livebet.chaos.course import Course, Ending, run
from livebet.chaos.layer import Act, Delivery, Layer
from livebet.chaos.rates import Rates
from livebet.chaos.spoil import spoilt
from livebet.chaos.tellings import Telling, name

ASKED_AGAIN = timedelta(seconds=1)
"""A reader whose last answers went wrong asks once more."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A payload that is dropped for good: whose, of which game, what it told, what became of it."""

    feed: str
    game: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `unexplained` differences fail it; `missing` ones follow from what was lost."""

    clean: Course
    disturbed: Course
    acts: dict[str, Counter[Act]]
    lost: tuple[Lost, ...]
    healed: int
    """Answers that were lost, of which every word came with a later one."""
    missing: tuple[str, ...]
    unexplained: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the disturbed run ended as it had to."""
        return not self.unexplained


async def trial(tellings: Sequence[Telling], rates: Rates, seed: str) -> Trial:
    """Tell it cleanly, tell it disturbed, compare how the games end. `tellings` are in order of time."""
    clean = await run(_clean(tellings))
    layer: Layer[Telling] = Layer(rates, seed, _spoilt)
    deliveries = [one for telling in tellings for one in layer.take(telling.lane, telling.at, telling)]
    deliveries += layer.rest()
    came = {one.origin for one in deliveries if one.whole}
    gone = [place for place in range(len(tellings)) if place not in came]
    lost = [place for place in gone if not tellings[place].retells]
    disturbed = await run([*deliveries, *_asked_again(tellings, deliveries)])
    left = [telling for place, telling in enumerate(tellings) if place not in set(lost)]
    expected = await run(_clean(left)) if lost else clean
    corrupt = {one.origin for one in deliveries}
    return Trial(
        clean=clean,
        disturbed=disturbed,
        acts=_by_feed(layer.acts),
        lost=tuple(_lost(tellings[place], place in corrupt) for place in lost),
        healed=len(gone) - len(lost),
        missing=tuple(differences(clean.endings, expected.endings)),
        unexplained=tuple(differences(expected.endings, disturbed.endings)),
    )


def _clean(tellings: Sequence[Telling]) -> Iterator[Delivery[Telling]]:
    return (Delivery(one.at, place, one.lane, one) for place, one in enumerate(tellings))


def _asked_again(
    tellings: Sequence[Telling], deliveries: Sequence[Delivery[Telling]]
) -> Iterator[Delivery[Telling]]:
    """The last answer of every feed that is asked, once all else has come."""
    last = {one.lane: one for one in tellings if one.retells}
    end = max((one.at for one in deliveries), default=None)
    if end is not None:
        for place, telling in enumerate(last.values(), len(tellings)):
            yield Delivery(end + ASKED_AGAIN, place, telling.lane, telling)


def _spoilt(telling: Telling, seed: str) -> Telling:
    return Telling(
        telling.feed,
        telling.game,
        telling.at,
        spoilt(telling.body, seed),
        telling.read,
        telling.about,
        telling.retells,
    )


def _lost(telling: Telling, came_corrupt: bool) -> Lost:
    why = Act.CORRUPTED if came_corrupt else Act.DROPPED
    return Lost(telling.feed, telling.game, telling.about, why.value)


def _by_feed(acts: Counter[tuple[str, Act]]) -> dict[str, Counter[Act]]:
    found: dict[str, Counter[Act]] = {}
    for (lane, act), times in acts.items():
        found.setdefault(lane.partition("/")[0], Counter())[act] += times
    return found


def differences(one: dict[UUID, Ending], other: dict[UUID, Ending]) -> Iterator[str]:
    """How games end otherwise in the other run, in words."""
    for game_id, ending in one.items():
        there = other.get(game_id)
        if there is None:
            yield f"{name(ending.game)}: never heard of"
        elif there != ending:
            yield from (f"{name(ending.game)}: {word}" for word in _differences(ending, there))
    for game_id, ending in other.items():
        if game_id not in one:
            yield f"{name(ending.game)}: heard of here alone"


def _differences(one: Ending, other: Ending) -> Iterator[str]:
    ours, theirs = one.state, other.state
    if (ours.score, ours.phase) != (theirs.score, theirs.phase):
        yield f"{_score(one)} became {_score(other)}"
    words: tuple[tuple[str, Callable[[Ending], object]], ...] = (
        ("plays", lambda ending: ending.plays),
        ("prices", lambda ending: ending.shown),
        ("statuses", lambda ending: ending.statuses),
    )
    for word, part in words:
        if part(one) != part(other):
            yield f"{word} differ: {_first(part(one), part(other))}"
    apart = [one.name for one in fields(ours) if getattr(ours, one.name) != getattr(theirs, one.name)]
    if apart:
        yield f"state differs in {', '.join(apart)}"


def _score(ending: Ending) -> str:
    score = ending.state.score
    return f"{score.away}-{score.home} ({ending.state.phase})"


def _first(one: object, other: object) -> str:
    """How much there is in both, and the first thing in which they differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        apart = [key for key in {**one, **other} if one.get(key) != other.get(key)]
        return f"{len(apart)} of {len(one)}, first {' '.join(map(str, apart[0]))}"
    if isinstance(one, tuple) and isinstance(other, tuple):
        pairs = enumerate(zip(one, other, strict=False))
        at = next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(one), len(other)))
        return f"{len(one)} and {len(other)}, from number {at + 1} on"
    return ""
