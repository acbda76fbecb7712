"""Sportradar: plays of three sports by REST and push, corrections and deletions, odds, quotas."""

import gzip
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import Score, SeasonType, Side
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Refused
from livebet.domain.plays import FIRST, SECOND, Diamond, Penalty, PlayKind, ScoreChange, ScoreKind
from livebet.feeds import nfl_official
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    HealthTold,
    Item,
    PlayTakenBack,
    PlayTold,
    QuoteTold,
    ScoreTold,
    StatusTold,
)
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.sportradar import FEED, urls
from livebet.settings import ROOT

PAYLOADS = Path(__file__).parent.parent / "payloads" / "sportradar"
SHARED = ROOT.parent / "shared" / "feeds"
RECORDINGS = SHARED / "sportradar"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
PUSHES = (
    "nba_push_2023-07-19T132004Z_CHI_NYK_BKN_POR.ndjson.gz",
    "nba_push_2023-07-19T200118Z_SAS_LAL.ndjson.gz",
)


def items(name: str) -> Sequence[Item]:
    return FEED.parse((PAYLOADS / name).read_bytes())


def plays(found: Iterable[Item]) -> dict[str, PlayTold]:
    return {item.play.situation.play_id: item for item in found if isinstance(item, PlayTold)}


def fold(found: Iterable[Item]) -> Score:
    score = Score()
    for told in plays(found).values():
        for made in told.play.scores:
            score = score.plus(made.side, made.points)
    return score


def standing(payloads: Iterable[bytes]) -> dict[tuple[str, str], PlayTold]:
    """What stands at the end of a session: the last telling of each play, without the deleted."""
    session = FEED.open()
    stands: dict[tuple[str, str], PlayTold] = {}
    for payload in payloads:
        for item in session(payload):
            if isinstance(item, PlayTold):
                stands[item.native_id, item.play.situation.play_id] = item
            if isinstance(item, PlayTakenBack):
                stands.pop((item.native_id, item.play_id), None)
    return stands


def test_a_football_answer_announces_its_game_and_shows_the_score() -> None:
    game, score, *_ = items("nfl_pbp.json")
    assert game == GameTold(
        feed="sportradar",
        native_id="g-nfl",
        observed_at=UNKNOWN_INSTANT,
        sport="nfl",
        home="Buffalo Bills",
        away="Miami Dolphins",
        kickoff=datetime(2031, 10, 5, 17, tzinfo=UTC),
        phase="in_play",
        season=2031,
        season_type=SeasonType.REGULAR,
        week=5,
    )
    assert isinstance(score, ScoreTold)
    assert (score.score, score.period, score.clock_seconds) == (Score(7, 0), 1, 816)


def test_a_kickoff_is_the_receivers_and_counts_to_the_kickers_goal() -> None:
    told = plays(items("nfl_pbp.json"))["p-35"]
    begun = told.play.situation
    assert told.official_id == "35"
    assert (told.play.kind, begun.possession, begun.yards_to_goal) == (
        PlayKind.KICKOFF,
        Side.HOME,
        35,
    )
    assert (told.play.possession_after, told.play.spot_after) == (Side.HOME, 75)


def test_a_touchdown_pass_is_six_points_of_the_passers_side() -> None:
    play = plays(items("nfl_pbp.json"))["p-118"].play
    assert play.scores == (ScoreChange(Side.HOME, ScoreKind.TOUCHDOWN),)
    assert (play.kind, play.yards, play.score_after) == (PlayKind.PASS, 42, Score(6, 0))
    assert (play.situation.down, play.situation.distance, play.situation.yards_to_goal) == (2, 12, 42)


@pytest.mark.parametrize(
    ("play_id", "kind", "yards"),
    [
        ("e-1", PlayKind.OTHER, 0),
        ("p-50", PlayKind.PASS, 35),
        ("p-72", PlayKind.SACK, -7),
        ("p-95", PlayKind.NO_PLAY, 0),
        ("p-140", PlayKind.EXTRA_POINT, 0),
        ("e-160", PlayKind.TIMEOUT, 0),
        ("e-240", PlayKind.PERIOD_END, 0),
    ],
)
def test_football_plays_are_of_their_kind(play_id: str, kind: PlayKind, yards: int) -> None:
    play = plays(items("nfl_pbp.json"))[play_id].play
    assert (play.kind, play.yards) == (kind, yards)


