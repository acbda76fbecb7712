"""MLB plays: pitches, the result of every plate appearance, what happens within it, ends of half-innings.

Rows of one plate appearance show the outs, and often the score, of its end from its first pitch on. So
outs and runs are read from results only, and what stood before a row is what the result before it left.
Rows are ordered by the number inside their ids (half-inning, batter, pitch); `sequenceNumber` begins anew
with each batter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import (
    FIRST,
    SECOND,
    THIRD,
    Diamond,
    Play,
    PlayKind,
    ScoreChange,
    ScoreKind,
    Situation,
)
from livebet.feeds.espn.play import PlayGame, RawPlay, gained, pair, read, standing
from livebet.feeds.espn.raw import RawType
from livebet.feeds.espn.scoreboard import whole_id
from livebet.feeds.espn.words import NAME, instant_of, revision_of
from livebet.feeds.items import Item, PlayTold
from livebet.feeds.recording import Finding
from livebet.feeds.refusals import UNKNOWN_INSTANT

_RESULT, _START_BATTER, _START_INNING, _END_INNING = "57", "1", "59", "58"
_WORDS: tuple[tuple[str, PlayKind], ...] = (
    ("lineup change", PlayKind.SUBSTITUTION),
    ("stolen base", PlayKind.STOLEN_BASE),
    ("caught stealing", PlayKind.CAUGHT_STEALING),
    ("picked off", PlayKind.PICKOFF),
    ("pickoff", PlayKind.PICKOFF),
    ("wild pitch", PlayKind.ADVANCE),
    ("passed ball", PlayKind.ADVANCE),
    ("balk", PlayKind.ADVANCE),
    ("indifference", PlayKind.ADVANCE),
    ("double play", PlayKind.DOUBLE_PLAY),
    ("triple play", PlayKind.DOUBLE_PLAY),
    ("fielders choice", PlayKind.FIELDERS_CHOICE),
    ("fielder's choice", PlayKind.FIELDERS_CHOICE),
    ("hit by pitch", PlayKind.HIT_BY_PITCH),
    ("home run", PlayKind.HOME_RUN),
    ("sacrifice", PlayKind.SACRIFICE),
    ("error", PlayKind.ERROR),
    ("catcher", PlayKind.ERROR),
    ("interference", PlayKind.OUT),
    ("single", PlayKind.SINGLE),
    ("double", PlayKind.DOUBLE),
    ("triple", PlayKind.TRIPLE),
    ("walk", PlayKind.WALK),
    ("ball", PlayKind.WALK),
    ("strike", PlayKind.STRIKEOUT),
    ("foul tip", PlayKind.STRIKEOUT),
    ("out", PlayKind.OUT),
)
"""Words inside a result's own words, the first that is there decides."""

_WITHIN = frozenset(
    (
        PlayKind.STOLEN_BASE,
        PlayKind.CAUGHT_STEALING,
        PlayKind.PICKOFF,
        PlayKind.ADVANCE,
        PlayKind.SUBSTITUTION,
        PlayKind.PITCHING_CHANGE,
    )
)
_CHANGES = frozenset((PlayKind.SUBSTITUTION, PlayKind.PITCHING_CHANGE))
_PUT_OUT = re.compile(r"caught stealing|picked off", re.IGNORECASE)
_BY_PITCHERS = frozenset((PlayKind.PITCH, PlayKind.PITCHING_CHANGE, PlayKind.PICKOFF))
"""Plays of the side in the field, named after its pitcher."""

_RUNNER = re.compile(r"(.{1,60}?) (?:stole|(?:was )?caught|(?:was )?picked|to (?:second|third)|scored)\b")
_DUEL = re.compile(r"(.{1,60}) pitches to (.{1,60})")
_RELIEVED = re.compile(r"(.{1,60}) relieved ")
_HALVES = {"Top": ("top", Side.AWAY), "Mid": ("top", Side.AWAY), "Bottom": ("bottom", Side.HOME)}
_LAST_HALF = ("bottom", Side.HOME)
GAME_END = "end"


class RawCount(msgspec.Struct):
    """The count on the batter."""

    balls: int = 0
    strikes: int = 0


