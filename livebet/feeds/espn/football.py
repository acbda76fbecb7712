"""NFL plays. A touchdown's row holds its try as well, so it becomes two: the touchdown and `<id>-try`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import POINTS, Penalty, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.espn.football_rows import (
    ADMINISTRATIVE,
    PLAY,
    RawFootballPlay,
    RawTry,
    Row,
    row_of,
    situation_of,
)
from livebet.feeds.espn.play import PlayGame, gained, majority, pair, read, standing
from livebet.feeds.espn.scoreboard import official_id, yards_to_goal
from livebet.feeds.espn.words import NAME, instant_of, revision_of
from livebet.feeds.items import Item, PlayTold
from livebet.feeds.nfl_official.words import challenge_lost_by, injured
from livebet.feeds.recording import Finding

_ON_TRIES = frozenset((ScoreKind.EXTRA_POINT, ScoreKind.TWO_POINT, ScoreKind.DEFENSIVE_TWO_POINT))
_TRIES = {"61": PlayKind.EXTRA_POINT, "62": PlayKind.EXTRA_POINT, "43": PlayKind.EXTRA_POINT}
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
"""Timeouts of a team and two-minute warnings: their numbers are ESPN's own."""

_KICKED_TRY, _SNAPPED_TRY = 15, 2
"""Yards to goal of the two tries."""


def _yards(row: Row) -> int:
    raw = row.raw
    if row.kind in _YARDS:
        told = _YARDS[row.kind].search(row.words)
        return int(told[1]) if told else 0
    if row.kind not in _YARDAGE or "INTERCEPTED" in row.words:
        return 0
    if "PENALTY" in row.words or row.kind is PlayKind.SACK:
        told = _GAIN.search(row.words.split("PENALTY")[0])
        return int(told[1]) if told else 0
    return raw.stat_yardage


def _after(row: Row, began: Side | None) -> Side | None:
    """Who has the ball then, where that is the other side or a kick was taken."""
    if row.scores or row.kind in ADMINISTRATIVE or row.kind is PlayKind.NO_PLAY or began is None:
        return None
    return row.end if row.end is not None and (row.kind in _KICKS or row.end is not began) else None


def _turned_over(row: Row, began: Side | None, after: Side | None) -> bool:
    if began is None or row.kind is PlayKind.NO_PLAY or not _LOST.search(row.words):
        return False
    if row.kind is PlayKind.PUNT:
        return after is began
    scorer = next((score.side for score in row.scores if score.kind is ScoreKind.TOUCHDOWN), None)
    return (after or scorer) is began.other


def _first_down(row: Row, began: Side | None) -> bool:
    """Gained from scrimmage; a touchdown of the offence counts as one."""
    start, end = row.raw.start, row.raw.end
    if row.kind not in _YARDAGE or not 1 <= start.down <= 4:
        return False
    if row.scores:
        return row.scores[0] == ScoreChange(began, ScoreKind.TOUCHDOWN) if began else False
    reached = _yards(row) >= start.distance or "PENALTY" in row.words
    return end.down == 1 and row.end is began and reached


def _play(row: Row, named: dict[str, Side]) -> Play:
    raw, situation = row.raw, situation_of(row)
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
        penalties=_penalties(row.words, named),
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
    words = attempt.text if attempt and attempt.text else f"{kind.value} {'good' if extra else 'failed'}"
    tried = Play(
        situation=_lined_up(play.situation, side, kind),
        kind=kind,
        description=words,
        scores=extra,
        score_after=shown,
        revision=play.revision,
    )
    return replace(play, scores=(touchdown,), score_after=before), tried


def _lined_up(touchdown: Situation, side: Side, kind: PlayKind) -> Situation:
    """What is known as the try begins."""
    return replace(
        touchdown,
        play_id=f"{touchdown.play_id}-try",
        sequence=touchdown.sequence + 1,
        possession=side,
        down=0,
        distance=0,
        yards_to_goal=_KICKED_TRY if kind is PlayKind.EXTRA_POINT else _SNAPPED_TRY,
    )


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


def _repairs(row: Row, play: Play, lost: bool) -> Iterator[Finding]:
    start, spot = row.raw.start, play.situation.yards_to_goal
    told = start.yards_to_endzone
    if play.situation.down and spot is not None and told not in (None, spot):
        yield Finding(row.raw.id, "yards_to_endzone", f"said {told}, took {spot} of the yard line")
    if lost:
        yield Finding(row.raw.id, "score_jump", "points that no play of football makes")


def plays(raws: Sequence[msgspec.Raw], game: PlayGame) -> Iterator[Item]:
    """The plays of a game in order of their sequence numbers, with what was repaired."""
    told, bad = read(raws, PLAY, game.native_id)
    rows = sorted(told.values(), key=lambda raw: int(raw.sequence_number))
    named, scores = _named(game), standing(rows)
    before = Score() if game.opens or not scores else scores[0]
    for raw, score in zip(rows, scores, strict=True):
        yield from _told(raw, gained(before, score), game, named)
        if raw.shown != score:
            yield Finding(raw.id, "score_taken_back", f"{pair(raw.shown)} shown, {pair(score)} stood")
        before = score
    yield from bad


def _told(
    raw: RawFootballPlay, gains: list[tuple[Side, int]], game: PlayGame, named: dict[str, Side]
) -> Iterator[Item]:
    row = row_of(raw, gains, game)
    whole = _play(row, named)
    own_number = raw.type.id in _OWN_NUMBERS
    league_id = "" if own_number else official_id(raw.id, game.native_id, "nfl")
    for play in _split(whole, raw):
        own = play.situation.play_id == raw.id
        yield PlayTold(
            feed=NAME,
            native_id=game.native_id,
            observed_at=instant_of(raw.wallclock),
            play=play,
            official_id=league_id if own else "",
        )
        if not own:
            yield Finding(raw.id, "try_split", play.description)
    lost = sum(points for _, points in gains) != sum(score.points for score in row.scores)
    yield from _repairs(row, whole, lost)


def sides_by_spots(raws: Sequence[msgspec.Raw]) -> dict[str, Side]:
    """Which team is at home, where only the plays tell: its yards to go are 100 less the yard line."""
    votes: Counter[tuple[str, Side]] = Counter()
    told, _ = read(raws, PLAY, "")
    teams = {spot.team.key for raw in told.values() for spot in (raw.start, raw.end) if spot.team}
    for raw in told.values():
        start, line = raw.start, raw.start.yard_line
        if start.team and start.down > 0 and line is not None:
            votes[start.team.key, Side.AWAY] += line == start.yards_to_endzone
            votes[start.team.key, Side.HOME] += 100 - line == start.yards_to_endzone
    return majority(votes, sorted(teams))
