import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jsonpatch
import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import Refused
from livebet.domain.plays import (
    FIRST,
    SECOND,
    Diamond,
    Play,
    PlayKind,
    ScoreChange,
    ScoreKind,
    Situation,
)
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    HealthTold,
    Item,
    PlayTold,
    ScoreTold,
    SituationTold,
)
from livebet.feeds.mlb_gumbo import FEED
from livebet.feeds.mlb_gumbo.urls import diff_url, live_url, schedule_url, timecode
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.game.sports.mlb import RULES
from livebet.settings import ROOT

WRITTEN = Path(__file__).parent.parent / "payloads" / "mlb_gumbo"
RECORDINGS = ROOT.parent / "shared" / "feeds" / "mlb_gumbo"
GAME = "900001"
AWAY_RUN = ScoreChange(Side.AWAY, ScoreKind.RUN)
recorded = pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not beside the checkout")


def raw(name: str) -> bytes:
    return (WRITTEN / name).read_bytes()


def told(name: str) -> Sequence[Item]:
    return FEED.parse(raw(name))


def plays(items: Sequence[Item]) -> dict[str, PlayTold]:
    return {item.play.situation.play_id: item for item in items if isinstance(item, PlayTold)}


def at(minute: int, second: int) -> datetime:
    return datetime(2031, 6, 1, 17, minute, second, tzinfo=UTC)


def folded(items: Sequence[Item]) -> Score:
    """The sum of the plays' runs, checked against every score that the feed itself shows on the way."""
    score = Score()
    for item in items:
        if isinstance(item, PlayTold):
            for made in item.play.scores:
                score = score.plus(made.side, made.points)
            assert item.play.score_after in (None, score)
    return score


def test_every_pitch_action_and_result_is_a_play_of_its_own_in_order() -> None:
    found = plays(told("live.json"))
    assert list(found) == [
        *("0.0", "0.1", "0.2", "0.3", "0"),
        *("1.0", "1.1", "1.2", "1"),
        *("2.0", "2.1", "2.2", "2"),
        *("3.0", "3.1", "3.2", "3", "3.end"),
        *("4.0", "4"),
        *("5.0", "5.1"),
    ]
    sequences = [item.play.situation.sequence for item in found.values()]
    assert sequences == sorted(set(sequences))


def test_a_pitch_changes_the_count() -> None:
    play = plays(told("live.json"))["3.1"].play
    assert (play.kind, play.description, play.side, play.player) == (
        PlayKind.PITCH,
        "Foul",
        Side.HOME,
        "Yan Yost",
    )
    assert play.situation.diamond == Diamond(
        outs=2, balls=0, strikes=1, batter="Di Delta", pitcher="Yan Yost"
    )
    assert play.diamond_after == Diamond(outs=2, balls=0, strikes=2, batter="Di Delta", pitcher="Yan Yost")


def test_a_stolen_base_is_told_within_the_plate_appearance() -> None:
    assert plays(told("live.json"))["1.1"] == PlayTold(
        feed="mlb_gumbo",
        native_id=GAME,
        observed_at=at(12, 10),
        official_id="1.1",
        play=Play(
            situation=Situation(
                play_id="1.1",
                sequence=1001,
                period=1,
                clock_seconds=None,
                possession=Side.AWAY,
                diamond=Diamond(bases=FIRST, strikes=1, batter="Bo Beta", pitcher="Zed Zorn"),
            ),
            kind=PlayKind.STOLEN_BASE,
            description="Al Alpha steals (1) 2nd base.",
            score_after=Score(0, 0),
            side=Side.AWAY,
            player="Al Alpha",
            detail="stolen_base_2b",
            diamond_after=Diamond(bases=SECOND, strikes=1, batter="Bo Beta", pitcher="Zed Zorn"),
        ),
    )


