"""What assets show of themselves in the Dagster UI."""

from typing import Any

import dagster as dg

MOST_ROWS = 20


def table(rows: Any, most: int = MOST_ROWS) -> dg.MetadataValue[Any]:
    """A Markdown table of a data frame or of records, its first rows."""
    import pandas as pd

    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    return dg.MetadataValue.md(frame.head(most).to_markdown() if len(frame) else "none")
