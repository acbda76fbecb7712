import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.markets import MONEYLINE, Market, MarketKind, Selection
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.domain.prices import Price
from livebet.feeds.items import GameTold, HealthTold, Item, PlayTakenBack, PlayTold, QuoteTold, ScoreTold
from livebet.feeds.nba_cdn import FEED
from livebet.feeds.nba_cdn.urls import boxscore_url, odds_url, playbyplay_url, scoreboard_url
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.game.sports.nba import RULES
from livebet.game.state import Phase
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / "nba_cdn"
RECORDINGS = ROOT.parent / "shared" / "feeds" / "nba_cdn"
GAME = "0023000099"


def told(name: str) -> Sequence[Item]:
    return FEED.parse((WRITTEN / name).read_bytes())


def plays(items: Sequence[Item]) -> dict[str, PlayTold]:
    return {item.play.situation.play_id: item for item in items if isinstance(item, PlayTold)}


def at(minute: int, second: int) -> datetime:
    return datetime(2031, 1, 5, 0, minute, second, tzinfo=UTC)


def folded(items: Sequence[Item]) -> Score:
    """The sum of the plays' points, checked against every score that the feed itself shows on the way."""
    score = Score()
    for item in items:
        if isinstance(item, PlayTold):
            for made in item.play.scores:
                score = score.plus(made.side, made.points)
            assert item.play.score_after in (None, score)
    return score


def by_the_rules(items: Sequence[Item]) -> tuple[Score, Phase]:
    """Score and phase that the rules of the game make of the plays."""
    game = items[0]
    assert isinstance(game, GameTold)
    state = RULES.start(
        Game(
            game_id=game_uuid("nba_cdn", game.native_id, ""),
            sport=Sport.NBA,
            season=game.season or 0,
            season_type=SeasonType.REGULAR,
            home_team=game.home,
            away_team=game.away,
            kickoff=game.kickoff or UNKNOWN_INSTANT,
            feed="nba_cdn",
            native_id=game.native_id,
        ),
        None,
    )
    for item in items:
        if isinstance(item, PlayTold):
            state = RULES.finish(state, item.play)
    return state.score, state.phase


def test_actions_are_told_in_the_order_of_their_order_numbers() -> None:
    numbers = ["2", "4", "7", "9", "10", "13", "15", "17", "16", "18", "19", "20", "21", "22", "23"]
    assert list(plays(told("playbyplay.json"))) == numbers


def test_a_made_layup_gives_two_points_to_the_side_whose_score_it_raised() -> None:
    assert plays(told("playbyplay.json"))["10"] == PlayTold(
        feed="nba_cdn",
        native_id=GAME,
        observed_at=at(10, 34),
        official_id="10",
        play=Play(
            situation=Situation(
                play_id="10", sequence=100000, period=1, clock_seconds=689, possession=Side.AWAY
            ),
            kind=PlayKind.TWO_POINTER,
            description="C. Cole driving Layup (2 PTS)",
            scores=(ScoreChange(Side.AWAY, ScoreKind.TWO_POINTER),),
            score_after=Score(0, 2),
            side=Side.AWAY,
            player="C. Cole",
            detail="layup",
        ),
    )


def test_a_missed_three_pointer_has_no_points_and_its_clock_is_floored() -> None:
    play = plays(told("playbyplay.json"))["7"].play
    assert (play.kind, play.scores, play.side) == (PlayKind.THREE_POINTER, (), Side.HOME)
    assert play.situation.clock_seconds == 11 * 60 + 43


def test_a_defensive_rebound_begins_with_the_shooters_ball_and_ends_with_the_rebounders() -> None:
    play = plays(told("playbyplay.json"))["9"].play
    assert (play.kind, play.detail, play.situation.possession, play.possession_after) == (
        PlayKind.REBOUND,
        "defensive",
        Side.HOME,
        Side.AWAY,
    )


def test_a_turnover_hands_the_ball_over_and_its_steal_is_told_beside_it() -> None:
    found = plays(told("playbyplay.json"))
    lost, taken = found["18"].play, found["19"].play
    assert (lost.kind, lost.turnover, lost.side, lost.possession_after) == (
        PlayKind.TURNOVER,
        True,
        Side.HOME,
        Side.AWAY,
    )
    assert (taken.kind, taken.detail, taken.turnover, taken.side) == (
        PlayKind.OTHER,
        "steal",
        False,
        Side.AWAY,
    )