def test_a_strike_that_nobody_threw_counts_and_the_strikeout_is_told_once() -> None:
    found = plays(told("odd_ends.json"))
    strike, strikeout = found["0.1"].play, found["0"].play
    assert (strike.kind, strike.detail) == (PlayKind.PITCH, "no_pitch")
    assert strike.diamond_after is not None
    assert (strike.diamond_after.strikes, strike.diamond_after.outs) == (3, 0)
    assert (strikeout.kind, strikeout.diamond_after) == (PlayKind.STRIKEOUT, Diamond(outs=1))


def test_a_pickoff_that_ends_the_inning_is_the_result_where_no_action_tells_it() -> None:
    found = plays(told("odd_ends.json"))
    attempt, pickoff = found["2.0"].play, found["2"].play
    assert (attempt.kind, attempt.diamond_after) == (PlayKind.OTHER, attempt.situation.diamond)
    assert (pickoff.kind, pickoff.side) == (PlayKind.PICKOFF, Side.HOME)
    assert pickoff.diamond_after == Diamond(outs=3)
    assert found["2.end"].play.detail == "top"


def test_a_runner_caught_stealing_for_the_third_out_leaves_the_batter_without_a_result() -> None:
    found = plays(told("odd_ends.json"))
    caught = found["4.1"].play
    assert (caught.kind, caught.player) == (PlayKind.CAUGHT_STEALING, "Al Alpha")
    assert caught.diamond_after is not None
    assert (caught.diamond_after.outs, caught.diamond_after.bases) == (3, 0)
    assert "4" not in found
    assert found["4.end"].play.situation.diamond == Diamond(outs=3)


def test_extra_innings_begin_with_a_runner_placed_on_second() -> None:
    found = plays(told("odd_ends.json"))
    placed, result = found["5.0"].play, found["5"].play
    assert placed.diamond_after is not None
    assert placed.diamond_after.bases == SECOND
    assert (result.kind, result.scores) == (PlayKind.HOME_RUN, (AWAY_RUN, AWAY_RUN))


def test_each_runner_who_comes_home_is_one_run_of_the_result() -> None:
    assert plays(told("live.json"))["1"] == PlayTold(
        feed="mlb_gumbo",
        native_id=GAME,
        observed_at=at(12, 50),
        official_id="1",
        play=Play(
            situation=Situation(
                play_id="1",
                sequence=1998,
                period=1,
                clock_seconds=None,
                possession=Side.AWAY,
                diamond=Diamond(bases=SECOND, strikes=1, batter="Bo Beta", pitcher="Zed Zorn"),
            ),
            kind=PlayKind.SINGLE,
            description="Bo Beta singles. Al Alpha scores.",
            scores=(AWAY_RUN,),
            score_after=Score(0, 1),
            side=Side.AWAY,
            player="Bo Beta",
            detail="single",
            diamond_after=Diamond(bases=FIRST),
        ),
    )


def test_a_pitching_change_names_who_comes_and_the_pitches_before_it_name_who_left() -> None:
    found = plays(told("live.json"))
    change = found["2.1"].play
    assert (change.kind, change.side, change.player) == (PlayKind.PITCHING_CHANGE, Side.HOME, "Yan Yost")
    assert found["2.0"].play.player == "Zed Zorn"
    assert found["2.2"].play.player == "Yan Yost"


def test_a_double_play_makes_two_outs_and_the_third_ends_the_half() -> None:
    found = plays(told("live.json"))
    double_play, end = found["2"].play, found["3.end"].play
    assert (double_play.kind, double_play.diamond_after) == (PlayKind.DOUBLE_PLAY, Diamond(outs=2))
    assert (end.kind, end.detail, end.possession_after) == (PlayKind.PERIOD_END, "top", Side.HOME)
    assert end.situation.diamond == Diamond(outs=3)


def test_a_plate_appearance_that_goes_on_has_a_situation_and_no_result() -> None:
    items = told("live.json")
    (now,) = [item for item in items if isinstance(item, SituationTold)]
    assert (now.official_id, now.situation.diamond) == (
        "5",
        Diamond(balls=1, strikes=1, batter="Fay Fox", pitcher="Xi Xu"),
    )
    assert now.observed_at == at(21, 30)


