"""A recorded game with quotes on it, and a table at which an engine is told things one by one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp

import pytest

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    GameListed,
    Inbound,
    Outbound,
    PlaySeen,
    Prediction,
    PredictionWanted,
    QuoteSeen,
    Refused,
    StatusSeen,
)
from livebet.domain.plays import Play, PlayKind, ScoreChange, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.engine import Engine, EngineConfig
from livebet.feeds.recordings import recorded
from livebet.feeds.replay import Replay, ReplayedGame
from livebet.game.sports.table import RULES

KICKOFF = datetime(2019, 9, 8, 17, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.NFL,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="CHI",
    away_team="GB",
    kickoff=KICKOFF,
    feed="test",
    native_id="1",
)


@dataclass(slots=True)
class Table:
    """An engine with one game; each call tells it one thing at a second of game time."""

    config: EngineConfig = field(default_factory=lambda: EngineConfig(stale_after=timedelta(seconds=60)))
    engine: Engine = field(init=False)
    wanted: PredictionWanted | None = None
    log: list[Inbound] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the engine."""
        self.engine = Engine(self.config)

    def at(self, second: float) -> datetime:
        """A second after the kickoff."""
        return KICKOFF + timedelta(seconds=second)

    def tell(self, message: Inbound) -> list[Outbound]:
        """Any message; remembers what the engine asks."""
        self.log.append(message)
        out = self.engine.handle(message)
        for one in out:
            if isinstance(one, PredictionWanted):
                self.wanted = one
        return out

    def listed(self, second: float = -60.0, expected_margin: float | None = 0.0) -> list[Outbound]:
        """The game is announced."""
        return self.tell(GameListed(game=GAME, observed_at=self.at(second), expected_margin=expected_margin))

    def play(
        self,
        second: float,
        sequence: int,
        *scores: ScoreChange,
        kind: PlayKind = PlayKind.RUN,
        revision: int = 0,
        possession: Side = Side.HOME,
        yards: int = 4,
    ) -> list[Outbound]:
        """A play is over; its id is its sequence."""
        situation = Situation(
            play_id=str(sequence),
            sequence=sequence,
            period=1,
            clock_seconds=900 - sequence,
            possession=possession,
            down=1,
            distance=10,
            yards_to_goal=50,
        )
        play = Play(
            situation=situation,
            kind=kind,
            description=f"play {sequence}",
            yards=yards,
            scores=scores,
            revision=revision,
        )
        return self.tell(PlaySeen(game_id=GAME.game_id, play=play, observed_at=self.at(second)))

    def injury(self, second: float, sequence: int, player: str) -> list[Outbound]:
        """A row that tells of a hurt player and nothing else."""
        situation = Situation(
            play_id=str(sequence), sequence=sequence, period=1, clock_seconds=None, possession=None
        )
        play = Play(situation=situation, kind=PlayKind.OTHER, description="hurt", injured=(player,))
        return self.tell(PlaySeen(game_id=GAME.game_id, play=play, observed_at=self.at(second)))

    def quote(
        self,
        second: float,
        price: float,
        bookmaker: str = "sim:a",
        selection: Selection = Selection.HOME,
        market: Market = MONEYLINE,
    ) -> list[Outbound]:
        """A bookmaker shows a price."""
        quote = Quote(bookmaker, market, selection, Price(price))
        return self.tell(QuoteSeen(game_id=GAME.game_id, quote=quote, observed_at=self.at(second)))

    def quotes(self, second: float, home: float, away: float, bookmaker: str = "sim:a") -> list[Outbound]:
        """Both prices of a moneyline."""
        return [
            *self.quote(second, away, bookmaker, Selection.AWAY),
            *self.quote(second, home, bookmaker, Selection.HOME),
        ]

    def status(self, second: float, status: MarketStatus, bookmaker: str = "sim:a") -> list[Outbound]:
        """A bookmaker opens, suspends or closes its moneyline."""
        return self.tell(
            StatusSeen(
                game_id=GAME.game_id,
                bookmaker=bookmaker,
                kind=MarketKind.MONEYLINE,
                status=status,
                observed_at=self.at(second),
            )
        )

    def predict(
        self,
        home: float,
        confidence: float = 0.95,
        wanted: PredictionWanted | None = None,
        share: float | None = None,
        reached: float = 0.0,
    ) -> list[Outbound]:
        """The model answers what was asked last."""
        asked = wanted or self.wanted
        assert asked is not None
        return self.tell(answer(asked, home, confidence, share, reached))


def answer(
    wanted: PredictionWanted,
    home: float,
    confidence: float = 0.95,
    share: float | None = None,
    reached: float = 0.0,
) -> Prediction:
    """The answer to a question."""
    return Prediction(
        game_id=wanted.game_id,
        revision=wanted.revision,
        play_id=wanted.play_id,
        home_win_probability=home,
        away_win_probability=1.0 - home,
        confidence=confidence,
        model_version="test-1",
        features=wanted.row,
        observed_at=wanted.observed_at,
        model_share=share,
        reached=reached,
    )


@pytest.fixture
def table() -> Table:
    """A table with the game listed."""
    table = Table()
    table.listed()
    return table


@pytest.fixture(scope="session")
def tables() -> Callable[[EngineConfig], Table]:
    """Makes tables with other limits, nothing told yet."""

    def make(config: EngineConfig) -> Table:
        return Table(config)

    return make


@pytest.fixture(scope="session")
def recording() -> ReplayedGame:
    """Green Bay at Chicago, 5 September 2019: 10:3."""
    read = recorded("2019090500")
    assert not isinstance(read, Refused)
    return ReplayedGame(read.game, read.plays, expected_margin=3.0)


def _answered(messages: list[Inbound]) -> list[Inbound]:
    """The inbound log as it becomes: every question is answered at once, from the diffusion's log-odds."""
    engine, log = Engine(EngineConfig()), []
    for message in messages:
        waiting: list[Inbound] = [message]
        while waiting:
            told = waiting.pop(0)
            log.append(told)
            asked = [out for out in engine.handle(told) if isinstance(out, PredictionWanted)]
            waiting += [answer(one, 1.0 / (1.0 + exp(-one.row["diffusion_logit"]))) for one in asked]
    return log


@pytest.fixture(scope="session")
def game_log(recording: ReplayedGame) -> list[Inbound]:
    """A whole game as it stands in the inbound log: plays, quotes, statuses, predictions."""
    return _answered(list(Replay([recording], RULES).messages()))
