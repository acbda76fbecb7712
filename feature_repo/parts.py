"""The past of a view as files: `<home>/feast/<view>/<part>.parquet`, each with what it was made from."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from feature_repo.names import KNOWN_AT, TIMESTAMP
from livebet.settings import settings

_MADE_FROM = b"made_from"


def history_folder(home: Path, view: str) -> Path:
    """Where the past of a view lies."""
    return home / "feast" / view


def _file(view: str, part: str) -> Path:
    return history_folder(settings().home, view) / f"{part}.parquet"


def write_part(view: str, part: str, frame: pd.DataFrame, mark: str = "") -> None:
    """Replace one part (a season, a week of it) of a view's past.

    `frame` holds the join key, `event_timestamp` (UTC), the view's fields, and `known_at` (UTC) where a row
    came to be known later than at its instant. `mark` is what it was made from. A reader sees the old part
    or the new one, never half of it.
    """
    path = _file(view, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = frame if KNOWN_AT in frame.columns else frame.assign(**{KNOWN_AT: frame[TIMESTAMP]})
    table = pa.Table.from_pandas(told, preserve_index=False)
    draft = path.with_name(f".{part}.parquet")
    pq.write_table(table.replace_schema_metadata({_MADE_FROM: mark.encode()}), draft, compression="zstd")
    draft.replace(path)


def part_mark(view: str, part: str) -> str | None:
    """What a part was made from; None where it is not there."""
    path = _file(view, part)
    if not path.exists():
        return None
    told: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    return told.get(_MADE_FROM, b"").decode()


def drop_parts(view: str, prefix: str, kept: Collection[str]) -> None:
    """Remove the parts whose names begin so, but for some."""
    for path in history_folder(settings().home, view).glob(f"{prefix}*.parquet"):
        if path.stem not in kept:
            path.unlink()
