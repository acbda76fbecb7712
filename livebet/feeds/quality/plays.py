"""The plays of a game held against each other: repeats, gaps, clocks that jump, scores that do not add up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from livebet.domain.games import Score, Sport
from livebet.domain.messages import PlaySeen
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.quality.episodes import Doubt
from livebet.feeds.refusals import UNKNOWN_INSTANT

LONGEST_CLOCK: dict[Sport, int] = {Sport.NFL: 120, Sport.NBA: 90}
"""Seconds of the game's own clock between two plays; more cannot run off without a play that was not told."""
CLOCKS_APART = 3
"""Seconds that a clock is set back by between two plays without a word: whole seconds, late corrections."""
LONGEST_SILENCE = timedelta(minutes=15)
"""Between two plays of one period where no clock tells what was missed; injuries take less."""
NUMBERED = frozenset((Sport.MLB,))
"""Sports whose official ids count: `<plate appearance>` from 0, then `.<event>` within it."""

_ROWS = frozenset(
    (
        *(PlayKind.OTHER, PlayKind.PERIOD_START, PlayKind.PERIOD_END, PlayKind.GAME_END, PlayKind.TIMEOUT),
        *(PlayKind.REVIEW, PlayKind.SUBSTITUTION, PlayKind.PITCHING_CHANGE),
    )
)
"""What may be told long before or after the field itself has news."""

_Order = tuple[int, str]
_FIRST: _Order = (-1, "")


@dataclass(slots=True)
class _Told:
    """A play as it was told last: what it gave to either side."""

    revision: int
    home: int
    away: int


@dataclass(slots=True)
class PlayChecks:
    """What was told of the plays of one game, in the order in which it was."""

    sport: Sport = Sport.NFL
    over: bool = False
    """Whether the end of the game was told."""
    scored_at: datetime | None = None
    """When points came last."""
    _told: dict[str, _Told] = field(default_factory=dict)
    _newest: _Order = _FIRST
    _period: int = 0
    _clock: int | None = None
    _at: datetime | None = None
    _shown: Score | None = None
    _home: int = 0
    _away: int = 0
    _missing: tuple[int, int] = (0, 0)
    """Points that the feed shows and its plays do not make, as told last."""
    _number: int = -1
    _end: str = ""
    """The play that ended the game."""

    @property
    def final(self) -> Score | None:
        """The final score as the plays make it."""
        return Score(self._home, self._away) if self.over else None

    @property
    def in_play(self) -> bool:
        """Whether plays were told and the end was not."""
        return bool(self._told) and not self.over

    def is_repeat(self, play: Play) -> bool:
        """Whether this telling of a play is no newer than what was told."""
        known = self._told.get(play.situation.play_id)
        return known is not None and play.revision <= known.revision

    def began(self, situation: Situation, at: datetime) -> Iterator[Doubt]:
        """The clock as a play begins."""
        if (situation.sequence, situation.play_id) > self._newest:
            yield from self._clocks(situation, at)

    def see(self, message: PlaySeen) -> Iterator[Doubt]:
        """A play that is no repeat. Only the newest is held against those before it."""
        play, at = message.play, message.observed_at
        situation = play.situation
        first = situation.play_id not in self._told
        self._take(play)
        if play.scores:
            self.scored_at = at
        order = (situation.sequence, situation.play_id)
        if not first or order < self._newest:
            return
        self._newest = order
        yield from self._gap(play, at)
        yield from self._clocks(situation, at, ends=play.kind is PlayKind.GAME_END)
        yield from self._scores(play, at)

    def delete(self, play_id: str) -> None:
        """A play never happened."""
        self._lose(play_id)
        if play_id == self._end:
            self.over, self._end = False, ""

    def _take(self, play: Play) -> None:
        play_id = play.situation.play_id
        self._lose(play_id)
        home = away = 0
        for made in play.scores:
            if made.side == "home":
                home += made.points
            else:
                away += made.points
        self._home += home
        self._away += away
        self._told[play_id] = _Told(play.revision, home, away)
        if play.kind is PlayKind.GAME_END:
            self.over, self._end = True, play_id

    def _lose(self, play_id: str) -> None:
        known = self._told.get(play_id)
        if known is not None:
            self._home -= known.home
            self._away -= known.away
            known.home = known.away = 0

    def _gap(self, play: Play, at: datetime) -> Iterator[Doubt]:
        situation = play.situation
        if self.sport not in LONGEST_CLOCK and play.kind not in _ROWS and at > UNKNOWN_INSTANT:
            if self._at is not None and situation.period == self._period and at - self._at > LONGEST_SILENCE:
                silent = (at - self._at).total_seconds() / 60.0
                detail = f"no play was told for {silent:.0f} minutes of period {self._period}"
                yield Doubt("gap", "", detail, at)
            self._at = at
        number = _number(play) if self.sport in NUMBERED else None
        if number is None:
            return
        if self._number >= 0 and number > self._number + 1:
            missing = (
                f"{self._number + 1}" if number == self._number + 2 else f"{self._number + 1} to {number - 1}"
            )
            yield Doubt("gap", "", f"play {situation.play_id}: no play {missing} was told", at)
        self._number = max(self._number, number)

    def _clocks(self, situation: Situation, at: datetime, *, ends: bool = False) -> Iterator[Doubt]:
        """Whether the clock goes on from where it was; a game that ends may leave time on it."""
        period, clock, before = situation.period, situation.clock_seconds, self._clock
        shown = f"period {period}, {clock} s left, after {self._period}, {before} s"
        if period < self._period:
            yield Doubt("clock backwards", "", f"play {situation.play_id}: {shown}", at)
        elif period == self._period:
            if clock is None:
                return
            if before is not None and clock > before + CLOCKS_APART:
                yield Doubt("clock backwards", "", f"play {situation.play_id}: {shown}", at)
            elif before is not None and before - clock > LONGEST_CLOCK.get(self.sport, before) and not ends:
                yield Doubt("clock jump", "", f"play {situation.play_id}: {shown}", at)
        self._period, self._clock = period, clock

    def _scores(self, play: Play, at: datetime) -> Iterator[Doubt]:
        """The score shown after the newest play, against the one shown before and what the plays make."""
        shown, before = play.score_after, self._shown
        if shown is None:
            return
        self._shown = shown
        play_id = play.situation.play_id
        if before is not None and (shown.home < before.home or shown.away < before.away):
            yield Doubt("score falls", "", f"play {play_id}: {_pair(before)} to {_pair(shown)}", at)
        missing = (shown.home - self._home, shown.away - self._away)
        if missing not in ((0, 0), self._missing):
            made = f"{self._home}-{self._away}"
            detail = f"play {play_id}: the feed shows {_pair(shown)}, its plays make {made}"
            yield Doubt("score disagrees", "", detail, at)
        self._missing = missing


def _number(play: Play) -> int | None:
    """The number of the plate appearance; None where the id is none of the league's."""
    digits = play.situation.play_id.partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else None


def _pair(score: Score) -> str:
    return f"{score.home}-{score.away}"