def test_a_shooting_foul_and_a_timeout_say_whose_they_are() -> None:
    found = plays(told("playbyplay.json"))
    foul, timeout = found["13"].play, found["20"].play
    assert (foul.kind, foul.detail, foul.side, foul.player) == (
        PlayKind.FOUL,
        "shooting",
        Side.AWAY,
        "D. Dunn",
    )
    assert (timeout.kind, timeout.timeout_by, timeout.possession_after) == (
        PlayKind.TIMEOUT,
        Side.HOME,
        Side.AWAY,
    )


def test_the_end_of_the_game_makes_its_score_official() -> None:
    items = told("playbyplay.json")
    assert plays(items)["23"].play.kind is PlayKind.GAME_END
    assert items[-1] == ScoreTold(
        feed="nba_cdn",
        native_id=GAME,
        observed_at=at(59, 50),
        score=Score(4, 2),
        phase="final",
        period=4,
        clock_seconds=0,
        official=True,
    )
    assert folded(items) == Score(4, 2)


def test_play_by_play_on_its_own_announces_its_game_from_its_tip_off() -> None:
    game = told("playbyplay.json")[0]
    assert isinstance(game, GameTold)
    assert (game.home, game.away, game.kickoff, game.phase) == ("HOM", "AWY", at(10, 0), "final")


def test_a_box_score_announces_the_game_with_its_hall() -> None:
    assert told("boxscore.json")[0] == GameTold(
        feed="nba_cdn",
        native_id=GAME,
        observed_at=UNKNOWN_INSTANT,
        sport="nba",
        home="HOM",
        away="AWY",
        kickoff=datetime(2031, 1, 5, tzinfo=UTC),
        phase="final",
        season=2030,
        season_type=SeasonType.REGULAR,
        venue="Hall of Homes",
    )


def test_a_scoreboard_tells_postponed_running_and_coming_games_and_refuses_one_alone() -> None:
    postponed, running, score, coming, bad = told("scoreboard.json")
    assert isinstance(postponed, GameTold)
    assert isinstance(running, GameTold)
    assert isinstance(coming, GameTold)
    assert (postponed.phase, running.phase, coming.phase) == ("postponed", "in_play", "scheduled")
    assert isinstance(score, ScoreTold)
    assert (score.score, score.period, score.clock_seconds) == (Score(39, 30), 2, 435)
    assert not score.official
    assert isinstance(bad, Refused)
    assert bad.reason.startswith("game: ")


def test_odds_count_once_a_bookmaker_and_a_spread_is_told_from_the_home_side() -> None:
    items = told("odds.json")
    quotes = [(q.bookmaker, q.market, q.selection, q.price) for q in items if isinstance(q, QuoteTold)]
    spread = Market(MarketKind.SPREAD, -6.5)
    assert quotes == [
        ("Firsthouse", MONEYLINE, Selection.HOME, Price(1.37)),
        ("Firsthouse", MONEYLINE, Selection.AWAY, Price(3.22)),
        ("Oddhouse", MONEYLINE, Selection.AWAY, Price(3.1)),
        ("Firsthouse", spread, Selection.HOME, Price(1.88)),
        ("Firsthouse", spread, Selection.AWAY, Price(1.92)),
    ]
    reasons = [item.reason for item in items if isinstance(item, Refused)]
    assert reasons[0].startswith("price: a price is above 1")
    assert reasons[1] == "market: 'race to 20' is not followed"


def test_the_archive_tells_blocks_under_the_number_of_the_shot() -> None:
    found = plays(told("playbyplayv3.json"))
    assert (found["7"].official_id, found["7.3"].official_id) == ("7", "")
    assert found["9"].play.scores == (ScoreChange(Side.HOME, ScoreKind.TWO_POINTER),)
    assert found["11"].play.scores == (ScoreChange(Side.HOME, ScoreKind.FREE_THROW),)
    assert found["12"].play.timeout_by is Side.AWAY
    assert folded(told("playbyplayv3.json")) == Score(3, 0)


