"""SHA-256 of files."""

from hashlib import file_digest
from pathlib import Path


def checksum(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
