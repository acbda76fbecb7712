"""Files of text that secrets do not reach."""

from pathlib import Path
from typing import TextIO

from livebet.services.redaction import redact


class RedactedLog:
    """A text file that secrets do not reach; the former run's file is kept once as `<name>.1`."""

    def __init__(self, path: Path) -> None:
        """Open for writing, readable by its owner only."""
        if path.exists():
            path.replace(path.with_name(path.name + ".1"))
        path.touch(mode=0o600)
        self._file: TextIO = path.open("a", encoding="utf-8")

    def write(self, text: str) -> int:
        """Write the text, redacted."""
        return self._file.write(redact(text))

    def flush(self) -> None:
        """Hand over to the operating system."""
        self._file.flush()

    def isatty(self) -> bool:
        """Never a terminal."""
        return False

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def tail(path: Path, lines: int) -> list[str]:
    """The last lines of a text file; none when it is not there."""
    if not path.exists():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
