"""NFL plays. A touchdown's row holds its try as well, so it becomes two plays: the touchdown and `<id>-try`.

`yardsToEndzone` and `yardLine` are two tellings of one spot. The first is often left over from another play
(after incomplete passes above all), the second is not: it is the one that is read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import POINTS, Penalty, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.espn.play import PlayGame, RawPlay, gained, majority, read, standing
from livebet.feeds.espn.raw import RawTeamRef
from livebet.feeds.espn.scoreboard import whole_id, yards_to_goal
from livebet.feeds.espn.words import NAME, clock_of, instant_of, revision_of
from livebet.feeds.items import Item, PlayTold
from livebet.feeds.nfl_official.words import NO_PLAY, challenge_lost_by, injured
from livebet.feeds.recording import Finding

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
_TRIES = {"61": PlayKind.EXTRA_POINT, "62": PlayKind.EXTRA_POINT, "43": PlayKind.EXTRA_POINT}
_WORTH: dict[int, tuple[ScoreKind, ...]] = {
    1: (ScoreKind.EXTRA_POINT,),
    3: (ScoreKind.FIELD_GOAL,),
    6: (ScoreKind.TOUCHDOWN,),
    7: (ScoreKind.TOUCHDOWN, ScoreKind.EXTRA_POINT),
    8: (ScoreKind.TOUCHDOWN, ScoreKind.TWO_POINT),
}
_ON_TRIES = frozenset((ScoreKind.EXTRA_POINT, ScoreKind.TWO_POINT, ScoreKind.DEFENSIVE_TWO_POINT))
_ADMINISTRATIVE = frozenset((PlayKind.TIMEOUT, PlayKind.PERIOD_END, PlayKind.GAME_END, PlayKind.OTHER))
_ENDS = frozenset((PlayKind.PERIOD_END, PlayKind.GAME_END))
_KICKS = frozenset((PlayKind.PUNT, PlayKind.KICKOFF))
_YARDAGE = frozenset((PlayKind.RUN, PlayKind.PASS, PlayKind.SACK, PlayKind.KNEEL))
_YARDS: dict[PlayKind, re.Pattern[str]] = {
    PlayKind.PUNT: re.compile(r"punts (-?\d+) yards?"),
    PlayKind.KICKOFF: re.compile(r"kicks (?:onside )?(-?\d+) yards?"),
    PlayKind.FIELD_GOAL: re.compile(r"(\d+) (?:yard|yd) field goal", re.IGNORECASE),
}
_GAIN = re.compile(r" for (-?\d+) yards?")
_PENALTY = re.compile(r"PENALTY on ([A-Z]{2,3})\b(?:(?!PENALTY|Penalty).)*?, (\d+) yards?, enforced")
_TIMEOUT_BY = re.compile(r"Timeout #\d by ([A-Z]{2,3})\b")
_LOST = re.compile(r"INTERCEPTED|FUMBLES|MUFFS")
_SPELT = {"BAL": "BLT", "CLE": "CLV", "HOU": "HST", "ARI": "ARZ", "LAR": "LA", "WSH": "WAS", "JAX": "JAC"}
"""The league's spellings, which the words of a play keep."""

_OWN_NUMBERS = frozenset(("21", "75"))
_KICKED_TRY, _SNAPPED_TRY = 15, 2
"""Yards to goal of the two tries."""


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


_PLAY = msgspec.json.Decoder(RawFootballPlay)


@dataclass(frozen=True, slots=True)
class _Row:
    raw: RawFootballPlay
    kind: PlayKind
    start: Side | None
    end: Side | None
    scores: tuple[ScoreChange, ...]


def _kind(raw: RawFootballPlay) -> PlayKind:
    kind = _KINDS.get(raw.type.id)
    if kind in _ADMINISTRATIVE:
        return kind
    if kind is PlayKind.NO_PLAY or (NO_PLAY.search(raw.text) and not raw.scoring_play):
        return PlayKind.NO_PLAY
    kind = kind or next((kind for kind, words in _BY_WORDS if words.search(raw.text)), PlayKind.OTHER)
    if kind is PlayKind.RUN and " kneels" in raw.text:
        return PlayKind.KNEEL
    if kind is PlayKind.PASS and " spiked " in raw.text:
        return PlayKind.SPIKE
    return kind


def _scores(raw: RawFootballPlay, kind: PlayKind, gains: list[tuple[Side, int]]) -> tuple[ScoreChange, ...]:
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


