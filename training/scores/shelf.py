"""The home's files that scores are made from, and what to say where one is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from livebet.domain.games import Sport
from training.data.build import kept_rows
from training.data.rows import Rows
from training.data.store import Entry, Store


class MissingDataError(LookupError):
    """The home lacks a file; the message says which, and how it comes there."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The data of a home by sport, kind and season."""

    home: Path

    def entries(self, sport: Sport, kind: str, name: str = "") -> list[Entry]:
        """The files of a kind whose names begin so, in the order of names."""
        files = Store(self.home).manifest().files
        return [one for one in files if (one.sport, one.kind) == (sport, kind) and one.file.startswith(name)]

    def file(self, sport: Sport, kind: str, name: str) -> Path:
        """The newest file of a kind whose name begins so.

        Raises:
            MissingDataError: there is none.
        """
        found = self.entries(sport, kind, name)
        if not found:
            raise MissingDataError(f"{sport.value}: no file {name}* in the home; {_HOW}")
        return Store(self.home).path(found[-1])

    def rows(
        self,
        sport: Sport,
        seasons: Iterable[int],
        lines: Path | None,
        otherwise: Mapping[str, float] | None = None,
    ) -> Rows:
        """The rows of these seasons, from the files that hold most of them; as `kept_rows` makes them.

        Raises:
            MissingDataError: a season is in no file.
        """
        wanted, parts = set(seasons), []
        while wanted:
            files = self.entries(sport, "plays")
            best = max(files, key=lambda one: len(wanted & set(one.seasons)), default=None)
            held = set() if best is None else wanted & set(best.seasons)
            if best is None or not held:
                told = ", ".join(map(str, sorted(wanted)))
                raise MissingDataError(f"{sport.value}: no plays of {told} in the home; {_HOW}")
            rows = kept_rows(sport, Store(self.home).path(best), lines, self.home, otherwise)
            parts.append(rows.of_seasons(sorted(held)))
            wanted -= held
        return Rows.joined(sorted(parts, key=lambda part: part.seasons))


_HOW = "`livebet data import DIR` brings it (docs/data.md names the files)"
