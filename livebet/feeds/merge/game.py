"""One game: every item that feeds tell of it, in the order in which they come, to messages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

from livebet.domain.games import Game, Score
from livebet.domain.messages import FindingSeen, GameAbandoned, GameListed, Inbound
from livebet.domain.plays import Play, PlayKind
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    NewsTold,
    PlayTakenBack,
    PlayTold,
    QuoteTold,
    ScoreTold,
    SituationTold,
    StatusTold,
    WeatherTold,
)
from livebet.feeds.merge.passing import Passing
from livebet.feeds.merge.plays import PlayMerger
from livebet.feeds.merge.situations import SituationMerger
from livebet.feeds.merge.tellings import Teller
from livebet.feeds.merge.weather import WeatherMerger
from livebet.feeds.weather.binding import weather_seen
from livebet.game.state import Phase

_GIVEN_UP = frozenset((Phase.ABANDONED.value, "postponed"))


@dataclass(slots=True)
class GameMerger:
    """What was told of one game."""

    plays: PlayMerger
    situations: SituationMerger
    passing: Passing
    left_out: Counter[str]
    weather: WeatherMerger = field(default_factory=WeatherMerger)
    _game: Game | None = None
    _over: bool = False
    _given_up: bool = False
    _final: Score | None = None

    def take(self, placed: Placed, authority: Authority) -> Sequence[Inbound]:
        """The messages that an item makes. Plays are told by `settle`, or as soon as an item needs them."""
        item, at = placed.item, placed.at
        if isinstance(item, QuoteTold):
            return self.passing.quote(item, at)
        teller = Teller(authority, item.feed, item.native_id)
        match item:
            case PlayTold():
                self.plays.tellings.tell(teller, item.official_id, item.play, at)
            case PlayTakenBack():
                self.plays.tellings.take_back(teller, item.play_id, item.official_id, at)
            case StatusTold():
                return [*self.passing.status(item, at)]
            case WeatherTold() | NewsTold() if self._is_over():
                self.left_out[f"{type(item).__name__} after the end"] += 1
            case WeatherTold(native_id=""):
                self.weather.take(placed.game, item)
            case WeatherTold():
                return [*self.passing.weather(weather_seen(placed.game.game_id, item, at))]
            case NewsTold():
                return [*self.passing.news(item, placed.side, at)]
            case GameTold():
                return [*self._listed(item, placed)]
            case SituationTold():
                return [*self.settle(), *self.situations.take(teller, item, at)]
            case ForecastTold():
                return [*self.settle(), *self._forecast(teller, item, placed)]
            case ScoreTold():
                return [*self.settle(), *self._score(item, placed)]
            case _:
                self.left_out[type(item).__name__] += 1
        return []

    def settle(self) -> list[Inbound]:
        """What became of the plays and the weather told so far."""
        seen = self.weather.settle()
        return [*self.plays.settle(), *(self.passing.weather(seen) if seen is not None else ())]

    def _is_over(self) -> bool:
        """Whether the game has ended by what was told: news are of the next one then."""
        last = self.plays.last
        return self._over or (last is not None and last.kind is PlayKind.GAME_END)

    def _listed(self, item: GameTold, placed: Placed) -> Iterator[Inbound]:
        self._over = item.phase == Phase.FINAL or (self._over and item.phase != Phase.IN_PLAY)
        if placed.game != self._game:
            self._game = placed.game
            yield GameListed(game=placed.game, observed_at=placed.at)
        if (item.phase in _GIVEN_UP) is not self._given_up:
            self._given_up = not self._given_up
            if self._given_up:
                reason = f"{item.phase}: {item.feed} says so"
                yield GameAbandoned(game_id=placed.game.game_id, reason=reason, observed_at=placed.at)

    def _forecast(self, teller: Teller, item: ForecastTold, placed: Placed) -> Iterator[Inbound]:
        play_id = self.plays.play_id(teller, item.play_id, item.official_id) if item.play_id else ""
        yield from self.passing.forecast(item, play_id, placed.at)

    def _score(self, item: ScoreTold, placed: Placed) -> Iterator[Inbound]:
        """The league's final score checks the plays, once they have come to their end."""
        self._over = self._over or item.phase == Phase.FINAL
        if not item.official or item.phase != Phase.FINAL or self._final == item.score:
            return
        last = self.plays.last
        if last is None or last.kind is not PlayKind.GAME_END:
            return
        self._final = item.score
        made = reduce(_plus, self.plays.standing(), Score())
        if made != item.score:
            detail = f"{item.feed} says final {_pair(item.score)}, the plays make {_pair(made)}"
            yield FindingSeen(
                game_id=placed.game.game_id, finding="final score", detail=detail, observed_at=placed.at
            )


def _plus(score: Score, play: Play) -> Score:
    for made in play.scores:
        score = score.plus(made.side, made.points)
    return score


def _pair(score: Score) -> str:
    return f"{score.home}-{score.away}"