def _possession(row: _Row) -> Side | None:
    if row.kind in _ENDS or row.start is None:
        return None
    return row.start.other if row.kind is PlayKind.KICKOFF else row.start


def _yards_to_goal(row: _Row, possession: Side | None) -> int | None:
    """From the yard line; on a kickoff, where that is the catcher's, from the yards to the end zone."""
    start = row.raw.start
    if row.kind is PlayKind.KICKOFF:
        kicker = start.yards_to_endzone
        return 100 - kicker if kicker is not None and possession and 1 <= kicker <= 99 else None
    return yards_to_goal(start.yard_line, possession)


def _situation(row: _Row) -> Situation:
    raw, possession = row.raw, _possession(row)
    down = (
        raw.start.down if possession and 1 <= raw.start.down <= 4 and row.kind is not PlayKind.KICKOFF else 0
    )
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


def _yards(row: _Row) -> int:
    raw = row.raw
    if row.kind in _YARDS:
        told = _YARDS[row.kind].search(raw.text)
        return int(told[1]) if told else 0
    if row.kind not in _YARDAGE or "INTERCEPTED" in raw.text:
        return 0
    if "PENALTY" in raw.text:
        told = _GAIN.search(raw.text.split("PENALTY")[0])
        return int(told[1]) if told else 0
    return raw.stat_yardage


def _after(row: _Row, began: Side | None) -> Side | None:
    """Who has the ball then, where that is the other side or a kick was taken."""
    if row.scores or row.kind in _ADMINISTRATIVE or row.kind is PlayKind.NO_PLAY or began is None:
        return None
    return row.end if row.end is not None and (row.kind in _KICKS or row.end is not began) else None


def _turned_over(row: _Row, began: Side | None, after: Side | None) -> bool:
    if began is None or row.kind is PlayKind.NO_PLAY or not _LOST.search(row.raw.text):
        return False
    if row.kind is PlayKind.PUNT:
        return after is began
    scorer = next((score.side for score in row.scores if score.kind is ScoreKind.TOUCHDOWN), None)
    return (after or scorer) is began.other


def _first_down(row: _Row, began: Side | None) -> bool:
    end = row.raw.end
    scrimmage = row.kind in _YARDAGE and 1 <= row.raw.start.down <= 4
    return scrimmage and not row.scores and end.down == 1 and row.end is began and _passed_marker(row)


def _passed_marker(row: _Row) -> bool:
    return _yards(row) >= row.raw.start.distance or "PENALTY" in row.raw.text


def _play(row: _Row, named: dict[str, Side]) -> Play:
    raw, situation = row.raw, _situation(row)
    began = situation.possession
    after = _after(row, began)
    timeout = _TIMEOUT_BY.match(raw.text)
    return Play(
        situation=situation,
        kind=row.kind,
        description=raw.text,
        yards=_yards(row),
        scores=row.scores,
        turnover=_turned_over(row, began, after),
        first_down=_first_down(row, began),
        possession_after=after,
        spot_after=yards_to_goal(raw.end.yard_line, after),
        penalties=_penalties(raw.text, named),
        timeout_by=named.get(timeout[1]) if timeout else None,
        challenge_lost_by=challenge_lost_by(raw.text, named),
        injured=injured(raw.text),
        score_after=raw.shown,
        revision=revision_of(raw.modified, raw.wallclock),
    )


def _penalties(text: str, named: dict[str, Side]) -> tuple[Penalty, ...]:
    if "PENALTY" not in text:
        return ()
    told = ((named.get(team), int(yards)) for team, yards in _PENALTY.findall(text))
    return tuple(Penalty(side, yards) for side, yards in told if side)


def _split(play: Play, raw: RawFootballPlay) -> tuple[Play, ...]:
    """A touchdown and the try that its row holds."""
    touchdown = next((score for score in play.scores if score.kind is ScoreKind.TOUCHDOWN), None)
    extra = tuple(score for score in play.scores if score.kind in _ON_TRIES)
    attempt = raw.point_after_attempt
    if touchdown is None or not (extra or (attempt and (attempt.id or attempt.text))):
        return (play,)
    shown, side = play.score_after or Score(), touchdown.side
    before = shown
    for score in extra:
        before = before.plus(score.side, -POINTS[score.kind])
    kind = _try_kind(attempt, extra)
    situation = replace(
        play.situation,
        play_id=f"{raw.id}-try",
        sequence=play.situation.sequence + 1,
        possession=side,
        down=0,
        distance=0,
        yards_to_goal=_KICKED_TRY if kind is PlayKind.EXTRA_POINT else _SNAPPED_TRY,
    )
    words = attempt.text if attempt and attempt.text else f"{kind.value} {'good' if extra else 'failed'}"
    tried = Play(
        situation=situation,
        kind=kind,
        description=words,
        scores=extra,
        score_after=shown,
        revision=play.revision,
    )
    return replace(play, scores=(touchdown,), score_after=before), tried


