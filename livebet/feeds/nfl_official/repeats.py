"""Plays that the feed tells twice under two ids: the later telling stands, in the place of the first."""

import re
from collections.abc import Iterable
from dataclasses import replace

from livebet.feeds.nfl_official.rows import Row
from livebet.feeds.recording import Finding

_CLOCK = re.compile(r"^\(\d*:\d\d\)\s*")
_ENOUGH = 30
"""Words shorter than this may well be spoken twice of two plays."""


def _words(row: Row) -> str:
    return _CLOCK.sub("", row.text)


def _again(first: Row, later: Row) -> bool:
    """Whether `later` tells `first` anew: one situation, and its words begin with the same words."""
    if not later.down or (first.down, first.distance) != (later.down, later.distance):
        return False
    if (first.period, first.side, first.yard_line) != (later.period, later.side, later.yard_line):
        return False
    words = _words(first)
    return len(words) >= _ENOUGH and _words(later).startswith(words)


def without_repeats(rows: Iterable[Row]) -> tuple[list[Row], list[Finding]]:
    """Rows told once, and what was told twice. Rows without a ball (timeouts) may stand between."""
    kept: list[Row] = []
    findings: list[Finding] = []
    last = -1
    for row in rows:
        if last >= 0 and _again(kept[last], row):
            findings.append(Finding(kept[last].play_id, "told_twice", f"play {row.play_id} tells it anew"))
            kept[last] = replace(row, clock=kept[last].clock)
            continue
        kept.append(row)
        if row.side is not None:
            last = len(kept) - 1
    return kept, findings
