"""A plate appearance to plays: what happened meanwhile, each a play of its own, and how it ended."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.mlb_gumbo.diamond import SCORED, Half
from livebet.feeds.mlb_gumbo.payload import RawAtBat, RawEvent, RawRunner
from livebet.feeds.mlb_gumbo.words import BY_PITCHERS, RESULTS, RUNNING, action_kind, changes_of
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

NAME = "mlb_gumbo"
ERRORS = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
PER_AT_BAT = 1000
"""Sequence numbers of one plate appearance: its events from 0, its result and the half-inning's end last."""
RESULT, HALF_END = PER_AT_BAT - 2, PER_AT_BAT - 1

NO_PITCH = "no_pitch"
"""A ball or strike that nobody threw: an intentional walk's, or for breaking the pitch clock."""

_EVENT = msgspec.json.Decoder(RawEvent)
Steps = dict[int | None, list[RawRunner]]
"""Runners' steps by the event that they belong to; None: to the result."""


@dataclass(frozen=True, slots=True)
class Made:
    """A play, and when it was."""

    play: Play
    at: datetime


@dataclass(frozen=True, slots=True)
class Appearance:
    """What one plate appearance tells: its plays, how the half-inning stands after it, what was refused.

    `now` is the situation of the one that goes on; None once it is over.
    """

    index: int
    plays: tuple[Made, ...]
    half: Half
    now: Situation | None
    bad: tuple[Refused, ...]


def utc(instant: datetime | None) -> datetime:
    """An instant of the feed, or the one that stands for none."""
    return instant.astimezone(UTC) if instant else UNKNOWN_INSTANT


def events_of(told: RawAtBat, native_id: str) -> tuple[list[RawEvent], list[Refused]]:
    """The events that can be read, in order, and the others."""
    events: list[RawEvent] = []
    bad: list[Refused] = []
    for raw in told.play_events:
        try:
            events.append(_EVENT.decode(raw))
        except ERRORS as error:
            reason = f"event: of plate appearance {told.about.at_bat_index}: {error}"
            bad.append(refused(NAME, reason, bytes(raw), native_id))
    return sorted(events, key=lambda event: event.index), bad


def _ended_running(told: RawAtBat, events: list[RawEvent]) -> bool:
    """Whether a runner made the third out, so that the batter's turn never ended and has no result."""
    if not events or events[-1].is_pitch:
        return False
    event_type = events[-1].details.event_type or ""
    return action_kind(event_type) in RUNNING and event_type == told.result.event_type


def _steps(told: RawAtBat, events: list[RawEvent], has_result: bool) -> Steps:
    """Every step once: where there is a result, all but those of actions belong to it."""
    known = {event.index for event in events if event.type == "action" or not has_result}
    orphans = None if has_result or not events else events[-1].index
    steps: Steps = defaultdict(list)
    for step in told.runners:
        index = step.details.play_index
        steps[index if index in known else orphans].append(step)
    return steps