def test_a_live_feed_announces_the_second_game_of_a_doubleheader_and_its_score() -> None:
    items = told("live.json")
    assert items[0] == GameTold(
        feed="mlb_gumbo",
        native_id=GAME,
        observed_at=at(21, 30),
        sport="mlb",
        home="Home Herons",
        away="Away Aces",
        kickoff=datetime(2031, 6, 1, 17, 5, tzinfo=UTC),
        phase="in_play",
        season=2031,
        season_type=SeasonType.REGULAR,
        venue="Heron Park",
        number=2,
    )
    assert items[-1] == ScoreTold(
        feed="mlb_gumbo",
        native_id=GAME,
        observed_at=at(21, 30),
        score=Score(1, 1),
        phase="in_play",
        period=1,
    )
    assert folded(items) == Score(1, 1)


def test_a_bad_plate_appearance_is_refused_alone() -> None:
    items = told("play_by_play.json")
    assert list(plays(items))[-1] == "3.end"
    (bad,) = [item for item in items if isinstance(item, Refused)]
    assert bad.reason.startswith("plate appearance: ")


def test_a_schedule_tells_both_games_of_a_doubleheader_and_the_one_put_off() -> None:
    first, score, second, bad = told("schedule.json")
    assert isinstance(first, GameTold)
    assert isinstance(second, GameTold)
    assert (first.number, first.phase, second.number, second.phase) == (1, "final", 2, "postponed")
    assert isinstance(score, ScoreTold)
    assert (score.score, score.official) == (Score(5, 3), True)
    assert isinstance(bad, Refused)


def test_a_line_score_with_a_winner_is_final_and_official() -> None:
    (score,) = told("linescore.json")
    assert isinstance(score, ScoreTold)
    assert (score.score, score.phase, score.period, score.official) == (Score(5, 3), "final", 9, True)


def test_a_box_score_is_of_the_game_that_its_envelope_names() -> None:
    game, score = told("boxscore.json")
    assert isinstance(game, GameTold)
    assert isinstance(score, ScoreTold)
    assert (game.native_id, game.home, game.phase, score.score) == (
        GAME,
        "Home Herons",
        "final",
        Score(5, 3),
    )


def test_the_leagues_forecast_is_told_after_each_plate_appearance() -> None:
    first, second, bad = told("win_probability.json")
    assert first == ForecastTold(
        feed="mlb_gumbo",
        native_id="unnamed",
        observed_at=at(11, 5),
        forecaster="mlb",
        play_id="0",
        official_id="0",
        home_win_probability=0.465,
    )
    assert isinstance(second, ForecastTold)
    assert second.home_win_probability == 0.4025
    assert isinstance(bad, Refused)
    assert bad.reason.startswith("forecast: ")


def test_context_metrics_tell_a_forecast_of_their_game() -> None:
    forecast = told("context_metrics.json")[-1]
    assert isinstance(forecast, ForecastTold)
    assert (forecast.native_id, forecast.home_win_probability) == (GAME, 1.0)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("transactions.json", "not followed: transactions of players"),
        ("api_error.json", "the API said: Object not found"),
    ],
)
def test_what_tells_nothing_of_a_game_is_refused_by_name(name: str, reason: str) -> None:
    (item,) = told(name)
    assert isinstance(item, Refused)
    assert item.reason == reason


def test_an_update_on_the_wire_says_that_there_is_more_to_ask_for() -> None:
    (item,) = told("update.json")
    assert item == HealthTold(
        feed="mlb_gumbo",
        native_id=GAME,
        observed_at=at(21, 50),
        state="update wanted",
        detail="0a1b",
    )


def patched(document: bytes, *patches: bytes) -> bytes:
    content = json.loads(document)
    for patch in patches:
        for step in json.loads(patch):
            content = jsonpatch.apply_patch(content, step["diff"])
    return json.dumps(content).encode()


