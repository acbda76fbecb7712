"""Reviewed forecasts and the guard's states in PostgreSQL.

What is no news does not count: a recording that is replayed again to the same version, and a game of the days
that the version learnt from, as the champion's card tells them. Nor does a simulated game count for a version
that learnt from real ones: it says nothing of those.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from livebet.domain.games import SIMULATOR, Game, Sport
from livebet.guard.evidence import Evidence
from livebet.guard.notes import Notes, Pick

_PICKS = """
SELECT phase, prediction_id AS message_id, revision, model_version, home_win_probability,
    market_probability AS market, blended_probability AS blended, prediction_timestamp AS at, home_won,
    settled_offset
FROM forecast_reviews WHERE game_id = $1
"""

_PICK = """
INSERT INTO forecast_reviews (game_id, phase, sport, feed, native_id, simulated, replayed, prediction_id,
    revision, model_version, home_win_probability, market_probability, blended_probability,
    prediction_timestamp)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""

_SETTLE = """
UPDATE forecast_reviews AS mine SET home_won = $2, settled_at = $3, settled_offset = $4,
counted = NOT EXISTS (
    SELECT FROM forecast_reviews AS former WHERE former.counted
    AND (former.sport, former.feed, former.native_id) = (mine.sport, mine.feed, mine.native_id)
    AND (former.phase, former.model_version) = (mine.phase, mine.model_version)
) AND NOT EXISTS (
    SELECT FROM model_registry AS known
    WHERE known.name LIKE mine.sport || '!_%' ESCAPE '!' AND known.version = mine.model_version
    AND CASE WHEN mine.simulated THEN known.card->>'learnt_from' <> 'simulated seasons'
        ELSE $5 BETWEEN (known.card->'days_learnt'->>0)::int AND (known.card->'days_learnt'->>1)::int END
)
WHERE game_id = $1
RETURNING sport, phase, model_version, home_win_probability, counted
"""

_REOPEN = """
UPDATE forecast_reviews AS mine SET home_won = NULL, settled_at = NULL, settled_offset = NULL,
    counted = false
FROM forecast_reviews AS before WHERE mine.game_id = $1
AND (before.game_id, before.phase) = (mine.game_id, mine.phase)
RETURNING mine.sport, mine.phase, mine.model_version, before.counted
"""

_HISTORY = """
SELECT home_win_probability, home_won, settled_at FROM forecast_reviews
WHERE sport = $1 AND phase = $2 AND model_version = $3 AND counted ORDER BY settled_at, game_id
"""

_KEEP = """
INSERT INTO guard_states VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (sport, phase, model_version) DO UPDATE SET games = EXCLUDED.games,
    log_capital = EXCLUDED.log_capital, highest = EXCLUDED.highest, shares = EXCLUDED.shares,
    direction = EXCLUDED.direction, alarm_since = EXCLUDED.alarm_since, alarm_after = EXCLUDED.alarm_after,
    updated = EXCLUDED.updated
"""

_POSITIONS = """
INSERT INTO stream_positions (stream, entry_id) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (stream) DO UPDATE SET entry_id = EXCLUDED.entry_id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """That a version's forecasts of a phase (by its first period) of a sport are calibrated."""

    sport: Sport
    phase: int
    model_version: str


@dataclass(frozen=True, slots=True)
class Stand:
    """How a claim stands; `alarm_since` and `alarm_after` (games) say when it came to an alarm."""

    claim: Claim
    evidence: Evidence
    alarm_since: datetime | None = None
    alarm_after: int | None = None

    def after(self, forecast: float, home_won: float, at: datetime) -> "Stand":
        """The claim after one more game."""
        evidence = self.evidence.after(forecast, home_won)
        if self.alarm_since is not None or not evidence.is_alarm(self.claim.sport):
            return Stand(self.claim, evidence, self.alarm_since, self.alarm_after)
        return Stand(self.claim, evidence, at, evidence.games)


@dataclass(frozen=True, slots=True)
class Settled:
    """A forecast of a game that is final; `counted` says that it is news to its claim."""

    claim: Claim
    home_win_probability: float
    counted: bool


