import gzip
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from livebet.domain.games import Score, SeasonType, Side, Sport
from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.domain.messages import Refused
from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond, Penalty, PlayKind, ScoreChange, ScoreKind
from livebet.feeds.espn import FEED, urls
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    Item,
    NewsTold,
    PlayTold,
    QuoteTold,
    ScoreTold,
    SituationTold,
)
from livebet.feeds.recording import Finding
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.settings import ROOT

PAYLOADS = Path(__file__).parent.parent / "payloads" / "espn"
RECORDINGS = ROOT.parent / "shared" / "feeds"
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
LEAGUE = ROOT.parent / "shared" / "data" / "nba" / "pbp_2024_25.parquet"
"""The NBA's own list, which has no rows for reviews, violations, jump balls and ends of periods."""

ACTIONS = {
    PlayKind.TWO_POINTER: "2pt",
    PlayKind.THREE_POINTER: "3pt",
    PlayKind.FREE_THROW: "freethrow",
    PlayKind.REBOUND: "rebound",
    PlayKind.TURNOVER: "turnover",
    PlayKind.FOUL: "foul",
    PlayKind.SUBSTITUTION: "substitution",
    PlayKind.TIMEOUT: "timeout",
}
UNLISTED = {
    PlayKind.REVIEW,
    PlayKind.VIOLATION,
    PlayKind.JUMP_BALL,
    PlayKind.PERIOD_END,
    PlayKind.GAME_END,
}
A = TypeVar("A")

NFL = "summary_nfl_401547417_GB_ATL_2023-09-17.json.gz"
NBA = "summary_nba_401772994_NY_IND_2025-05-31.json.gz"
MLB = "summary_mlb_401472463_CLE_PIT_2023-07-19.json.gz"
CDN = "cdn_nfl_playbyplay_401547602.json.gz"


def parsed(name: str) -> Sequence[Item]:
    return FEED.parse((PAYLOADS / name).read_bytes())


def recording(name: str) -> Sequence[Item]:
    return FEED.parse((RECORDINGS / "espn" / name).read_bytes())


def of(items: Sequence[Item], kind: type[A]) -> list[A]:
    return [item for item in items if isinstance(item, kind)]


def play(items: Sequence[Item], play_id: str) -> PlayTold:
    (told,) = (told for told in of(items, PlayTold) if told.play.situation.play_id == play_id)
    return told


def folded(items: Sequence[Item]) -> Score:
    score = Score()
    for told in of(items, PlayTold):
        for made in told.play.scores:
            score = score.plus(made.side, made.points)
    return score


def why(items: Sequence[Item]) -> list[str]:
    return [item.reason for item in of(items, Refused)]


def test_a_scoreboard_tells_games_scores_and_what_comes_next() -> None:
    items = parsed("scoreboard_nfl.json")
    in_play, ahead = of(items, GameTold)
    assert (in_play.home, in_play.away, in_play.sport, in_play.phase) == ("ATL", "GB", "nfl", "in_play")
    assert in_play.kickoff == datetime(2031, 9, 21, 17, tzinfo=UTC)
    assert (in_play.season, in_play.season_type, in_play.week) == (2031, SeasonType.REGULAR, 3)
    assert ahead.phase == "scheduled"
    (score,) = of(items, ScoreTold)
    assert (score.score, score.period, score.clock_seconds) == (Score(10, 14), 4, 465)
    (told,) = of(items, SituationTold)
    begun = told.situation
    assert (begun.possession, begun.down, begun.distance, begun.yards_to_goal) == (Side.AWAY, 2, 9, 70)
    assert begun.sequence == 398001
    (forecast,) = of(items, ForecastTold)
    assert (forecast.home_win_probability, forecast.play_id) == (0.21, "9000000013980")
    assert why(items) == ["not followed: golf, 3 competitors"]


def test_a_baseball_scoreboard_tells_the_half_by_its_words_and_never_a_clock() -> None:
    items = parsed("scoreboard_mlb.json")
    assert [(game.number, game.phase) for game in of(items, GameTold)] == [
        (1, "final"),
        (2, "in_play"),
        (1, "postponed"),
    ]
    (told,) = of(items, SituationTold)
    assert told.situation.possession is Side.HOME
    assert told.situation.clock_seconds is None
    assert told.situation.diamond == Diamond(
        outs=2, bases=FIRST + THIRD, balls=3, strikes=2, batter="A. Batter", pitcher="A. Pitcher"
    )
    assert [score.clock_seconds for score in of(items, ScoreTold)] == [None, None]


