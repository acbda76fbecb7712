"""Outs, bases and count before and after an event of a half-inning, from what the feed tells of after."""

from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond
from livebet.feeds.sportradar.mlb_payload import Place, RawEvent

_BITS = {1: FIRST, 2: SECOND, 3: THIRD}
_PENDING = "rPABO"
_INTENTIONAL = "aIBB"
_SAFE = ("oFC", "oROE", "aFC")
"""Outcomes that put no batter out; where they end the half-inning, no entry says where he stands."""

_FOULS = ("kF", "kFT")
_EMPTY = Diamond()


def diamonds(told: RawEvent, place: Place) -> tuple[Diamond, Diamond]:
    """The half-inning before and after a pitch or a steal."""
    known = place.known or _EMPTY
    made = _outs_made(told)
    outs = told.count.outs if told.count else min(3, known.outs + made)
    bases, bases_after = _bases(told, known)
    balls, strikes = _count_before(told, known)
    over = told.flags.is_ab_over and told.outcome_id != _PENDING
    balls_after = told.count.balls if told.count and not over else 0 if over else balls
    strikes_after = told.count.strikes if told.count and not over else 0 if over else strikes
    before = Diamond(
        outs=max(0, outs - made),
        bases=bases,
        balls=balls,
        strikes=strikes,
        batter=place.batter,
        pitcher=place.pitcher,
    )
    after = Diamond(
        outs=outs,
        bases=bases_after,
        balls=balls_after,
        strikes=strikes_after,
        batter="" if over else place.batter,
        pitcher=place.pitcher,
    )
    return before, after


def _outs_made(told: RawEvent) -> int:
    """Runners put out, and the batter where his turn is over and no base of his is told."""
    runners = sum(runner.out for runner in told.runners)
    over = told.flags.is_ab_over and told.outcome_id != _PENDING
    reached = told.outcome_id.startswith(_SAFE) or any(not runner.starting_base for runner in told.runners)
    return runners + (over and not reached)


def _bases(told: RawEvent, known: Diamond) -> tuple[int, int]:
    """Occupied bases before and after; of a steal without a count only the runners who moved are told."""
    before = 0 if told.type == "pitch" or told.count else known.bases
    for runner in told.runners:
        before |= _BITS.get(runner.starting_base, 0)
    after = before
    for runner in told.runners:
        after &= ~_BITS.get(runner.starting_base, 0)
    for runner in told.runners:
        after |= 0 if runner.out else _BITS.get(runner.ending_base, 0)
    return before, after


def _count_before(told: RawEvent, known: Diamond) -> tuple[int, int]:
    """Balls and strikes before the pitch. A foul is a strike unless there were two already."""
    count, code = told.count, told.outcome_id
    if code == _INTENTIONAL:
        return known.balls, known.strikes
    if count is None or told.type != "pitch":
        return (count.balls, count.strikes) if count else (known.balls, known.strikes)
    if code.startswith("b"):
        return max(0, count.balls - 1), count.strikes
    if code.startswith("k"):
        spare = code in _FOULS and count.strikes == 2 and count.pitch_count > count.balls + count.strikes
        return count.balls, count.strikes if spare else max(0, count.strikes - 1)
    return count.balls, count.strikes
