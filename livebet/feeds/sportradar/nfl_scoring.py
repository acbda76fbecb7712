"""Points that a football play made, from its statistics."""

from livebet.domain.games import Side
from livebet.domain.plays import PlayKind, ScoreChange, ScoreKind
from livebet.feeds.sportradar.games import Contest
from livebet.feeds.sportradar.nfl_payload import RawEvent, RawStat

_KICKS = {
    PlayKind.FIELD_GOAL: ("field_goal", ScoreKind.FIELD_GOAL),
    PlayKind.EXTRA_POINT: ("extra_point", ScoreKind.EXTRA_POINT),
}


def scores(told: RawEvent, contest: Contest, kind: PlayKind) -> tuple[ScoreChange, ...]:
    """The points; a touchdown is six, its try is a play of its own."""
    live = [stat for stat in told.stats if not stat.nullified]
    begun = told.start_situation
    offense = contest.side(begun.possession) if begun else None
    if kind in (PlayKind.EXTRA_POINT, PlayKind.TWO_POINT):
        return _try(told, contest, live, kind, offense)
    for stat in live:
        side = contest.side(stat.team)
        if side and stat.touchdown:
            return (ScoreChange(side, ScoreKind.TOUCHDOWN),)
        if side and stat.safety:
            defended = stat.stat_type == "defense" or side is not offense
            return (ScoreChange(side if defended else side.other, ScoreKind.SAFETY),)
    return _kicked(told, contest, live, kind)


def _kicked(told: RawEvent, contest: Contest, live: list[RawStat], kind: PlayKind) -> tuple[ScoreChange, ...]:
    if kind not in _KICKS:
        return ()
    name, points = _KICKS[kind]
    for stat in live:
        side = contest.side(stat.team)
        good = stat.made or (told.scoring_play and not stat.missed and not stat.blocked)
        if stat.stat_type == name and side and good:
            return (ScoreChange(side, points),)
    return ()


def _try(
    told: RawEvent, contest: Contest, live: list[RawStat], kind: PlayKind, offense: Side | None
) -> tuple[ScoreChange, ...]:
    for stat in live:
        side = contest.side(stat.team)
        if side and "conversion" in stat.stat_type and stat.complete and stat.stat_type != "down_conversion":
            points = ScoreKind.TWO_POINT if side is offense else ScoreKind.DEFENSIVE_TWO_POINT
            return (ScoreChange(side, points),)
    return _kicked(told, contest, live, kind)