class RawBaseballPlay(RawPlay, rename="camel"):
    """A row of baseball; who stands on a base is told by presence."""

    alternative_type: RawType | None = None
    alternative_play: str = ""
    summary_type: str = ""
    at_bat_id: str = ""
    pitch_count: RawCount = msgspec.field(default_factory=RawCount)
    result_count: RawCount = msgspec.field(default_factory=RawCount)
    outs: int = 0
    on_first: msgspec.Raw = msgspec.Raw()
    on_second: msgspec.Raw = msgspec.Raw()
    on_third: msgspec.Raw = msgspec.Raw()

    @property
    def bases(self) -> int:
        """Occupied bases as bits."""
        told = ((self.on_first, FIRST), (self.on_second, SECOND), (self.on_third, THIRD))
        return sum(bit for raw, bit in told if bytes(raw) not in (b"", b"null", b"false"))


_PLAY = msgspec.json.Decoder(RawBaseballPlay)
_EMPTY = Diamond()


@dataclass(frozen=True, slots=True)
class _Stand:
    """What the last result left: the diamond and the runs that stood."""

    diamond: Diamond
    score: Score


def _result_kind(raw: RawBaseballPlay) -> PlayKind:
    words = (raw.alternative_type.text if raw.alternative_type else "").lower()
    kind = next((kind for part, kind in _WORDS if part in words), PlayKind.OTHER)
    if kind is PlayKind.SUBSTITUTION and _RELIEVED.match(raw.text):
        return PlayKind.PITCHING_CHANGE
    if kind in (PlayKind.OUT, PlayKind.FIELDERS_CHOICE) and "double play" in raw.text:
        return PlayKind.DOUBLE_PLAY
    return kind


def _half(raw: RawBaseballPlay) -> tuple[str, Side]:
    return _HALVES.get(raw.period.type, _LAST_HALF)


def _kind(raw: RawBaseballPlay, results: frozenset[str]) -> PlayKind | None:
    """What sort of play a row is; None for rows that say nothing of their own."""
    if raw.type.id == _RESULT:
        return _result_kind(raw)
    if raw.type.id == _START_INNING:
        return PlayKind.PERIOD_START
    if raw.type.id == _END_INNING:
        return PlayKind.PERIOD_END
    return PlayKind.PITCH if raw.summary_type == "P" and raw.id not in results else None


def _begun(raw: RawBaseballPlay, kind: PlayKind, diamond: Diamond) -> Diamond | None:
    if kind in (PlayKind.PERIOD_START, PlayKind.PERIOD_END):
        return None
    count = raw.pitch_count if kind is PlayKind.PITCH else None
    return replace(diamond, balls=count.balls, strikes=count.strikes) if count else diamond


def _left(raw: RawBaseballPlay, kind: PlayKind, diamond: Diamond) -> Diamond:
    """The diamond after a row.

    What happens within a plate appearance does not tell the outs right: a runner put out adds one.
    """
    if kind is PlayKind.PITCH:
        return replace(diamond, balls=raw.result_count.balls, strikes=raw.result_count.strikes)
    if kind in _CHANGES:
        relieved = _RELIEVED.match(raw.text) if kind is PlayKind.PITCHING_CHANGE else None
        return replace(diamond, pitcher=relieved[1]) if relieved else diamond
    if kind in _WITHIN:
        outs = min(3, diamond.outs + bool(_PUT_OUT.search(raw.text)))
        return replace(diamond, outs=outs, bases=raw.bases)
    outs = raw.outs if 0 <= raw.outs <= 3 else diamond.outs
    return Diamond(outs=outs, bases=raw.bases, pitcher=diamond.pitcher)


