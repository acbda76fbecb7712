"""What feeds tell, in their own words: the items that parsers make, before identity knows whose they are.

An item names its game as the feed does (`native_id`) and its teams and bookmakers as the feed spells them;
`livebet.feeds.identity` finds out who is meant. `observed_at` is the feed's own stamp (UTC), or
`UNKNOWN_INSTANT` where the payload has none: then the instant it was received counts.
"""

from dataclasses import dataclass
from datetime import datetime

from livebet.domain.games import Score, SeasonType
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, Situation
from livebet.domain.prices import Price
from livebet.feeds.recording import Finding
from livebet.odds.settlement import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What every item carries; `native_id` is empty where no single game is meant."""

    feed: str
    native_id: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GameTold(Told):
    """A game as a feed announces it.

    `sport` is the boundary's name (nfl, nba, mlb) or another sport's (soccer, nhl, wnba, ncaaf, …), which
    parses and is not followed. `home` and `away` are names or abbreviations, spelt by the feed; `kickoff` is
    UTC, None where the feed does not tell; `phase` is a word of `livebet.game.state.Phase`, or "postponed".
    """

    sport: str
    home: str
    away: str
    kickoff: datetime | None
    phase: str
    season: int | None = None
    season_type: SeasonType | None = None
    week: int | None = None
    venue: str = ""
    number: int = 1
    """Which of two games on one day (baseball's doubleheaders)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTold(Told):
    """A score as a feed shows it, with no play behind it. `official` where the league itself says so."""

    score: Score
    phase: str
    period: int | None = None
    clock_seconds: int | None = None
    official: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationTold(Told):
    """What is known as the next play begins."""

    situation: Situation
    official_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayTold(Told):
    """A play as a feed tells it.

    `play.situation.play_id` and `sequence` are the feed's own; `official_id` is the league's id of the play
    (NFL: the GSIS play id as a plain number; NBA: actionNumber; MLB: `<atBatIndex>` or
    `<atBatIndex>.<event index>`) where the feed tells it, else empty. `final` is False while the feed itself
    still reviews the play. `play.revision` counts the feed's own corrections; a later telling of a play that
    has no such number is known by its other content.
    """

    play: Play
    official_id: str = ""
    final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayTakenBack(Told):
    """A play that the feed deletes: it never happened."""

    play_id: str
    official_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteTold(Told):
    """A bookmaker's price for a selection of a market of the game.

    `main` is False for an alternate line: it parses, and the market books keep to main lines. `size` is the
    money that the price is good for (exchanges; in the exchange's currency), None where unlimited or untold.
    """

    bookmaker: str
    market: Market
    selection: Selection
    price: Price
    main: bool = True
    size: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTold(Told):
    """A bookmaker opens, suspends or closes its market; of all kinds where `kind` is None."""

    bookmaker: str
    kind: MarketKind | None
    status: MarketStatus
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderTold(Told):
    """One runner of an exchange market as its order book stands, whatever the market asks.

    `backs` and `lays` are (price, size) from the best on; `matched` is the money traded on the runner;
    `in_play` and `bet_delay` (seconds) are the market's.
    """

    market_id: str
    market_type: str
    runner_id: int
    handicap: float
    runner: str
    backs: tuple[tuple[float, float], ...]
    lays: tuple[tuple[float, float], ...]
    last_price: float | None
    matched: float | None
    status: MarketStatus
    in_play: bool
    bet_delay: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementTold(Told):
    """How a bookmaker or exchange settled a selection; `rolled_back` takes an earlier settlement back.

    `market_id` and `selection_id` are the feed's own; `market` and `selection` are ours where it is a market
    of ours. `outcome` is None in a rollback. Where `placed_from` or `placed_until` is told, only bets placed
    within are meant; an empty `selection_id` means every selection of the market.
    """

    bookmaker: str
    market_id: str
    selection_id: str
    outcome: Outcome | None
    market: Market | None = None
    selection: Selection | None = None
    rolled_back: bool = False
    placed_from: datetime | None = None
    placed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastTold(Told):
    """A rival's win probability after a play (the feed's id of it; empty where it does not tell)."""

    forecaster: str
    play_id: str
    home_win_probability: float
    tie_probability: float = 0.0
    official_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsTold(Told):
    """Injury or line-up news about a player; `team` as the feed spells it, empty where it does not tell.

    `status` is out, doubtful, questionable, probable or active; `confidence` in [0, 1] is how much the feed's
    word is worth: an official report near 1, a post by somebody unknown near 0.
    """

    sport: str
    team: str
    player: str
    status: str
    text: str
    confidence: float
    news_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherTold(Told):
    """Weather at a place. Degrees Celsius, km/h, millimetres an hour, percent; None where untold.

    `expected_at` is the instant it is meant for: `observed_at` for a measurement, later for a forecast.
    """

    latitude: float | None
    longitude: float | None
    place: str
    expected_at: datetime
    temperature: float | None
    wind: float | None
    gust: float | None
    precipitation: float | None
    humidity: float | None
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthTold(Told):
    """What a feed says about itself: alive, down, heartbeat, snapshot complete, slow, disconnected, quota.

    `bookmaker` is whose prices it is about, empty where it is about all of the feed's.
    """

    state: str
    detail: str = ""
    bookmaker: str = ""


Item = (
    GameTold
    | ScoreTold
    | SituationTold
    | PlayTold
    | PlayTakenBack
    | QuoteTold
    | StatusTold
    | LadderTold
    | SettlementTold
    | ForecastTold
    | NewsTold
    | WeatherTold
    | HealthTold
    | Finding
    | Refused
)
"""What a feed's bytes hold, normalised, and what of them could not be placed."""
