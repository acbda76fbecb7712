"""The batched writer: messages and the streams' positions into PostgreSQL, in one transaction.

Rows carry their message's id and instant, so a message that comes twice is stored once. What cannot be
stored is refused: it goes to `refused_items` with its reason, and the rest of the batch is stored.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from livebet.domain.messages import (
    GameUpdate,
    KeyEvent,
    PredictionRetracted,
    PredictionUpdate,
    Published,
    Refused,
)
from livebet.storage.bets import BetMessage, Bets
from livebet.storage.partitions import Partitions
from livebet.storage.retractions import MARK, MARK_PREDICTIONS, false_predictions, retraction
from livebet.storage.rows import (
    APPENDED,
    GAMES,
    REFUSED,
    SHADOWS,
    Target,
    game_row,
    refusal,
    refused_row,
    shadow_rows,
)
from livebet.storage.store import Item, Unfit, append, insert
from livebet.storage.values import instant

_FORWARD = f"""
{GAMES.unnested}
ON CONFLICT (game_id) DO UPDATE SET
    {", ".join(f"{column} = EXCLUDED.{column}" for column in GAMES.columns[1:])}
WHERE coalesce((live_games.game_state->>'offset')::bigint, 0) < (EXCLUDED.game_state->>'offset')::bigint
"""
"""A game's row only goes forward: an update that is not newer than what stands changes nothing."""

_REFUSE = f"{REFUSED.unnested} ON CONFLICT DO NOTHING"

_SHADOWS = """
INSERT INTO shadow_predictions
    (prediction_id, game_id, sport, revision, model_version, home_win_probability, prediction_timestamp)
SELECT told.prediction, told.game, game.sport, told.revision, told.version, told.home, told.at
FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::numeric[], $6::timestamptz[])
    AS told(prediction, game, revision, version, home, at)
JOIN live_games AS game ON game.game_id = told.game
ON CONFLICT DO NOTHING
"""
"""Of a game that is not stored the prediction itself is refused, and its shadows with it."""

_POSITIONS = """
INSERT INTO stream_positions (stream, entry_id) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (stream) DO UPDATE SET entry_id = EXCLUDED.entry_id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch came to: messages stored by kind, repeats among them, and what was refused."""

    stored: Counter[str]
    refused: list[Refused]


@dataclass(slots=True)
class _Batch:
    """Messages sorted to where they go."""

    games: dict[UUID, Item] = field(default_factory=dict)
    appended: dict[Target, list[Item]] = field(default_factory=dict)
    shadows: list[Item] = field(default_factory=list)
    retracted: list[Item] = field(default_factory=list)
    false_predictions: list[Item] = field(default_factory=list)
    bets: Bets = field(default_factory=Bets)
    refused: list[Refused] = field(default_factory=list)
    unfit: list[Unfit] = field(default_factory=list)

    def add(self, message: Published | Refused) -> None:
        """Sort one in; a message that makes no row does not fit."""
        if isinstance(message, Refused):
            self.refused.append(message)
            return
        try:
            self._place(message)
        except (ValueError, TypeError) as error:
            self.unfit.append(Unfit(message, str(error)))

    def _place(self, message: Published) -> None:
        if isinstance(message, GameUpdate):
            known = self.games.get(message.game_id)
            if known is None or known.message.offset < message.offset:
                self.games[message.game_id] = Item(game_row(message), message)
        elif isinstance(message, BetMessage):
            self.bets.add(message)
        elif isinstance(message, PredictionRetracted):
            self.false_predictions += [Item(row, message) for row in false_predictions(message)]
        else:
            found = APPENDED.get(type(message))
            if found is None:
                raise TypeError("no table takes it")
            target, row = found
            item = Item(row(message), message)
            if isinstance(message, KeyEvent) and (taken_back := retraction(message)) is not None:
                self.retracted.append(Item(taken_back, message))
            self.appended.setdefault(target, []).append(item)
            if isinstance(message, PredictionUpdate):
                self.shadows += [Item(row, message) for row in shadow_rows(message)]

    async def store(self, connection: Any) -> list[Unfit]:
        """Write it, games first because rows refer to them; give back what did not fit."""
        unfit = list(self.unfit)
        if self.games:
            unfit += await insert(connection, _FORWARD, list(self.games.values()))
        for target, items in self.appended.items():
            unfit += await append(connection, target, items)
        if self.shadows:
            unfit += await insert(connection, _SHADOWS, self.shadows)
        if self.retracted:
            unfit += await insert(connection, MARK, self.retracted)
        if self.false_predictions:
            unfit += await insert(connection, MARK_PREDICTIONS, self.false_predictions)
        return unfit + await self.bets.store(connection)


class Writer:
    """Writes batches over a pool of asyncpg."""

    def __init__(self, pool: Any) -> None:
        """Take the pool."""
        self._pool = pool
        self._partitions = Partitions()

    async def write(
        self, messages: Sequence[Published | Refused], positions: Mapping[str, str] | None = None
    ) -> Written:
        """Store a batch and, with it, how far the streams were read (stream -> entry id).

        Raises:
            asyncpg.PostgresError, OSError: the server's trouble; then nothing of the batch is stored.
        """
        batch = _Batch()
        for message in messages:
            batch.add(message)
        async with self._pool.acquire() as connection:
            await self._make_room(connection, batch)
            async with connection.transaction():
                unfit = await batch.store(connection)
                refused = batch.refused + [refusal(item.message, item.reason) for item in unfit]
                await _refuse(connection, refused)
                if positions:
                    await connection.execute(_POSITIONS, list(positions), list(positions.values()))
        lost = Counter(type(item.message).__name__ for item in unfit)
        return Written(Counter(type(message).__name__ for message in messages) - lost, refused)

    async def positions(self) -> dict[str, str]:
        """How far each stream was read when the last batch was stored."""
        rows = await self._pool.fetch("SELECT stream, entry_id FROM stream_positions")
        return {row["stream"]: row["entry_id"] for row in rows}

    async def _make_room(self, connection: Any, batch: _Batch) -> None:
        """See to the partitions of the batch's months."""
        for target, items in batch.appended.items():
            instants = (item.message.observed_at for item in items)
            await self._partitions.ensure(connection, target.name, instants)
        told = (item.message.observed_at for item in batch.shadows)
        await self._partitions.ensure(connection, SHADOWS.name, told)
        everything = [item.observed_at for item in batch.refused] + [
            item.message.observed_at for item in batch.unfit
        ]
        await self._partitions.ensure(connection, REFUSED.name, map(instant, everything))


async def _refuse(connection: Any, refused: Sequence[Refused]) -> None:
    if refused:
        columns = [list(column) for column in zip(*map(refused_row, refused), strict=True)]
        await connection.execute(_REFUSE, *columns)