def test_flags_timeouts_and_interceptions_name_their_side() -> None:
    told = plays(items("nfl_pbp.json"))
    assert told["p-95"].play.penalties == (Penalty(Side.AWAY, 5),)
    assert told["e-160"].play.timeout_by is Side.AWAY
    caught = told["p-198"].play
    assert (caught.turnover, caught.possession_after, caught.spot_after) == (True, Side.HOME, 30)


def test_a_play_under_review_is_not_final() -> None:
    told = plays(items("nfl_pbp.json"))
    assert [play_id for play_id, play in told.items() if not play.final] == ["p-220"]


def test_a_pushed_football_play_is_taken_back_by_its_stub() -> None:
    def pushed(event: bytes) -> bytes:
        teams = b'"home":{"id":"t-buf","name":"Bills"},"away":{"id":"t-mia","name":"Dolphins"}'
        game = b'{"id":"g-nfl","status":"inprogress","quarter":3,"summary":{' + teams + b"}}"
        return b'{"payload":{"game":' + game + b',"event":' + event + b'},"metadata":{"league":"NFL"}}'

    session = FEED.open()
    stamp = b'"updated_at":"2031-10-05T18:40:07+00:00"'
    told = session(
        pushed(b'{"id":"p-9","reference":"2210","sequence":1.9e12,"play_type":"rush",' + stamp + b"}")
    )
    assert [(i.official_id, i.play.situation.period) for i in told if isinstance(i, PlayTold)] == [
        ("2210", 3)
    ]
    gone = session(pushed(b'{"id":"p-9","reference":"2210","deleted":true,' + stamp + b"}"))
    assert [(i.play_id, i.official_id) for i in gone if isinstance(i, PlayTakenBack)] == [("p-9", "2210")]
    assert session(pushed(b'{"id":"p-9","reference":"2210","play_type":"pass",' + stamp + b"}")) == []


def test_a_basket_tells_who_made_it_and_who_has_the_ball_then() -> None:
    play = plays(items("nba_pbp.json"))["n-2"].play
    assert (play.kind, play.scores) == (
        PlayKind.THREE_POINTER,
        (ScoreChange(Side.AWAY, ScoreKind.THREE_POINTER),),
    )
    assert (play.side, play.player, play.detail) == (Side.AWAY, "Dee Far", "jump shot")
    assert (play.situation.possession, play.possession_after) == (Side.AWAY, Side.HOME)
    assert (play.situation.period, play.situation.clock_seconds) == (1, 703)


@pytest.mark.parametrize(
    ("play_id", "kind", "side", "detail", "possession", "player"),
    [
        ("n-1", PlayKind.JUMP_BALL, Side.AWAY, "opening tip", None, ""),
        ("n-3", PlayKind.TURNOVER, Side.HOME, "bad pass", Side.HOME, "Ed Hands"),
        ("n-4", PlayKind.TWO_POINTER, Side.AWAY, "layup", Side.AWAY, "Cy Quick"),
        ("n-5", PlayKind.REBOUND, Side.HOME, "defensive", Side.AWAY, "Al Tall"),
        ("n-6", PlayKind.FOUL, Side.AWAY, "shooting", Side.HOME, "Bo Big"),
        ("n-7", PlayKind.FREE_THROW, Side.HOME, "1 of 2", Side.HOME, "Ed Hands"),
        ("n-8", PlayKind.TIMEOUT, Side.AWAY, "team", Side.HOME, ""),
        ("n-9", PlayKind.FOUL, Side.HOME, "offensive", Side.HOME, "Al Tall"),
        ("n-10", PlayKind.PERIOD_END, None, "", None, ""),
    ],
)
def test_basketball_plays_tell_whose_they_are(
    play_id: str, kind: PlayKind, side: Side | None, detail: str, possession: Side | None, player: str
) -> None:
    play = plays(items("nba_pbp.json"))[play_id].play
    assert (play.kind, play.side, play.detail, play.player) == (kind, side, detail, player)
    assert play.situation.possession is possession


