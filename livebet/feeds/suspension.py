"""Which markets are suspended though no feed says so. A pure fold over items and messages.

A bookmaker's own word counts, where a feed carries it. What is inferred beside it:

- A feed whose answers are whole (`Terms.whole_quotes`) leaves a market in play out: suspended until it is
  back.
- All bookmakers that tell a status suspend right after a score, and another, which tells none, has not quoted
  since: suspended until it quotes.
- A feed, or one bookmaker of it, says that it is down: whatever it quotes is suspended until it says
  otherwise or quotes again.
- A settlement is rolled back: what was closed is suspended until it is quoted or told otherwise.

The end of a game closes every market; that is the engine's to say, which knows when the end is corrected.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from livebet.domain.markets import MarketKind, MarketStatus
from livebet.domain.messages import Inbound, PlaySeen, QuoteSeen, StatusSeen
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import GameTold, HealthTold, QuoteTold, SettlementTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.registry import FEEDS
from livebet.game.state import Phase

DOWN = frozenset(("down", "disconnected", "unsubscribed"))
"""What a feed says of itself when its quotes are worth nothing."""
WHOLE_AGAIN = "snapshot complete"
"""What it says when all of them were told anew."""
RIGHT_AFTER = timedelta(seconds=30)
"""A suspension so soon after a score is for the score."""
LEAST_TELLERS = 2
"""Bookmakers that must agree before a silent one is taken to do the same."""
AT_MOST = 2_000
"""Games remembered; those told of first are forgotten first."""

LEFT_OUT, SILENT, ROLLED_BACK = (
    "not in the feed's answer any more",
    "others suspend after a score",
    "rolled back",
)
AGAIN = "quoted again"
OWN = frozenset((LEFT_OUT, SILENT, ROLLED_BACK, AGAIN, *(f"{name} is down" for name in FEEDS)))
"""Reasons of ours: a status with one of them, told by an earlier process, is not its bookmaker's word."""

Key = tuple[str, MarketKind]
Marked = tuple[Key, str]


@dataclass(slots=True)
class _Market:
    """One bookmaker's markets of one kind: what was told of them, and why they are suspended if inferred."""

    feed: str = ""
    quoted_at: datetime = UNKNOWN_INSTANT
    told: MarketStatus | None = None
    inferred: str = ""
    since: datetime = UNKNOWN_INSTANT


@dataclass(slots=True)
class _Game:
    in_play: bool = False
    scored_at: datetime | None = None
    markets: dict[Key, _Market] = field(default_factory=dict)

    def market(self, key: Key) -> _Market:
        """The market, new where it was never heard of."""
        known = self.markets.get(key)
        if known is None:
            known = self.markets[key] = _Market()
        return known


