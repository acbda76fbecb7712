"""Suspended, though no feed says so: what follows from who is left out, who is silent and who is down."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Inbound, PlaySeen, QuoteSeen, StatusSeen
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import GameTold, HealthTold, Item, QuoteTold, SettlementTold
from livebet.feeds.pipeline import LiveDataPipeline, ProcessedData
from livebet.feeds.suspension import Suspension
from livebet.feeds.the_odds_api import NAME as ODDS

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.NFL,
    season=2026,
    season_type=SeasonType.REGULAR,
    home_team="CHI",
    away_team="GB",
    kickoff=AT,
    feed="test",
    native_id="1",
)
SPREAD = Market(MarketKind.SPREAD, -3.5)


def at(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def told(second: float, bookmaker: str, market: Market = MONEYLINE, feed: str = ODDS) -> Placed:
    item = QuoteTold(
        feed=feed,
        native_id="1",
        observed_at=at(second),
        bookmaker=bookmaker,
        market=market,
        selection=Selection.HOME,
        price=Price(1.9),
    )
    return Placed(item, GAME, at(second))


def listed(second: float, phase: str = "in_play") -> Placed:
    item = GameTold(
        feed=ODDS,
        native_id="1",
        observed_at=at(second),
        sport="nfl",
        home="CHI",
        away="GB",
        kickoff=AT,
        phase=phase,
    )
    return Placed(item, GAME, at(second))


def quote(second: float, bookmaker: str) -> QuoteSeen:
    price = Quote(bookmaker, MONEYLINE, Selection.HOME, Price(1.9))
    return QuoteSeen(game_id=GAME.game_id, quote=price, observed_at=at(second))


def status(second: float, bookmaker: str, now: MarketStatus = MarketStatus.SUSPENDED) -> StatusSeen:
    return StatusSeen(
        game_id=GAME.game_id,
        bookmaker=bookmaker,
        kind=MarketKind.MONEYLINE,
        status=now,
        observed_at=at(second),
    )


def score(second: float) -> PlaySeen:
    situation = Situation(play_id="1", sequence=1, period=1, clock_seconds=900, possession=Side.HOME)
    made = (ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN),)
    play = Play(situation=situation, kind=PlayKind.RUN, description="", scores=made)
    return PlaySeen(game_id=GAME.game_id, play=play, observed_at=at(second))


def down(second: float, feed: str, state: str = "down", bookmaker: str = "") -> HealthTold:
    return HealthTold(feed=feed, native_id="", observed_at=at(second), state=state, bookmaker=bookmaker)


def short(said: Iterable[Inbound]) -> list[tuple[str, str, str, float, str]]:
    return [
        (one.bookmaker, one.kind, one.status, (one.observed_at - AT).total_seconds(), one.reason)
        for one in said
        if isinstance(one, StatusSeen)
    ]


def test_a_market_that_a_whole_answer_leaves_out_is_suspended_until_it_is_back() -> None:
    suspension = Suspension(frozenset((ODDS,)))
    everything = [told(0, "draftkings"), told(0, "draftkings", SPREAD), told(0, "fanduel")]
    assert suspension.infer([], [listed(0), *everything]) == []
    left = [listed(40), told(40, "draftkings"), told(40, "fanduel")]
    assert short(suspension.infer([], left)) == [
        ("draftkings", "spread", "suspended", 40.0, "not in the feed's answer any more")
    ]
    assert suspension.infer([], left) == []
    assert short(
        suspension.infer([], [listed(80), *(told(80, "fanduel") for _ in range(2)), *everything])
    ) == [("draftkings", "spread", "open", 80.0, "quoted again")]


def test_before_the_game_and_in_feeds_that_tell_changes_alone_nothing_is_left_out() -> None:
    suspension = Suspension(frozenset((ODDS,)))
    suspension.infer([], [listed(0, "scheduled"), told(0, "draftkings"), told(0, "fanduel")])
    assert suspension.infer([], [listed(40, "scheduled"), told(40, "fanduel")]) == []
    changes = Suspension(frozenset((ODDS,)))
    changes.infer([], [listed(0), told(0, "betfair", feed="x"), told(0, "kalshi", feed="x")])
    assert changes.infer([], [told(40, "kalshi", feed="x")]) == []


def test_a_list_of_games_without_quotes_leaves_nothing_out() -> None:
    suspension = Suspension(frozenset((ODDS,)))
    suspension.infer([], [listed(0), told(0, "draftkings")])
    assert suspension.infer([], [listed(40)]) == []


def test_a_market_that_another_feed_quotes_since_or_that_tells_its_own_status_is_not_left_out() -> None:
    suspension = Suspension(frozenset((ODDS,)))
    suspension.infer([], [listed(0), told(0, "draftkings"), told(0, "fanduel"), told(0, "betmgm")])
    suspension.infer([status(5, "betmgm", MarketStatus.OPEN)], [told(5, "draftkings", feed="draftkings")])
    assert suspension.infer([], [listed(40), told(40, "fanduel")]) == []


def test_a_silent_bookmaker_is_suspended_with_the_others_after_a_score_until_it_quotes() -> None:
    suspension = Suspension()
    suspension.infer(
        [quote(0, "silent"), status(0, "a", MarketStatus.OPEN), status(0, "b", MarketStatus.OPEN)]
    )
    assert suspension.infer([score(10), status(12, "a")]) == []
    assert short(suspension.infer([status(13, "b")])) == [
        ("silent", "moneyline", "suspended", 13.0, "others suspend after a score")
    ]
    assert short(suspension.infer([quote(30, "silent")])) == [
        ("silent", "moneyline", "open", 30.0, "quoted again")
    ]


@pytest.mark.parametrize(
    "messages",
    [
        [score(10), quote(11, "silent"), status(12, "a"), status(12, "b")],
        [score(10), status(50, "a"), status(50, "b")],
        [status(12, "a"), status(12, "b")],
        [score(10), status(12, "a"), status(12, "b", MarketStatus.CLOSED)],
    ],
    ids=["quoted since", "long after", "no score", "closed"],
)
def test_other_suspensions_say_nothing_about_the_silent(messages: list[Inbound]) -> None:
    suspension = Suspension()
    suspension.infer(
        [quote(0, "silent"), status(0, "a", MarketStatus.OPEN), status(0, "b", MarketStatus.OPEN)]
    )
    assert suspension.infer(messages) == []


def test_what_a_feed_quotes_is_suspended_while_it_is_down() -> None:
    suspension = Suspension()
    placed = [told(0, "uof", feed="uof"), told(0, "uof_prematch", feed="uof"), told(0, "fanduel", feed="x")]
    suspension.infer([quote(0, "uof"), quote(0, "uof_prematch")], placed)
    assert short(suspension.infer([], [], [down(10, "uof", bookmaker="uof")])) == [
        ("uof", "moneyline", "suspended", 10.0, "uof is down")
    ]
    assert short(suspension.infer([], [], [down(12, "uof")])) == [
        ("uof_prematch", "moneyline", "suspended", 12.0, "uof is down")
    ]
    assert short(suspension.infer([quote(20, "uof")])) == [("uof", "moneyline", "open", 20.0, "quoted again")]
    assert short(suspension.infer([], [], [down(30, "uof", "snapshot complete")])) == [
        ("uof_prematch", "moneyline", "open", 30.0, "quoted again")
    ]


def test_what_its_bookmaker_says_itself_replaces_what_was_inferred() -> None:
    suspension = Suspension()
    suspension.infer([quote(0, "uof")], [told(0, "uof", feed="uof")])
    suspension.infer([], [], [down(10, "uof")])
    assert suspension.infer([status(11, "uof")]) == []
    assert suspension.infer([quote(12, "uof")]) == []


def test_a_settlement_that_is_rolled_back_reopens_what_was_closed() -> None:
    suspension = Suspension()
    suspension.infer([quote(0, "uof"), status(5, "uof", MarketStatus.CLOSED)])
    back = SettlementTold(
        feed="uof",
        native_id="1",
        observed_at=at(9),
        bookmaker="uof",
        market_id="1",
        selection_id="",
        outcome=None,
        market=MONEYLINE,
        rolled_back=True,
    )
    (reopened,) = suspension.infer([], [Placed(back, GAME, at(9))])
    assert short([reopened]) == [("uof", "moneyline", "suspended", 9.0, "rolled back")]
    assert reopened.reopens
    assert short(suspension.infer([quote(12, "uof")])) == [("uof", "moneyline", "open", 12.0, "quoted again")]
    assert suspension.infer([], [Placed(back, GAME, at(13))]) == []


def test_what_an_earlier_process_inferred_is_no_word_of_the_bookmaker() -> None:
    first = Suspension(frozenset((ODDS,)))
    first.infer([], [listed(0), told(0, "draftkings"), told(0, "fanduel")])
    (left_out,) = first.infer([], [listed(40), told(40, "fanduel")])
    second = Suspension(frozenset((ODDS,)))
    second.infer([quote(0, "draftkings"), left_out])
    back = second.infer([], [listed(80), told(80, "draftkings"), told(80, "fanduel")])
    assert short(back) == [("draftkings", "moneyline", "open", 80.0, "quoted again")]


async def test_the_pipeline_tells_what_is_inferred_after_what_was_told() -> None:
    pipeline = LiveDataPipeline()

    async def judged(items: list[Item]) -> list[Inbound]:
        return (await pipeline.validate_data_quality(ProcessedData(streams=(tuple(items),)))).accepted

    await judged([listed(0).item, told(0, "draftkings").item, told(0, "fanduel").item])
    said = await judged([listed(40).item, told(41, "fanduel").item])
    assert [type(one).__name__ for one in said] == ["QuoteSeen", "StatusSeen"]
    assert short(said) == [
        ("draftkings", "moneyline", "suspended", 41.0, "not in the feed's answer any more")
    ]
    assert short(await judged([down(50, ODDS)])) == [
        ("fanduel", "moneyline", "suspended", 50.0, "the_odds_api is down")
    ]