def test_a_soccer_scoreboard_is_told_under_its_own_sport() -> None:
    items = parsed("scoreboard_soccer.json")
    assert [game.sport for game in of(items, GameTold)] == ["soccer"]
    (score,) = of(items, ScoreTold)
    assert (score.score, score.clock_seconds) == (Score(1, 2), None)


def test_lines_are_told_from_the_home_side_with_both_selections_at_one_line() -> None:
    quotes = of(parsed("scoreboard_nfl.json"), QuoteTold)
    spread, total = Market(MarketKind.SPREAD, -2.5), Market(MarketKind.TOTAL, 39.5)
    assert [(quote.market, quote.selection, round(quote.price, 4)) for quote in quotes] == [
        (MONEYLINE, Selection.HOME, 1.6667),
        (MONEYLINE, Selection.AWAY, 2.3),
        (spread, Selection.HOME, 1.8333),
        (spread, Selection.AWAY, 2.0),
        (total, Selection.OVER, 1.8696),
        (total, Selection.UNDER, 1.9524),
    ]
    assert {(quote.bookmaker, quote.native_id) for quote in quotes} == {("ESPN BET", "900000002")}


def test_pregame_lines_of_a_game_that_has_begun_are_as_old_as_its_beginning() -> None:
    assert {quote.observed_at for quote in of(parsed("summary_nfl.json"), QuoteTold)} == {
        datetime(2031, 9, 21, 17, tzinfo=UTC)
    }
    assert {quote.observed_at for quote in of(parsed("scoreboard_nfl.json"), QuoteTold)} == {UNKNOWN_INSTANT}


def test_a_football_summary_is_ordered_by_sequence_number_and_splits_tries_off() -> None:
    items = parsed("summary_nfl.json")
    assert [(told.play.kind, told.official_id) for told in of(items, PlayTold)] == [
        (PlayKind.KICKOFF, "39"),
        (PlayKind.PASS, "55"),
        (PlayKind.PASS, "77"),
        (PlayKind.PASS, "99"),
        (PlayKind.EXTRA_POINT, ""),
        (PlayKind.TIMEOUT, ""),
        (PlayKind.KICKOFF, "140"),
        (PlayKind.PASS, "160"),
        (PlayKind.FIELD_GOAL, "180"),
        (PlayKind.GAME_END, "200"),
    ]
    assert folded(items) == Score(3, 7)
    touchdown, extra = play(items, "90000000199").play, play(items, "90000000199-try").play
    assert touchdown.scores == (ScoreChange(Side.AWAY, ScoreKind.TOUCHDOWN),)
    assert (touchdown.score_after, touchdown.first_down) == (Score(0, 6), True)
    assert extra.scores == (ScoreChange(Side.AWAY, ScoreKind.EXTRA_POINT),)
    assert extra.score_after == Score(0, 7)
    assert extra.situation.sequence == 9901


def _football(**changes: object) -> Sequence[Item]:
    """The written game with its touchdown's row told differently."""
    content = json.loads((PAYLOADS / "summary_nfl.json").read_bytes())
    rows = [row for drive in content["drives"]["previous"] for row in drive["plays"]]
    next(row for row in rows if row["id"] == "90000000199").update(changes)
    return FEED.parse(json.dumps(content).encode())


def test_a_two_point_try_and_a_failed_kick_are_told_as_such() -> None:
    content = (PAYLOADS / "summary_nfl.json").read_bytes().replace(b'"awayScore": 7', b'"awayScore": 8')
    two = play(FEED.parse(content.replace(b"Extra Point Good", b"Two Point Pass")), "90000000199-try").play
    assert (two.kind, two.scores) == (PlayKind.TWO_POINT, (ScoreChange(Side.AWAY, ScoreKind.TWO_POINT),))
    missed = _football(pointAfterAttempt={"id": 62, "text": "Extra Point Missed", "value": 0}, awayScore=6)
    failed = play(missed, "90000000199-try").play
    assert (failed.kind, failed.situation.possession) == (PlayKind.EXTRA_POINT, Side.AWAY)