def test_the_mobile_file_finds_the_sides_by_the_score() -> None:
    found = plays(told("mobile.json"))
    assert found["2"].play.scores == (ScoreChange(Side.AWAY, ScoreKind.TWO_POINTER),)
    assert found["4"].play.detail == "bad pass"
    assert found["9"].play.situation.clock_seconds == 9
    assert found["10"].play.kind is PlayKind.GAME_END
    assert folded(told("mobile.json")) == Score(3, 2)


def test_the_tables_show_the_visitors_score_first() -> None:
    found = plays(told("table.json"))
    assert found["9"].play.score_after == Score(0, 3)
    assert found["9"].play.scores == (ScoreChange(Side.AWAY, ScoreKind.THREE_POINTER),)
    assert (found["11"].play.detail, found["11"].play.player) == ("shooting", "Tim Tall")
    assert found["13"].play.scores == ()
    assert found["15"].play.timeout_by is Side.HOME


def test_statistics_of_one_team_are_refused_by_name() -> None:
    (item,) = told("one_team.json")
    assert isinstance(item, Refused)
    assert item.reason == "not followed: statistics of one team (HOM)"


def edited(**changes: dict[str, object] | None) -> bytes:
    """The written game with some actions changed, or None: taken out."""
    file = json.loads((WRITTEN / "playbyplay.json").read_bytes())
    actions = []
    for action in file["game"]["actions"]:
        change = changes.get(f"n{action['actionNumber']}", {})
        if change is not None:
            actions.append({**action, **change})
    file["game"]["actions"] = actions
    return json.dumps(file).encode()


def test_an_edited_action_is_a_higher_revision_seen_when_it_was_edited() -> None:
    session = FEED.open()
    before = plays(session(edited()))
    after = plays(session(edited(n10={"description": "C. Cole Tip", "edited": "2031-01-05T00:30:00Z"})))
    assert after["10"].play == replace(before["10"].play, description="C. Cole Tip", revision=1)
    assert after["10"].observed_at == at(30, 0)
    assert after["13"] is before["13"]


def test_an_action_that_vanishes_is_taken_back_and_one_that_returns_is_a_correction() -> None:
    session = FEED.open()
    session(edited())
    gone = session(edited(n13=None))
    assert [item for item in gone if isinstance(item, PlayTakenBack)] == [
        PlayTakenBack(
            feed="nba_cdn", native_id=GAME, observed_at=UNKNOWN_INSTANT, play_id="13", official_id="13"
        )
    ]
    assert plays(session(edited()))["13"].play.revision == 1


def test_an_old_copy_of_a_file_changes_nothing() -> None:
    session = FEED.open()
    session(edited(n10={"edited": "2031-01-05T00:30:00Z"}))
    (item,) = session(edited(n13=None))
    assert isinstance(item, HealthTold)
    assert (item.state, item.detail) == ("stale", "action 10 is older than as told before")


def test_a_scoreboard_read_before_tells_the_sides_of_a_game_without_points() -> None:
    session = FEED.open()
    session((WRITTEN / "boxscore.json").read_bytes())
    first = json.loads(edited())
    first["game"]["actions"] = first["game"]["actions"][:2]
    assert plays(session(json.dumps(first).encode()))["7"].play.side is Side.HOME


def test_addresses_are_those_of_the_league() -> None:
    base = "https://cdn.nba.com/static/json/liveData"
    assert scoreboard_url() == f"{base}/scoreboard/todaysScoreboard_00.json"
    assert playbyplay_url(GAME) == f"{base}/playbyplay/playbyplay_{GAME}.json"
    assert boxscore_url(GAME) == f"{base}/boxscore/boxscore_{GAME}.json"
    assert odds_url() == f"{base}/odds/odds_todaysGames.json"


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "final"),
    [
        ("playbyplay_0022000001.json.gz", Score(125, 99)),
        ("playbyplayv3.json.gz", Score(116, 117)),
        ("data_nba_pbp_0021600270.json", Score(126, 115)),
        ("stats_pbp_0021900001.json", Score(130, 122)),
        ("technical_before_period_start.json", Score(112, 132)),
    ],
)
def test_the_points_of_a_recorded_game_add_up_to_its_final(name: str, final: Score) -> None:
    items = FEED.parse((RECORDINGS / name).read_bytes())
    assert folded(items) == final
    assert by_the_rules(items) == (final, Phase.FINAL)
    scores = [item for item in items if isinstance(item, ScoreTold)]
    assert [(score.score, score.official) for score in scores] == [(final, True)]
