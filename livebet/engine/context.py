"""What is told about a game from beside it: weather, news, rival forecasts, and what feeds do wrong."""

from dataclasses import dataclass, field

from livebet.domain.messages import (
    ContextRow,
    Finding,
    FindingSeen,
    ForecastSeen,
    ForecastUpdate,
    KeyEvent,
    NewsSeen,
    WeatherSeen,
)
from livebet.engine.events import MARKET, clock
from livebet.engine.voice import Voice
from livebet.features.context import context_row
from livebet.game.state import GameState

NEWS = "player_news"
"""The event type of injury and line-up news."""


@dataclass(slots=True)
class ContextDesk:
    """Remembers the newest weather, each player's newest news, and each rival's newest forecast."""

    voice: Voice
    weather: WeatherSeen | None = None
    news: dict[tuple[str, str], NewsSeen] = field(default_factory=dict)
    """By side and player."""
    forecasts: dict[str, ForecastSeen] = field(default_factory=dict)
    findings: set[FindingSeen] = field(default_factory=set)

    def blow(self, message: WeatherSeen, revision: int) -> ContextRow | None:
        """New weather; None where it is older than what is known, or the same."""
        known = self.weather
        if known is not None and (message.observed_at <= known.observed_at):
            return None
        self.weather = message
        return self._row(message, revision)

    def hear(self, message: NewsSeen, state: GameState) -> tuple[KeyEvent, ContextRow] | None:
        """News about a player; None where nothing is new in it."""
        key = (message.side.value, message.player)
        known = self.news.get(key)
        if known is not None and not _says_more(message, known):
            return None
        self.news[key] = message
        return self._event(message, state), self._row(message, state.revision)

    def foretell(self, message: ForecastSeen) -> ForecastUpdate | None:
        """A rival's forecast; None for a repeat and for an older one."""
        known = self.forecasts.get(message.forecaster)
        if known is not None and (
            message.observed_at < known.observed_at
            or (message.play_id, message.home_win_probability) == (known.play_id, known.home_win_probability)
        ):
            return None
        self.forecasts[message.forecaster] = message
        home = message.home_win_probability
        head = self.voice.head(message.observed_at, "forecast", message.forecaster, message.play_id, home)
        return ForecastUpdate(
            **head, forecaster=message.forecaster, home_win_probability=home, play_id=message.play_id
        )

    def find(self, message: FindingSeen) -> Finding | None:
        """Something that feeds do wrong, told once."""
        if message in self.findings:
            return None
        self.findings.add(message)
        return self.voice.finding(message.observed_at, message.finding, message.detail, message.observed_at)

    def _row(self, message: WeatherSeen | NewsSeen, revision: int) -> ContextRow:
        row = context_row(self.weather, self.news.values())
        return ContextRow(
            game_id=message.game_id, revision=revision, row=row, observed_at=message.observed_at
        )

    def _event(self, message: NewsSeen, state: GameState) -> KeyEvent:
        head = self.voice.head(
            message.observed_at, NEWS, message.side, message.player, message.status, message.observed_at
        )
        return KeyEvent(
            **head,
            event_type=NEWS,
            description=message.text,
            side=message.side.value,
            play_id=state.play_id,
            game_clock=clock(state),
            period=state.period,
            impact_score=0.0,
            probability_change=MARKET.both,
            data={
                "player": message.player,
                "status": message.status,
                "confidence": message.confidence,
                "feed": message.feed,
                "impact": "unknown",
            },
        )


def _says_more(message: NewsSeen, known: NewsSeen) -> bool:
    """Whether it is later, and of another status or more to be trusted than what is known."""
    if message.observed_at < known.observed_at:
        return False
    return message.status != known.status or message.confidence > known.confidence
