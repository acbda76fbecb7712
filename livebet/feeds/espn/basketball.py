"""NBA plays: one row a happening; the score of a row is its own `scoreValue`.

The list is ordered by `sequenceNumber`. Coordinates are feet from a corner of the baseline and tell twos from
threes where the words do not; nonsense ones are not read. An offensive foul and the
turnover that it is are two rows, and only the second is told as a turnover, so that none counts twice.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.espn.play import PlayGame, RawPlay, pair, read
from livebet.feeds.espn.raw import RawPerson
from livebet.feeds.espn.scoreboard import official_id
from livebet.feeds.espn.words import NAME, clock_of, instant_of, revision_of
from livebet.feeds.items import Item, PlayTold
from livebet.feeds.recording import Finding

_WORDS: tuple[tuple[str, PlayKind], ...] = (
    ("free throw", PlayKind.FREE_THROW),
    ("turnover", PlayKind.TURNOVER),
    ("traveling", PlayKind.TURNOVER),
    ("double dribble", PlayKind.TURNOVER),
    ("palming", PlayKind.TURNOVER),
    ("backcourt", PlayKind.TURNOVER),
    ("offensive goaltending", PlayKind.TURNOVER),
    ("rebound", PlayKind.REBOUND),
    ("challenge", PlayKind.REVIEW),
    ("review", PlayKind.REVIEW),
    ("timeout", PlayKind.TIMEOUT),
    ("foul", PlayKind.FOUL),
    ("charge", PlayKind.FOUL),
    ("technical", PlayKind.FOUL),
    ("flagrant", PlayKind.FOUL),
    ("ejection", PlayKind.OTHER),
    ("substitution", PlayKind.SUBSTITUTION),
    ("jumpball", PlayKind.JUMP_BALL),
    ("jump ball", PlayKind.JUMP_BALL),
    ("end period", PlayKind.PERIOD_END),
    ("end game", PlayKind.GAME_END),
    ("start period", PlayKind.PERIOD_START),
    ("kicked ball", PlayKind.VIOLATION),
    ("goaltending", PlayKind.VIOLATION),
    ("violation", PlayKind.VIOLATION),
    ("delay of game", PlayKind.VIOLATION),
)
"""Words inside a type's own words, the first that is there decides."""

_SHOTS = frozenset((PlayKind.TWO_POINTER, PlayKind.THREE_POINTER, PlayKind.FREE_THROW))
_WITH_BALL = _SHOTS | {PlayKind.TURNOVER}
_POINTS = {1: ScoreKind.FREE_THROW, 2: ScoreKind.TWO_POINTER, 3: ScoreKind.THREE_POINTER}
_WIDTH, _LENGTH, _ARC, _CORNER, _CORNER_ENDS = 50.0, 94.0, 23.5, 22.0, 14.0
"""Feet; the arc is 23.75 from the basket, and places are told in whole feet."""

_OFFENSIVE = ("offensive", "charge")
_DETAILS = (
    *("shooting", "personal", "loose ball", "technical"),
    *("flagrant", "away from play", "clear path", "take"),
)


class RawParticipant(msgspec.Struct):
    """Somebody in a play, by id."""

    athlete: RawPerson = msgspec.field(default_factory=RawPerson)


class RawPlace(msgspec.Struct):
    """A place on the court; far below zero where none is told."""

    x: float = -1.0
    y: float = -1.0

    @property
    def beyond_the_arc(self) -> bool:
        """Whether a shot from here counts three."""
        if not (0.0 <= self.x <= _WIDTH and 0.0 <= self.y <= _LENGTH):
            return False
        across = abs(self.x - _WIDTH / 2.0)
        return math.hypot(across, self.y) > _ARC or (self.y < _CORNER_ENDS and across >= _CORNER)


class RawBasketballPlay(RawPlay, rename="camel"):
    """A play of basketball."""

    shooting_play: bool = False
    points_attempted: int = 0
    coordinate: RawPlace | None = None
    participants: tuple[RawParticipant, ...] = ()


_PLAY = msgspec.json.Decoder(RawBasketballPlay)
Names = Mapping[str, str]
"""Players by id, from the box score."""


