"""Whether what a feed tells can be believed: the odd is found, what cannot be placed is refused."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from livebet.domain.markets import SELECTIONS, MarketKind, Selection
from livebet.domain.messages import GameListed, Inbound, PlayBegan, PlaySeen, QuoteSeen, Refused
from livebet.domain.plays import Situation
from livebet.domain.quotes import Quote
from livebet.odds.book import LEAST_OVERROUND, MOST_OVERROUND

LARGEST_JUMP = 0.6
"""Change of an implied probability, at one line, that is worth a finding."""

_PAYLOAD_AT_MOST = 1000

_Pair = dict[Selection, Quote]
_PairKey = tuple[UUID, str, MarketKind]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something odd that was let through or dropped, and how; `finding` is one of a few words."""

    game_id: UUID
    finding: str
    detail: str


@dataclass(slots=True)
class Verdict:
    """What of a batch holds (in its order), what was refused, what was odd."""

    accepted: list[Inbound] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What was told of one game so far."""

    feed: str = ""
    native_id: str = ""
    period: int = 0
    clock_seconds: int = 0
    revisions: dict[str, int] = field(default_factory=dict)


class Quality:
    """Remembers what each game was told, and judges what comes next against it."""

    def __init__(self) -> None:
        """Know no game yet."""
        self._games: dict[UUID, _Known] = {}
        self._pairs: dict[_PairKey, _Pair] = {}

    def judge(self, messages: Iterable[Inbound]) -> Verdict:
        """Judge one batch. Both prices of a market are compared once the whole batch is known."""
        verdict = Verdict()
        quotes: dict[_PairKey, list[QuoteSeen]] = {}
        for message in messages:
            reason = self._unplaceable(message)
            if reason is not None:
                verdict.refused.append(self._refused(message, reason))
                continue
            doubts = list(self._doubts(message))
            verdict.doubts += doubts
            if any(doubt.finding == "duplicate" for doubt in doubts):
                continue
            if isinstance(message, QuoteSeen):
                key = (message.game_id, message.quote.bookmaker, message.quote.market.kind)
                quotes.setdefault(key, []).append(message)
            verdict.accepted.append(message)
        for key, told in quotes.items():
            self._compare(key, told, verdict)
        return verdict

    def _unplaceable(self, message: Inbound) -> str | None:
        match message:
            case GameListed(expected_margin=margin) if margin is not None and not math.isfinite(margin):
                return f"expected margin: {margin} is no number of points"
            case QuoteSeen(quote=quote):
                return _wrong_quote(quote)
            case PlayBegan(situation=situation):
                return _wrong_clock(situation)
            case PlaySeen(play=play):
                return _wrong_clock(play.situation)
        return None

    def _doubts(self, message: Inbound) -> Iterator[Doubt]:
        known = self._games.setdefault(message.game_id, _Known())
        match message:
            case GameListed(game=game):
                known.feed, known.native_id = game.feed, game.native_id
            case PlayBegan(situation=situation):
                yield from _clock_doubts(message.game_id, known, situation)
            case PlaySeen(play=play):
                seen = known.revisions.get(play.situation.play_id)
                if seen is not None and play.revision <= seen:
                    yield Doubt(message.game_id, "duplicate", f"play {play.situation.play_id} told again")
                    return
                known.revisions[play.situation.play_id] = play.revision
                if seen is None:
                    yield from _clock_doubts(message.game_id, known, play.situation)
            case QuoteSeen(quote=quote):
                yield from self._jump(message.game_id, quote)

    def _jump(self, game_id: UUID, quote: Quote) -> Iterator[Doubt]:
        pair = self._pairs.get((game_id, quote.bookmaker, quote.market.kind), {})
        before = pair.get(quote.selection)
        if before is None or before.market != quote.market:
            return
        jump = abs(1.0 / before.price - 1.0 / quote.price)
        if jump > LARGEST_JUMP:
            detail = f"{quote.bookmaker} {quote.market.kind}: {before.price:g} to {quote.price:g}"
            yield Doubt(game_id, "price jump", detail)

    def _compare(self, key: _PairKey, told: Sequence[QuoteSeen], verdict: Verdict) -> None:
        before = self._pairs.get(key, {})
        pair = {**before, **{message.quote.selection: message.quote for message in told}}
        overround = _overround(key[2], pair)
        if overround is None or LEAST_OVERROUND <= overround <= MOST_OVERROUND:
            self._pairs[key] = pair
            return
        reason = (
            f"overround: {overround:.3f} of {key[1]} {key[2]} is outside {LEAST_OVERROUND}–{MOST_OVERROUND}"
        )
        verdict.accepted = [message for message in verdict.accepted if message not in told]
        verdict.refused += [self._refused(message, reason) for message in told]

    def _refused(self, message: Inbound, reason: str) -> Refused:
        known = self._games.get(message.game_id, _Known())
        return Refused(
            feed=known.feed,
            reason=reason,
            payload=str(message)[:_PAYLOAD_AT_MOST],
            native_id=known.native_id or str(message.game_id),
            observed_at=message.observed_at,
        )


def _wrong_quote(quote: Quote) -> str | None:
    if not (math.isfinite(quote.price) and quote.price > 1.0):
        return f"price: {quote.price} is not above 1"
    if quote.market.line is not None and not math.isfinite(quote.market.line):
        return f"line: {quote.market.line} is no number of points"
    if quote.selection not in SELECTIONS[quote.market.kind]:
        return f"selection: {quote.selection} does not answer a {quote.market.kind}"
    return None


def _wrong_clock(situation: Situation) -> str | None:
    if situation.clock_seconds is not None and situation.clock_seconds < 0:
        return f"clock: {situation.clock_seconds} seconds left"
    return None


def _clock_doubts(game_id: UUID, known: _Known, situation: Situation) -> Iterator[Doubt]:
    clock = known.clock_seconds if situation.clock_seconds is None else situation.clock_seconds
    backwards = situation.period == known.period and clock > known.clock_seconds
    if situation.period < known.period or backwards:
        shown = f"period {situation.period}, {clock} s left, after {known.period}, {known.clock_seconds} s"
        yield Doubt(game_id, "clock backwards", f"play {situation.play_id}: {shown}")
        return
    known.period, known.clock_seconds = situation.period, clock


def _overround(kind: MarketKind, pair: _Pair) -> float | None:
    """Sum of implied probabilities minus 1; None until both sides stand at one line."""
    quotes = [pair[selection] for selection in SELECTIONS[kind] if selection in pair]
    if len(quotes) < len(SELECTIONS[kind]) or len({quote.market for quote in quotes}) > 1:
        return None
    return sum(1.0 / quote.price for quote in quotes) - 1.0