@dataclass(slots=True)
class _Answer:
    """What one feed's answers of a batch hold of one game."""

    at: datetime
    keys: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class Suspension:
    """What is inferred of all games. `whole` names the feeds whose answers are whole."""

    whole: frozenset[str] = frozenset()
    _games: dict[UUID, _Game] = field(default_factory=dict)

    def infer(
        self, messages: Iterable[Inbound], placed: Iterable[Placed] = (), health: Iterable[HealthTold] = ()
    ) -> list[StatusSeen]:
        """The statuses that follow from a batch and are not told in it, to be told after it."""
        said: list[StatusSeen] = []
        answers = self._items(placed, said)
        for message in messages:
            if isinstance(message, QuoteSeen):
                self._quoted(message, said)
            else:
                said += self._message(message)
        for (feed, game_id), answer in answers.items():
            said += self._compared(feed, game_id, answer)
        for told in health:
            if told.state in DOWN:
                said += self._down(told)
            elif told.state == WHOLE_AGAIN:
                said += self._up(told)
        return said

    def _game(self, game_id: UUID) -> _Game:
        game = self._games.get(game_id)
        if game is None:
            if len(self._games) >= AT_MOST:
                del self._games[next(iter(self._games))]
            game = self._games[game_id] = _Game()
        return game

    def _items(self, placed: Iterable[Placed], said: list[StatusSeen]) -> Mapping[tuple[str, UUID], _Answer]:
        answers: dict[tuple[str, UUID], _Answer] = {}
        newest, game = None, _Game()
        for one in placed:
            item, game_id = one.item, one.game.game_id
            if game_id is not newest:  # items of one game come one after the other
                newest, game = game_id, self._game(game_id)
            match item:
                case QuoteTold(main=True) if item.market.period == "game":
                    key = (item.bookmaker, item.market.kind)
                    game.market(key).feed = item.feed
                    if item.feed in self.whole:
                        answer = answers.get((item.feed, game_id))
                        if answer is None:
                            answer = answers[item.feed, game_id] = _Answer(one.at)
                        elif one.at > answer.at:
                            answer.at = one.at
                        answer.keys.add(key)
                case GameTold():
                    game.in_play = item.phase == Phase.IN_PLAY
                case SettlementTold(rolled_back=True):
                    said += self._rolled_back(game_id, item, one.at)
        return answers

    def _quoted(self, message: QuoteSeen, said: list[StatusSeen]) -> None:
        quote, at = message.quote, message.observed_at
        key = (quote.bookmaker, quote.market.kind)
        market = self._game(message.game_id).market(key)
        market.quoted_at = at
        if market.inferred and market.inferred != LEFT_OUT and at > market.since:
            said.append(_lifted(message.game_id, key, market, at))

    def _message(self, message: Inbound) -> Iterator[StatusSeen]:
        match message:
            case StatusSeen(reason=reason, observed_at=at) if reason in OWN:
                market = self._game(message.game_id).market((message.bookmaker, message.kind))
                market.inferred, market.since = "" if reason == AGAIN else reason, at
            case StatusSeen(observed_at=at):
                game = self._game(message.game_id)
                market = game.market((message.bookmaker, message.kind))
                market.told, market.inferred, market.since = message.status, "", at
                if message.status is MarketStatus.SUSPENDED and game.scored_at is not None:
                    yield from self._silent(message, game, game.scored_at)
            case PlaySeen(play=play) if play.scores:
                self._game(message.game_id).scored_at = message.observed_at

    def _silent(self, message: StatusSeen, game: _Game, scored_at: datetime) -> Iterator[StatusSeen]:
        """Who tells no status and has not quoted since the score, once all others have suspended."""
        if not timedelta(0) <= message.observed_at - scored_at <= RIGHT_AFTER:
            return
        of_kind = [(key, market) for key, market in game.markets.items() if key[1] is message.kind]
        tellers = [market.told for _, market in of_kind if market.told is not None]
        if len(tellers) < LEAST_TELLERS or set(tellers) != {MarketStatus.SUSPENDED}:
            return
        for key, market in of_kind:
            if market.told is None and not market.inferred and market.quoted_at <= scored_at:
                yield _suspended(message.game_id, key, market, SILENT, message.observed_at)

    def _compared(self, feed: str, game_id: UUID, answer: _Answer) -> Iterator[StatusSeen]:
        """What a whole answer leaves out of what this feed quoted, and what is back."""
        game = self._game(game_id)
        for key, market in game.markets.items():
            if key in answer.keys:
                if market.inferred == LEFT_OUT:
                    yield _lifted(game_id, key, market, answer.at)
            elif market.feed == feed and game.in_play and market.told is None and not market.inferred:
                yield _suspended(game_id, key, market, LEFT_OUT, answer.at)

    def _down(self, told: HealthTold) -> Iterator[StatusSeen]:
        for game_id, key, market in self._quoted_by(told):
            if not market.inferred and market.told in (None, MarketStatus.OPEN):
                at = max(told.observed_at, market.quoted_at)
                yield _suspended(game_id, key, market, f"{told.feed} is down", at)

    def _up(self, told: HealthTold) -> Iterator[StatusSeen]:
        for game_id, key, market in self._quoted_by(told):
            if market.inferred == f"{told.feed} is down":
                yield _lifted(game_id, key, market, told.observed_at)

    def _quoted_by(self, told: HealthTold) -> Iterator[tuple[UUID, Key, _Market]]:
        """The markets that a feed speaks of when it speaks of itself."""
        for game_id, game in self._games.items():
            for key, market in game.markets.items():
                if market.feed == told.feed and told.bookmaker in ("", key[0]):
                    yield game_id, key, market

    def _rolled_back(self, game_id: UUID, item: SettlementTold, at: datetime) -> Iterator[StatusSeen]:
        kinds = tuple(MarketKind) if item.market is None else (item.market.kind,)
        for kind in kinds:
            market = self._game(game_id).markets.get((item.bookmaker, kind))
            if market is not None and market.told is MarketStatus.CLOSED:
                market.told = None
                yield _suspended(game_id, (item.bookmaker, kind), market, ROLLED_BACK, at, reopens=True)


def _suspended(
    game_id: UUID, key: Key, market: _Market, reason: str, at: datetime, *, reopens: bool = False
) -> StatusSeen:
    market.inferred, market.since = reason, max(at, market.since)
    return StatusSeen(
        game_id=game_id,
        bookmaker=key[0],
        kind=key[1],
        status=MarketStatus.SUSPENDED,
        observed_at=market.since,
        reason=reason,
        reopens=reopens,
    )


def _lifted(game_id: UUID, key: Key, market: _Market, at: datetime) -> StatusSeen:
    market.inferred, market.since = "", max(at, market.since)
    return StatusSeen(
        game_id=game_id,
        bookmaker=key[0],
        kind=key[1],
        status=MarketStatus.OPEN,
        observed_at=market.since,
        reason=AGAIN,
    )