def test_the_same_game_in_xml_tells_the_same() -> None:
    assert items("nba_pbp.xml") == items("nba_pbp.json")


def test_the_newest_telling_of_a_pushed_play_stands_and_a_deleted_one_does_not() -> None:
    found = items("nba_push.ndjson")
    stands = standing([(PAYLOADS / "nba_push.ndjson").read_bytes()])
    assert [play_id for _, play_id in stands] == ["u-1", "u-3", "u-4", "u-5", "u-6"]
    dunk = stands["g-push", "u-1"]
    assert (dunk.play.description, dunk.play.detail) == ("Gus Jump makes two point dunk", "dunk")
    assert dunk.observed_at == datetime(2031, 3, 2, 3, 20, 41, tzinfo=UTC)
    tellings = [
        i.play for i in found if isinstance(i, PlayTold) and i.play.situation.play_id == "u-1"
    ]  # the third is the second again
    assert [play.player for play in tellings] == ["", "Gus Jump"]
    assert tellings[0].revision < tellings[1].revision < 2**53
    gone = [item for item in found if isinstance(item, PlayTakenBack)]
    assert [(item.play_id, item.observed_at.second) for item in gone] == [("u-2", 50)]


def test_pushed_plays_are_ordered_by_their_sequence_not_by_arrival() -> None:
    told = plays(items("nba_push.ndjson")).values()
    order = sorted(told, key=lambda item: item.play.situation.sequence)
    assert [item.play.situation.play_id for item in order] == ["u-3", "u-1", "u-2", "u-4", "u-5", "u-6"]
    assert [item.play.situation.period for item in order] == [4, 4, 4, 4, 4, 5]


def test_a_heartbeat_is_a_sign_of_life() -> None:
    found = [item for item in items("nba_push.ndjson") if isinstance(item, HealthTold)]
    assert [(item.state, item.detail) for item in found] == [("heartbeat", "the next within 5000 ms")] * 2


LINES = (PAYLOADS / "nba_push.ndjson").read_bytes().splitlines()


@given(order=st.permutations(LINES), again=st.lists(st.sampled_from(LINES), max_size=10))
@settings(max_examples=50, deadline=None)
def test_any_order_of_arrival_and_any_duplicate_leave_the_same_plays(
    order: list[bytes], again: list[bytes]
) -> None:
    assert standing([*order, *again]) == standing(LINES)


def test_a_play_that_a_later_whole_answer_leaves_out_is_taken_back() -> None:
    session, raw = FEED.open(), (PAYLOADS / "nba_pbp.json").read_bytes()
    session(raw)
    start, end = raw.index(b'     "id": "n-3"') - 6, raw.index(b'     "id": "n-4"') - 6
    gone = session(raw[:start] + raw[end:])
    assert [(item.play_id, item.native_id) for item in gone if isinstance(item, PlayTakenBack)] == [
        ("n-3", "g-nba")
    ]


def test_baseball_tells_outs_bases_and_count_before_and_after() -> None:
    told = plays(items("mlb_pbp.json"))
    walk = told["m-3"].play
    assert (walk.kind, walk.player, walk.situation.possession) == (PlayKind.WALK, "Ira Bat", Side.AWAY)
    assert walk.situation.diamond == Diamond(balls=3, strikes=1, batter="Ira Bat", pitcher="Lou Arm")
    assert walk.diamond_after == Diamond(bases=FIRST, pitcher="Lou Arm")
    stolen = told["m-4"].play
    assert (stolen.kind, stolen.player, stolen.detail) == (PlayKind.STOLEN_BASE, "Bat", "SB2")
    assert stolen.diamond_after == Diamond(bases=SECOND, batter="Jay Slug", pitcher="Lou Arm")


def test_each_run_is_a_score_of_its_own() -> None:
    homer = plays(items("mlb_pbp.json"))["m-5"].play
    assert homer.kind is PlayKind.HOME_RUN
    assert homer.scores == (ScoreChange(Side.AWAY, ScoreKind.RUN),) * 2
    assert fold(items("mlb_pbp.json")) == Score(0, 2)


