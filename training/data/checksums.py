"""SHA-256 of files, and of code."""

from collections.abc import Iterable
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path

from livebet.settings import ROOT


def checksum(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@cache
def code_checksum(places: tuple[str, ...]) -> str:
    """SHA-256 over modules of the checkout, files or whole folders, as they were when first asked for."""
    digest = sha256()
    for place in places:
        found = ROOT / place
        modules: Iterable[Path] = [found] if found.is_file() else sorted(found.rglob("*.py"))
        for module in modules:
            digest.update(module.relative_to(ROOT).as_posix().encode() + module.read_bytes())
    return digest.hexdigest()
