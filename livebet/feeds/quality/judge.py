"""Whether what feeds tell can be believed: the odd is found, what cannot be placed is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from livebet.domain.messages import (
    FindingSeen,
    GameAbandoned,
    GameListed,
    Inbound,
    PlayBegan,
    PlayDeleted,
    PlaySeen,
    QuoteSeen,
    Refused,
    StatusSeen,
)
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import SettlementTold
from livebet.feeds.quality.episodes import Doubt, Episodes
from livebet.feeds.quality.feeds import FeedChecks
from livebet.feeds.quality.plays import PlayChecks
from livebet.feeds.quality.possible import unplaceable
from livebet.feeds.quality.quotes import Key, QuoteChecks
from livebet.feeds.quality.settlements import SettlementChecks
from livebet.odds.board import LEAST_OVERROUND, MOST_OVERROUND

PATROL_EVERY = timedelta(seconds=15)
"""How often all bookmakers of a game are held against each other, of the feeds' own time."""
AT_MOST = 2_000
"""Games remembered; those told of first are forgotten first."""

_PAYLOAD_AT_MOST = 1000


@dataclass(slots=True)
class Verdict:
    """What of a batch holds (in its order, findings last), what was refused, what was found.

    `doubts` are the findings, those that the merge told among them; each is accepted as a message too.
    """

    accepted: list[Inbound] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubts: list[FindingSeen] = field(default_factory=list)


@dataclass(slots=True)
class _Game:
    """What was told of one game so far."""

    episodes: Episodes
    plays: PlayChecks = field(default_factory=PlayChecks)
    quotes: QuoteChecks = field(default_factory=QuoteChecks)
    feeds: FeedChecks = field(default_factory=FeedChecks)
    settlements: SettlementChecks = field(default_factory=SettlementChecks)
    feed: str = ""
    native_id: str = ""
    patrol_due: datetime | None = None

    def listed(self, message: GameListed) -> None:
        """Know whose game it is."""
        game = message.game
        self.feed, self.native_id = game.feed, game.native_id
        self.plays.sport = self.quotes.sport = game.sport


@dataclass(slots=True)
class _Touched:
    """A game that a batch tells of: until when, its quotes, and whether its plays may have come to an end."""

    game: _Game
    at: datetime
    played: bool = False
    quotes: dict[Key, list[QuoteSeen]] = field(default_factory=dict)


_Batch = dict[UUID, _Touched]


