"""News told once: the guard that makes repeats and late arrivals harmless."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Mark = TypeVar("Mark", datetime, int)
"""What orders news: an instant or a revision."""
Told = TypeVar("Told")


@dataclass(slots=True)
class Newest(Generic[Mark, Told]):
    """Lets something through when its mark is newer, or the same with something not yet told at it.

    Two different things at one mark both count, in order of arrival; a repeat of the first after the second
    does not bring the first back.
    """

    mark: Mark
    told: list[Told] = field(default_factory=list)

    def is_news(self, mark: Mark, thing: Told) -> bool:
        """Whether this is news; it is told from now on."""
        if mark < self.mark:
            return False
        if mark > self.mark:
            self.mark = mark
            self.told = [thing]
            return True
        if thing in self.told:
            return False
        self.told.append(thing)
        return True
