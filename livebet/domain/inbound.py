"""Messages that come in: all that the engine is told. Each is of one game and carries `observed_at`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from livebet.domain.games import Game, Side
from livebet.domain.markets import MarketKind, MarketStatus
from livebet.domain.plays import Play, Situation
from livebet.domain.quotes import Quote

FeatureRow = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class GameListed:
    """A feed announces a game. `expected_margin`: home minus away points, from earlier games only."""

    game: Game
    observed_at: datetime
    expected_margin: float | None = None

    @property
    def game_id(self) -> UUID:
        """The game announced."""
        return self.game.game_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayBegan:
    """The teams line up: what is known as the play begins."""

    game_id: UUID
    situation: Situation
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySeen:
    """A play is over, or an earlier one is told anew (its `revision` is then higher)."""

    game_id: UUID
    play: Play
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayDeleted:
    """The feed takes a play back: it never happened."""

    game_id: UUID
    play_id: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GameAbandoned:
    """Nothing more is to come of a game that is not over, and why. A later play takes it up again."""

    game_id: UUID
    reason: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSeen:
    """A bookmaker's price for one selection."""

    game_id: UUID
    quote: Quote
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSeen:
    """A bookmaker opens, suspends or closes its markets of one kind: those of the whole game, at any line.

    `reason` is the feed's own, or why it was inferred; `reopens` says that what was settled is not any more,
    which alone takes a closed market from being closed.
    """

    game_id: UUID
    bookmaker: str
    kind: MarketKind
    status: MarketStatus
    observed_at: datetime
    reason: str = ""
    reopens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextEvent:
    """What may come next: chances by name of the next score and the next stop (timeout, turnover).

    Each adds up to 1 or is empty where a model tells nothing of it. `until_score` is the mean time to a
    score: minutes of the game, in baseball outs.
    """

    score: dict[str, float]
    stop: dict[str, float]
    until_score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """What a challenger would have answered to the same row: kept for judging, never acted upon."""

    model_version: str
    home_win_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The served champion's answer for one revision of the game's state.

    `confidence` in [0, 1] says how sure the model is of its probability, `low` and `high` are the band around
    the home side's, None where the model has none; `features` are those it used; `play_id` is the last play
    known to it. `model_share` is what our log odds weigh beside the market's in a blend, None where nobody
    has learnt it. `reached` is the highest promise of one call a game whose threshold this forecast reaches,
    `called` that of called plays; 0 where it reaches none. It re-enters the engine once.
    """

    game_id: UUID
    revision: int
    play_id: str
    home_win_probability: float
    away_win_probability: float
    confidence: float
    model_version: str
    features: FeatureRow
    observed_at: datetime
    low: float | None = None
    high: float | None = None
    model_share: float | None = None
    reached: float = 0.0
    called: float = 0.0
    next_event: NextEvent | None = None
    shadows: tuple[Shadow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSeen:
    """Somebody else's home win probability, as ESPN publishes it; a tie counts half.

    `play_id` is the play after which it was made, in our words; empty where the feed does not tell.
    """

    game_id: UUID
    forecaster: str
    home_win_probability: float
    play_id: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherSeen:
    """The weather at the stadium of an outdoor game; NaN where the feed does not tell.

    Degrees Celsius, kilometres an hour (mean and gust), millimetres of rain or snow water an hour, and
    relative humidity in percent.
    """

    game_id: UUID
    temperature: float
    wind: float
    gust: float
    precipitation: float
    humidity: float
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsSeen:
    """Injury or line-up news about a player of the game.

    `status` is one of a few words (out, doubtful, questionable, probable, active); `confidence` in [0, 1] is
    how much the place where it was read is worth; `text` is cut to a bounded length.
    """

    game_id: UUID
    feed: str
    side: Side
    player: str
    status: str
    confidence: float
    text: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingSeen:
    """Something odd about what feeds tell of a game: feeds that disagree and who won, gaps, frozen feeds."""

    game_id: UUID
    finding: str
    detail: str
    observed_at: datetime


Inbound = (
    GameListed
    | PlayBegan
    | PlaySeen
    | PlayDeleted
    | GameAbandoned
    | QuoteSeen
    | StatusSeen
    | ForecastSeen
    | WeatherSeen
    | NewsSeen
    | FindingSeen
    | Prediction
)
