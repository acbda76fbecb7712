"""The names that nobody knew, as PostgreSQL keeps them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from livebet.domain.messages import Refused
from livebet.storage.unmatched import Unmatched, unmatched
from livebet.storage.writer import Writer

pytestmark = pytest.mark.servers

AT = datetime(2019, 11, 3, 18, tzinfo=UTC)
UNKNOWN = Refused(
    feed="espn", reason="identity: unknown nfl team 'X'", payload="", native_id="1", observed_at=AT
)


async def test_refusals_of_identity_are_told_by_feed_and_reason_newest_first(pool: Any) -> None:
    other = replace(UNKNOWN, native_id="2", observed_at=AT + timedelta(minutes=5))
    bookmaker = replace(UNKNOWN, feed="the_odds_api", reason="identity: unknown bookmaker 'Y'")
    await Writer(pool).write([UNKNOWN, other, bookmaker, replace(UNKNOWN, reason="price: 0.98 is none")])
    assert await unmatched(pool) == [
        Unmatched(feed="espn", reason=UNKNOWN.reason, games=2, last=AT + timedelta(minutes=5)),
        Unmatched(feed="the_odds_api", reason=bookmaker.reason, games=1, last=AT),
    ]