class Reviews:
    """Reads and writes over one connection, inside whatever transaction it is in."""

    def __init__(self, connection: Any) -> None:
        """Take a connection (or, to read, a pool) of asyncpg."""
        self._connection = connection

    async def notes(self, game_id: UUID) -> Notes:
        """What is known of a game."""
        rows = [dict(row) for row in await self._connection.fetch(_PICKS, game_id)]
        ends = [(row.pop("home_won"), row.pop("settled_offset")) for row in rows]
        home_won, offset = ends[0] if ends else (None, None)
        return Notes({row["phase"]: Pick(**row) for row in rows}, home_won, offset or 0)

    async def pick(self, game: Game, pick: Pick) -> None:
        """Keep the forecast of a phase."""
        of_game = (game.sport.value, game.feed, game.native_id, game.feed == SIMULATOR, bool(game.replay_id))
        told = (pick.message_id, pick.revision, pick.model_version, pick.home_win_probability)
        await self._connection.execute(
            _PICK, game.game_id, pick.phase, *of_game, *told, pick.market, pick.blended, pick.at
        )

    async def drop(self, game_id: UUID, phases: Sequence[int]) -> None:
        """Forget forecasts that count no more."""
        await self._connection.execute(
            "DELETE FROM forecast_reviews WHERE game_id = $1 AND phase = ANY($2::int[])", game_id, phases
        )

    async def settle(self, game: Game, home_won: float, at: datetime, offset: int) -> list[Settled]:
        """Say how a game ended by what was said of it so far; its forecasts, in the order of their phases."""
        day = int(f"{game.kickoff:%Y%m%d}")
        rows = await self._connection.fetch(_SETTLE, game.game_id, home_won, at, offset, day)
        told = [Settled(_claim(row), row["home_win_probability"], row["counted"]) for row in rows]
        return sorted(told, key=lambda settled: settled.claim.phase)

    async def reopen(self, game_id: UUID) -> list[Claim]:
        """Take a result back; the claims that it had counted in."""
        rows = await self._connection.fetch(_REOPEN, game_id)
        return [_claim(row) for row in rows if row["counted"]]

    async def stand(self, claim: Claim) -> Stand:
        """How a claim stands."""
        row = await self._connection.fetchrow(
            "SELECT * FROM guard_states WHERE (sport, phase, model_version) = ($1, $2, $3)", *_key(claim)
        )
        return Stand(claim, Evidence()) if row is None else _stand(row)

    async def retold(self, claim: Claim) -> Stand:
        """A claim tested anew by all that counts in it."""
        stand = Stand(claim, Evidence())
        for row in await self._connection.fetch(_HISTORY, *_key(claim)):
            stand = stand.after(row["home_win_probability"], row["home_won"], row["settled_at"])
        return stand

    async def keep(self, stand: Stand, at: datetime) -> None:
        """Store how a claim stands now."""
        evidence = stand.evidence
        numbers = (evidence.games, evidence.log_capital, evidence.highest, list(evidence.shares))
        alarm = (evidence.direction, stand.alarm_since, stand.alarm_after)
        await self._connection.execute(_KEEP, *_key(stand.claim), *numbers, *alarm, at)

    async def stands(self, sport: Sport, model_version: str) -> list[Stand]:
        """All claims of a version, in the order of their phases."""
        rows = await self._connection.fetch(
            "SELECT * FROM guard_states WHERE sport = $1 AND model_version = $2 ORDER BY phase",
            sport.value,
            model_version,
        )
        return [_stand(row) for row in rows]

    async def positions(self, streams: Sequence[str]) -> dict[str, str]:
        """Up to where each of these streams was read, as far as it was."""
        rows = await self._connection.fetch(
            "SELECT stream, entry_id FROM stream_positions WHERE stream = ANY($1::text[])", streams
        )
        return {row["stream"]: row["entry_id"] for row in rows}

    async def move(self, positions: Mapping[str, str]) -> None:
        """Keep up to where streams were read."""
        await self._connection.execute(_POSITIONS, list(positions), list(positions.values()))


@asynccontextmanager
async def reviewing(pool: Any) -> AsyncIterator[Reviews]:
    """One transaction: all that is written in it is kept, or nothing."""
    async with pool.acquire() as connection, connection.transaction():
        yield Reviews(connection)


def _claim(row: Mapping[str, Any]) -> Claim:
    return Claim(Sport(row["sport"]), row["phase"], row["model_version"])


def _key(claim: Claim) -> tuple[str, int, str]:
    return claim.sport.value, claim.phase, claim.model_version


def _stand(row: Mapping[str, Any]) -> Stand:
    evidence = Evidence(row["games"], row["log_capital"], row["highest"], tuple(row["shares"]))
    return Stand(_claim(row), evidence, row["alarm_since"], row["alarm_after"])