@dataclass(frozen=True, slots=True)
class _Row:
    raw: RawBasketballPlay
    kind: PlayKind
    words: str
    side: Side | None


def _row(raw: RawBasketballPlay, game: PlayGame) -> _Row:
    words = " ".join(raw.type.text.lower().split())
    return _Row(raw, _kind(raw, words), words, game.side(raw.team))


def _kind(raw: RawBasketballPlay, words: str) -> PlayKind:
    for part, kind in _WORDS:
        if part in words:
            return kind
    if not raw.shooting_play:
        return PlayKind.OTHER
    return PlayKind.THREE_POINTER if _counts_three(raw) else PlayKind.TWO_POINTER


def _counts_three(raw: RawBasketballPlay) -> bool:
    if told := raw.score_value or raw.points_attempted:
        return told == 3
    if "two point" in raw.text or "three point" in raw.text:
        return "three point" in raw.text
    return raw.coordinate is not None and raw.coordinate.beyond_the_arc


def _detail(row: _Row) -> str:
    """The feed's sub-kind in lower case, without the word that the kind says already."""
    if row.kind is PlayKind.FOUL:
        if any(word in row.words for word in _OFFENSIVE):
            return "offensive"
        return next((word for word in _DETAILS if word in row.words), row.words)
    for word in (" rebound", " turnover", " timeout"):
        row_words = row.words.removesuffix(word)
        if row_words != row.words:
            return row_words
    return row.words


def _scores(row: _Row) -> tuple[ScoreChange, ...]:
    kind = _POINTS.get(row.raw.score_value)
    if not row.raw.scoring_play or row.side is None or kind is None:
        return ()
    return (ScoreChange(row.side, kind),)


def _possession_after(row: _Row) -> Side | None:
    """Who has the ball then, where the row itself tells."""
    if row.kind in (PlayKind.REBOUND, PlayKind.JUMP_BALL):
        return row.side
    return row.side.other if row.kind is PlayKind.TURNOVER and row.side else None


def _player(raw: RawBasketballPlay, names: Names) -> str:
    if not raw.participants:
        return ""
    athlete = raw.participants[0].athlete
    return athlete.display_name or names.get(athlete.id, "")


def _play(row: _Row, names: Names) -> Play:
    raw, side = row.raw, row.side
    situation = Situation(
        play_id=raw.id,
        sequence=int(raw.sequence_number),
        period=max(1, raw.period.number),
        clock_seconds=clock_of(raw.clock.display_value if raw.clock else None),
        possession=side if row.kind in _WITH_BALL else None,
    )
    return Play(
        situation=situation,
        kind=row.kind,
        description=raw.text,
        scores=_scores(row),
        turnover=row.kind is PlayKind.TURNOVER,
        possession_after=_possession_after(row),
        timeout_by=side if row.kind is PlayKind.TIMEOUT and "official" not in row.words else None,
        challenge_lost_by=side if "challenge" in row.words and "stands" in row.words else None,
        score_after=raw.shown,
        side=side,
        player=_player(raw, names),
        detail=_detail(row),
        revision=revision_of(raw.modified, raw.wallclock),
    )


def plays(raws: Sequence[msgspec.Raw], game: PlayGame, names: Names) -> Iterator[Item]:
    """The plays of a game in order of their sequence numbers, and where their points do not add up."""
    told, bad = read(raws, _PLAY, game.native_id)
    rows = sorted(told.values(), key=lambda raw: int(raw.sequence_number))
    score: Score | None = Score() if game.opens else None
    for raw in rows:
        play = _play(_row(raw, game), names)
        yield PlayTold(
            feed=NAME,
            native_id=game.native_id,
            observed_at=instant_of(raw.wallclock),
            play=play,
            official_id=official_id(raw.id, game.native_id, "nba"),
        )
        if raw.scoring_play and not play.scores:
            yield Finding(raw.id, "points_untold", f"{raw.score_value} points of nobody")
        for made in play.scores:
            score = score.plus(made.side, made.points) if score else None
    if score is not None and rows and rows[-1].shown != score:
        yield Finding(
            rows[-1].id, "score_disagrees", f"{pair(rows[-1].shown)} shown, {pair(score)} from the plays"
        )
    yield from bad
