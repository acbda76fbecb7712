from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.prices import Price
from livebet.feeds.american import decimal, spelt
from livebet.feeds.draftkings import FEED, NAME, snapshot_url, socket_url, subscription
from livebet.feeds.items import GameTold, HealthTold, Item, QuoteTold, StatusTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / NAME
RECORDINGS = ROOT.parent / "shared" / "feeds" / NAME
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")


def told(name: str, folder: Path = WRITTEN) -> list[Item]:
    return list(FEED.parse((folder / name).read_bytes()))


def quotes(items: list[Item]) -> list[tuple[Market, Selection, Price, bool]]:
    return [(i.market, i.selection, i.price, i.main) for i in items if isinstance(i, QuoteTold)]


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Refused)]


def frame(at: int) -> datetime:
    return datetime(2031, 9, 7, 16, 0, at, 250_000, tzinfo=UTC)


def test_a_snapshot_joins_selections_to_markets_and_markets_to_games() -> None:
    items = told("snapshot.json")
    assert [item for item in items if isinstance(item, GameTold)] == [
        GameTold(
            feed=NAME,
            native_id="500",
            observed_at=UNKNOWN_INSTANT,
            sport="nfl",
            home="HAR Gulls",
            away="MIL Millers",
            kickoff=datetime(2031, 9, 7, 17, tzinfo=UTC),
            phase="scheduled",
        )
    ]
    spread = Market(MarketKind.SPREAD, -3.5)
    assert quotes(items) == [
        (MONEYLINE, Selection.HOME, decimal(-150), True),
        (MONEYLINE, Selection.AWAY, 2.3, True),
        (spread, Selection.HOME, decimal(-110), True),
        (spread, Selection.AWAY, decimal(-110), True),
        (Market(MarketKind.SPREAD, -7.5), Selection.HOME, 2.9, False),
        (Market(MarketKind.TOTAL, 44.5), Selection.OVER, 2.0, True),
    ]


def test_what_cannot_be_is_refused_alone_and_other_markets_are_named_once() -> None:
    expected = [
        "item: Expected `str`, got `int` - at `$.label`",
        "selection: 'HAR Seagulls' is neither team of the game",
        "price: 12.0 is no American price",
        "not followed: markets First Touchdown (1)",
    ]
    assert reasons(told("snapshot.json")) == expected
    session, raw = FEED.open(), (WRITTEN / "snapshot.json").read_bytes()
    assert reasons(list(session(raw))) == expected
    assert reasons(list(session(raw))) == expected[:-1]


def test_a_price_that_came_before_its_market_is_told_once_the_market_is_known() -> None:
    first, second, *_ = [item for item in told("frames.jsonl") if isinstance(item, QuoteTold)]
    assert first == QuoteTold(
        feed=NAME,
        native_id="500",
        observed_at=frame(1),
        bookmaker="draftkings",
        market=MONEYLINE,
        selection=Selection.HOME,
        price=decimal(-155),
    )
    assert second.observed_at == frame(3)


def test_a_line_that_moves_is_told_as_its_new_quote_only() -> None:
    raw = (WRITTEN / "snapshot.json").read_bytes()
    moved = (WRITTEN / "frames.jsonl").read_bytes().splitlines()[4]
    session = FEED.open()
    session(raw)
    assert list(session(moved)) == [
        QuoteTold(
            feed=NAME,
            native_id="500",
            observed_at=frame(3),
            bookmaker="draftkings",
            market=Market(MarketKind.SPREAD, -4.5),
            selection=Selection.HOME,
            price=decimal(-105),
        )
    ]


def test_markets_open_are_suspended_and_close_when_they_are_removed() -> None:
    statuses = [i for i in told("frames.jsonl") if isinstance(i, StatusTold)]
    assert [(i.kind, i.status, i.observed_at) for i in statuses] == [
        (MarketKind.MONEYLINE, MarketStatus.OPEN, frame(1)),
        (MarketKind.SPREAD, MarketStatus.OPEN, frame(1)),
        (MarketKind.SPREAD, MarketStatus.SUSPENDED, frame(2)),
        (MarketKind.SPREAD, MarketStatus.CLOSED, frame(6)),
    ]


def test_what_was_told_of_unknown_games_is_refused() -> None:
    assert reasons(told("frames.jsonl")) == [
        "selection: 1 told before their market and game",
        "market: 1 changed before their game was seen",
    ]


def test_packed_frames_hold_the_same_by_position_and_our_own_requests_are_passed_over() -> None:
    subscribed, game, *rest = told("packed_frames.json")
    assert subscribed == HealthTold(
        feed=NAME,
        native_id="",
        observed_at=datetime(2031, 9, 7, 16, 0, 7, tzinfo=UTC),
        state="alive",
        detail="subscribed",
    )
    assert isinstance(game, GameTold)
    assert (game.sport, game.home, game.away, game.phase) == ("kbo", "Bay Breakers", "Hill Hawks", "in_play")
    assert reasons(rest) == [
        "selection: 1 told before their market and game",
        "item: the layout of entries tagged 23 is not known",
    ]
    assert "secret" not in repr(told("packed_frames.json"))
    assert "default-token" not in repr(FEED.open()(subscription("r", "500")))


def test_a_packed_price_joins_a_market_of_the_snapshot() -> None:
    session = FEED.open()
    session((WRITTEN / "snapshot.json").read_bytes())
    at = datetime(2031, 9, 7, 16, 1, tzinfo=UTC)
    change = [24, ["0ML77_1", "HAR Gulls", ["−162", "1.61"], 1.617, None, 1, ["OSB"]]]
    content = [[[[], []], [[], []], [[], [change]]], None, {}]
    packed = msgspec.msgpack.encode(["s", "update", content, None, [at, 0]])
    [quote] = [item for item in session(packed) if isinstance(item, QuoteTold)]
    assert (quote.market, quote.selection, quote.price, quote.observed_at) == (
        MONEYLINE,
        Selection.HOME,
        decimal(-162),
        at,
    )


def test_prices_are_spelt_with_a_real_minus_sign_or_as_even() -> None:
    assert (spelt("+150"), spelt("\u2212200"), spelt("EVEN")) == (2.5, 1.5, 2.0)
    with pytest.raises(ValueError, match="no American price"):
        spelt("\u221250")


def test_the_feed_is_unofficial_and_a_reader_takes_a_league_then_subscribes_to_games() -> None:
    assert FEED.terms.unofficial
    assert snapshot_url("88808").endswith("/leagues/88808/categories/492/subcategories/4518")
    assert socket_url(packed=True).endswith("?format=msgpack&locale=en")
    query = msgspec.json.decode(subscription("r", "500"))["params"]["queryParams"]["query"]
    assert query == "$filter=eventId eq '500' AND tags/any(t: t eq 'OSB')"


@recorded
def test_recorded_frames_tell_games_and_refuse_prices_whose_markets_were_not_recorded() -> None:
    [game] = [i for i in told("ws_json_nfl_pregame_2026-09-22.jsonl", RECORDINGS) if isinstance(i, GameTold)]
    assert (game.sport, game.away, game.home) == ("nfl", "LA Chargers", "BUF Bills")
    assert game.kickoff == datetime(2026, 9, 27, 17, tzinfo=UTC)
    items = told("ws_msgpack_live_frames.json", RECORDINGS)
    [game] = [item for item in items if isinstance(item, GameTold)]
    assert (game.away, game.home, game.phase) == ("KIA Tigers", "Lotte Giants", "in_play")
    assert reasons(items) == ["selection: 1 told before their market and game"] * 4
