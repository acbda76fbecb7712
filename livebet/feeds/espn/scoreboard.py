"""Scoreboards and headers: games, scores, what is known as the next play begins."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from livebet.domain.games import Score, Side
from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond, Situation
from livebet.feeds.espn.odds import pregame
from livebet.feeds.espn.raw import RawCompetition, RawCompetitor, RawEvent, RawSituation, RawWeek, there
from livebet.feeds.espn.words import (
    NAME,
    instant_of,
    phase_of,
    running_clock,
    season_type_of,
    sport_of,
    whole,
)
from livebet.feeds.items import ForecastTold, GameTold, Item, ScoreTold, SituationTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

_COMPETITION = msgspec.json.Decoder(RawCompetition)
_COMPETITOR = msgspec.json.Decoder(RawCompetitor)
_EVENT = msgspec.json.Decoder(RawEvent)
_SITUATION = msgspec.json.Decoder(RawSituation)
_SIDES = {"home": Side.HOME, "away": Side.AWAY}
_HALVES = {"Top": Side.AWAY, "Bot": Side.HOME}
_NUMBERED = frozenset(("nfl", "nba"))
_SAME_DAY = timedelta(hours=14)
BAD = (msgspec.MsgspecError, ValueError, RecursionError)
"""What reading a bad item raises."""


class NotFollowedError(ValueError):
    """An event that is no game of two sides; says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """A game as a scoreboard or a header has it; `sides` are by the teams' ids."""

    event: RawEvent
    raw: RawCompetition
    sport: str
    home: RawCompetitor
    away: RawCompetitor
    sides: dict[str, Side]
    phase: str
    kickoff: datetime | None

    @property
    def final(self) -> bool:
        """Whether it is over, with a result."""
        return self.phase == "final"

    @property
    def lines_at(self) -> datetime:
        """When lines shown with it were good: they are pregame ones, so never later than its beginning."""
        if self.phase == "scheduled" or self.kickoff is None:
            return UNKNOWN_INSTANT
        return self.kickoff


def contest_of(event: RawEvent, slug: str = "") -> Contest:
    """The one game of an event.

    Raises:
        NotFollowedError: it is a tournament, a card of fights, a race.
        ValueError: a team plays itself, or a field holds what it cannot.
        msgspec.MsgspecError: it has another shape.
    """
    sport = sport_of(event.uid, slug)
    if len(event.competitions) != 1:
        raise NotFollowedError(f"not followed: {sport}, {len(event.competitions)} contests in one event")
    raw = _COMPETITION.decode(event.competitions[0])
    if len(raw.competitors) != 2 or raw.status is None:
        raise NotFollowedError(f"not followed: {sport}, {len(raw.competitors)} competitors")
    teams = {team.home_away: team for team in map(_COMPETITOR.decode, raw.competitors)}
    if teams.keys() != _SIDES.keys() or not all(team.team.spelt for team in teams.values()):
        raise NotFollowedError(f"not followed: {sport} without a home and an away team")
    kickoff = instant_of(raw.date)
    return Contest(
        event=event,
        raw=raw,
        sport=sport,
        home=teams["home"],
        away=teams["away"],
        sides={team.id or team.team.id: _SIDES[side] for side, team in teams.items()},
        phase=phase_of(raw.status),
        kickoff=None if kickoff == UNKNOWN_INSTANT else kickoff,
    )


def game_told(contest: Contest, number: int = 1) -> GameTold:
    """The game as announced."""
    event, season = contest.event, contest.event.season
    week = event.week.number if isinstance(event.week, RawWeek) else event.week
    return GameTold(
        feed=NAME,
        native_id=event.id,
        observed_at=UNKNOWN_INSTANT,
        sport=contest.sport,
        home=contest.home.team.spelt,
        away=contest.away.team.spelt,
        kickoff=contest.kickoff,
        phase=contest.phase,
        season=season.year if season else None,
        season_type=season_type_of(season.type) if season else None,
        week=week,
        venue=contest.raw.venue.full_name if contest.raw.venue else "",
        number=number,
    )


def score_told(contest: Contest) -> ScoreTold | None:
    """The score; None before the game and where none is told."""
    home, away, status = whole(contest.home.score), whole(contest.away.score), contest.raw.status
    if contest.phase not in ("in_play", "final") or home is None or away is None or status is None:
        return None
    return ScoreTold(
        feed=NAME,
        native_id=contest.event.id,
        observed_at=UNKNOWN_INSTANT,
        score=Score(home, away),
        phase=contest.phase,
        period=status.period or None,
        clock_seconds=running_clock(contest.sport, status.display_clock),
    )


def _diamond(told: RawSituation) -> Diamond:
    bases = FIRST * told.on_first + SECOND * told.on_second + THIRD * told.on_third
    return Diamond(
        outs=told.outs,
        bases=bases,
        balls=told.balls,
        strikes=told.strikes,
        batter=told.batter.athlete.display_name if told.batter else "",
        pitcher=told.pitcher.athlete.display_name if told.pitcher else "",
    )