def test_points_that_later_rows_take_back_are_never_made_and_found() -> None:
    items = _football(awayScore=14)
    assert folded(items) == Score(3, 7)
    assert Finding("90000000199", "score_taken_back", "0-14 shown, 0-7 stood") in items


def test_points_that_no_play_makes_are_found() -> None:
    content = (PAYLOADS / "summary_nfl.json").read_bytes().replace(b'"awayScore": 7', b'"awayScore": 5')
    items = FEED.parse(content)
    assert Finding("90000000199", "score_jump", "points that no play of football makes") in items


def test_a_football_play_tells_its_situation_and_its_result() -> None:
    items = parsed("summary_nfl.json")
    kickoff = play(items, "90000000139").play
    assert (kickoff.situation.possession, kickoff.situation.yards_to_goal) == (Side.AWAY, 35)
    assert (kickoff.possession_after, kickoff.spot_after, kickoff.yards) == (Side.AWAY, 75, 65)
    flagged = play(items, "90000000177").play
    assert (flagged.yards, flagged.first_down) == (55, True)
    assert flagged.penalties == (Penalty(Side.HOME, 10),)
    lost = play(items, "900000001160").play
    assert (lost.turnover, lost.possession_after, lost.spot_after, lost.yards) == (True, Side.AWAY, 60, 0)
    assert lost.injured == ("ATL-J.Smith",)
    assert play(items, "900000001121").play.timeout_by is Side.HOME


def test_a_stale_distance_to_the_end_zone_is_replaced_by_the_yard_line_and_found() -> None:
    items = parsed("summary_nfl.json")
    assert play(items, "90000000155").play.situation.yards_to_goal == 75
    assert Finding("90000000155", "yards_to_endzone", "said 40, took 75 of the yard line") in items


def test_a_football_play_is_dated_by_its_wall_clock_and_revised_by_its_modification() -> None:
    items = parsed("summary_nfl.json")
    told = play(items, "90000000139")
    assert told.observed_at == datetime(2031, 9, 21, 17, 2, 21, tzinfo=UTC)
    assert told.play.revision == 27
    undated = play(items, "900000001180")
    assert (undated.observed_at, undated.play.revision) == (UNKNOWN_INSTANT, 0)


def test_a_forecast_is_dated_by_its_play_and_one_without_a_play_is_not_dated() -> None:
    first, second = of(parsed("summary_nfl.json"), ForecastTold)
    assert (first.play_id, first.official_id, first.observed_at) == ("9000000011", "1", UNKNOWN_INSTANT)
    assert (second.play_id, second.tie_probability) == ("90000000199", 0.01)
    assert second.observed_at == datetime(2031, 9, 21, 17, 5, tzinfo=UTC)


def test_injuries_become_news_in_five_words_and_a_word_nobody_knows_is_refused() -> None:
    items = parsed("summary_nfl.json")
    news = of(items, NewsTold)
    assert [(told.team, told.player, told.status, told.confidence) for told in news] == [
        ("ATL", "Bralen Slow", "questionable", 0.95),
        ("ATL", "Hurt Much", "out", 0.95),
    ]
    assert news[0].text == "Questionable: Knee, Surgery, Left"
    assert why(items) == ["injury: status 'Unheard' of 'No Body'"]


