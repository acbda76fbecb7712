"""Rows in the order of the game, with clocks that only run down.

The longest run of rows whose clocks agree with one another is trusted. A row outside it is moved to where
its play id and its clock both put it, or stays and takes the clock of its neighbours.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from livebet.domain.plays import PlayKind
from livebet.feeds.nfl_official.plays import kind_of
from livebet.feeds.nfl_official.rows import Row
from livebet.feeds.recording import Finding

PERIOD_SECONDS = 900
_ENDS = frozenset((PlayKind.PERIOD_END, PlayKind.GAME_END))


def _elapsed(row: Row) -> int:
    """A number that grows with the game; an overtime of ten minutes starts later in its period, no matter."""
    return row.period * PERIOD_SECONDS + PERIOD_SECONDS - (row.clock or 0)


def _trusted(times: Sequence[int]) -> set[int]:
    """Indices of a longest non-decreasing subsequence (patience sorting)."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, time in enumerate(times):
        place = bisect_right(tails, time)
        before.append(at[place - 1] if place else -1)
        tails[place : place + 1] = [time]
        at[place : place + 1] = [index]
    chain = set[int]()
    index = at[-1] if at else -1
    while index >= 0:
        chain.add(index)
        index = before[index]
    return chain


def _timed(rows: Sequence[Row]) -> tuple[list[Row], list[Finding]]:
    """Every row with a clock: an end of a period is at 0, any other takes that of the row before it."""
    timed: list[Row] = []
    findings: list[Finding] = []
    for row in rows:
        if row.clock is None:
            ends = kind_of(row) in _ENDS
            clock = 0 if ends else _clock_before(timed, row.period)
            if not ends:
                findings.append(
                    Finding(row.play_id, "clock_missing", f"took {clock} s of period {row.period}")
                )
            row = replace(row, clock=clock)
        timed.append(row)
    return timed, findings


def _clock_before(timed: Sequence[Row], period: int) -> int:
    if timed and timed[-1].period == period and timed[-1].clock is not None:
        return timed[-1].clock
    return PERIOD_SECONDS


def _number(row: Row) -> int:
    return int(row.play_id) if row.play_id.isdecimal() else -1


def _place(row: Row, kept: Sequence[Row]) -> int | None:
    """Where both play id and clock put a row among rows in order; None where they disagree."""
    number, time = _number(row), _elapsed(row)
    for index in range(len(kept) + 1):
        follows = index == 0 or (_number(kept[index - 1]) < number and _elapsed(kept[index - 1]) <= time)
        precedes = index == len(kept) or (number < _number(kept[index]) and time <= _elapsed(kept[index]))
        if follows and precedes:
            return index
    return None


def _clamped(row: Row, before: Row | None, after: Row | None) -> Row:
    """The row with the clock of a neighbour of its own period."""
    for neighbour in (before, after):
        if neighbour is not None and neighbour.period == row.period:
            return replace(row, clock=neighbour.clock)
    neighbour = before or after
    return row if neighbour is None else replace(row, period=neighbour.period, clock=neighbour.clock)


def in_order(rows: Sequence[Row]) -> tuple[list[Row], list[Finding]]:
    """All rows, in the order of the game, and what was repaired."""
    timed, findings = _timed(rows)
    chain = _trusted([_elapsed(row) for row in timed])
    if len(chain) == len(timed):
        return timed, findings
    kept = [row for index, row in enumerate(timed) if index in chain]
    stay: list[tuple[int, Row]] = []
    for index in sorted(set(range(len(timed))) - chain):
        row = timed[index]
        place = _place(row, kept)
        if place is None:
            stay.append((index, row))
            continue
        kept.insert(place, row)
        findings.append(Finding(row.play_id, "out_of_order", "placed by its id and clock"))
    for index, row in stay:
        findings.append(_stayed(kept, timed, index, row))
    return kept, findings


def _stayed(kept: list[Row], timed: Sequence[Row], index: int, row: Row) -> Finding:
    before = {told.play_id for told in timed[:index]}
    place = max((i + 1 for i, told in enumerate(kept) if told.play_id in before), default=0)
    mended = _clamped(row, kept[place - 1] if place else None, kept[place] if place < len(kept) else None)
    kept.insert(place, mended)
    told, now = f"{row.clock} s of period {row.period}", f"{mended.clock} s of period {mended.period}"
    return Finding(row.play_id, "clock_backwards", f"said {told}, took {now}")