def test_a_patched_document_tells_what_the_whole_later_one_tells() -> None:
    session = FEED.open()
    before = session(raw("live.json"))
    after = session(raw("patch.json"))
    assert after == FEED.parse(patched(raw("live.json"), raw("patch.json")))
    assert plays(after)["5"].play.kind is PlayKind.DOUBLE
    assert plays(after)["4"] is plays(before)["4"]


def test_a_patch_told_twice_changes_nothing() -> None:
    session = FEED.open()
    session(raw("live.json"))
    session(raw("patch.json"))
    (item,) = session(raw("patch.json"))
    assert isinstance(item, HealthTold)
    assert item.state == "unchanged"


@pytest.mark.parametrize(
    "patch",
    [
        [{"op": "replace", "path": "/liveData/plays/allPlays/70/count/balls", "value": 1}],
        [{"op": "whirl", "path": "/metaData"}],
        [{"op": "copy", "path": "/metaData/wait"}],
        [{"op": "add", "path": 7, "value": 1}],
    ],
)
def test_a_patch_that_does_not_fit_asks_for_the_whole_and_waits_for_it(patch: list[object]) -> None:
    session = FEED.open()
    whole = session(raw("live.json"))
    for wanted in (json.dumps([{"diff": patch}]).encode(), raw("patch.json")):
        (item,) = session(wanted)
        assert isinstance(item, HealthTold)
        assert (item.state, item.native_id) == ("resync wanted", GAME)
    assert session(raw("live.json")) == whole


def test_a_reopened_plate_appearance_is_a_higher_revision_and_so_is_its_new_result() -> None:
    session = FEED.open()
    for name in ("live.json", "patch.json"):
        session(raw(name))
    reopened = plays(session(raw("reopening_patch.json")))["5"]
    assert (reopened.final, reopened.play.kind, reopened.play.revision) == (False, PlayKind.OTHER, 1)
    assert (reopened.play.situation.diamond, reopened.play.diamond_after) == (None, None)
    again = json.loads(patched(raw("live.json"), raw("patch.json")))
    again["metaData"]["timeStamp"] = "20310601_172230"
    told_anew = plays(session(json.dumps(again).encode()))["5"]
    assert (told_anew.final, told_anew.play.kind, told_anew.play.revision) == (True, PlayKind.DOUBLE, 2)
    assert told_anew.observed_at == at(22, 30)


def test_an_old_copy_of_a_game_changes_nothing() -> None:
    session = FEED.open()
    session(raw("live.json"))
    session(raw("patch.json"))
    (item,) = session(raw("live.json"))
    assert isinstance(item, HealthTold)
    assert item.state == "stale"


def test_addresses_are_those_of_statsapi() -> None:
    base = "https://statsapi.mlb.com/api"
    assert schedule_url(date(2031, 6, 1)) == f"{base}/v1/schedule?sportId=1&date=2031-06-01"
    assert live_url(GAME) == f"{base}/v1.1/game/{GAME}/feed/live"
    code = timecode(at(21, 30))
    assert diff_url(GAME, code) == f"{live_url(GAME)}/diffPatch?startTimecode=20310601_172130"


@recorded
@pytest.mark.parametrize("name", ["no-move", "with-move"])
def test_recorded_patches_apply_cleanly(name: str) -> None:
    folder = RECORDINGS / "inprogress"
    live = gzip.decompress((folder / f"live-feed-{name}.json.gz").read_bytes())
    patch = (folder / f"diff-patch-{name}.json").read_bytes()
    session = FEED.open()
    session(live)
    assert session(patch) == FEED.parse(patched(live, patch))


@recorded
def test_recorded_patches_bring_the_next_ball_and_the_next_pitcher() -> None:
    folder = RECORDINGS / "inprogress"
    found: dict[str, PlayTold] = {}
    for name in ("no-move", "with-move"):
        session = FEED.open()
        session(gzip.decompress((folder / f"live-feed-{name}.json.gz").read_bytes()))
        found |= plays(session((folder / f"diff-patch-{name}.json").read_bytes()))
    ball, change = found["61.3"].play, found["67.1"].play
    assert (ball.kind, ball.description) == (PlayKind.PITCH, "Ball")
    assert ball.diamond_after == Diamond(
        outs=2, balls=1, strikes=2, batter="Davis Wendzel", pitcher="Michael Grove"
    )
    assert (change.kind, change.player, change.side) == (
        PlayKind.PITCHING_CHANGE,
        "Andrew Knizner",
        Side.AWAY,
    )


