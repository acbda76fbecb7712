"""One action in the platform's words, whatever shape it was told in, before the sides are known."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from livebet.domain.games import Score, Side
from livebet.domain.plays import PlayKind
from livebet.feeds.nba_cdn.payload import RawAction
from livebet.feeds.refusals import UNKNOWN_INSTANT

_CLOCK = re.compile(r"PT(\d{1,2})M(\d{1,2})(?:\.\d+)?S")
_KINDS: dict[str, PlayKind] = {
    "2pt": PlayKind.TWO_POINTER,
    "3pt": PlayKind.THREE_POINTER,
    "freethrow": PlayKind.FREE_THROW,
    "free throw": PlayKind.FREE_THROW,
    "rebound": PlayKind.REBOUND,
    "turnover": PlayKind.TURNOVER,
    "foul": PlayKind.FOUL,
    "violation": PlayKind.VIOLATION,
    "jumpball": PlayKind.JUMP_BALL,
    "jump ball": PlayKind.JUMP_BALL,
    "substitution": PlayKind.SUBSTITUTION,
    "timeout": PlayKind.TIMEOUT,
    "instantreplay": PlayKind.REVIEW,
    "instant replay": PlayKind.REVIEW,
}
_BOUNDS: dict[tuple[str, str], PlayKind] = {
    ("period", "start"): PlayKind.PERIOD_START,
    ("period", "end"): PlayKind.PERIOD_END,
    ("game", "end"): PlayKind.GAME_END,
}
_SHOTS = frozenset(("made shot", "missed shot"))
_LOCATIONS = {"h": Side.HOME, "v": Side.AWAY}
_TELLS_ITSELF = frozenset(("steal", "block", "ejection"))
"""Actions that have no sub-kind: their own word says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One action. Two rows are equal where the feed says the same, whenever it said so."""

    number: str
    official: bool
    """Whether `number` is the league's own; some shapes number two actions alike."""
    sequence: int
    period: int
    clock_seconds: int | None
    kind: PlayKind
    detail: str
    team: int
    tricode: str
    side: Side | None
    player: str
    made: bool
    score: Score | None
    possession: int
    description: str
    at: datetime = field(compare=False)
    edited: str = field(compare=False)


def clock_of(text: str) -> int | None:
    """Whole seconds left of `PT11M43.00S`; None where nothing is told."""
    told = _CLOCK.fullmatch(text)
    return int(told[1]) * 60 + int(told[2]) if told else None


def instant_of(text: str) -> datetime | None:
    """The instant of an `edited` stamp in UTC."""
    try:
        stamp = datetime.fromisoformat(text)
        return stamp.astimezone(UTC) if stamp.tzinfo else None
    except (ValueError, OverflowError):
        return None


def row_of(action: RawAction) -> Row:
    """The row of an action of the live files, or of their archive (`playbyplayv3`).

    The archive tells steals and blocks under the number of the turnover or shot, with no word of theirs.

    Raises:
        ValueError: the score is no number, or nothing orders the action.
    """
    sequence, shared = _sequence(action), not action.action_type
    return Row(
        number=f"{action.action_number}.{sequence}" if shared else str(action.action_number),
        official=not shared,
        sequence=sequence,
        period=action.period,
        clock_seconds=clock_of(action.clock),
        kind=_kind(action),
        detail=_detail(action),
        team=action.team_id,
        tricode=action.team_tricode or "",
        side=_LOCATIONS.get(action.location),
        player=action.player_name_i or action.player_name or "",
        made=_made(action),
        score=_score(action),
        possession=action.possession,
        description=action.description or " ".join((action.action_type, action.sub_type or "")).strip(),
        at=action.time_actual.astimezone(UTC) if action.time_actual else UNKNOWN_INSTANT,
        edited=action.edited,
    )


def _sequence(action: RawAction) -> int:
    told = action.order_number if action.order_number is not None else action.action_id
    if told is None:
        raise ValueError("neither orderNumber nor actionId")
    return told


def _kind(action: RawAction) -> PlayKind:
    word = action.action_type.lower()
    if word in _SHOTS:
        return PlayKind.THREE_POINTER if action.shot_value == 3 else PlayKind.TWO_POINTER
    bound = _BOUNDS.get((word, (action.sub_type or "").lower()))
    return bound or _KINDS.get(word, PlayKind.OTHER)


def _detail(action: RawAction) -> str:
    """A personal foul's descriptor says more than its sub-kind: shooting, loose ball, take."""
    word, sub_kind = action.action_type.lower(), (action.sub_type or "").lower()
    if word in _TELLS_ITSELF:
        return word
    if word == "foul" and sub_kind == "personal" and action.descriptor:
        return action.descriptor.lower()
    return sub_kind


def _made(action: RawAction) -> bool:
    """A free throw of the archive has no result: it shows the score where it went in."""
    if action.shot_result:
        return action.shot_result == "Made"
    return action.action_type == "Free Throw" and action.score_home != ""


def _score(action: RawAction) -> Score | None:
    if not action.score_home or not action.score_away:
        return None
    if not (action.score_home.isdecimal() and action.score_away.isdecimal()):
        raise ValueError("a score is a number")
    return Score(int(action.score_home), int(action.score_away))
