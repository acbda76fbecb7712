"""Seasons in the home: `<home>/data/<sport>/…`, each file with where it is from in a manifest.

A file is copied beside its place and moved there whole; an import that was cut short goes on where it
stopped, as what lies there with the right checksum is not copied again.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from training.data.checksums import checksum
from training.data.formats import FORMATS, Recognised, UnknownFileError, recognise

MANIFEST = "manifest.json"
SPORTS: tuple[str, ...] = tuple(dict.fromkeys(one.sport for one in FORMATS))
IGNORED = frozenset(("README.md", "README", "LICENSE", MANIFEST))
Say = Callable[[str], None]


class Entry(msgspec.Struct, frozen=True):
    """A file that is kept: what it holds, where it is from, when it came (UTC), and its SHA-256."""

    sport: str
    file: str
    kind: str
    rows: int
    seasons: tuple[int, ...]
    origin: str
    taken_at: datetime
    sha256: str
    bytes: int


class Manifest(msgspec.Struct, frozen=True):
    """All that is kept, by sport and file."""

    files: tuple[Entry, ...] = ()

    def of(self, sport: str, file: str) -> Entry | None:
        """The entry of a file."""
        return next((one for one in self.files if (one.sport, one.file) == (sport, file)), None)

    def with_entry(self, entry: Entry) -> "Manifest":
        """The manifest with this entry in place of an older one of the same file."""
        others = [one for one in self.files if (one.sport, one.file) != (entry.sport, entry.file)]
        return Manifest(tuple(sorted((*others, entry), key=lambda one: (one.sport, one.file))))


class BrokenManifestError(ValueError):
    """A manifest that cannot be read."""


@dataclass(frozen=True, slots=True)
class Store:
    """The data of a home."""

    home: Path

    @property
    def root(self) -> Path:
        """Where it lies."""
        return self.home / "data"

    def path(self, entry: Entry) -> Path:
        """Where a file lies."""
        return self.root / entry.sport / entry.file

    def manifest(self) -> Manifest:
        """What is kept.

        Raises:
            BrokenManifestError: the manifest is damaged.
        """
        path = self.root / MANIFEST
        if not path.exists():
            return Manifest()
        try:
            return msgspec.json.decode(path.read_bytes(), type=Manifest)
        except msgspec.MsgspecError as fault:
            raise BrokenManifestError(f"{path}: {fault}") from None

    def keep(self, found: Recognised, origin: str, now: datetime) -> Entry | None:
        """Copy a file and note it; None where it lies there already."""
        sport, name = found.format.sport, found.path.name
        mark, known = checksum(found.path), self.manifest().of(sport, name)
        place = self.root / sport / name
        if known is not None and known.sha256 == mark and place.exists() and checksum(place) == mark:
            return None
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{name}.draft")
        shutil.copyfile(found.path, draft)
        draft.chmod(0o644)
        draft.replace(place)
        entry = Entry(
            sport, name, found.format.kind, found.rows, found.seasons, origin, now, mark, place.stat().st_size
        )
        self._write(self.manifest().with_entry(entry))
        return entry

    def damaged(self) -> list[Entry]:
        """Files that are gone or are not what they were when they came."""
        return [
            one
            for one in self.manifest().files
            if not self.path(one).exists() or checksum(self.path(one)) != one.sha256
        ]

    def _write(self, manifest: Manifest) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        draft = self.root / f".{MANIFEST}.draft"
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        draft.replace(self.root / MANIFEST)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: files taken, files that lay there already, and files refused with the reason."""

    taken: tuple[Entry, ...]
    known: tuple[str, ...]
    refused: tuple[str, ...]


def take(store: Store, folder: Path, now: datetime, say: Say = lambda _: None) -> Imported:
    """Import a folder: of a sport (named nfl, nba, mlb, betfair) or with folders of sports in it."""
    taken: list[Entry] = []
    known: list[str] = []
    refused: list[str] = []
    for sport, path in _files(folder):
        try:
            entry = store.keep(recognise(sport, path), str(path), now)
        except UnknownFileError as fault:
            refused.append(str(fault))
            say(f"refused: {fault}")
            continue
        if entry is None:
            known.append(f"{sport}/{path.name}")
            say(f"there already: {sport}/{path.name}")
        else:
            taken.append(entry)
            say(f"taken: {sport}/{path.name}, {entry.rows:,} rows")
    return Imported(tuple(taken), tuple(known), tuple(refused))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    folders = [folder] if folder.name in SPORTS else sorted(one for one in folder.iterdir() if one.is_dir())
    for one in folders:
        for path in sorted(one.iterdir()):
            if path.is_file() and path.name not in IGNORED and not path.name.startswith("."):
                yield one.name, path
    if folder.name not in SPORTS:
        loose = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name not in IGNORED]
        for path in loose:
            yield folder.name, path