class Quality:
    """Remembers what each game was told, and judges what comes next against it."""

    def __init__(self) -> None:
        """Know no game yet."""
        self._games: dict[UUID, _Game] = {}

    def judge(self, messages: Iterable[Inbound], placed: Iterable[Placed] = ()) -> Verdict:
        """Judge one batch, and the feeds' items that made it.

        Both prices of a market are compared once the whole batch is known.
        """
        verdict, found, batch = Verdict(), list[FindingSeen](), _Batch()
        for message in messages:
            reason = unplaceable(message)
            if reason is not None:
                verdict.refused.append(self._refused(message, reason))
            elif self._take(message, batch, found):
                verdict.accepted.append(message)
                if isinstance(message, FindingSeen):
                    verdict.doubts.append(message)
        for touched in batch.values():
            self._show(touched, verdict, found)
        self._hear(placed, batch, found)
        for touched in batch.values():
            self._patrol(touched, found)
        verdict.accepted += found
        verdict.doubts += found
        return verdict

    def _take(self, message: Inbound, batch: _Batch, found: list[FindingSeen]) -> bool:
        """Hold a message against what was told; False for a play told again."""
        touched = batch.get(message.game_id)
        if touched is None:
            game = self._games.get(message.game_id) or self._begin(message.game_id)
            touched = batch[message.game_id] = _Touched(game, message.observed_at)
        game = touched.game
        if message.observed_at > touched.at:
            touched.at = message.observed_at
        if isinstance(message, QuoteSeen):
            quote = message.quote
            key = (quote.bookmaker, quote.market.kind)
            told = touched.quotes.get(key)
            if told is None:
                touched.quotes[key] = [message]
            else:
                told.append(message)
            leap = game.quotes.jump(message)
            if leap is not None:
                self._tell(game, (leap,), found)
            return True
        if isinstance(message, PlaySeen) and game.plays.is_repeat(message.play):
            detail = f"play {message.play.situation.play_id} told again"
            self._tell(game, (Doubt("duplicate", "", detail, message.observed_at),), found)
            return False
        touched.played = touched.played or isinstance(message, PlaySeen | GameAbandoned)
        self._tell(game, self._beside_quotes(game, message), found)
        return True

    def _begin(self, game_id: UUID) -> _Game:
        if len(self._games) >= AT_MOST:
            del self._games[next(iter(self._games))]
        game = self._games[game_id] = _Game(Episodes(game_id))
        return game

    def _tell(self, game: _Game, doubts: Iterable[Doubt], found: list[FindingSeen]) -> None:
        for doubt in doubts:
            found += game.episodes.note(doubt)

    def _beside_quotes(self, game: _Game, message: Inbound) -> Iterator[Doubt]:
        match message:
            case GameListed():
                game.listed(message)
            case PlayBegan(situation=situation):
                yield from game.plays.began(situation, message.observed_at)
            case PlaySeen(play=play):
                yield from game.plays.see(message)
                if play.scores:
                    game.quotes.scored(message.observed_at)
            case PlayDeleted(play_id=play_id):
                game.plays.delete(play_id)
            case StatusSeen():
                game.quotes.stand(message)

    def _show(self, touched: _Touched, verdict: Verdict, found: list[FindingSeen]) -> None:
        """Take the batch's quotes; refuse those by which a bookmaker would lose, or take far too much."""
        game = touched.game
        wrong: set[int] = set()
        for key, told in touched.quotes.items():
            overround = game.quotes.show(key, told)
            if overround is None:
                continue
            bounds = f"{LEAST_OVERROUND}–{MOST_OVERROUND}"
            detail = f"{overround:.3f} of {key[0]} {key[1]} is outside {bounds}"
            wrong.update(map(id, told))
            verdict.refused += [self._refused(message, f"overround: {detail}") for message in told]
            doubt = Doubt("overround", f"{key[0]} {key[1]}", detail, told[-1].observed_at)
            self._tell(game, (doubt,), found)
        if wrong:
            verdict.accepted = [message for message in verdict.accepted if id(message) not in wrong]

    def _hear(self, placed: Iterable[Placed], batch: _Batch, found: list[FindingSeen]) -> None:
        """Feeds that are frozen, and settlements."""
        game_id, game = None, None
        for one in placed:
            if one.game.game_id is not game_id:
                game_id = one.game.game_id
                touched = batch.get(game_id)
                game = touched.game if touched else self._games.get(game_id)
            if game is None:
                continue
            if isinstance(one.item, SettlementTold):
                game.settlements.hear(one.item)
                self._settled(game, one.at, found)
            elif game.plays.in_play:
                doubts = game.feeds.hear(one.item, one.at)
                if doubts:
                    self._tell(game, doubts, found)

    def _settled(self, game: _Game, at: datetime, found: list[FindingSeen]) -> None:
        final = game.plays.final
        if final is not None:
            self._tell(game, game.settlements.check(final, at), found)

    def _patrol(self, touched: _Touched, found: list[FindingSeen]) -> None:
        """Look at all bookmakers of a game when it is time, and tell which episodes are over."""
        game, now = touched.game, touched.at
        if touched.played and not game.plays.in_play:
            found += game.episodes.close()
            self._settled(game, now, found)
        elif game.patrol_due is None or now >= game.patrol_due:
            game.patrol_due = now + PATROL_EVERY
            self._tell(game, game.quotes.patrol(now), found)
            found += game.episodes.quiet(now)

    def _refused(self, message: Inbound, reason: str) -> Refused:
        game = self._games.get(message.game_id)
        return Refused(
            feed=game.feed if game else "",
            reason=reason,
            payload=str(message)[:_PAYLOAD_AT_MOST],
            native_id=game.native_id if game and game.native_id else str(message.game_id),
            observed_at=message.observed_at,
        )
