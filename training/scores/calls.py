"""The 85 % of the specification: calls on later seasons at thresholds that earlier ones froze."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles
from training.evaluation.promises import (
    GAME_CALLS,
    LATE_PLAYS,
    PLAY_CALLS,
    Called,
    Promise,
    calls_of,
    freeze,
    promises,
)
from training.scores.result import Bound, Figures, Task, short

ONE_CALL, PLAYS, LATE = "one call a game", "called plays", "late plays"
ROWS: dict[Sport, str] = {
    Sport.NFL: "plays with a down of 2020–2023, ties left out",
    Sport.NBA: "shots and free throws of 2024–25 and of 2025–26 to November 5",
    Sport.MLB: "events of the last three of five blocks of dates of 2019",
}
LEARNT: dict[Sport, str] = {
    Sport.NFL: "to 2019, thresholds where it was unseen",
    Sport.NBA: "to 2023–24, thresholds where it was unseen",
    Sport.MLB: "the first two blocks, thresholds where they were unseen",
}
_COVERAGE = {ONE_CALL: GAME_CALLS, PLAYS: PLAY_CALLS}
_LENGTH: dict[Sport, tuple[float, str]] = {
    Sport.NFL: (60.0, "minute"),
    Sport.NBA: (48.0, "minute"),
    Sport.MLB: (54.0, "out"),
}
"""Regulation, in what a call's moment is told in."""


@dataclass(frozen=True)
class Calls:
    """Promises with the later plays that they were kept, or not kept, on."""

    later: Called
    promises: list[Promise]

    @classmethod
    def of(cls, rows: Rows, said: Doubles, earlier: Called) -> "Calls":
        """On rows of later seasons and what was said of them, at thresholds that `earlier` freezes."""
        later = calls_of(rows, said)
        return cls(later, promises(later, freeze(earlier)))


class Calling(Protocol):
    """A sport's ground, as far as calls go."""

    @property
    def calls(self) -> Calls:
        """Calls on later seasons."""
        ...


def call_tasks(sport: Sport) -> Iterator[Task[Calling]]:
    """One call a game, called plays, and all plays of the end of a game."""
    for name, promised in _COVERAGE.items():
        for share in promised:
            yield _called(sport, name, share)
    yield Task(
        sport,
        "all plays of innings 7 and later" if sport is Sport.MLB else "all plays of the fourth quarter",
        LEARNT[sport].partition(",")[0],
        ROWS[sport],
        "",
        lambda ground: _figures(ground.calls, sport, LATE, LATE_PLAYS),
        Bound(f"right ≥ {LATE_PLAYS:.0%}", lambda told: told.ours >= LATE_PLAYS),
    )


def _called(sport: Sport, name: str, share: float) -> Task[Calling]:
    coverage = _COVERAGE[name][share]
    of = "games" if name == ONE_CALL else "plays"
    return Task(
        sport,
        f"{name}, {share:.0%}",
        LEARNT[sport],
        ROWS[sport],
        "",
        lambda ground: _figures(ground.calls, sport, name, share),
        Bound(
            f"right ≥ {share:.0%}, {of} called ≥ {coverage:.0%}",
            lambda told: told.ours >= share and told.more["coverage"] >= coverage,
        ),
    )


def _figures(calls: Calls, sport: Sport, name: str, share: float) -> Figures:
    found = next(one for one in calls.promises if one.name == name and abs(one.promised - share) < 1e-9)
    length, unit = _LENGTH[sport]
    more = {"threshold": found.threshold, "coverage": found.coverage, "gone": found.gone}
    note = f"{found.coverage:.1%} called"
    if name != LATE:
        note += f" at {short(found.threshold)}"
    if name == ONE_CALL:
        note += f", on average at {unit} {found.gone * length:.1f} ({found.gone:.0%} of regulation)"
    rows, games = len(calls.later.sure), len(np.unique(calls.later.game))
    return Figures("share right", rows, games, found.right.value, interval=found.right, more=more, note=note)
