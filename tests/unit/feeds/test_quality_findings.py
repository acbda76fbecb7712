"""What is odd about what feeds tell is found, told once an episode, and let through."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    FindingSeen,
    GameListed,
    Inbound,
    PlayDeleted,
    PlaySeen,
    QuoteSeen,
    StatusSeen,
)
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import PlayTold, QuoteTold, SettlementTold, Told
from livebet.feeds.quality import Quality
from livebet.feeds.quality.episodes import TOLD_AT_MOST, Doubt, Episodes
from livebet.feeds.quality.lag import LagMeter
from livebet.odds.settlement import Outcome

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)


def game(sport: Sport) -> Game:
    return Game(
        game_id=game_uuid("test", sport.value),
        sport=sport,
        season=2026,
        season_type=SeasonType.REGULAR,
        home_team="BOS",
        away_team="NYY",
        kickoff=AT,
        feed="test",
        native_id="1",
    )


NFL, NBA, MLB = game(Sport.NFL), game(Sport.NBA), game(Sport.MLB)
FIELD_GOAL = ScoreChange(Side.HOME, ScoreKind.FIELD_GOAL)


def at(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def seen(
    of: Game,
    second: float,
    sequence: int,
    clock: int | None = None,
    *,
    period: int = 1,
    kind: PlayKind = PlayKind.RUN,
    scores: tuple[ScoreChange, ...] = (),
    shown: Score | None = None,
    play_id: str = "",
    revision: int = 0,
) -> PlaySeen:
    situation = Situation(
        play_id=play_id or str(sequence),
        sequence=sequence,
        period=period,
        clock_seconds=clock,
        possession=Side.HOME,
    )
    play = Play(
        situation=situation,
        kind=kind,
        description="",
        scores=scores,
        score_after=shown,
        revision=revision,
    )
    return PlaySeen(game_id=of.game_id, play=play, observed_at=at(second))


def listed(of: Game) -> GameListed:
    return GameListed(game=of, observed_at=AT)


def pair(of: Game, second: float, bookmaker: str, home: float, away: float) -> list[QuoteSeen]:
    return [
        QuoteSeen(
            game_id=of.game_id,
            quote=Quote(bookmaker, MONEYLINE, selection, Price(price)),
            observed_at=at(second),
        )
        for selection, price in ((Selection.HOME, home), (Selection.AWAY, away))
    ]


def spread(of: Game, second: float, bookmaker: str, line: float) -> list[QuoteSeen]:
    return [
        QuoteSeen(
            game_id=of.game_id,
            quote=Quote(bookmaker, Market(MarketKind.SPREAD, line), selection, Price(1.9)),
            observed_at=at(second),
        )
        for selection in (Selection.HOME, Selection.AWAY)
    ]


def found(messages: Iterable[Inbound], quality: Quality | None = None) -> list[tuple[str, str]]:
    judging = quality or Quality()
    told = [doubt for message in messages for doubt in judging.judge([message]).doubts]
    return [(doubt.finding, doubt.detail) for doubt in told]


def test_a_finding_is_a_message_too_and_what_the_merge_found_is_counted_with_it() -> None:
    merged = FindingSeen(game_id=NFL.game_id, finding="feeds disagree", detail="x", observed_at=AT)
    verdict = Quality().judge([listed(NFL), seen(NFL, 1, 1, 900), seen(NFL, 2, 1, 900), merged])
    assert [doubt.finding for doubt in verdict.doubts] == ["feeds disagree", "duplicate"]
    assert verdict.accepted[2:] == verdict.doubts


def test_a_plate_appearance_that_was_never_told_is_a_gap() -> None:
    told = [listed(MLB)] + [
        seen(MLB, index, index, play_id=play_id, kind=PlayKind.SINGLE)
        for index, play_id in enumerate(("0", "1.2", "1", "4", "5"))
    ]
    assert found(told) == [("gap", "play 4: no play 2 to 3 was told")]


def test_an_inning_in_which_nothing_is_told_for_a_while_is_a_gap() -> None:
    told = [
        listed(MLB),
        seen(MLB, 0, 1, kind=PlayKind.SINGLE, play_id="a"),
        seen(MLB, 1300, 2, kind=PlayKind.OUT, play_id="b"),
    ]
    assert found(told) == [("gap", "no play was told for 22 minutes of period 1")]


def test_a_clock_that_runs_off_without_a_play_has_jumped() -> None:
    told = [listed(NBA), seen(NBA, 0, 1, 700), seen(NBA, 5, 2, 400), seen(NBA, 6, 3, 390)]
    assert found(told) == [("clock jump", "play 2: period 1, 400 s left, after 1, 700 s")]


def test_a_play_told_late_does_not_turn_the_clock_back_and_two_seconds_are_nothing() -> None:
    assert found([listed(NBA), seen(NBA, 0, 5, 600), seen(NBA, 1, 3, 640), seen(NBA, 2, 6, 602)]) == []


def test_a_game_may_end_with_time_on_the_clock() -> None:
    told = [listed(NFL), seen(NFL, 0, 1, 500, period=5), seen(NFL, 9, 2, 0, period=5, kind=PlayKind.GAME_END)]
    assert found(told) == []


def test_a_score_that_falls_and_one_that_the_plays_do_not_make_are_found_once() -> None:
    told = [
        listed(NFL),
        seen(NFL, 0, 1, 900, scores=(FIELD_GOAL,), shown=Score(3, 0)),
        seen(NFL, 1, 2, 890, shown=Score(10, 0)),
        seen(NFL, 2, 3, 880, shown=Score(10, 0)),
        seen(NFL, 3, 4, 870, shown=Score(3, 0)),
    ]
    assert found(told) == [
        ("score disagrees", "play 2: the feed shows 10-0, its plays make 3-0"),
        ("score falls", "play 4: 10-0 to 3-0"),
    ]


def test_points_that_are_taken_back_or_corrected_leave_the_sum() -> None:
    quality = Quality()
    told: list[Inbound] = [
        listed(NFL),
        seen(NFL, 0, 1, 900, scores=(FIELD_GOAL,)),
        seen(NFL, 1, 2, 890, scores=(FIELD_GOAL,)),
        PlayDeleted(game_id=NFL.game_id, play_id="1", observed_at=at(2)),
        seen(NFL, 3, 2, 890, revision=1),
        seen(NFL, 4, 3, 880, shown=Score(0, 0)),
    ]
    assert found(told, quality) == []


def test_an_episode_is_told_as_it_begins_and_at_its_end_with_how_often_it_came() -> None:
    episodes = Episodes(NFL.game_id)
    doubts = [Doubt("far from the rest", "acme", "acme is far", at(second)) for second in (0, 30, 50)]
    told = [finding for doubt in doubts for finding in episodes.note(doubt)]
    assert [finding.detail for finding in told] == ["acme is far"]
    assert list(episodes.quiet(at(100))) == []
    assert [finding.detail for finding in episodes.quiet(at(111))] == ["acme: over, 3 times in 50 s"]
    assert list(episodes.close()) == []


def test_a_feed_that_flaps_is_told_so_often_and_no_more() -> None:
    episodes = Episodes(NFL.game_id)
    doubts = [Doubt("frozen feed", "espn", "espn is silent", at(100 * nth)) for nth in range(500)]
    told = [finding for doubt in doubts for finding in episodes.note(doubt)]
    assert len(told) == TOLD_AT_MOST
    assert told[-1].detail == "espn is silent; no more of this kind is told of this game"


def test_a_bookmaker_far_from_the_rest_is_found_once_it_stays_so() -> None:
    others = [quote for name in "abcd" for quote in pair(NFL, 0, name, 1.9, 1.9)]
    astray = pair(NFL, 1, "astray", 1.2, 4.5)
    again = [quote for second in (20, 40) for quote in pair(NFL, second, "a", 1.9, 1.9)]
    assert found([listed(NFL), *others, *astray, *again]) == [
        ("far from the rest", "astray moneyline: 1.32 home log-odds, 5 bookmakers' median 0.00"),
    ]


def test_a_line_far_from_the_rest_is_found_in_points_and_a_suspended_one_is_not() -> None:
    others = [quote for name in "abcd" for quote in spread(NFL, 0, name, -3.5)]
    astray = spread(NFL, 1, "astray", -13.5)
    again = [quote for second in (20, 40) for quote in spread(NFL, second, "a", -3.5)]
    assert found([listed(NFL), *others, *astray, *again]) == [
        ("far from the rest", "astray spread: -13.50 points, 5 bookmakers' median -3.50"),
    ]
    shut = StatusSeen(
        game_id=NFL.game_id,
        bookmaker="astray",
        kind=MarketKind.SPREAD,
        status=MarketStatus.SUSPENDED,
        observed_at=at(2),
    )
    assert found([listed(NFL), *others, *astray, shut, *again]) == []


def test_long_odds_apart_in_logit_alone_are_not_far() -> None:
    others = [quote for name in "abcd" for quote in pair(NFL, 0, name, 1.02, 17.0)]
    again = [quote for second in (20, 40) for quote in pair(NFL, second, "a", 1.02, 17.0)]
    assert found([listed(NFL), *others, *pair(NFL, 1, "e", 1.003, 70.0), *again]) == []


def test_a_quote_that_stands_still_after_a_score_while_others_move_is_found() -> None:
    before = [quote for name in "abcd" for quote in pair(NFL, 0, name, 1.9, 1.9)]
    score = seen(NFL, 10, 1, 900, scores=(FIELD_GOAL,))
    after = [quote for name in "abc" for quote in pair(NFL, 30, name, 1.7, 2.15)]
    confirmed = pair(NFL, 60, "d", 1.9, 1.9)
    later = pair(NFL, 101, "a", 1.7, 2.15)
    assert found([listed(NFL), *before, score, *after, *confirmed, *later]) == [
        ("quote stands still", "d moneyline as it was 91 s ago, before a score; 3 others moved"),
    ]


def told_by(feed: str, second: float, sequence: int) -> Placed:
    situation = Situation(
        play_id=str(sequence), sequence=sequence, period=1, clock_seconds=None, possession=None
    )
    play = Play(situation=situation, kind=PlayKind.RUN, description="")
    item = PlayTold(feed=feed, native_id="1", observed_at=at(second), play=play)
    return Placed(item, NFL, at(second))


def test_a_feed_that_tells_nothing_new_while_another_goes_on_is_frozen() -> None:
    quality = Quality()
    quality.judge([listed(NFL), seen(NFL, 0, 1, 900)])
    told = [told_by("espn", 0, 1), told_by("sportradar", 0, 1)]
    told += [told_by("sportradar", 40 * nth, 1 + nth) for nth in range(1, 8)]
    repeats = [told_by("espn", 40 * nth, 1) for nth in range(1, 8)]
    doubts = [doubt for one in (*told, *repeats) for doubt in quality.judge([], [one]).doubts]
    assert [(doubt.finding, doubt.detail) for doubt in doubts] == [
        ("frozen feed", "espn tells no plays for 200 s, sportradar told 6"),
    ]


def test_a_feed_is_not_frozen_while_the_other_tells_little() -> None:
    quality = Quality()
    quality.judge([listed(NFL), seen(NFL, 0, 1, 900)])
    told = [told_by("espn", 0, 1), told_by("sportradar", 0, 1)]
    told += [told_by("sportradar", 100 * nth, 1 + nth) for nth in range(1, 4)]
    assert [doubt for one in told for doubt in quality.judge([], [one]).doubts] == []


def test_a_feed_of_prices_freezes_by_the_stamps_of_its_quotes() -> None:
    quality = Quality()
    quality.judge([listed(NFL), seen(NFL, 0, 1, 900)])

    def priced(feed: str, second: float) -> Placed:
        item = QuoteTold(
            feed=feed,
            native_id="1",
            observed_at=at(second),
            bookmaker="a",
            market=MONEYLINE,
            selection=Selection.HOME,
            price=Price(1.9),
        )
        return Placed(item, NFL, at(second))

    placed = [priced("the_odds_api", 0)]
    for nth in range(12):
        placed += [priced("betfair_stream", 20 * nth), priced("the_odds_api", 0)]
    doubts = quality.judge([], placed).doubts
    assert [doubt.detail for doubt in doubts] == [
        "the_odds_api tells no quotes for 200 s, betfair_stream told 11"
    ]


def settled(selection: Selection, outcome: Outcome | None, market: Market = MONEYLINE) -> Placed:
    item: Told = SettlementTold(
        feed="uof",
        native_id="1",
        observed_at=at(90),
        bookmaker="uof",
        market_id="1",
        selection_id="",
        outcome=outcome,
        market=market,
        selection=selection,
        rolled_back=outcome is None,
    )
    return Placed(item, NFL, at(90))


def ended(*placed: Placed) -> list[str]:
    quality = Quality()
    quality.judge([listed(NFL), seen(NFL, 0, 1, 900, scores=(FIELD_GOAL,))], placed)
    end = seen(NFL, 80, 2, 0, kind=PlayKind.GAME_END)
    verdict = quality.judge([end])
    return [doubt.detail for doubt in verdict.doubts if doubt.finding == "settled otherwise"]


def test_a_settlement_that_the_final_score_does_not_make_is_found() -> None:
    assert ended(settled(Selection.HOME, Outcome.LOST)) == [
        "uof settled home of moneyline lost, 3-0 makes it won"
    ]
    assert ended(settled(Selection.OVER, Outcome.WON, Market(MarketKind.TOTAL, 44.5))) == [
        "uof settled over of total 44.5 won, 3-0 makes it lost"
    ]


def test_a_settlement_that_agrees_is_void_or_was_rolled_back_is_none() -> None:
    assert ended(settled(Selection.HOME, Outcome.WON), settled(Selection.AWAY, Outcome.VOID)) == []
    assert ended(settled(Selection.HOME, Outcome.LOST), settled(Selection.HOME, None)) == []


def test_lag_is_measured_from_the_feed_s_own_stamps_and_only_of_what_is_new() -> None:
    meter = LagMeter()
    assert meter.quantiles() == (None, None)
    assert meter.note("game 1", at(0), at(500)) is None
    assert meter.note("game 1", at(10), at(12)) == 2.0
    assert meter.quantiles() == (2.0, 2.0)
    assert meter.note("game 1", at(10), at(40)) is None
    assert meter.note("game 1", at(20), at(24)) == 4.0
    assert meter.quantiles() == (3.0, 3.9)