def test_a_new_pitcher_is_a_play_and_a_strikeout_an_out() -> None:
    told = plays(items("mlb_pbp.json"))
    change, out = told["l-5"].play, told["m-6"].play
    assert (change.kind, change.side, change.player) == (PlayKind.PITCHING_CHANGE, Side.HOME, "Max Relief")
    assert out.situation.diamond == Diamond(strikes=2, batter="Kit Swing", pitcher="Max Relief")
    assert (out.kind, out.diamond_after) == (PlayKind.STRIKEOUT, Diamond(outs=1, pitcher="Max Relief"))


def test_an_outcome_still_being_entered_is_not_final_and_corrected_at_once() -> None:
    tellings = [
        item
        for item in items("mlb_push.ndjson")
        if isinstance(item, PlayTold) and item.play.situation.play_id == "k-1"
    ]
    assert [(item.play.kind, item.final) for item in tellings] == [
        (PlayKind.PITCH, False),
        (PlayKind.DOUBLE, True),
    ]
    assert tellings[0].play.revision < tellings[1].play.revision


def test_the_start_of_a_half_inning_tells_which() -> None:
    play = plays(items("mlb_push.ndjson"))["h-1"].play
    assert (play.kind, play.detail, play.situation.period) == (PlayKind.PERIOD_START, "top", 1)


def test_soccer_tells_game_and_score_and_its_plays_are_refused_by_name() -> None:
    game, score, refusal = items("soccer_timeline.json")
    assert isinstance(game, GameTold)
    assert (game.sport, game.home, game.away, game.phase) == ("soccer", "Alfa", "Beta", "in_play")
    assert isinstance(score, ScoreTold)
    assert score.score == Score(1, 0)
    assert isinstance(refusal, Refused)
    assert refusal.reason == "not followed: 2 plays of soccer"


def test_three_way_probabilities_are_a_forecast() -> None:
    _, forecast = items("soccer_probabilities.json")
    assert isinstance(forecast, ForecastTold)
    assert (forecast.home_win_probability, forecast.tie_probability) == (0.505, 0.25)


def test_every_bookmakers_prices_are_told_from_the_home_side() -> None:
    quotes = [item for item in items("odds_live.json") if isinstance(item, QuoteTold)]
    spread = Market(MarketKind.SPREAD, -3.5)
    assert [(quote.bookmaker, quote.market, quote.selection, quote.price) for quote in quotes] == [
        ("Alphabet", Market(MarketKind.MONEYLINE), Selection.HOME, 1.62),
        ("Alphabet", Market(MarketKind.MONEYLINE), Selection.AWAY, 2.4),
        ("Alphabet", spread, Selection.HOME, 1.91),
        ("Alphabet", spread, Selection.AWAY, 1.91),
    ]


def test_a_bookmaker_off_the_board_is_suspended_and_a_price_that_is_none_is_refused() -> None:
    found = items("odds_live.json")
    states = [(item.bookmaker, item.kind, item.status) for item in found if isinstance(item, StatusTold)]
    assert states == [
        ("Alphabet", MarketKind.MONEYLINE, MarketStatus.OPEN),
        ("Bravo", MarketKind.MONEYLINE, MarketStatus.SUSPENDED),
        ("Alphabet", MarketKind.SPREAD, MarketStatus.OPEN),
    ]
    assert [item.reason for item in found if isinstance(item, Refused)] == [
        "quote: a price is above 1 and at most 10000, not '0.5'",
        "not followed: markets sr:market:60",
    ]


def test_a_days_games_are_told_with_the_scores_of_those_played() -> None:
    found = items("schedule.json")
    assert [(item.native_id, item.phase) for item in found if isinstance(item, GameTold)] == [
        ("g-nba", "final"),
        ("g-later", "scheduled"),
    ]
    assert [item.score for item in found if isinstance(item, ScoreTold)] == [Score(99, 101)]


def test_the_quota_is_read_off_the_headers_and_an_error_off_its_page() -> None:
    told = [*items("answer.headers.json"), *items("error.txt")]
    assert [(item.state, item.detail) for item in told if isinstance(item, HealthTold)] == [
        ("quota", "quota 433/1000, a second 1/1"),
        ("error", "596 Service Not Found"),
    ]