def test_basketball_plays_in_our_words() -> None:
    items = parsed("summary_nba.json")
    told = [(told.play.kind, told.play.side, told.play.player) for told in of(items, PlayTold)]
    home, away = Side.HOME, Side.AWAY
    assert told == [
        (PlayKind.JUMP_BALL, away, "Big Man"),
        (PlayKind.TWO_POINTER, away, "Quick One"),
        (PlayKind.TURNOVER, away, "Quick One"),
        (PlayKind.THREE_POINTER, home, "Home Boy"),
        (PlayKind.REBOUND, away, "Big Man"),
        (PlayKind.FOUL, away, "Big Man"),
        (PlayKind.FREE_THROW, home, "Home Boy"),
        (PlayKind.FREE_THROW, home, "Home Boy"),
        (PlayKind.TIMEOUT, home, ""),
        (PlayKind.REVIEW, home, ""),
        (PlayKind.THREE_POINTER, home, "Home Boy"),
        (PlayKind.PERIOD_END, None, ""),
        (PlayKind.GAME_END, None, ""),
    ]
    assert folded(items) == Score(4, 2)
    assert play(items, "9000000317").official_id == "7"
    made, missed = play(items, "90000003112").play, play(items, "90000003113").play
    assert made.scores == (ScoreChange(home, ScoreKind.FREE_THROW),)
    assert (missed.scores, missed.situation.clock_seconds) == ((), 26)
    lost = play(items, "9000000318").play
    assert (lost.turnover, lost.detail, lost.possession_after) == (True, "bad pass", home)
    assert play(items, "90000003111").play.detail == "shooting"
    assert play(items, "90000003114").play.timeout_by is home
    assert play(items, "90000003115").play.challenge_lost_by is home


def test_baseball_plays_in_our_words() -> None:
    items = parsed("summary_mlb.json")
    assert [told.play.kind for told in of(items, PlayTold)] == [
        PlayKind.PERIOD_START,
        PlayKind.PITCH,
        PlayKind.SINGLE,
        PlayKind.STOLEN_BASE,
        PlayKind.PITCH,
        PlayKind.HOME_RUN,
        PlayKind.PITCHING_CHANGE,
        PlayKind.DOUBLE_PLAY,
        PlayKind.PERIOD_END,
        PlayKind.STRIKEOUT,
        PlayKind.GAME_END,
    ]
    assert folded(items) == Score(0, 2)
    homer = play(items, "9000000410002990057").play
    assert homer.scores == (ScoreChange(Side.AWAY, ScoreKind.RUN),) * 2
    assert homer.situation.diamond == Diamond(bases=SECOND, balls=1, batter="Next Up", pitcher="Old Arm")
    assert homer.diamond_after == Diamond(pitcher="Old Arm")
    stolen = play(items, "9000000410002020298").play
    assert stolen.diamond_after == Diamond(bases=SECOND, batter="Next Up", pitcher="Old Arm")
    change = play(items, "9000000410003001157").play
    assert (change.side, change.player) == (Side.HOME, "Young Arm")
    assert play(items, "9000000410099990058").play.detail == "top"
    out = play(items, "9000000410101990057").play
    assert (out.situation.possession, out.player) == (Side.HOME, "Home Hitter")
    assert Finding("900000041-end", "game_end_added", "the header says that the game is over") in items


def test_the_predictor_before_a_game_is_a_forecast_without_a_play() -> None:
    (forecast,) = of(parsed("summary_pregame.json"), ForecastTold)
    assert forecast.play_id == ""
    assert forecast.home_win_probability == pytest.approx(0.58)


def test_the_cdn_package_is_a_summary() -> None:
    items = parsed("cdn_playbyplay.json")
    assert [told.official_id for told in of(items, PlayTold)] == ["39", "55"]
    (score,) = of(items, ScoreTold)
    assert (score.phase, score.clock_seconds) == ("in_play", 852)


def test_core_plays_name_no_sides_so_their_spots_do() -> None:
    told = of(parsed("core_plays.json"), PlayTold)
    assert [play.play.situation.possession for play in told] == [Side.AWAY] * 5
    assert {play.native_id for play in told} == {"900000001"}


def test_core_odds_take_american_and_fractional_prices_and_refuse_a_spread_that_contradicts_itself() -> None:
    items = parsed("core_odds.json")
    quotes = [(quote.bookmaker, quote.market.kind, quote.price) for quote in of(items, QuoteTold)]
    assert quotes[6:] == [
        ("Bet 365", MarketKind.MONEYLINE, 1.5),
        ("Bet 365", MarketKind.MONEYLINE, 2.75),
        ("Bet 365", MarketKind.TOTAL, pytest.approx(1.9091, abs=1e-4)),
        ("Bet 365", MarketKind.TOTAL, pytest.approx(1.9091, abs=1e-4)),
    ]
    assert why(items) == [
        "market: handicaps -3 and -3 do not mirror each other",
        "market: a bookmaker without prices",
        "market: in-play odds without a stamp",
    ]


