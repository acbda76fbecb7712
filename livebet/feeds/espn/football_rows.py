"""NFL plays as ESPN tells them: what sort each is, who has the ball, where, and the points it made.

`yardsToEndzone` and `yardLine` are two tellings of one spot. The first is often left over from another play
(after incomplete passes above all), the second is not: it is the one that is read.
"""

import re
from dataclasses import dataclass

import msgspec

from livebet.domain.games import Side
from livebet.domain.plays import PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.espn.play import PlayGame, RawPlay
from livebet.feeds.espn.raw import RawTeamRef
from livebet.feeds.espn.scoreboard import yards_to_goal
from livebet.feeds.espn.words import clock_of
from livebet.feeds.nfl_official.words import NO_PLAY, final_words

_KINDS: dict[str, PlayKind] = {
    **dict.fromkeys(("12", "13", "32", "33", "53"), PlayKind.KICKOFF),
    **dict.fromkeys(("5", "68"), PlayKind.RUN),
    **dict.fromkeys(("3", "4", "6", "24", "26", "36", "51", "67"), PlayKind.PASS),
    "7": PlayKind.SACK,
    **dict.fromkeys(("17", "34", "37", "52"), PlayKind.PUNT),
    **dict.fromkeys(("18", "38", "40", "41", "59", "60"), PlayKind.FIELD_GOAL),
    **dict.fromkeys(("43", "61", "62"), PlayKind.EXTRA_POINT),
    **dict.fromkeys(("15", "16", "44", "57"), PlayKind.TWO_POINT),
    "8": PlayKind.NO_PLAY,
    **dict.fromkeys(("21", "74", "75"), PlayKind.TIMEOUT),
    **dict.fromkeys(("2", "65", "79"), PlayKind.PERIOD_END),
    "66": PlayKind.GAME_END,
    "70": PlayKind.OTHER,
}
"""ESPN's numbers of play types, those seen and those of the same list."""

_BY_WORDS: tuple[tuple[PlayKind, re.Pattern[str]], ...] = (
    (PlayKind.KICKOFF, re.compile(r" kicks (?:onside )?\d")),
    (PlayKind.PUNT, re.compile(r" punts |punt is BLOCKED", re.IGNORECASE)),
    (PlayKind.FIELD_GOAL, re.compile(r"field goal", re.IGNORECASE)),
    (PlayKind.SACK, re.compile(r" sacked ")),
    (PlayKind.PASS, re.compile(r" pass(?:es)? |interce", re.IGNORECASE)),
    (PlayKind.RUN, re.compile(r" for (?:-?\d+ yards?|no gain)")),
)
_WORTH: dict[int, tuple[ScoreKind, ...]] = {
    1: (ScoreKind.EXTRA_POINT,),
    3: (ScoreKind.FIELD_GOAL,),
    6: (ScoreKind.TOUCHDOWN,),
    7: (ScoreKind.TOUCHDOWN, ScoreKind.EXTRA_POINT),
    8: (ScoreKind.TOUCHDOWN, ScoreKind.TWO_POINT),
}
ADMINISTRATIVE = frozenset((PlayKind.TIMEOUT, PlayKind.PERIOD_END, PlayKind.GAME_END, PlayKind.OTHER))


class RawSpot(msgspec.Struct, rename="camel"):
    """Where a play begins or ends: `yard_line` from the home side's goal line."""

    down: int = 0
    distance: int = 0
    yard_line: int | None = None
    yards_to_endzone: int | None = None
    team: RawTeamRef | None = None


class RawScoringType(msgspec.Struct):
    """How points were made."""

    name: str = ""


class RawTry(msgspec.Struct):
    """The try after a touchdown: by number and in words, with its points."""

    id: int | None = None
    text: str = ""
    value: int = 0


