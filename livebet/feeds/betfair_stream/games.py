"""Games as markets and the cricket stream show them: announced once, then when they begin and end."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from livebet.domain.games import Score
from livebet.domain.markets import MarketKind, MarketStatus
from livebet.feeds.betfair_stream.market import MarketState
from livebet.feeds.betfair_stream.payload import Millis
from livebet.feeds.betfair_stream.words import NAME, SPORTS
from livebet.feeds.items import GameTold, Item, ScoreTold

PHASES = ("scheduled", "in_play", "final")
"""A game only goes on: a market that turns in play later than its sisters takes nothing back."""
FIXTURES = {"FINISHED": "final", "PRE_MATCH": "scheduled"}
"""Cricket's fixture statuses; every other one is of a game in play."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DESCRIPTION = re.compile(r"(?:TRAINING: )?(.+?) v (.+?)(?:,| from |$)")


class Fixture(msgspec.Struct):
    """Cricket: who plays, when, and how far it is."""

    status: str = msgspec.field(name="fixtureStatus", default="")
    start: Millis | None = msgspec.field(name="expectedStartTime", default=None)
    home: str = msgspec.field(name="homeTeam", default="")
    away: str = msgspec.field(name="awayTeam", default="")
    description: str = msgspec.field(name="eventDescription", default="")


class Innings(msgspec.Struct):
    """Runs of one team's turn at bat."""

    batting: str = msgspec.field(name="battingTeam", default="")
    runs: int = msgspec.field(name="inningsRuns", default=0)


class Stats(msgspec.Struct):
    """The score so far."""

    innings: list[Innings] = msgspec.field(name="inningsStats", default_factory=list)
    current: int | None = msgspec.field(name="currentInnings", default=None)


class CricketChange(msgspec.Struct):
    """One game of a line of the cricket stream."""

    event_id: str = msgspec.field(name="eventId")
    fixture: Fixture = msgspec.field(name="fixtureInfo", default_factory=Fixture)
    stats: Stats | None = msgspec.field(name="matchStats", default=None)


class CricketLine(msgspec.Struct):
    """One message of the cricket stream."""

    pt: Millis
    cc: list[CricketChange] = []


CRICKET_LINE = msgspec.json.Decoder(CricketLine)


@dataclass(slots=True)
class Games:
    """What was told of each game, so that it is told again only when it is otherwise."""

    told: dict[str, GameTold] = field(default_factory=dict)
    scores: dict[str, ScoreTold] = field(default_factory=dict)

    def of_market(self, market: MarketState, at: datetime) -> list[Item]:
        """The game that a market is about, where it has two contestants."""
        definition, read = market.definition, market.read
        if definition is None or read is None or read.teams is None or read.asked is None:
            return []
        phase = "in_play" if market.in_play else "scheduled"
        if market.status is MarketStatus.CLOSED and read.asked.kind is MarketKind.MONEYLINE:
            won = any(runner.status == "WINNER" for runner in market.runners.values())
            phase = "final" if won else phase
        start = definition.market_time
        sport = SPORTS.get(definition.event_type, definition.event_type)
        kickoff = start.astimezone(UTC) if start is not None else None
        return self._game(market.native_id, sport, read.teams, kickoff, phase, at)

    def _game(
        self,
        native_id: str,
        sport: str,
        teams: tuple[str, str],
        kickoff: datetime | None,
        phase: str,
        at: datetime,
    ) -> list[Item]:
        before = self.told.get(native_id)
        if before is not None and PHASES.index(phase) < PHASES.index(before.phase):
            phase = before.phase
        game = GameTold(
            feed=NAME,
            native_id=native_id,
            observed_at=at,
            sport=sport,
            home=teams[0],
            away=teams[1],
            kickoff=kickoff,
            phase=phase,
        )
        if before is not None and _same(before, game):
            return []
        self.told[native_id] = game
        return [game]

    def of_cricket(self, raw: bytes) -> list[Item]:
        """Games and scores of a line of the cricket stream. Raises what msgspec does."""
        line = CRICKET_LINE.decode(raw)
        at = EPOCH.fromtimestamp(line.pt / 1000, UTC)
        items: list[Item] = []
        for change in line.cc:
            teams = _teams(change.fixture)
            if teams is None:
                continue
            fixture = change.fixture
            kickoff = None if fixture.start is None else EPOCH.fromtimestamp(fixture.start / 1000, UTC)
            phase = FIXTURES.get(fixture.status, "in_play")
            items += self._game(change.event_id, "cricket", teams, kickoff, phase, at)
            if change.stats is not None:
                items += self._score(change.event_id, change.stats, teams, phase, at)
        return items

    def _score(
        self, native_id: str, stats: Stats, teams: tuple[str, str], phase: str, at: datetime
    ) -> list[Item]:
        home, away = (sum(one.runs for one in stats.innings if one.batting == team) for team in teams)
        score = ScoreTold(
            feed=NAME,
            native_id=native_id,
            observed_at=at,
            score=Score(home, away),
            phase=phase,
            period=stats.current,
        )
        before = self.scores.get(native_id)
        if before is not None and (before.score, before.phase, before.period) == (
            score.score,
            score.phase,
            score.period,
        ):
            return []
        self.scores[native_id] = score
        return [score]


def _same(one: GameTold, other: GameTold) -> bool:
    return (one.home, one.away, one.kickoff, one.phase) == (
        other.home,
        other.away,
        other.kickoff,
        other.phase,
    )


def _teams(fixture: Fixture) -> tuple[str, str] | None:
    if fixture.home and fixture.away:
        return fixture.home, fixture.away
    named = _DESCRIPTION.match(fixture.description)
    return (named[1], named[2]) if named else None
