"""Tables of scores in the home: the last full one of each sport."""

from pathlib import Path

import msgspec

from livebet.domain.games import Sport
from training.scores.result import Table
from training.scores.show import as_markdown

JSON, MARKDOWN = "scores.json", "scores.md"
NONE = "Not measured yet: `livebet scores` does it."


def keep(table: Table, home: Path) -> Path:
    """Write the table into the home; the folder."""
    folder = place(home, table.sport)
    folder.mkdir(parents=True, exist_ok=True)
    for name, told in ((JSON, table.encoded()), (MARKDOWN, as_markdown([table]).encode())):
        draft = folder / f".{name}"
        draft.write_bytes(told)
        draft.replace(folder / name)
    return folder


def kept(home: Path, sport: Sport) -> Table | None:
    """The table that was measured last in full; None where there is none, or one of another age."""
    path = place(home, sport.value) / JSON
    try:
        return Table.decoded(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None


def place(home: Path, sport: str) -> Path:
    """Where the table of a sport lies."""
    return home / "scores" / sport


def page(home: Path, sport: Sport) -> str:
    """The kept table as Markdown, or how to get one."""
    table = kept(home, sport)
    return NONE if table is None else as_markdown([table])