class RawFootballPlay(RawPlay, rename="camel"):
    """A play of football."""

    start: RawSpot = msgspec.field(default_factory=RawSpot)
    end: RawSpot = msgspec.field(default_factory=RawSpot)
    stat_yardage: int = 0
    scoring_type: RawScoringType | None = None
    point_after_attempt: RawTry | None = None


PLAY = msgspec.json.Decoder(RawFootballPlay)


@dataclass(frozen=True, slots=True)
class Row:
    """A play with its sides; `words` are those that hold after a reversal."""

    raw: RawFootballPlay
    words: str
    kind: PlayKind
    start: Side | None
    end: Side | None
    scores: tuple[ScoreChange, ...]


def kind_of(raw: RawFootballPlay, text: str) -> PlayKind:
    """What sort of play it was: by ESPN's number, by the words where that says nothing."""
    kind = _KINDS.get(raw.type.id)
    if kind in ADMINISTRATIVE:
        return kind
    if kind is PlayKind.NO_PLAY or (NO_PLAY.search(text) and not raw.scoring_play):
        return PlayKind.NO_PLAY
    kind = kind or next((kind for kind, words in _BY_WORDS if words.search(text)), PlayKind.OTHER)
    if kind is PlayKind.RUN and " kneels" in text:
        return PlayKind.KNEEL
    if kind is PlayKind.PASS and " spiked " in text:
        return PlayKind.SPIKE
    return kind


def scores_of(raw: RawFootballPlay, kind: PlayKind, gains: list[tuple[Side, int]]) -> tuple[ScoreChange, ...]:
    """Points by how they were made; a sum that no rule makes is left out (and found)."""
    made: list[ScoreChange] = []
    for side, points in gains:
        kinds = (_two(raw, kind, gains),) if points == 2 else _WORTH.get(points, ())
        made += [ScoreChange(side, score) for score in kinds]
    return tuple(made)


def _two(raw: RawFootballPlay, kind: PlayKind, gains: list[tuple[Side, int]]) -> ScoreKind:
    if len(gains) > 1 or raw.type.id == "57":
        return ScoreKind.DEFENSIVE_TWO_POINT
    if kind is PlayKind.TWO_POINT:
        return ScoreKind.TWO_POINT
    return ScoreKind.SAFETY


def _possession(row: Row) -> Side | None:
    """Whose ball it is. Rows without a ball tell nonsense of it: after a touchdown, a first and ten."""
    if row.kind in ADMINISTRATIVE or row.start is None:
        return None
    return row.start.other if row.kind is PlayKind.KICKOFF else row.start


def _yards_to_goal(row: Row, possession: Side | None) -> int | None:
    """From the yard line; on a kickoff, where that is the catcher's, from the yards to the end zone."""
    start = row.raw.start
    if row.kind is PlayKind.KICKOFF:
        kicker = start.yards_to_endzone
        return 100 - kicker if kicker is not None and possession and 1 <= kicker <= 99 else None
    return yards_to_goal(start.yard_line, possession)


def situation_of(row: Row) -> Situation:
    """What was known as the play began."""
    raw, possession = row.raw, _possession(row)
    snap = possession is not None and row.kind is not PlayKind.KICKOFF
    down = raw.start.down if snap and 1 <= raw.start.down <= 4 else 0
    return Situation(
        play_id=raw.id,
        sequence=int(raw.sequence_number),
        period=max(1, raw.period.number),
        clock_seconds=clock_of(raw.clock.display_value if raw.clock else None),
        possession=possession,
        down=down,
        distance=max(0, raw.start.distance) if down else 0,
        yards_to_goal=_yards_to_goal(row, possession),
    )


def row_of(raw: RawFootballPlay, gains: list[tuple[Side, int]], game: PlayGame) -> Row:
    """A play in the game's own terms, with the points that each side gained."""
    words = final_words(raw.text)
    kind = kind_of(raw, words)
    made = scores_of(raw, kind, gains)
    return Row(raw, words, kind, game.side(raw.start.team), game.side(raw.end.team), made)