def _try_kind(attempt: RawTry | None, extra: tuple[ScoreChange, ...]) -> PlayKind:
    if extra and extra[0].kind is ScoreKind.EXTRA_POINT:
        return PlayKind.EXTRA_POINT
    if attempt and ("two" in attempt.text.lower() or str(attempt.id) not in _TRIES):
        return PlayKind.TWO_POINT
    return PlayKind.EXTRA_POINT if attempt and not extra else PlayKind.TWO_POINT


def _named(game: PlayGame) -> dict[str, Side]:
    """Every spelling of the two teams in the words of plays."""
    named = {game.home: Side.HOME, game.away: Side.AWAY}
    return {**named, **{_SPELT[team]: side for team, side in named.items() if team in _SPELT}}


def _official_id(raw: RawFootballPlay, native_id: str) -> str:
    """The league's id of the play: ESPN's own less the game's.

    The timeouts of a team and two-minute warnings have numbers of ESPN's own.
    """
    if raw.type.id in _OWN_NUMBERS or not raw.id.startswith(native_id):
        return ""
    number = whole_id(raw.id, native_id)
    return str(number) if number else ""


def _repairs(row: _Row, play: Play, lost: bool) -> Iterator[Finding]:
    start, spot = row.raw.start, play.situation.yards_to_goal
    told = start.yards_to_endzone
    if play.situation.down and spot is not None and told not in (None, spot):
        yield Finding(row.raw.id, "yards_to_endzone", f"said {told}, took {spot} of the yard line")
    if row.raw.shown != play.score_after:
        return
    if lost:
        yield Finding(row.raw.id, "score_jump", "points that no play of football makes")


def plays(raws: Sequence[msgspec.Raw], game: PlayGame) -> Iterator[Item]:
    """The plays of a game in order of their sequence numbers, with what was repaired."""
    told, bad = read(raws, _PLAY, game.native_id)
    rows = sorted(told.values(), key=lambda raw: int(raw.sequence_number))
    named, scores = _named(game), standing(rows)
    before = Score() if game.opens or not scores else scores[0]
    for raw, score in zip(rows, scores, strict=True):
        yield from _told(raw, gained(before, score), game, named)
        if raw.shown != score:
            yield Finding(raw.id, "score_taken_back", f"{raw.shown} shown, {score} stood")
        before = score
    yield from bad


def _told(
    raw: RawFootballPlay, gains: list[tuple[Side, int]], game: PlayGame, named: dict[str, Side]
) -> Iterator[Item]:
    kind = _kind(raw)
    made = _scores(raw, kind, gains)
    row = _Row(raw, kind, game.side(raw.start.team), game.side(raw.end.team), made)
    whole = _play(row, named)
    for play in _split(whole, raw):
        own = play.situation.play_id == raw.id
        yield PlayTold(
            feed=NAME,
            native_id=game.native_id,
            observed_at=instant_of(raw.wallclock),
            play=play,
            official_id=_official_id(raw, game.native_id) if own else "",
        )
        if not own:
            yield Finding(raw.id, "try_split", play.description)
    lost = sum(points for _, points in gains) != sum(score.points for score in made)
    yield from _repairs(row, whole, lost)


def sides_by_spots(raws: Sequence[msgspec.Raw]) -> dict[str, Side]:
    """Which team is at home, where only the plays tell: its yards to go are 100 less the yard line."""
    votes: Counter[tuple[str, Side]] = Counter()
    told, _ = read(raws, _PLAY, "")
    teams = {spot.team.key for raw in told.values() for spot in (raw.start, raw.end) if spot.team}
    for raw in told.values():
        start, line = raw.start, raw.start.yard_line
        if start.team and start.down > 0 and line is not None:
            votes[start.team.key, Side.AWAY] += line == start.yards_to_endzone
            votes[start.team.key, Side.HOME] += 100 - line == start.yards_to_endzone
    return majority(votes, sorted(teams))