def test_a_core_injury_names_its_player_and_team_by_number() -> None:
    (news,) = of(parsed("core_injury.json"), NewsTold)
    assert (news.team, news.player, news.status, news.sport) == ("1", "44", "doubtful", "nfl")
    assert news.news_id == "5981"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("error_message.json", "the API says 404: no instance found"),
        ("error_code.json", "the API says 404: no more than that"),
        ("error_detail.json", "the API says 1008: script error"),
        ("empty.json", "the API answers with an empty list"),
        (
            "core_odds_movement.json",
            "not followed: movement of odds, which names neither its game nor its bookmaker (1 lines)",
        ),
        ("core_situation.json", "not followed: a situation without side, period and clock"),
        ("core_injuries.json", "not followed: 1 injuries without their content"),
    ],
)
def test_an_answer_that_tells_nothing_is_refused_by_name(name: str, reason: str) -> None:
    assert why(parsed(name)) == [reason]


def test_addresses_of_what_is_polled() -> None:
    site, core = "https://site.api.espn.com/apis/site/v2/sports", "https://sports.core.api.espn.com/v2/sports"
    day = date(2031, 9, 21)
    assert urls.scoreboard(Sport.NFL, day) == f"{site}/football/nfl/scoreboard?dates=20310921&limit=300"
    assert urls.summary(Sport.MLB, "7") == f"{site}/baseball/mlb/summary?event=7"
    assert urls.play_by_play(Sport.NBA, "7") == "https://cdn.espn.com/core/nba/playbyplay?xhr=1&gameId=7"
    assert urls.core_odds(Sport.NBA, "7") == (
        f"{core}/basketball/leagues/nba/events/7/competitions/7/odds?limit=1000"
    )


@recorded
@pytest.mark.parametrize(
    ("name", "final"),
    [(NFL, Score(25, 24)), (CDN, Score(7, 23)), (NBA, Score(125, 108)), (MLB, Score(7, 5))],
)
def test_the_plays_of_a_recorded_game_add_up_to_its_final_row_by_row(name: str, final: Score) -> None:
    items = recording(name)
    (told,) = of(items, ScoreTold)
    assert (folded(items), told.score) == (final, final)
    score = Score()
    for played in of(items, PlayTold):
        for made in played.play.scores:
            score = score.plus(made.side, made.points)
        assert played.play.score_after in (None, score)


@recorded
def test_the_recorded_football_game_shares_the_league_s_ids() -> None:
    items = recording(NFL)
    rows = [told for told in of(items, PlayTold) if not told.play.situation.play_id.endswith("-try")]
    ours = {told.official_id for told in rows} - {""}
    league = _shield_ids("shield_2023_02_GB_ATL.json.gz")
    assert (len(rows), len(ours & league)) == (186, 165)
    missing = [told.play for told in rows if told.official_id not in league]
    assert {told.kind for told in missing} == {PlayKind.TIMEOUT}


def _shield_ids(name: str) -> set[str]:
    content = msgspec.json.decode(gzip.decompress((RECORDINGS / "nfl_official" / name).read_bytes()))
    return {str(node["playId"]) for node in _nodes(content) if "playId" in node}


def _nodes(node: object) -> list[dict[str, object]]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    found = [node] if isinstance(node, dict) else []
    for child in children:
        found += _nodes(child)
    return found


@pytest.mark.skipif(not LEAGUE.exists(), reason="the league's plays are not beside the checkout")
@recorded
def test_the_recorded_basketball_game_shares_the_league_s_ids_kinds_and_clocks() -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_parquet(LEAGUE, filters=[("date", "==", 20250531), ("home_team", "==", "IND")])
    league = {
        str(row.actionNumber): (row.actionType, int(row.clock_seconds), row.period)
        for row in table.itertuples()
    }
    told = {told.official_id: told.play for told in of(recording(NBA), PlayTold)}
    shared = told.keys() & league.keys()
    assert len(shared) == 460
    ours = {
        number: (
            ACTIONS[told[number].kind],
            told[number].situation.clock_seconds,
            told[number].situation.period,
        )
        for number in shared
    }
    assert ours == {number: league[number] for number in shared}
    assert {told[number].kind for number in told.keys() - shared} <= UNLISTED