def test_no_url_holds_the_key() -> None:
    assert urls.headers("k-123")[urls.KEY_HEADER] == "k-123"
    told = [
        urls.play_by_play("nba", "g-1"),
        urls.summary("mlb", "g-1"),
        urls.schedule("nba", date(2031, 1, 9)),
        urls.push_events("nfl")[0],
        urls.live_odds("sr:sport_event:7"),
    ]
    assert told == [
        "https://api.sportradar.com/nba/production/v8/en/games/g-1/pbp.json",
        "https://api.sportradar.com/mlb/production/v8/en/games/g-1/summary.json",
        "https://api.sportradar.com/nba/production/v8/en/games/2031/01/09/schedule.json",
        "https://api.sportradar.com/nfl/official/production/stream/en/events/subscribe",
        "https://api.sportradar.com/oddscomparison-liveodds/production/v2/en/sport_events/sr:sport_event:7/"
        "sport_event_markets.json",
    ]


@recorded
@pytest.mark.parametrize(
    ("name", "final"),
    [
        ("nfl_pbp_SEA_NE_2016-11-14.json.gz", Score(24, 31)),
        ("nba_pbp_TOR_CHA_2017-01-21.json.gz", Score(113, 78)),
        ("nba_pbp_TOR_CHA_2017-01-21_xml.xml.gz", Score(113, 78)),
        ("mlb_pbp_TB_BOS_2017-04-17.json.gz", Score(4, 3)),
        ("mlb_pbp_national.json.gz", Score(5, 6)),
    ],
)
def test_the_points_of_the_plays_add_up_to_the_final_score(name: str, final: Score) -> None:
    found = FEED.parse((RECORDINGS / name).read_bytes())
    assert fold(found) == final
    assert [item.score for item in found if isinstance(item, ScoreTold)] == [final]


@recorded
def test_plays_of_seattle_at_new_england_are_the_leagues_one_for_one() -> None:
    ours = FEED.parse((RECORDINGS / "nfl_pbp_SEA_NE_2016-11-14.json.gz").read_bytes())
    league = nfl_official.FEED.parse((SHARED / "nfl_official" / "2016111312.gtd.json.gz").read_bytes())
    told = {item.official_id: item.play for item in ours if isinstance(item, PlayTold)}
    official = {item.official_id: item.play for item in league if isinstance(item, PlayTold)}
    assert told.keys() - official.keys() == {"1"}  # the row before the kickoff
    assert len(official) == 182
    for official_id, play in official.items():
        ours_play = told[official_id]
        for name in ("kind", "yards", "scores", "turnover", "first_down", "penalties", "timeout_by"):
            assert getattr(ours_play, name) == getattr(play, name), (official_id, name)
        for name in ("period", "clock_seconds", "possession", "down", "distance", "yards_to_goal"):
            assert getattr(ours_play.situation, name) == getattr(play.situation, name), (official_id, name)


@recorded
def test_every_half_inning_goes_on_where_the_play_before_left_it() -> None:
    for name in ("mlb_pbp_TB_BOS_2017-04-17.json.gz", "mlb_pbp_national.json.gz"):
        found = [told.play for told in plays(FEED.parse((RECORDINGS / name).read_bytes())).values()]
        for before, play in pairwise(found):
            left, begun = before.diamond_after, play.situation.diamond
            halves = [(p.situation.period, p.situation.possession) for p in (before, play)]
            if halves[0] == halves[1] and left and begun:
                assert (left.outs, left.bases, left.balls, left.strikes) == (
                    begun.outs,
                    begun.bases,
                    begun.balls,
                    begun.strikes,
                ), play.description


@recorded
@pytest.mark.parametrize("name", PUSHES)
@pytest.mark.parametrize("seed", range(3))
def test_recorded_pushes_stand_the_same_in_any_order(name: str, seed: int) -> None:
    lines = gzip.decompress((RECORDINGS / "push" / name).read_bytes()).splitlines()
    random = Random(seed)
    shuffled = [*lines, *random.choices(lines, k=len(lines) // 4)]
    random.shuffle(shuffled)
    assert standing(shuffled) == standing(lines)
