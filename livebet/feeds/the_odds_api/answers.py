"""The API's own JSON: odds, events, scores, historical snapshots, errors, and lists that are not followed."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from livebet.feeds.items import HealthTold, Item
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.the_odds_api.told import Gathered, Listed, in_american, utc
from livebet.feeds.the_odds_api.words import NAME

_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)


class RawOutcome(msgspec.Struct):
    """A price of a selection; `point` is its handicap or total."""

    name: str
    price: float
    point: float | None = None


class RawMarket(msgspec.Struct):
    """A market of a bookmaker; without `outcomes` it only says that there is one."""

    key: str
    outcomes: list[RawOutcome] | None = None
    last_update: datetime | None = None


class RawBookmaker(msgspec.Struct):
    """A bookmaker's markets; older answers stamp the bookmaker alone."""

    key: str
    markets: list[RawMarket]
    last_update: datetime | None = None


class RawScore(msgspec.Struct):
    """A team's points, as a string."""

    name: str
    score: str


class RawGame(msgspec.Struct):
    """A game of any answer; the teams of an outright are null."""

    id: str
    sport_key: str
    commence_time: datetime | None = None
    home_team: str | None = None
    away_team: str | None = None
    bookmakers: list[msgspec.Raw] | None = None
    completed: bool | None = None
    scores: list[RawScore] | None = None
    last_update: datetime | None = None


class RawSport(msgspec.Struct):
    """A row of the list of sports."""

    key: str
    group: str


class RawEnvelope(msgspec.Struct):
    """An answer that is one object: a historical snapshot, or an error."""

    data: msgspec.Raw = msgspec.Raw(b"")
    timestamp: datetime | None = None
    message: str | None = None
    error_code: str = ""


_GAME = msgspec.json.Decoder(RawGame)
_BOOKMAKER = msgspec.json.Decoder(RawBookmaker)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_SPORT = msgspec.json.Decoder(RawSport)
_ENVELOPE = msgspec.json.Decoder(RawEnvelope)
_KEYS = msgspec.json.Decoder(dict[str, msgspec.Raw])

ERRORS = {
    "OUT_OF_USAGE_CREDITS": "quota",
    "EXCEEDED_FREQ_LIMIT": "slow",
}
"""Error codes that are about the reader's allowance, by the state of health they tell."""


def told(raw: bytes) -> list[Item]:
    """Items of an answer in JSON."""
    try:
        if raw.lstrip()[:1] == b"[":
            return _games(_LIST.decode(raw), None, raw)
        return _object(raw)
    except _BROKEN as error:
        return [refused(NAME, f"payload: {error}", raw)]


def _object(raw: bytes) -> list[Item]:
    keys = _KEYS.decode(raw)
    if "home_team" in keys or "bookmakers" in keys:
        return _games([msgspec.Raw(raw)], None, raw)
    if keys.keys() & {"data", "message"}:
        envelope = _ENVELOPE.decode(raw)
        if envelope.message is not None:
            return [_error(envelope.message, envelope.error_code, raw)]
        data = bytes(envelope.data)
        if data:
            one = data.lstrip()[:1] == b"{"
            games = [envelope.data] if one else _LIST.decode(data)
            return _games(games, utc(envelope.timestamp), raw)
    if keys.keys() & {"leagues", "events"}:
        return [refused(NAME, "not followed: a scoreboard of another feed", raw)]
    return [refused(NAME, f"payload: no answer of the API has {', '.join(keys)[:200] or 'no keys'}", raw)]


def _error(message: str, code: str, raw: bytes) -> Item:
    state = ERRORS.get(code)
    if state is None:
        return refused(NAME, f"error: the API said {code or 'an error'}: {message}", raw)
    return HealthTold(
        feed=NAME, native_id="", observed_at=UNKNOWN_INSTANT, state=state, detail=f"{code}: {message}"
    )


def _games(raws: list[msgspec.Raw], snapshot: datetime | None, raw: bytes) -> list[Item]:
    if raws and _is_sport(raws[0]):
        return [refused(NAME, f"not followed: a list of {len(raws)} sports", raw)]
    games: list[tuple[RawGame, list[RawBookmaker]]] = []
    spoiled: list[Item] = []
    for one in raws:
        try:
            game = _GAME.decode(one)
            games.append((game, list(_bookmakers(game, spoiled))))
        except _BROKEN as error:
            spoiled.append(refused(NAME, f"game: {error}", bytes(one)))
    gathered = Gathered(in_american(_prices(games)))
    for game, bookmakers in games:
        _tell(gathered, game, bookmakers, snapshot)
    gathered.items += spoiled
    return gathered.whole(raw)


def _is_sport(raw: msgspec.Raw) -> bool:
    try:
        _SPORT.decode(raw)
    except _BROKEN:
        return False
    return True


def _bookmakers(game: RawGame, spoiled: list[Item]) -> Iterator[RawBookmaker]:
    for one in game.bookmakers or ():
        try:
            yield _BOOKMAKER.decode(one)
        except _BROKEN as error:
            spoiled.append(refused(NAME, f"bookmaker: {error}", bytes(one), game.id))


def _prices(games: list[tuple[RawGame, list[RawBookmaker]]]) -> Iterator[float]:
    for _, bookmakers in games:
        for bookmaker in bookmakers:
            for market in bookmaker.markets:
                for outcome in market.outcomes or ():
                    yield outcome.price


def _tell(
    gathered: Gathered, game: RawGame, bookmakers: list[RawBookmaker], snapshot: datetime | None
) -> None:
    if not game.home_team or not game.away_team:
        gathered.unfollowed["list of a game's markets" if bookmakers else "outright"] += 1
        return
    listed = Listed(game.id, game.sport_key, game.home_team, game.away_team, utc(game.commence_time))
    stamps = [one.last_update for one in bookmakers] + [game.last_update, snapshot]
    newest = max((at for at in map(utc, stamps) if at is not None), default=None)
    phase = "final" if game.completed else "in_play" if game.scores else ""
    gathered.game(listed, newest, phase)
    if game.scores:
        scores = {one.name: one.score for one in game.scores}
        gathered.score(listed, scores, bool(game.completed), utc(game.last_update))
    for bookmaker in bookmakers:
        stamp = bookmaker.last_update or snapshot
        for market in bookmaker.markets:
            if market.outcomes is None:
                gathered.unfollowed[f"market {market.key} on offer"] += 1
            at = utc(market.last_update or stamp)
            for outcome in market.outcomes or ():
                priced = (outcome.name, outcome.price, outcome.point)
                gathered.quote(listed, bookmaker.key, market.key, priced, at)
