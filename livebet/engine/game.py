"""One game's desk: every message about it comes here, in order, and what follows goes out in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from livebet.domain.games import Score
from livebet.domain.messages import (
    FindingSeen,
    ForecastSeen,
    GameAbandoned,
    GameListed,
    GameUpdate,
    Inbound,
    NewsSeen,
    Outbound,
    PlayBegan,
    PlayDeleted,
    PlaySeen,
    Prediction,
    QuoteSeen,
    StatusSeen,
    WeatherSeen,
)
from livebet.engine.config import EngineConfig
from livebet.engine.context import ContextDesk
from livebet.engine.events import NONE, EventDesk, clock
from livebet.engine.judge import Reason, View
from livebet.engine.ledger import Ledger
from livebet.engine.plays import Correction, Folded, PlayLog
from livebet.engine.predictions import PredictionDesk
from livebet.engine.quotes import QuoteDesk
from livebet.engine.voice import Voice
from livebet.features.row import feature_row
from livebet.features.terminal import settled_probability
from livebet.game.momentum import Remembered
from livebet.game.rules import Rules
from livebet.game.state import OVER, GameState, Phase
from livebet.odds.book import Book
from livebet.odds.movement import SteamWatch

GOES_ON = "the game goes on"
"""Why markets are no longer closed where the end of the game was corrected."""


@dataclass(slots=True)
class GameDesk:
    """All that is known of one game, and the rules by which it answers."""

    listed: GameListed
    config: EngineConfig
    voice: Voice
    log: PlayLog
    events: EventDesk
    predictions: PredictionDesk
    quotes: QuoteDesk
    ledger: Ledger
    context: ContextDesk
    now: datetime
    """The newest instant told of. Feeds are not in step, so a message may be older than one before it."""
    suspended_at: datetime | None = None
    """The newest key event after which quotes from before are worth nothing."""
    settled: Score | None = None
    """The final score that was told last."""

    @property
    def state(self) -> GameState:
        """The game as it stands."""
        return self.log.state

    def open(self) -> list[Outbound]:
        """Say that the game is there, and ask for its first prediction."""
        return [self._game_update(self.listed.observed_at), *self._ask(self.listed.observed_at)]

    def handle(self, message: Inbound) -> list[Outbound]:
        """What follows from a message; nothing for a repeat."""
        if message.observed_at > self.now:
            self.now = message.observed_at
        said = self._dispatch(message)
        if self.events.held:
            said += self.events.give_up(self.now)
        if self.ledger.is_sweep_due(self.now):
            said += self.ledger.sweep(self._view())
        return said

    def _dispatch(self, message: Inbound) -> list[Outbound]:
        match message:
            case QuoteSeen():
                return self._quoted(message)
            case StatusSeen():
                return self._stood(message)
            case PlayBegan():
                return self._folded(self.log.begin(message), message.observed_at)
            case PlaySeen():
                return self._folded(self.log.see(message), message.observed_at)
            case PlayDeleted():
                return self._folded(self.log.delete(message), message.observed_at)
            case GameAbandoned():
                return self._abandoned(message)
            case Prediction():
                return self._predicted(message)
            case ForecastSeen():
                return _told(self.context.foretell(message))
            case WeatherSeen():
                return _told(self.context.blow(message, self.state.revision))
            case NewsSeen():
                return list(self.context.hear(message, self.state) or ())
            case FindingSeen():
                return _told(self.context.find(message))
            case GameListed():
                return self._relisted(message)
            case _:
                assert_never(message)

    def _quoted(self, message: QuoteSeen) -> list[Outbound]:
        quoted = self.quotes.quote(message)
        if quoted is None:
            return []
        said: list[Outbound] = [] if quoted.update is None else [quoted.update]
        if quoted.steam is not None:
            said.append(self.events.steam(quoted.steam, self.state, message.observed_at))
        bookmaker, kind = message.quote.bookmaker, message.quote.market.kind
        said += self.ledger.review(bookmaker, kind, self.predictions.newest, self._view)
        if self.quotes.is_row_due(self.now):
            said.append(self.quotes.row(self.voice.game_id, self.state.revision, self.now))
        return said

    def _stood(self, message: StatusSeen) -> list[Outbound]:
        update = self.quotes.set_status(message)
        if update is None:
            return []
        newest = self.predictions.newest
        return [update, *self.ledger.review(message.bookmaker, message.kind, newest, self._view)]

    def _view(self) -> View:
        return View(
            self.now,
            self.predictions.newest,
            self.predictions.pending_since,
            self.suspended_at,
            self.state.phase in OVER,
        )

    def _folded(self, folded: Folded | None, at: datetime) -> list[Outbound]:
        if folded is None:
            return []
        said: list[Outbound] = []
        if folded.correction is not None:
            said += self._corrected(folded.correction, at)
        said.append(self._game_update(at))
        asked = self._ask(at)
        said += self._noted(folded, at)
        certain = settled_probability(self.state)
        if certain is not None:
            return said + self._finished(certain, at)
        self.settled = None
        if self.state.phase is Phase.ABANDONED:
            return said + self._given_up(at)
        if self.quotes.book.over:
            said += self.quotes.end(False, GOES_ON, self.state.revision, at)
        if self.predictions.newest is not None and self.predictions.pending_since is None:
            said += self.events.release(self.state.revision, NONE)
        return said + asked

    def _corrected(self, correction: Correction, at: datetime) -> list[Outbound]:
        """What rested on the plays as they were is false now."""
        self.predictions.correct(self.state, correction.since)
        self._suspend(at)
        said: list[Outbound] = [
            self.voice.finding(at, correction.finding, correction.detail, self.state.revision)
        ]
        retracted = self.predictions.retract(correction.since, correction.finding, at)
        if retracted is not None:
            said.append(retracted)
        said += self.ledger.withdraw_all(Reason.PLAY, self.now)
        if correction.deleted is not None:
            said += self.events.forget(correction.deleted, self.state, at)
        return said

    def _noted(self, folded: Folded, at: datetime) -> list[Outbound]:
        """Let the key events of the new steps wait for their impact; suspend where they do."""
        said: list[Outbound] = []
        suspends = False
        for step in folded.steps:
            if step.play is not None:
                self.quotes.played(at)
            noted = self.events.note(step, max(self.predictions.needs, self.predictions.floor), at)
            said += noted.said
            suspends = suspends or any(happening.suspends for happening in noted.fresh)
        if suspends:
            self._suspend(at)
            said += self.ledger.withdraw_all(Reason.PLAY, self.now)
        return said

    def _suspend(self, at: datetime) -> None:
        if self.suspended_at is None or at > self.suspended_at:
            self.suspended_at = at

    def _ask(self, at: datetime) -> list[Outbound]:
        """Ask about the newest state, unless the game is over or nothing the model sees has changed."""
        if self.state.phase in OVER:
            return []
        wanted = self.predictions.ask(self.state, feature_row(self.state), at, len(self.log.plays))
        return [] if wanted is None else [wanted]

    def _finished(self, certain: float, at: datetime) -> list[Outbound]:
        """A final score settles: certainty, the last key events, every value bet."""
        if self.settled == self.state.score:
            return list(self.events.release(self.state.revision, NONE))
        self.settled = self.state.score
        update, impact = self.predictions.finish(self.state, certain, at)
        said: list[Outbound] = [update, *self.events.release(self.state.revision, impact)]
        said += self.ledger.withdraw_all(Reason.PLAY, self.now)
        said += self.ledger.settle(self.state.score, at)
        return said + self.quotes.end(True, self.state.phase.value, self.state.revision, at)

    def _abandoned(self, message: GameAbandoned) -> list[Outbound]:
        """Say that the game was given up, and why; nothing where it is over or goes on."""
        if not self.log.abandon(message):
            return []
        at = message.observed_at
        said: list[Outbound] = [self._game_update(at)]
        said.append(self.voice.finding(at, "game_abandoned", message.reason, self.state.revision))
        return said + self._given_up(at)

    def _given_up(self, at: datetime) -> list[Outbound]:
        """No result will come: no prediction either, and every value bet is void."""
        self.predictions.correct(self.state)
        self._suspend(at)
        said: list[Outbound] = [*self.events.give_up_all()]
        said += self.ledger.withdraw_all(Reason.ABANDONED, self.now)
        said += self.ledger.settle(None, at)
        return said + self.quotes.end(True, self.state.phase.value, self.state.revision, at)

    def _predicted(self, prediction: Prediction) -> list[Outbound]:
        answered = self.predictions.answer(prediction, lambda: self.quotes.home(self.now, self.suspended_at))
        if answered is None:
            return []
        update, impact = answered
        said: list[Outbound] = [update, *self.events.release(prediction.revision, impact)]
        return said + list(self.ledger.review_all(self._view()))

    def _relisted(self, message: GameListed) -> list[Outbound]:
        """The same game told with other facts is folded anew from them; told the same, it is a repeat."""
        known = self.listed
        if message.observed_at < known.observed_at:
            return []
        if (message.game, message.expected_margin) == (known.game, known.expected_margin):
            return []
        self.listed = message
        start = self.log.rules.start(message.game, message.expected_margin)
        return self._folded(self.log.restart(start), message.observed_at)

    def _game_update(self, at: datetime) -> GameUpdate:
        state = self.state
        return GameUpdate(
            **self.voice.head(at, "game", state.revision),
            game=state.game,
            revision=state.revision,
            phase=state.phase.value,
            period=state.period,
            game_clock=clock(state),
            home_score=state.score.home,
            away_score=state.score.away,
            possession=None if state.possession is None else state.possession.value,
            down=state.down,
            distance=state.distance,
            yards_to_goal=state.yards_to_goal,
            timeouts_home=state.timeouts_home,
            timeouts_away=state.timeouts_away,
            momentum=self.events.momentum(state.recent),
            description=self.log.plays[-1].description if self.log.plays else "",
            detail=self.log.rules.detail(state),
        )


def _told(message: Outbound | None) -> list[Outbound]:
    return [] if message is None else [message]


def game_desk(listed: GameListed, config: EngineConfig, rules: Rules) -> GameDesk:
    """Wire the desk of a game that was just listed."""
    game_id: UUID = listed.game_id
    voice, book = Voice(game_id), Book(config.margin_method)
    watch = SteamWatch(config.steam_bookmakers, config.steam_window, config.steam_significance)
    return GameDesk(
        listed=listed,
        config=config,
        voice=voice,
        log=PlayLog(rules, [rules.start(listed.game, listed.expected_margin)]),
        events=EventDesk(voice, config.impact_wait, Remembered(rules.momentum)),
        predictions=PredictionDesk(voice),
        quotes=QuoteDesk(voice, config, book, watch),
        ledger=Ledger(voice, book, config),
        context=ContextDesk(voice),
        now=listed.observed_at,
    )
