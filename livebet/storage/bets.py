"""Value bets: one row each, whatever order or how often its messages come.

An offer writes the row where it is newer than what stands; a withdrawal marks it where it is newer than
its offer, a settlement where it is newer than the last. So the same messages always leave the same row.
"""

from datetime import datetime
from typing import Any

from livebet.domain.messages import ValueBet, ValueBetSettled, ValueBetWithdrawn
from livebet.storage import schema, values
from livebet.storage.rows import Row, Target, bet_type
from livebet.storage.store import Item, Unfit, insert

BetMessage = ValueBet | ValueBetWithdrawn | ValueBetSettled

_LATER = (
    "withdrawn_at", "withdrawn_reason", "outcome", "settled_at", "settled_offset", "settled_odds",
    "settled_stake",
)  # fmt: skip
OFFERS = Target(schema.LIVE_VALUE_BETS, later=frozenset(_LATER))

_OFFER = f"""
{OFFERS.unnested}
ON CONFLICT (value_bet_id) DO UPDATE SET
    odds = EXCLUDED.odds, fair_odds = EXCLUDED.fair_odds, model_probability = EXCLUDED.model_probability,
    edge = EXCLUDED.edge, confidence = EXCLUDED.confidence, recommended_stake = EXCLUDED.recommended_stake,
    model_version = EXCLUDED.model_version, message_offset = EXCLUDED.message_offset,
    updated_at = EXCLUDED.updated_at, offered_at = LEAST(live_value_bets.offered_at, EXCLUDED.offered_at),
    withdrawn_at = NULL, withdrawn_reason = NULL
WHERE live_value_bets.message_offset < EXCLUDED.message_offset
"""

_WITHDRAW = """
UPDATE live_value_bets AS bet SET withdrawn_at = told.at, withdrawn_reason = told.reason
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[]) AS told(id, place, at, reason)
WHERE bet.value_bet_id = told.id AND bet.message_offset < told.place
"""

_SETTLE = """
UPDATE live_value_bets AS bet SET
    outcome = told.outcome, settled_at = told.at, settled_offset = told.place,
    settled_odds = told.odds, settled_stake = told.stake
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::numeric[], $6::numeric[])
    AS told(id, place, at, outcome, odds, stake)
WHERE bet.value_bet_id = told.id AND coalesce(bet.settled_offset, 0) < told.place
"""

_UNKNOWN = """
SELECT id FROM unnest($1::uuid[]) AS id
WHERE NOT EXISTS (SELECT FROM live_value_bets WHERE value_bet_id = id)
"""


class Bets:
    """The value-bet messages of one batch: of each bet the newest of each kind."""

    def __init__(self) -> None:
        """Start with none."""
        self._newest: dict[tuple[type, object], Item] = {}

    def add(self, message: BetMessage) -> None:
        """Take one in.

        Raises:
            ValueError: a number in it is impossible.
        """
        key = (type(message), message.value_bet_id)
        known = self._newest.get(key)
        if known is None or known.message.offset < message.offset:
            since = known.message.observed_at if known else message.observed_at
            self._newest[key] = Item(_row(message, since), message)

    async def store(self, connection: Any) -> list[Unfit]:
        """Write them; give back what did not fit. Within a transaction."""
        unfit = await self._run(connection, _OFFER, ValueBet)
        unfit += await self._take_out_unknown(connection)
        unfit += await self._run(connection, _WITHDRAW, ValueBetWithdrawn)
        return unfit + await self._run(connection, _SETTLE, ValueBetSettled)

    async def _run(self, connection: Any, statement: str, kind: type) -> list[Unfit]:
        items = [item for key, item in self._newest.items() if key[0] is kind]
        return await insert(connection, statement, items) if items else []

    async def _take_out_unknown(self, connection: Any) -> list[Unfit]:
        """Take out what is told of bets that were never stored."""
        told = {key[1] for key in self._newest if key[0] is not ValueBet}
        if not told:
            return []
        unknown = {found["id"] for found in await connection.fetch(_UNKNOWN, list(told))}
        lost = [key for key in self._newest if key[0] is not ValueBet and key[1] in unknown]
        return [Unfit(self._newest.pop(key).message, "its value bet is not stored") for key in lost]


def _row(message: BetMessage, since: datetime) -> Row:
    match message:
        case ValueBet():
            return _offer_row(message, since)
        case ValueBetWithdrawn():
            return (message.value_bet_id, message.offset, message.observed_at, message.reason)
        case ValueBetSettled():
            told = (message.value_bet_id, message.offset, message.observed_at, message.outcome)
            return (*told, values.odds(message.price), values.stake(message.recommended_stake))


def _offer_row(message: ValueBet, since: datetime) -> Row:
    return (
        message.value_bet_id,
        message.game_id,
        message.bookmaker,
        bet_type(message.market),
        message.selection,
        values.points(message.market.line),
        values.odds(message.price),
        values.odds(message.fair_odds),
        values.probability(message.model_probability),
        values.edge(message.edge),
        values.probability(message.confidence),
        values.stake(message.recommended_stake),
        message.model_version,
        message.offset,
        since,
        message.observed_at,
    )
