"""How long the archive is kept: whole days, the oldest first."""

import shutil
from datetime import date, timedelta
from pathlib import Path

from livebet.archive.reader import day_of


def prune(under: Path, today: date, keep_days: int) -> list[date]:
    """Delete the days before the last `keep_days` (today counts); which they were, oldest first.

    Raises:
        OSError: a folder could not be deleted.
    """
    first_kept = today - timedelta(days=keep_days - 1)
    gone: set[date] = set()
    for folder in under.glob("*/*"):
        day = day_of(folder.name)
        if day is not None and day < first_kept and folder.is_dir():
            shutil.rmtree(folder)
            gone.add(day)
    return sorted(gone)