def _play(
    raw: RawBaseballPlay, kind: PlayKind, stand: _Stand, score: Score, game: PlayGame
) -> tuple[Play, Diamond]:
    half, batting = _half(raw)
    begun, side = _begun(raw, kind, stand.diamond), game.side(raw.team)
    between = kind in (PlayKind.PERIOD_START, PlayKind.PERIOD_END)
    left = _EMPTY if between else _left(raw, kind, begun or _EMPTY)
    runs = [ScoreChange(at, ScoreKind.RUN) for at, made in gained(stand.score, score) for _ in range(made)]
    situation = Situation(
        play_id=raw.id,
        sequence=whole_id(raw.id, game.native_id),
        period=max(1, raw.period.number),
        clock_seconds=None,
        possession=batting,
        diamond=begun,
    )
    play = Play(
        situation=situation,
        kind=kind,
        description=raw.text or raw.type.text,
        scores=tuple(runs),
        score_after=score if kind is not PlayKind.PITCH else None,
        side=None if between else _side(kind, side, batting),
        player="" if between else _player(raw, kind, left, begun or _EMPTY),
        detail=half if between else (raw.alternative_type or raw.type).text.lower(),
        diamond_after=None if between else left,
        revision=revision_of(raw.modified, raw.wallclock),
    )
    return play, left


def _side(kind: PlayKind, told: Side | None, batting: Side) -> Side:
    """Whose play it was; a change is of the side that makes it."""
    if kind is PlayKind.SUBSTITUTION:
        return told or batting
    return batting.other if kind in _BY_PITCHERS else batting


def _player(raw: RawBaseballPlay, kind: PlayKind, left: Diamond, begun: Diamond) -> str:
    """Who did it: the pitcher (a new one as well), the runner as the words name him, else the batter."""
    if kind in _BY_PITCHERS:
        return left.pitcher
    if kind in _WITHIN:
        runner = _RUNNER.match(raw.text)
        return runner[1] if runner else ""
    return begun.batter


def _stepped_in(raw: RawBaseballPlay, diamond: Diamond) -> Diamond:
    """A batter steps in: the row names both and shows who is on base, an extra inning's runner as well."""
    duel = _DUEL.match(raw.text)
    batter, pitcher = (duel[2], duel[1]) if duel else ("", diamond.pitcher)
    return replace(diamond, bases=raw.bases, balls=0, strikes=0, batter=batter, pitcher=pitcher)


def plays(raws: Sequence[msgspec.Raw], game: PlayGame) -> Iterator[Item]:
    """The plays of a game in order; where the game is over and no row ends it, one is added.

    No league's id is told: ESPN lists no plate appearance by the league's number.
    """
    told, bad = read(raws, _PLAY, game.native_id)
    rows = sorted(told.values(), key=lambda raw: (whole_id(raw.id, game.native_id), raw.id))
    results = frozenset(raw.alternative_play for raw in rows if raw.alternative_play)
    counted = [raw for raw in rows if raw.type.id in (_RESULT, _END_INNING)]
    scores = dict(zip((raw.id for raw in counted), standing(counted), strict=True))
    first = next(iter(scores.values()), Score())
    stand = _Stand(_EMPTY, Score() if game.opens else first)
    for raw in rows:
        if raw.type.id == _START_BATTER:
            stand = replace(stand, diamond=_stepped_in(raw, stand.diamond))
        kind = _kind(raw, results)
        if kind is None:
            continue
        score = scores.get(raw.id, stand.score)
        play, diamond = _play(raw, kind, stand, score, game)
        yield PlayTold(feed=NAME, native_id=game.native_id, observed_at=instant_of(raw.wallclock), play=play)
        if raw.id in scores and raw.shown != score:
            yield Finding(raw.id, "score_taken_back", f"{pair(raw.shown)} shown, {pair(score)} stood")
        stand = _Stand(diamond, score)
    if rows and game.over:
        yield from _ending(rows[-1], stand, game)
    yield from bad


def _ending(last: RawBaseballPlay, stand: _Stand, game: PlayGame) -> Iterator[Item]:
    """The end of a game whose header says that it is over."""
    situation = Situation(
        play_id=f"{game.native_id}-{GAME_END}",
        sequence=whole_id(last.id, game.native_id) + 1,
        period=max(1, last.period.number),
        clock_seconds=None,
        possession=None,
    )
    play = Play(situation=situation, kind=PlayKind.GAME_END, description="Final", score_after=stand.score)
    yield PlayTold(feed=NAME, native_id=game.native_id, observed_at=UNKNOWN_INSTANT, play=play)
    yield Finding(situation.play_id, "game_end_added", "the header says that the game is over")
