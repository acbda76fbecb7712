"""The table for a terminal and as Markdown."""

from collections.abc import Iterator, Sequence

from training.measures import Interval
from training.scores.result import Figures, Line, Table, short

_ABOUT = (
    "d = ours less the anchor's; brackets: 95 % over games drawn anew. Every model learnt from strictly "
    "earlier seasons alone (MLB: other blocks of dates). Accuracy is no profit: prices know the same."
)
_HEADS = ("task", "ours", "anchor", "d", "rows", "must", "aim")


def as_text(tables: Sequence[Table]) -> str:
    """Lines of aligned columns."""
    return "\n".join(line for table in tables for line in _text(table))


def as_markdown(tables: Sequence[Table]) -> str:
    """A table for each sport, with what each task learnt from and is judged on."""
    return "\n".join(line for table in tables for line in _markdown(table))


def summary(table: Table) -> str:
    """How many musts and aims are met."""
    musts = [line.must_met for line in table.lines if line.must_met is not None]
    aims = [line.aim_met for line in table.lines if line.aim_met is not None]
    return f"{sum(musts)} of {len(musts)} musts met, {sum(aims)} of {len(aims)} aims"


def _title(table: Table) -> str:
    quick = ", quick: fewer seasons, games and passes, so not the scores" if table.quick else ""
    return (
        f"{table.sport}: measured {table.measured:%Y-%m-%d} (code {table.code[:12]}{quick}): {summary(table)}"
    )


def _text(table: Table) -> Iterator[str]:
    yield _title(table)
    cells = [_HEADS, *(_cells(line) for line in table.lines)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(_HEADS))]
    for row, line in zip(cells, (None, *table.lines), strict=True):
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if line is not None and line.figures.note:
            yield f"      {line.figures.note}"
    for name, reason in table.missing.items():
        yield f"  {name}: not measured: {reason}"
    yield f"  {_ABOUT}"
    yield ""


def _markdown(table: Table) -> Iterator[str]:
    yield f"## {table.sport.upper()}"
    yield ""
    yield f"Measured {table.measured:%Y-%m-%d}: {summary(table)}. {_ABOUT}"
    yield ""
    yield "| task | learnt from | rows | ours | anchor | d | must | aim |"
    yield "|---|---|---|---|---|---|---|---|"
    for line in table.lines:
        name, ours, anchor, d, rows, must, aim = _cells(line)
        against = f"{anchor} ({line.anchor})" if line.anchor and anchor != "–" else "–"
        judged = f"{line.rows}: {rows}"
        told = f"{ours}; {line.figures.note}" if line.figures.note else ours
        yield f"| {name} | {line.learnt} | {judged} | {told} | {against} | {d} | {must} | {aim} |"
    yield ""
    for name, reason in table.missing.items():
        yield f"Not measured: {name} ({reason})."
        yield ""


def _cells(line: Line) -> tuple[str, ...]:
    told = line.figures
    return (
        line.task,
        f"{told.measure} {told.ours:.4f}{_around(told)}",
        "–" if told.anchor is None else f"{told.anchor:.4f}",
        "–" if told.difference is None else _interval(told.difference),
        f"{told.rows:,} of {told.games:,} games",
        _verdict(line.must, line.must_met),
        _verdict(line.aim, line.aim_met),
    )


def _around(told: Figures) -> str:
    return "" if told.interval is None else f" [{told.interval.low:.3f}, {told.interval.high:.3f}]"


def _interval(told: Interval) -> str:
    return f"{told.value:+.4f} [{told.low:+.4f}, {told.high:+.4f}]"


def _verdict(says: str, met: bool | None) -> str:
    return "–" if met is None else f"{says}: {'met' if met else 'MISSED'}"


__all__ = ["as_markdown", "as_text", "short", "summary"]