def _next_play(contest: Contest, last_id: str) -> tuple[str, int]:
    """A name for the next play and its place, right behind the last (football counts in hundreds)."""
    number = whole_id(last_id, contest.event.id)
    return f"{last_id}-next", number * (100 if contest.sport == "nfl" else 1) + 1


def whole_id(play_id: str, game_id: str) -> int:
    """A play's number within its game: ESPN writes the game's id before it; 0 where it is no number."""
    rest = play_id.removeprefix(game_id)
    return int(rest) if rest.isascii() and rest.isdecimal() and len(rest) <= 18 else 0


def official_id(play_id: str, game_id: str, sport: str) -> str:
    """The league's id of a play: ESPN's own less the game's (NFL: GSIS id, NBA: action number), else empty.

    Seen on games that both tell: 165 of 186 plays of a football game (the rest are timeouts), and all 460
    plays of a basketball game that are on the NBA's own list.
    """
    if sport not in _NUMBERED or not play_id.startswith(game_id):
        return ""
    number = whole_id(play_id, game_id)
    return str(number) if number else ""


def situation_told(contest: Contest, told: RawSituation) -> SituationTold | None:
    """What is known as the next play of a football or baseball game in play begins."""
    status = contest.raw.status
    if contest.phase != "in_play" or status is None or not status.period or told.last_play is None:
        return None
    if contest.sport == "nfl" and told.down is not None:
        side, diamond = contest.sides.get(told.possession or ""), None
    elif contest.sport == "mlb":
        side, diamond = _HALVES.get(status.type.short_detail[:3]), _diamond(told)
    else:
        return None
    play_id, sequence = _next_play(contest, told.last_play.id)
    down = told.down if told.down and 1 <= told.down <= 4 else 0
    situation = Situation(
        play_id=play_id,
        sequence=sequence,
        period=status.period,
        clock_seconds=running_clock(contest.sport, status.display_clock),
        possession=side,
        down=down,
        distance=max(0, told.distance or 0) if down else 0,
        yards_to_goal=yards_to_goal(told.yard_line, side) if down else None,
        diamond=diamond,
    )
    return SituationTold(
        feed=NAME, native_id=contest.event.id, observed_at=UNKNOWN_INSTANT, situation=situation
    )


def yards_to_goal(yard_line: int | None, side: Side | None) -> int | None:
    """Yards to the line that `side` attacks; ESPN's yard line counts from the home side's goal line."""
    if side is None or yard_line is None or not 0 <= yard_line <= 100:
        return None
    return min(99, max(1, 100 - yard_line if side is Side.HOME else yard_line))


def _forecast(contest: Contest, told: RawSituation) -> ForecastTold | None:
    last = told.last_play
    if last is None or last.probability is None or last.probability.home_win_percentage is None:
        return None
    return ForecastTold(
        feed=NAME,
        native_id=contest.event.id,
        observed_at=UNKNOWN_INSTANT,
        forecaster=NAME,
        play_id=last.id,
        home_win_probability=last.probability.home_win_percentage,
        tie_probability=last.probability.tie_percentage,
        official_id=official_id(last.id, contest.event.id, contest.sport),
    )


def now(contest: Contest, raw: msgspec.Raw) -> Iterator[Item]:
    """What a scoreboard or a summary shows of the moment, as far as it can be read."""
    if not there(raw):
        return
    try:
        told = _SITUATION.decode(raw)
    except BAD as error:
        yield refused(NAME, f"situation: {error}", bytes(raw), contest.event.id)
        return
    yield from (item for item in (situation_told(contest, told), _forecast(contest, told)) if item)


def _items(contest: Contest, number: int) -> Iterator[Item]:
    yield game_told(contest, number)
    score = score_told(contest)
    if score:
        yield score
    yield from now(contest, contest.raw.situation)
    for odds in contest.raw.odds or ():
        yield from pregame(odds, contest.event.id, contest.lines_at)


def _numbers(contests: Sequence[Contest]) -> dict[str, int]:
    """Which of two games on one day each is, by their beginnings (baseball's doubleheaders)."""
    last: dict[tuple[str, str], datetime] = {}
    counts: Counter[tuple[str, str]] = Counter()
    numbers: dict[str, int] = {}
    for contest in sorted((c for c in contests if c.kickoff), key=lambda c: (c.kickoff, c.event.id)):
        pair, begins = (contest.home.team.spelt, contest.away.team.spelt), contest.kickoff or UNKNOWN_INSTANT
        if pair not in last or begins - last[pair] > _SAME_DAY:
            counts[pair] = 0
        counts[pair] += 1
        last[pair] = begins
        numbers[contest.event.id] = counts[pair] if contest.sport == "mlb" else 1
    return numbers


def scoreboard(events: Sequence[msgspec.Raw], slug: str) -> Iterator[Item]:
    """The items of a scoreboard, event by event."""
    contests: list[Contest] = []
    for raw in events:
        try:
            contests.append(contest_of(_EVENT.decode(raw), slug))
        except NotFollowedError as error:
            yield refused(NAME, str(error), bytes(raw))
        except BAD as error:
            yield refused(NAME, f"event: {error}", bytes(raw))
    numbers = _numbers(contests)
    for contest in contests:
        yield from _items(contest, numbers.get(contest.event.id, 1))
