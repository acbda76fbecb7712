"""Baseball's plays: a play a pitch, and the last pitch of a plate appearance is its result.

The feed tells the count and the outs after a pitch, and of every runner where he began and ended; what stood
before is reckoned back from that. An outcome still being entered (`rPABO`) is a pitch that is not final.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from livebet.domain.games import Side
from livebet.domain.plays import Diamond, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.sportradar.diamonds import diamonds
from livebet.feeds.sportradar.games import Contest
from livebet.feeds.sportradar.memory import Telling
from livebet.feeds.sportradar.mlb_payload import Place, RawEvent, RawPerson
from livebet.feeds.sportradar.payload import utc

_RESULTS: tuple[tuple[str, PlayKind], ...] = (
    ("aHBP", PlayKind.HIT_BY_PITCH),
    ("aHR", PlayKind.HOME_RUN),
    ("aIBB", PlayKind.WALK),
    ("aROE", PlayKind.ERROR),
    ("oROE", PlayKind.ERROR),
    ("aFC", PlayKind.FIELDERS_CHOICE),
    ("oFC", PlayKind.FIELDERS_CHOICE),
    ("aSB", PlayKind.SACRIFICE),
    ("aSF", PlayKind.SACRIFICE),
    ("oSB", PlayKind.SACRIFICE),
    ("oSF", PlayKind.SACRIFICE),
    ("aK", PlayKind.STRIKEOUT),
    ("oK", PlayKind.STRIKEOUT),
    ("k", PlayKind.STRIKEOUT),
    ("aS", PlayKind.SINGLE),
    ("oST", PlayKind.SINGLE),
    ("aD", PlayKind.DOUBLE),
    ("oDT", PlayKind.DOUBLE),
    ("aT", PlayKind.TRIPLE),
    ("oTT", PlayKind.TRIPLE),
    ("b", PlayKind.WALK),
    ("o", PlayKind.OUT),
)
"""By how the outcome's code begins, the longer first.

An `o` before a hit: the batter was out at the next base."""

_RUNNERS: tuple[tuple[str, PlayKind], ...] = (
    ("SB", PlayKind.STOLEN_BASE),
    ("CS", PlayKind.CAUGHT_STEALING),
    ("POCS", PlayKind.CAUGHT_STEALING),
    ("PO", PlayKind.PICKOFF),
    ("WP", PlayKind.ADVANCE),
    ("PB", PlayKind.ADVANCE),
    ("BK", PlayKind.ADVANCE),
    ("DI", PlayKind.ADVANCE),
    ("AD", PlayKind.ADVANCE),
)
_PENDING = "rPABO"
_PITCHER = 1
_HALVES = {"T": ("top", Side.AWAY), "B": ("bottom", Side.HOME)}
_ANNOUNCED = frozenset(("atbat", "warming_up"))


def telling_of(told: RawEvent, contest: Contest, place: Place) -> Telling | None:
    """A play from its message; None where it only announces who bats, warms up or starts the game."""
    place = _placed(told, place)
    if told.type in _ANNOUNCED or place.half not in _HALVES or not place.inning:
        return None
    if told.type == "lineup":
        return _telling(told, _change(told, contest, place))
    if told.type == "half_start":
        return _telling(told, _half_start(told, place))
    return _telling(told, _pitch(told, place))


def _placed(told: RawEvent, place: Place) -> Place:
    sequence = told.sequence_number if told.sequence_number is not None else told.sequence
    return Place(
        inning=place.inning if told.inning is None else told.inning,
        half=told.inning_half or place.half,
        sequence=place.sequence if sequence is None else sequence,
        batter=told.hitter.name if told.hitter else place.batter,
        pitcher=(told.pitcher.name if told.pitcher else "") or place.pitcher,
        known=place.known,
    )


def _telling(told: RawEvent, play: Play) -> Telling:
    updated = utc(told.updated_at or told.created_at)
    if updated is None and told.sequence is not None and 0 < told.sequence < 1 << 42:
        updated = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=told.sequence)
    return Telling(
        play=play,
        updated=updated,
        observed_at=updated or UNKNOWN_INSTANT,
        final=told.status in ("", "official") and told.outcome_id != _PENDING,
    )


def _situation(told: RawEvent, place: Place, diamond: Diamond | None) -> Situation:
    return Situation(
        play_id=told.id,
        sequence=place.sequence,
        period=place.inning,
        clock_seconds=None,
        possession=_HALVES[place.half][1],
        diamond=diamond,
    )


def _change(told: RawEvent, contest: Contest, place: Place) -> Play:
    person = RawPerson("", told.preferred_name, told.first_name, told.last_name)
    kind = PlayKind.PITCHING_CHANGE if told.position == _PITCHER else PlayKind.SUBSTITUTION
    after = place.known
    if after is not None and kind is PlayKind.PITCHING_CHANGE:
        after = replace(after, pitcher=person.name)
    return Play(
        situation=_situation(told, place, place.known),
        kind=kind,
        description=told.description,
        side=contest.sides.get(told.team_id),
        player=person.name,
        diamond_after=after,
    )


def _half_start(told: RawEvent, place: Place) -> Play:
    return Play(
        situation=_situation(told, place, Diamond()),
        kind=PlayKind.PERIOD_START,
        description=told.description,
        detail=_HALVES[place.half][0],
    )


def _pitch(told: RawEvent, place: Place) -> Play:
    before, after = diamonds(told, place)
    batting = _HALVES[place.half][1]
    runs = sum(runner.ending_base == 4 and not runner.out for runner in told.runners)
    words = told.description or " ".join(r.description for r in told.runners if r.description)
    return Play(
        situation=_situation(told, place, before),
        kind=kind_of(told),
        description=words,
        scores=(ScoreChange(batting, ScoreKind.RUN),) * runs,
        side=batting,
        player=place.batter if told.type == "pitch" else _mover(told),
        detail=told.outcome_id or next((r.outcome_id for r in told.runners if r.outcome_id), ""),
        diamond_after=after,
    )


def _mover(told: RawEvent) -> str:
    return next((runner.last_name for runner in told.runners if runner.outcome_id), "")


def kind_of(told: RawEvent) -> PlayKind:
    """What a pitch or a steal came to."""
    if told.flags.is_ab_over:
        if told.outcome_id == _PENDING:
            return PlayKind.PITCH
        kind = _first(_RESULTS, told.outcome_id)
        doubled = told.flags.is_double_play and kind in (PlayKind.OUT, PlayKind.FIELDERS_CHOICE)
        return PlayKind.DOUBLE_PLAY if doubled else kind or PlayKind.OTHER
    moves = (_first(_RUNNERS, runner.outcome_id) for runner in told.runners if runner.outcome_id)
    move = next((kind for kind in moves if kind), None)
    if move is None and (told.flags.is_wild_pitch or told.flags.is_passed_ball):
        move = PlayKind.ADVANCE
    return move or (PlayKind.PITCH if told.type == "pitch" else PlayKind.OTHER)


def _first(table: tuple[tuple[str, PlayKind], ...], code: str) -> PlayKind | None:
    return next((kind for start, kind in table if code.startswith(start)), None)
