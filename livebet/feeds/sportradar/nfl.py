"""Football's plays: the league's words and numbers, so the league's id of each is told (`reference`)."""

import re
from collections.abc import Sequence

from livebet.domain.games import Score, Side
from livebet.domain.plays import Penalty, Play, PlayKind, Situation
from livebet.feeds.nfl_official.words import challenge_lost_by, injured
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.sportradar.games import Contest
from livebet.feeds.sportradar.memory import Telling
from livebet.feeds.sportradar.nfl_payload import RawEvent, RawSituation, RawStat
from livebet.feeds.sportradar.nfl_scoring import scores
from livebet.feeds.sportradar.payload import Period, clock_seconds, utc

_EVENTS = {
    "timeout": PlayKind.TIMEOUT,
    "tv_timeout": PlayKind.TIMEOUT,
    "two_minute_warning": PlayKind.TIMEOUT,
    "period_end": PlayKind.PERIOD_END,
    "game_over": PlayKind.GAME_END,
    "review": PlayKind.REVIEW,
}
_KINDS = {
    "pass": PlayKind.PASS,
    "rush": PlayKind.RUN,
    "punt": PlayKind.PUNT,
    "kickoff": PlayKind.KICKOFF,
    "free_kick": PlayKind.KICKOFF,
    "field_goal": PlayKind.FIELD_GOAL,
    "faircatch_kick": PlayKind.FIELD_GOAL,
    "extra_point": PlayKind.EXTRA_POINT,
    "conversion": PlayKind.TWO_POINT,
    "penalty": PlayKind.NO_PLAY,
}
_TIMEOUT = re.compile(r"Timeout #\d by ([A-Z]{2,3})\b")
_STANDS = frozenset((PlayKind.EXTRA_POINT, PlayKind.TWO_POINT, PlayKind.FIELD_GOAL, PlayKind.NO_PLAY))
_KICKS = frozenset((PlayKind.PUNT, PlayKind.KICKOFF))
_YARDS: dict[PlayKind, str] = {
    PlayKind.RUN: "rush",
    PlayKind.KNEEL: "rush",
    PlayKind.PASS: "pass",
    PlayKind.PUNT: "punt",
    PlayKind.KICKOFF: "kick",
    PlayKind.FIELD_GOAL: "field_goal",
}


def official_id(told: RawEvent) -> str:
    """The league's id of the play (GSIS) as a plain number; empty where the feed does not tell it."""
    return str(int(told.reference)) if told.reference.isdecimal() and told.reference.isascii() else ""


def telling_of(told: RawEvent, contest: Contest, period: Period, sequence: int) -> Telling:
    """A play from its message; while officials review it, it is not final and has no statistics."""
    updated = utc(told.updated_at or told.created_at)
    return Telling(
        play=_play(told, contest, period, sequence if told.sequence is None else int(told.sequence)),
        updated=updated,
        observed_at=updated or utc(told.wall_clock) or UNKNOWN_INSTANT,
        official_id=official_id(told),
        final=told.official is not False,
    )


def kind_of(told: RawEvent) -> PlayKind:
    """What sort of play it was: by the feed's type of it, refined by its words."""
    if not told.play_type:
        return _EVENTS.get(told.event_type, PlayKind.OTHER)
    words = told.words
    if "No Play" in words and not told.scoring_play:
        return PlayKind.NO_PLAY
    kind = _KINDS.get(told.play_type, PlayKind.OTHER)
    if kind is PlayKind.RUN and " kneels" in words:
        return PlayKind.KNEEL
    if kind is PlayKind.PASS and " spiked " in words:
        return PlayKind.SPIKE
    sacked = any(stat.stat_type == "pass" and stat.sack for stat in told.stats)
    return PlayKind.SACK if kind is PlayKind.PASS and sacked else kind


