"""Basketball's plays: one message each, with the score, the clock and who has the ball afterwards."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.sportradar.games import Contest
from livebet.feeds.sportradar.memory import Telling
from livebet.feeds.sportradar.payload import Id, Period, Points, RawPeriod, RawTeam, Words, clock_seconds, utc


class RawPlayer(msgspec.Struct):
    """A player."""

    full_name: str = ""


class RawStat(msgspec.Struct):
    """One statistic of a play: of what type, whose, and its details."""

    type: str
    team: RawTeam | None = None
    player: RawPlayer | None = None
    shot_type: str = ""
    rebound_type: str = ""


class RawEvent(msgspec.Struct):
    """One play. `deleted` makes it a stub: most else is then missing."""

    id: Id
    event_type: str
    clock: str | None = None
    description: Words = ""
    sequence: int | None = None
    updated: datetime | None = None
    deleted: datetime | None = None
    attribution: RawTeam | None = None
    possession: RawTeam | None = None
    period: RawPeriod | None = None
    home_points: Points | None = None
    away_points: Points | None = None
    statistics: list[RawStat] = []
    turnover_type: str = ""
    attempt: str = ""


_KINDS: dict[str, tuple[PlayKind, str]] = {
    "twopointmade": (PlayKind.TWO_POINTER, ""),
    "twopointmiss": (PlayKind.TWO_POINTER, ""),
    "threepointmade": (PlayKind.THREE_POINTER, ""),
    "threepointmiss": (PlayKind.THREE_POINTER, ""),
    "freethrowmade": (PlayKind.FREE_THROW, ""),
    "freethrowmiss": (PlayKind.FREE_THROW, ""),
    "rebound": (PlayKind.REBOUND, ""),
    "turnover": (PlayKind.TURNOVER, ""),
    "personalfoul": (PlayKind.FOUL, "personal"),
    "shootingfoul": (PlayKind.FOUL, "shooting"),
    "offensivefoul": (PlayKind.FOUL, "offensive"),
    "technicalfoul": (PlayKind.FOUL, "technical"),
    "minortechnicalfoul": (PlayKind.FOUL, "technical"),
    "technicalfoulnonunsportsmanlike": (PlayKind.FOUL, "technical"),
    "flagrantone": (PlayKind.FOUL, "flagrant 1"),
    "flagranttwo": (PlayKind.FOUL, "flagrant 2"),
    "clearpathfoul": (PlayKind.FOUL, "clear path"),
    "defensivegoaltending": (PlayKind.VIOLATION, "defensive goaltending"),
    "defensivethreeseconds": (PlayKind.VIOLATION, "defensive three seconds"),
    "defaultviolation": (PlayKind.VIOLATION, "violation"),
    "kickball": (PlayKind.VIOLATION, "kicked ball"),
    "lane": (PlayKind.VIOLATION, "lane"),
    "doublelane": (PlayKind.VIOLATION, "double lane"),
    "delay": (PlayKind.VIOLATION, "delay"),
    "opentip": (PlayKind.JUMP_BALL, "opening tip"),
    "jumpball": (PlayKind.JUMP_BALL, "jump ball"),
    "lineupchange": (PlayKind.SUBSTITUTION, ""),
    "teamtimeout": (PlayKind.TIMEOUT, "team"),
    "officialtimeout": (PlayKind.TIMEOUT, "official"),
    "tvtimeout": (PlayKind.TIMEOUT, "television"),
    "review": (PlayKind.REVIEW, ""),
    "requestreview": (PlayKind.REVIEW, "requested"),
    "challengereview": (PlayKind.REVIEW, "challenge"),
    "openinbound": (PlayKind.PERIOD_START, ""),
    "endperiod": (PlayKind.PERIOD_END, ""),
}
_POINTS = {
    "twopointmade": ScoreKind.TWO_POINTER,
    "threepointmade": ScoreKind.THREE_POINTER,
    "freethrowmade": ScoreKind.FREE_THROW,
}
_MAIN_STATS: dict[PlayKind, frozenset[str]] = {
    PlayKind.TWO_POINTER: frozenset(("fieldgoal",)),
    PlayKind.THREE_POINTER: frozenset(("fieldgoal",)),
    PlayKind.FREE_THROW: frozenset(("freethrow",)),
    PlayKind.REBOUND: frozenset(("rebound",)),
    PlayKind.TURNOVER: frozenset(("turnover",)),
    PlayKind.FOUL: frozenset(("personalfoul", "technicalfoul", "flagrantfoul", "offensivefoul")),
}
"""Whose statistic names the player; the others of a play tell who helped, blocked, stole or was fouled."""

_DEFENDED = frozenset(("personal", "shooting", "flagrant 1", "flagrant 2", "clear path"))


def telling_of(told: RawEvent, contest: Contest, period: Period, sequence: int) -> Telling:
    """A play from its message; `period` and `sequence` are where an answer lists it, if it does not say so.

    An offensive foul is followed by a turnover as a play of its own, so the foul itself loses no ball.
    """
    kind, detail = _KINDS.get(told.event_type, (PlayKind.OTHER, told.event_type))
    side, after = contest.side(told.attribution), contest.side(told.possession)
    main, made = _main_stat(told.statistics, kind), _POINTS.get(told.event_type)
    detail = _detail(told, main) or detail
    situation = Situation(
        play_id=told.id,
        sequence=sequence if told.sequence is None else told.sequence,
        period=_period(told.period, period),
        clock_seconds=clock_seconds(told.clock),
        possession=_possession(kind, detail, side, after),
    )
    play = Play(
        situation=situation,
        kind=kind,
        description=told.description,
        scores=(ScoreChange(side, made),) if made and side else (),
        turnover=kind is PlayKind.TURNOVER,
        possession_after=after,
        timeout_by=side if kind is PlayKind.TIMEOUT else None,
        score_after=_score(told),
        side=side,
        player=_player(main),
        detail=detail,
    )
    return _told(play, utc(told.updated))


def _told(play: Play, updated: datetime | None) -> Telling:
    return Telling(play=play, updated=updated, observed_at=updated or UNKNOWN_INSTANT)


def _main_stat(stats: Sequence[RawStat], kind: PlayKind) -> RawStat | None:
    wanted = _MAIN_STATS.get(kind)
    return next((stat for stat in stats if stat.type in wanted), None) if wanted else None


def _player(main: RawStat | None) -> str:
    return main.player.full_name if main and main.player else ""


def _detail(told: RawEvent, main: RawStat | None) -> str:
    if told.turnover_type or told.attempt:
        return (told.turnover_type or told.attempt).lower()
    return (main.shot_type or main.rebound_type).lower() if main else ""


def _period(told: RawPeriod | None, listed: int) -> int:
    if told is None:
        return listed
    return told.sequence or told.number or listed


def _possession(kind: PlayKind, detail: str, side: Side | None, after: Side | None) -> Side | None:
    """Who had the ball as the play began, as far as it tells."""
    if side is None or kind in (PlayKind.JUMP_BALL, PlayKind.VIOLATION, PlayKind.REVIEW):
        return None
    if kind in (PlayKind.SUBSTITUTION, PlayKind.TIMEOUT, PlayKind.PERIOD_START, PlayKind.OTHER):
        return after
    if kind is PlayKind.REBOUND:
        return side.other if detail == "defensive" else side
    if kind is PlayKind.FOUL and detail != "offensive":
        return side.other if detail in _DEFENDED else None
    return side


def _score(told: RawEvent) -> Score | None:
    if told.home_points is None or told.away_points is None:
        return None
    return Score(told.home_points, told.away_points)
