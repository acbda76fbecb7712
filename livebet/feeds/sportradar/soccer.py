"""Soccer's answers: the game, its score and the win probabilities; its plays are not followed."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from livebet.domain.games import Score
from livebet.feeds.items import ForecastTold, GameTold, Item, ScoreTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.sportradar.games import phase_of
from livebet.feeds.sportradar.memory import Memory
from livebet.feeds.sportradar.payload import NAME, Id, Period, Points, utc


class RawNamed(msgspec.Struct):
    """Something with a name: a sport, a venue."""

    name: str = ""


class RawTournament(msgspec.Struct):
    """A competition and its sport."""

    sport: RawNamed = msgspec.field(default_factory=RawNamed)


class RawCompetitor(msgspec.Struct):
    """A team; `qualifier` says on which side."""

    name: str
    qualifier: str = ""


class RawContest(msgspec.Struct):
    """A game's head, under either of its two names for the hour."""

    id: Id
    competitors: list[RawCompetitor]
    scheduled: datetime | None = None
    start_time: datetime | None = None
    status: str = ""
    tournament: RawTournament = msgspec.field(default_factory=RawTournament)
    venue: RawNamed = msgspec.field(default_factory=RawNamed)


class RawStanding(msgspec.Struct):
    """How the game stands."""

    status: str = ""
    home_score: Points | None = None
    away_score: Points | None = None
    period: Period | None = None


class RawOutcome(msgspec.Struct):
    """A probability in percent."""

    name: str = ""
    probability: float = 0.0


class RawMarket(msgspec.Struct):
    """A question and its outcomes."""

    name: str = ""
    outcomes: list[RawOutcome] = []


class RawProbabilities(msgspec.Struct):
    """The markets that have probabilities."""

    markets: list[RawMarket] = []


class RawAnswer(msgspec.Struct):
    """A timeline or the probabilities of a game."""

    sport_event: RawContest
    generated_at: datetime | None = None
    sport_event_status: RawStanding | None = None
    timeline: list[msgspec.Raw] = []
    probabilities: RawProbabilities | None = None


_ANSWER = msgspec.json.Decoder(RawAnswer)
_THREE_WAY = ("home_team_winner", "away_team_winner", "draw")


def read_soccer(raw: bytes, memory: Memory) -> Iterator[Item]:
    """The game, its score, the three-way probabilities, and one refusal for the plays."""
    told = _ANSWER.decode(raw)
    at = utc(told.generated_at) or UNKNOWN_INSTANT
    standing = told.sport_event_status
    phase = phase_of((standing.status if standing else "") or told.sport_event.status or "not_started")
    game, score = event_told(told.sport_event, phase, at), _score(told, phase, at)
    yield from memory.of(game.native_id).news(game, score)
    if told.probabilities is not None:
        yield from _forecasts(told.probabilities, game.native_id, at)
    if told.timeline:
        yield refused(
            NAME, f"not followed: {len(told.timeline)} plays of {game.sport}", raw, game.native_id, at
        )


def event_told(told: RawContest, phase: str, at: datetime) -> GameTold:
    """The game as announced.

    Raises:
        ValueError: it names no two teams.
    """
    teams = {team.qualifier: team.name for team in told.competitors}
    if "home" not in teams or "away" not in teams:
        raise ValueError("game: it names no two teams")
    return GameTold(
        feed=NAME,
        native_id=told.id,
        observed_at=at,
        sport=told.tournament.sport.name.lower().replace(" ", "_") or "soccer",
        home=teams["home"],
        away=teams["away"],
        kickoff=utc(told.scheduled or told.start_time),
        phase=phase,
        venue=told.venue.name,
    )


def _score(told: RawAnswer, phase: str, at: datetime) -> ScoreTold | None:
    standing = told.sport_event_status
    if standing is None or standing.home_score is None or standing.away_score is None:
        return None
    return ScoreTold(
        feed=NAME,
        native_id=told.sport_event.id,
        observed_at=at,
        score=Score(standing.home_score, standing.away_score),
        phase=phase,
        period=standing.period,
    )


def _forecasts(told: RawProbabilities, native_id: str, at: datetime) -> Iterator[Item]:
    """Before the game or as it stands: the feed does not say after which play."""
    for market in told.markets:
        percent = {outcome.name: outcome.probability for outcome in market.outcomes}
        home, away, draw = (percent.get(name) for name in _THREE_WAY)
        if home is None or away is None or draw is None or not 99.0 <= home + away + draw <= 101.0:
            yield refused(NAME, f"forecast: {market.name} is no three-way one that sums to 1", b"", native_id)
            continue
        yield ForecastTold(
            feed=NAME,
            native_id=native_id,
            observed_at=at,
            forecaster=NAME,
            play_id="",
            home_win_probability=home / 100,
            tie_probability=draw / 100,
        )