@recorded
def test_hand_checked_plays_of_the_recorded_football_game() -> None:
    items = recording(NFL)
    first = play(items, "40154741739")
    assert first.observed_at == datetime(2023, 9, 17, 17, 2, 21, tzinfo=UTC)
    assert (first.play.kind, first.play.situation.yards_to_goal) == (PlayKind.KICKOFF, 35)
    intercepted = play(items, "401547417283").play
    assert (intercepted.turnover, intercepted.possession_after, intercepted.spot_after) == (
        True,
        Side.AWAY,
        60,
    )
    failed = play(items, "4015474171984-try").play
    assert (failed.kind, failed.scores) == (PlayKind.EXTRA_POINT, ())
    winner = play(items, "4015474174100").play
    assert winner.scores == (ScoreChange(Side.HOME, ScoreKind.FIELD_GOAL),)
    assert (winner.situation.period, winner.situation.clock_seconds, winner.yards) == (4, 57, 25)
    assert play(items, "4015474173014").play.penalties == (Penalty(Side.AWAY, 5),)
    assert play(items, "4015474171112").play.timeout_by is Side.HOME


@recorded
def test_win_probabilities_of_recorded_games_join_their_plays() -> None:
    for name, forecasts, unjoined in ((NFL, 187, {"4015474171"}), (NBA, 472, set()), (MLB, 75, set())):
        items = recording(name)
        told = of(items, ForecastTold)
        plays = {played.play.situation.play_id for played in of(items, PlayTold)}
        assert len(told) == forecasts
        assert {forecast.play_id for forecast in told} - plays == unjoined


@recorded
def test_hand_checked_plays_of_the_recorded_basketball_game() -> None:
    items = recording(NBA)
    opening = play(items, "4017729944").play
    assert (opening.kind, opening.possession_after) == (PlayKind.JUMP_BALL, Side.AWAY)
    layup = play(items, "4017729947").play
    assert (layup.kind, layup.player, layup.side) == (PlayKind.TWO_POINTER, "Jalen Brunson", Side.AWAY)
    assert play(items, "40177299420").play.detail == "bad pass"
    last = play(items, "401772994699").play
    assert (last.kind, last.player, last.situation.clock_seconds) == (
        PlayKind.THREE_POINTER,
        "Landry Shamet",
        9,
    )
    ids = [told.play.situation.sequence for told in of(items, PlayTold)]
    assert ids == sorted(ids)
    kinds = Counter(told.play.kind for told in of(items, PlayTold) if told.play.scores)
    assert kinds == {PlayKind.TWO_POINTER: 61, PlayKind.FREE_THROW: 33, PlayKind.THREE_POINTER: 26}


@recorded
def test_hand_checked_plays_of_the_recorded_baseball_game() -> None:
    items = recording(MLB)
    scored = play(items, "4014724630604990057").play
    assert scored.scores == (ScoreChange(Side.AWAY, ScoreKind.RUN),)
    assert scored.situation.diamond == Diamond(
        outs=1, bases=FIRST + THIRD, batter="Andres Gimenez", pitcher="Rich Hill"
    )
    assert scored.diamond_after == Diamond(outs=1, bases=FIRST + SECOND, pitcher="Rich Hill")
    homer = play(items, "4014724631401990057").play
    assert (homer.kind, homer.player, homer.situation.period) == (PlayKind.HOME_RUN, "Josh Bell", 8)
    choice = play(items, "4014724631305990057").play
    assert (choice.kind, len(choice.scores)) == (PlayKind.FIELDERS_CHOICE, 1)
    stolen = play(items, "4014724630804020398").play
    assert stolen.diamond_after is not None
    assert (stolen.kind, stolen.diamond_after.bases) == (PlayKind.STOLEN_BASE, SECOND + THIRD)
    last = play(items, "4014724631603990057").play
    assert last.diamond_after is not None
    assert (last.kind, last.diamond_after.outs, last.score_after) == (PlayKind.OUT, 3, Score(7, 5))


