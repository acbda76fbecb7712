"""What a task of the table came to: figures, the bounds that they must and should keep."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from livebet.domain.games import Sport
from training.evaluation.compared import Compared
from training.measures import Interval


@dataclass(frozen=True)
class Figures:
    """One measure of a forecast, beside an anchor's of the same rows where there is one.

    `measure` says what `ours` and `anchor` are; `difference` is ours less the anchor's. Intervals draw whole
    games (95 %). `more` are further numbers that a bound may ask for, or that explain.
    """

    measure: str
    rows: int
    games: int
    ours: float
    anchor: float | None = None
    difference: Interval | None = None
    interval: Interval | None = None
    more: dict[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def d(self) -> Interval:
        """The difference.

        Raises:
            ValueError: there is no anchor.
        """
        if self.difference is None:
            raise ValueError("a figure without an anchor has no difference")
        return self.difference


@dataclass(frozen=True)
class Bound:
    """What figures are held to, in words and as a test."""

    says: str
    holds: Callable[[Figures], bool]


Ground = TypeVar("Ground", contravariant=True)
"""What a task is measured on: a sport's rows and models, which its tasks share."""


@dataclass(frozen=True)
class Task(Generic[Ground]):
    """A line of the table: how its model learns, what it is judged on and against, what is asked of it."""

    sport: Sport
    name: str
    learnt: str
    rows: str
    anchor: str
    measure: Callable[[Ground], Figures]
    must: Bound | None = None
    aim: Bound | None = None

    def line(self, ground: Ground) -> "Line":
        """Measure it."""
        told = self.measure(ground)
        return Line(
            self.sport.value,
            self.name,
            self.learnt,
            self.rows,
            self.anchor,
            told,
            *_kept(self.must, told),
            *_kept(self.aim, told),
        )


def _kept(bound: Bound | None, told: Figures) -> tuple[str, bool | None]:
    return ("", None) if bound is None else (bound.says, bound.holds(told))


@dataclass(frozen=True)
class Line:
    """A task as it came out; `must_met` and `aim_met` are None where nothing is asked."""

    sport: str
    task: str
    learnt: str
    rows: str
    anchor: str
    figures: Figures
    must: str
    must_met: bool | None
    aim: str
    aim_met: bool | None


@dataclass(frozen=True)
class Table:
    """The lines of one sport, when they were measured (UTC) and by which code; `missing` could not be."""

    sport: str
    measured: datetime
    code: str
    quick: bool
    lines: list[Line]
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> list[Line]:
        """The lines whose must is not met."""
        return [line for line in self.lines if line.must_met is False]

    def encoded(self) -> bytes:
        """As JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)

    @classmethod
    def decoded(cls, told: bytes) -> "Table":
        """From JSON.

        Raises:
            msgspec.MsgspecError: it is no table.
        """
        return msgspec.json.decode(told, type=cls)


def of_compared(told: Compared, **more: float) -> Figures:
    """Log loss of a comparison, with its other measures."""
    others = {
        "brier": told.ours.brier,
        "accuracy": told.ours.accuracy,
        "calibration_error": told.ours.calibration_error,
        **more,
    }
    anchor = None if told.anchor is None else told.anchor.log_loss
    return Figures(
        "log loss", told.rows, told.games, told.ours.log_loss, anchor, told.difference, more=others
    )


def calibration(told: Compared) -> Figures:
    """Calibration error of a comparison: 20 bins of equal width."""
    anchor = None if told.anchor is None else told.anchor.calibration_error
    return Figures("calibration error", told.rows, told.games, told.ours.calibration_error, anchor)


def at_most(most: float) -> Bound:
    """The figure itself."""
    return Bound(f"≤ {short(most)}", lambda told: told.ours <= most)


def d_at_most(most: float, top: float | None = None) -> Bound:
    """The difference to the anchor, and the top of its interval where one is given."""
    says = f"d ≤ {short(most, sign=True)}"
    if top is None:
        return Bound(says, lambda told: told.d.value <= most)
    return Bound(
        f"{says}, top < {short(top, sign=True)}", lambda told: told.d.value <= most and told.d.high < top
    )


def short(value: float, sign: bool = False) -> str:
    """.002, -.09, 0: as tables of forecasts write numbers below 1."""
    text = f"{abs(value):.4f}".rstrip("0").rstrip(".").removeprefix("0") or "0"
    if value < 0:
        return f"−{text}"
    return f"+{text}" if sign and value else text
