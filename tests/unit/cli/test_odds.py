from datetime import UTC, datetime
from uuid import UUID

from cli.odds import move_of
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import OddsUpdate
from livebet.domain.prices import Price


def moved(market: Market, line_before: float | None, price_before: float | None) -> OddsUpdate:
    return OddsUpdate(
        message_id=UUID(int=1),
        game_id=UUID(int=2),
        offset=1,
        observed_at=datetime(2019, 9, 8, 17, 9, 5, tzinfo=UTC),
        bookmaker="sim:harbour",
        market=market,
        selection=Selection.HOME,
        price_before=None if price_before is None else Price(price_before),
        price_after=Price(1.85),
        line_before=line_before,
        line_after=market.line,
        line_movement=0.0,
        significance=0.934,
        status=MarketStatus.OPEN,
    )


def test_a_move_is_told_with_what_was_before_where_that_differs() -> None:
    spread = Market(MarketKind.SPREAD, -3.0)
    tail = "significance 0.93  open"
    told = [
        move_of(moved(MONEYLINE, None, None)),
        move_of(moved(MONEYLINE, None, 1.9)),
        move_of(moved(spread, -3.0, 1.9)),
        move_of(moved(spread, -3.5, 1.9)),
    ]
    assert told == [
        f"17:09:05  sim:harbour moneyline home  1.85  {tail}",
        f"17:09:05  sim:harbour moneyline home  1.90 → 1.85  {tail}",
        f"17:09:05  sim:harbour spread home -3  1.90 → 1.85  {tail}",
        f"17:09:05  sim:harbour spread home -3.5 → -3  1.90 → 1.85  {tail}",
    ]