def _play(told: RawEvent, contest: Contest, period: Period, sequence: int) -> Play:
    kind, stats = kind_of(told), told.stats
    began = _began(told, contest, kind)
    made = () if kind is PlayKind.NO_PLAY else scores(told, contest, kind)
    after = None if made or kind in _STANDS else _holder(told.end_situation, contest, kind, began)
    lost = kind is not PlayKind.NO_PLAY and any(s.lost or s.interception for s in stats if not s.nullified)
    holder = after or (made[0].side if made else None)
    return Play(
        situation=_situation(told, contest, period, sequence, began),
        kind=kind,
        description=told.words,
        yards=_yards(stats, kind),
        scores=made,
        turnover=lost and began is not None and holder is (began if kind is PlayKind.PUNT else began.other),
        first_down=any(stat.stat_type == "first_down" or stat.firstdown for stat in stats),
        possession_after=after,
        spot_after=_yards_to_goal(told.end_situation, contest, after),
        penalties=_penalties(stats, contest),
        timeout_by=_timeout_by(told, contest),
        challenge_lost_by=challenge_lost_by(told.words, contest.names),
        injured=injured(told.words),
        score_after=_score(told),
        side=began,
    )


def _situation(
    told: RawEvent, contest: Contest, period: Period, sequence: int, began: Side | None
) -> Situation:
    begun, told_period = told.start_situation, told.period
    return Situation(
        play_id=told.id,
        sequence=sequence,
        period=(told_period.sequence or told_period.number or period) if told_period else period,
        clock_seconds=clock_seconds(told.clock),
        possession=began,
        down=begun.down if begun else 0,
        distance=_distance(begun),
        yards_to_goal=_yards_to_goal(begun, contest, began),
    )


def _began(told: RawEvent, contest: Contest, kind: PlayKind) -> Side | None:
    """Who has the ball as the play begins; on a kickoff, who receives it."""
    side = contest.side(told.start_situation.possession) if told.start_situation else None
    return side.other if side and kind is PlayKind.KICKOFF else side


def _holder(ended: RawSituation | None, contest: Contest, kind: PlayKind, began: Side | None) -> Side | None:
    """Who has the ball afterwards, where that is the other side or a kick was taken."""
    side = contest.side(ended.possession) if ended else None
    return side if kind in _KICKS or side is not began else None


def _distance(begun: RawSituation | None) -> int:
    return max(0, begun.yfd) if begun and begun.down else 0


def _yards_to_goal(where: RawSituation | None, contest: Contest, side: Side | None) -> int | None:
    if where is None or where.location is None or side is None:
        return None
    half, line = contest.sides.get(where.location.id), where.location.yardline
    if line is None or (half is None and line != 50):
        return None
    return min(99, max(1, 100 - line if half is side else line))


def _yards(stats: Sequence[RawStat], kind: PlayKind) -> int:
    live = [stat for stat in stats if not stat.nullified]
    if kind is PlayKind.SACK:
        return sum(int(stat.sack_yards) for stat in live if stat.stat_type == "pass")
    told = [stat for stat in live if stat.stat_type == _YARDS.get(kind)]
    return sum(stat.att_yards if kind is PlayKind.FIELD_GOAL else stat.yards for stat in told)


def _penalties(stats: Sequence[RawStat], contest: Contest) -> tuple[Penalty, ...]:
    flags = [stat for stat in stats if stat.stat_type == "penalty" and stat.penalty]
    told = ((contest.side(stat.team), stat.yards) for stat in flags)
    return tuple(Penalty(side, yards) for side, yards in told if side)


def _timeout_by(told: RawEvent, contest: Contest) -> Side | None:
    """Who called it: by a statistic where a challenge cost it, else by the words."""
    called = (contest.side(stat.team) for stat in told.stats if stat.stat_type == "timeout")
    words = _TIMEOUT.match(told.words)
    return next(called, None) or (contest.names.get(words[1]) if words else None)


def _score(told: RawEvent) -> Score | None:
    if told.home_points is None or told.away_points is None:
        return None
    return Score(told.home_points, told.away_points)
