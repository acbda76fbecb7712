"""What of a feed can be believed."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.domain.messages import FindingSeen, GameListed, Inbound, PlayBegan, PlaySeen, QuoteSeen, Refused
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.feeds.pipeline import LiveDataPipeline, ProcessedData
from livebet.feeds.quality import Quality

AT = datetime(2019, 9, 8, 17, tzinfo=UTC)
GAME = game_uuid("nfl_official", "2019090800", "test")
LISTED = GameListed(
    game=Game(
        game_id=GAME,
        sport=Sport.NFL,
        season=2019,
        season_type=SeasonType.REGULAR,
        home_team="CAR",
        away_team="LA",
        kickoff=AT,
        feed="nfl_official",
        native_id="2019090800",
    ),
    observed_at=AT,
    expected_margin=-1.0,
)


def situation(play_id: str, clock: int | None, period: int = 1) -> Situation:
    return Situation(
        play_id=play_id, sequence=int(play_id), period=period, clock_seconds=clock, possession=Side.HOME
    )


def seen(play_id: str, clock: int | None, period: int = 1, revision: int = 0) -> PlaySeen:
    play = Play(
        situation=situation(play_id, clock, period), kind=PlayKind.RUN, description="", revision=revision
    )
    return PlaySeen(game_id=GAME, play=play, observed_at=AT)


def quote(
    selection: Selection, price: float, market: Market = MONEYLINE, bookmaker: str = "sim:atlas"
) -> QuoteSeen:
    return QuoteSeen(game_id=GAME, quote=Quote(bookmaker, market, selection, Price(price)), observed_at=AT)


def test_good_messages_pass_untouched_in_their_order() -> None:
    messages: list[Inbound] = [LISTED, seen("1", 900), quote(Selection.HOME, 1.9), quote(Selection.AWAY, 1.9)]
    verdict = Quality().judge(messages)
    assert (verdict.accepted, verdict.refused, verdict.doubts) == (messages, [], [])


def test_a_play_told_again_is_dropped_and_a_correction_is_not() -> None:
    verdict = Quality().judge([seen("1", 900), seen("1", 900), seen("1", 900, revision=1)])
    found = FindingSeen(game_id=GAME, finding="duplicate", detail="play 1 told again", observed_at=AT)
    assert verdict.accepted == [seen("1", 900), seen("1", 900, revision=1), found]
    assert verdict.doubts == [found]


def test_a_backward_clock_is_found_and_let_through() -> None:
    verdict = Quality().judge([seen("1", 600), seen("2", 700), seen("3", 590)])
    assert verdict.accepted[:3] == [seen("1", 600), seen("2", 700), seen("3", 590)]
    assert [(doubt.finding, doubt.detail) for doubt in verdict.doubts] == [
        ("clock backwards", "play 2: period 1, 700 s left, after 1, 600 s"),
    ]


def test_a_new_period_and_a_play_without_a_time_are_no_backward_clock() -> None:
    assert Quality().judge([seen("1", 5), seen("2", None), seen("3", 900, period=2)]).doubts == []


def test_a_period_that_goes_back_is_found() -> None:
    doubts = Quality().judge([seen("1", 900, period=2), seen("2", 5)]).doubts
    assert [doubt.finding for doubt in doubts] == ["clock backwards"]


def test_both_prices_of_a_bookmaker_that_leave_it_a_loss_are_refused() -> None:
    fine = [quote(Selection.HOME, 1.9), quote(Selection.AWAY, 1.9)]
    verdict = Quality().judge([LISTED, *fine])
    assert verdict.accepted == [LISTED, *fine]
    quality = Quality()
    quality.judge([LISTED, *fine])
    wrong = [quote(Selection.HOME, 2.9), quote(Selection.AWAY, 2.9)]
    verdict = quality.judge(wrong)
    assert [doubt.detail for doubt in verdict.doubts] == [
        "-0.310 of sim:atlas moneyline is outside -0.03–0.35"
    ]
    assert verdict.accepted == verdict.doubts
    assert [(item.native_id, item.reason) for item in verdict.refused] == [
        ("2019090800", "overround: -0.310 of sim:atlas moneyline is outside -0.03–0.35")
    ] * 2


def test_one_mistyped_price_is_refused_against_the_other_side_that_stands() -> None:
    quality = Quality()
    quality.judge([quote(Selection.HOME, 1.9), quote(Selection.AWAY, 1.9)])
    assert [
        item.reason.partition(":")[0] for item in quality.judge([quote(Selection.HOME, 19.0)]).refused
    ] == ["overround"]
    assert quality.judge([quote(Selection.HOME, 1.92)]).accepted == [quote(Selection.HOME, 1.92)]


def test_sides_of_different_lines_are_not_compared() -> None:
    moved = [
        quote(Selection.HOME, 1.9, Market(MarketKind.SPREAD, -3.5)),
        quote(Selection.AWAY, 9.0, Market(MarketKind.SPREAD, -7.5)),
    ]
    assert Quality().judge(moved).accepted == moved


def test_a_leap_of_a_price_is_found_and_let_through() -> None:
    quality = Quality()
    quality.judge([quote(Selection.HOME, 1.2), quote(Selection.AWAY, 5.0)])
    verdict = quality.judge([quote(Selection.HOME, 5.0), quote(Selection.AWAY, 1.2)])
    assert verdict.accepted[:2] == [quote(Selection.HOME, 5.0), quote(Selection.AWAY, 1.2)]
    assert [doubt.detail for doubt in verdict.doubts] == ["sim:atlas moneyline: 1.2 to 5"]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (quote(Selection.HOME, 1.9, Market(MarketKind.SPREAD, math.nan)), "line: nan is no number of points"),
        (quote(Selection.OVER, 1.9), "selection: over does not answer a moneyline"),
        (seen("1", -3), "clock: -3 seconds left"),
        (
            PlayBegan(game_id=GAME, situation=situation("1", -1), observed_at=AT),
            "clock: -1 seconds left",
        ),
        (
            GameListed(game=LISTED.game, observed_at=AT, expected_margin=math.nan),
            "expected margin: nan is no number of points",
        ),
    ],
)
def test_impossible_numbers_are_refused_with_the_reason(message: Inbound, reason: str) -> None:
    verdict = Quality().judge([message])
    assert verdict.accepted == []
    assert [item.reason for item in verdict.refused] == [reason]
    assert len(verdict.refused[0].payload) <= 1000


class Told:
    """A source that has its batches ready."""

    def __init__(self, name: str, *batches: list[Inbound | Refused]) -> None:
        self.name = name
        self._batches = list(batches)

    async def read(self) -> list[Inbound | Refused] | None:
        return self._batches.pop(0) if self._batches else None


def later(message: PlaySeen, seconds: float) -> PlaySeen:
    return PlaySeen(game_id=GAME, play=message.play, observed_at=AT + timedelta(seconds=seconds))


async def test_sources_are_read_side_by_side_and_merged_by_time() -> None:
    one, two, three = later(seen("1", 900), 1), later(seen("2", 880), 2), later(seen("3", 870), 3)
    pipeline = LiveDataPipeline()
    data = await pipeline.ingest_live_data([Told("a", [one, three]), Told("b", [two])])
    assert data == ProcessedData(streams=((one, three), (two,)))
    assert (await pipeline.merge_data_streams([data])).messages == (one, two, three)
    assert (await pipeline.validate_data_quality(data)).accepted == [one, two, three]


async def test_what_a_parser_refused_is_kept_beside_what_the_checks_refuse() -> None:
    torn = Refused(feed="x", reason="not JSON", payload="{", native_id="", observed_at=AT)
    pipeline = LiveDataPipeline()
    data = await pipeline.ingest_live_data([Told("a", [torn, seen("1", -1)])])
    verdict = await pipeline.validate_data_quality(data)
    assert [item.reason for item in verdict.refused] == ["not JSON", "clock: -1 seconds left"]


async def test_a_reading_is_the_last_once_every_source_has_ended() -> None:
    pipeline, source = LiveDataPipeline(), Told("a", [LISTED])
    assert not (await pipeline.ingest_live_data([source, Told("b")])).ended
    assert (await pipeline.ingest_live_data([source, Told("b")])).ended