@recorded
def test_recorded_pregame_lines_are_the_home_side_s() -> None:
    quotes = {
        (quote.bookmaker, quote.market, quote.selection): round(quote.price, 3)
        for quote in of(recording(MLB), QuoteTold)
    }
    runline = Market(MarketKind.SPREAD, 1.5)
    assert quotes["consensus", runline, Selection.HOME] == 1.714
    assert quotes["consensus", runline, Selection.AWAY] == 2.18
    assert quotes["consensus", MONEYLINE, Selection.AWAY] == 1.704
    assert quotes["teamrankings", Market(MarketKind.TOTAL, 8.5), Selection.UNDER] == 1.909


@recorded
def test_recorded_scoreboards_in_play_tell_scores_and_situations() -> None:
    football = recording("live_tt/nfl.json.gz")
    (score,) = (item for item in of(football, ScoreTold) if item.native_id == "401437647")
    assert (score.score, score.period, score.clock_seconds) == (Score(19, 10), 4, 120)
    (begun,) = (item.situation for item in of(football, SituationTold) if item.native_id == "401437647")
    assert (begun.possession, begun.down, begun.distance, begun.yards_to_goal) == (Side.AWAY, 3, 10, 80)
    (chance,) = (item for item in of(football, ForecastTold) if item.native_id == "401437647")
    assert chance.home_win_probability == 0.9973
    baseball = recording("live_seq/20250601T181546Z_baseball_mlb_scoreboard.json.gz")
    (begun,) = (item.situation for item in of(baseball, SituationTold) if item.native_id == "401695789")
    assert (begun.period, begun.possession, begun.clock_seconds) == (4, Side.HOME, None)
    assert begun.diamond == Diamond(outs=2, balls=3, strikes=2, batter="Marcus Semien", pitcher="Erick Fedde")


@recorded
def test_recorded_scoreboards_of_other_sports_keep_their_own_words() -> None:
    games = of(recording("live_tt/all.json.gz"), GameTold)
    assert {"mlb", "nfl", "nba", "ncaaf", "nhl", "soccer"} <= {game.sport for game in games}
    assert {game.sport for game in of(recording("live_tt/mls.json.gz"), GameTold)} == {"soccer"}
    assert why(recording("summary_nhl_401774292.json.gz")) == ["not followed: plays of nhl"]


@recorded
def test_recorded_core_answers_agree_with_the_summary_of_the_same_game() -> None:
    summary, page = recording(NFL), recording("core_plays_nfl_401547417_p1.json")
    told = {item.play.situation.play_id: item for item in of(summary, PlayTold)}
    shared = [item for item in of(page, PlayTold) if item.play.situation.play_id in told]
    assert len(shared) == 24
    assert [item.play.situation for item in shared] == [
        told[item.play.situation.play_id].play.situation for item in shared
    ]
    chances = of(recording("core_probabilities_nfl_401547417_p1.json"), ForecastTold)
    listed = {item.play_id: item.home_win_probability for item in of(summary, ForecastTold)}
    assert {item.play_id: item.home_win_probability for item in chances}.items() <= listed.items()


@recorded
def test_recorded_lines_of_one_bookmaker_before_a_football_game() -> None:
    quotes = [
        (quote.market, quote.selection, round(quote.price, 3))
        for quote in of(recording("core_odds_nfl_401547417.json"), QuoteTold)
        if quote.bookmaker == "ESPN BET"
    ]
    spread, total = Market(MarketKind.SPREAD, -2.5), Market(MarketKind.TOTAL, 39.5)
    assert quotes == [
        (MONEYLINE, Selection.HOME, 1.645),
        (MONEYLINE, Selection.AWAY, 2.35),
        (spread, Selection.HOME, 1.833),
        (spread, Selection.AWAY, 1.909),
        (total, Selection.OVER, 1.87),
        (total, Selection.UNDER, 1.87),
    ]


@recorded
def test_recorded_injuries_before_a_basketball_game() -> None:
    items = recording("summary_nba_401772994_PREGAME.json")
    (forecast,) = of(items, ForecastTold)
    assert forecast.home_win_probability == pytest.approx(0.58)
    assert [(news.team, news.player, news.status, news.observed_at) for news in of(items, NewsTold)] == [
        ("IND", "Tony Bradley", "questionable", datetime(2025, 5, 30, 21, 34, tzinfo=UTC)),
        ("IND", "Isaiah Jackson", "out", datetime(2024, 11, 3, 0, 23, tzinfo=UTC)),
    ]