class Reader:
    """Goes through one plate appearance, event by event."""

    def __init__(self, told: RawAtBat, half: Half, native_id: str) -> None:
        """`half` is how its half-inning stands before it."""
        self._told, self._half = told, half
        self._events, self._bad = events_of(told, native_id)
        self._ended = told.about.is_complete
        self._has_result = self._ended and not _ended_running(told, self._events)
        self._steps = _steps(told, self._events, self._has_result)
        self._batting = Side.AWAY if told.about.is_top_inning else Side.HOME
        self._balls = self._strikes = 0
        self._batter, self._pitcher = told.matchup.batter.full_name, told.matchup.pitcher.full_name
        for event in reversed(self._events):
            self._before(event)

    def _before(self, event: RawEvent) -> None:
        """Who batted and pitched before a change: the feed names the last, its words name the others."""
        pitching, _, left = changes_of(event.details.event_type or "", event.details.description)
        if left and pitching:
            self._pitcher = left
        elif left:
            self._batter = left

    def appearance(self) -> Appearance:
        """All that it tells."""
        index = self._told.about.at_bat_index
        made = [self._event(event) for event in self._events]
        if self._has_result:
            made.append(self._result())
        if self._ended:
            self._half = self._half.ended(self._told.matchup, self._told.count.outs)
        if self._ended and self._half.outs == 3:
            made.append(self._half_over())
        now = None if self._ended else self._situation(str(index), RESULT)
        return Appearance(index, tuple(made), self._half, now, tuple(self._bad))

    def _situation(self, play_id: str, offset: int) -> Situation:
        about = self._told.about
        return Situation(
            play_id=play_id,
            sequence=about.at_bat_index * PER_AT_BAT + offset,
            period=about.inning,
            clock_seconds=None,
            possession=self._batting,
            diamond=self._half.diamond(self._balls, self._strikes, self._batter, self._pitcher),
        )

    def _scores(self, steps: list[RawRunner]) -> tuple[ScoreChange, ...]:
        runs = sum(step.movement.end == SCORED for step in steps)
        return (ScoreChange(self._batting, ScoreKind.RUN),) * runs

    def _event(self, event: RawEvent) -> Made:
        details, steps = event.details, self._steps.get(event.index, [])
        counts = event.is_pitch or event.type == NO_PITCH
        kind = PlayKind.PITCH if counts else action_kind(details.event_type or "")
        situation = self._situation(f"{self._told.about.at_bat_index}.{event.index}", event.index)
        if details.event_type == "runner_placed" and event.player and event.base in (1, 2, 3):
            self._half = self._half.with_runner(event.base, event.player.id)
        self._half = self._half.after(steps)
        if counts:
            self._balls, self._strikes = event.count.balls, event.count.strikes
        pitching, came, _ = changes_of(details.event_type or "", details.description)
        if came and pitching:
            self._pitcher = came
        elif came:
            self._batter = came
        play = Play(
            situation=situation,
            kind=kind,
            description=details.description or event.type,
            scores=self._scores(steps),
            score_after=_score(details.home_score, details.away_score),
            side=self._batting.other if kind in BY_PITCHERS else self._batting,
            player=self._player(kind, steps),
            detail=details.event_type or event.type,
            diamond_after=self._half.diamond(self._balls, self._strikes, self._batter, self._pitcher),
        )
        return Made(play, utc(event.start_time or self._told.about.start_time))

    def _player(self, kind: PlayKind, steps: list[RawRunner]) -> str:
        if kind in BY_PITCHERS:
            return self._pitcher
        return steps[0].details.runner.full_name if steps else ""

    def _result(self) -> Made:
        told, steps = self._told, self._steps.get(None, [])
        result = told.result
        situation = self._situation(str(told.about.at_bat_index), RESULT)
        known = RESULTS.get(result.event_type)
        kind = known or action_kind(result.event_type)
        play = Play(
            situation=situation,
            kind=kind,
            description=result.description,
            scores=self._scores(steps),
            score_after=Score(result.home_score, result.away_score),
            side=self._batting.other if kind in BY_PITCHERS else self._batting,
            player=self._batter if known else self._player(kind, steps),
            detail=result.event_type,
            diamond_after=self._half.ended(told.matchup, told.count.outs).diamond(),
        )
        return Made(play, utc(told.about.end_time or told.about.start_time))

    def _half_over(self) -> Made:
        about = self._told.about
        situation = self._situation(f"{about.at_bat_index}.end", HALF_END)
        play = Play(
            situation=replace(situation, diamond=self._half.diamond()),
            kind=PlayKind.PERIOD_END,
            description=f"End of the {'top' if about.is_top_inning else 'bottom'} of inning {about.inning}",
            possession_after=self._batting.other,
            detail="top" if about.is_top_inning else "bottom",
            score_after=Score(self._told.result.home_score, self._told.result.away_score),
        )
        return Made(play, utc(about.end_time or about.start_time))


def _score(home: int | None, away: int | None) -> Score | None:
    return None if home is None or away is None else Score(home, away)


def begins(told: RawAtBat, before: Half | None) -> Half:
    """How the half-inning stands as a plate appearance begins: as the one before left it, else empty."""
    about = told.about
    if before is None or (before.inning, before.top) != (about.inning, about.is_top_inning):
        return Half(about.inning, about.is_top_inning)
    return before