@recorded
@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("live-feed-2024.json.gz", Score(5, 3)),
        ("live-feed-2025.json.gz", Score(1, 4)),
        ("livefeed.json.gz", Score(1, 3)),
        ("inprogress/live-feed-no-move.json.gz", Score(14, 2)),
        ("inprogress/live-feed-with-move.json.gz", Score(14, 2)),
        ("pymlb_liveGameV1_747175.json.gz", Score(5, 4)),
        ("pymlb_playByPlay_747175.json.gz", Score(5, 4)),
        ("play_by_play.json.gz", Score(2, 0)),
    ],
)
def test_the_runs_of_a_recorded_game_add_up_to_its_line_score(name: str, score: Score) -> None:
    items = FEED.parse((RECORDINGS / name).read_bytes())
    assert folded(items) == score
    assert [item.score for item in items if isinstance(item, ScoreTold)] in ([], [score])


@recorded
def test_a_recorded_pickoff_leaves_the_bases_empty_with_two_outs() -> None:
    play = plays(FEED.parse((RECORDINGS / "live-feed-2024.json.gz").read_bytes()))["36.3"].play
    assert (play.kind, play.side, play.situation.diamond) == (
        PlayKind.PICKOFF,
        Side.HOME,
        Diamond(outs=1, bases=FIRST, strikes=1, batter="Brice Turang", pitcher="Zach Plesac"),
    )
    assert play.diamond_after is not None
    assert (play.diamond_after.outs, play.diamond_after.bases) == (2, 0)


@recorded
def test_two_recorded_states_of_one_game_agree_on_every_play_that_both_have() -> None:
    folder = RECORDINGS / "inprogress"
    early, late = (
        plays(FEED.parse((folder / f"live-feed-{name}.json.gz").read_bytes()))
        for name in ("no-move", "with-move")
    )
    shared = early.keys() & late.keys()
    changed = [play_id for play_id in shared if early[play_id].play != late[play_id].play]
    assert len(shared) == len(early)
    assert changed == []
    assert replace(early["36"], observed_at=UNKNOWN_INSTANT).play == late["36"].play


@recorded
@pytest.mark.parametrize("name", ["live-feed-2024.json.gz", "livefeed.json.gz", "play_by_play.json.gz"])
def test_the_rules_of_the_game_agree_with_the_feed_before_every_recorded_play(name: str) -> None:
    """Outs, bases and count, and which half it is; what ends a half is told after the rules have ended it."""
    found = plays(FEED.parse((RECORDINGS / name).read_bytes()))
    state = RULES.start(
        Game(
            game_id=game_uuid("mlb_gumbo", name, ""),
            sport=Sport.MLB,
            season=2024,
            season_type=SeasonType.REGULAR,
            home_team="HOM",
            away_team="AWY",
            kickoff=UNKNOWN_INSTANT,
            feed="mlb_gumbo",
            native_id=name,
        ),
        None,
    )
    differ = []
    for play_id, item in found.items():
        situation = item.play.situation
        ours = (state.period, state.possession, _bare(state.diamond))
        theirs = (situation.period, situation.possession, _bare(situation.diamond))
        if ours != theirs and item.play.kind not in (PlayKind.PERIOD_END, PlayKind.GAME_END):
            differ.append(play_id)
        state = RULES.finish(state, item.play)
        assert item.play.score_after in (None, state.score)
    assert differ == []


def _bare(diamond: Diamond | None) -> tuple[int, int, int, int] | None:
    if diamond is None:
        return None
    return diamond.outs, diamond.bases, diamond.balls, diamond.strikes
